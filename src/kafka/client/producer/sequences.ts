// Sequence numbers of an idempotent producer, partition by partition, and what happens when one is
// lost. Follows `TransactionManager` and `TxnPartitionMap` of Apache Kafka 4.3, without transactions.
import type { PartitionQueue, ProducerBatch, SequenceState } from './producer-batch.ts';

const SEQUENCES = 2_147_483_648;
const NONE = -1;
/** A broker knows a batch again among the last five (`ProducerStateEntry.NUM_BATCHES_TO_RETAIN`). */
const BATCHES_KNOWN = 5;

export function createSequenceState(): SequenceState {
  return { epoch: NONE, next: 0, count: 0, lastAcked: NONE, unresolved: NONE };
}

/** Batches that have a sequence and no final answer, oldest first. */
function outstanding({ batches }: PartitionQueue): readonly ProducerBatch[] {
  return batches.filter((batch) => batch.baseSequence !== NONE);
}

function after(sequence: number, count: number): number {
  return (sequence + count) % SEQUENCES;
}

/**
 * Whether a batch may be sent. A new one waits while an expired batch may still be written, while
 * batches of an older epoch are on their way, and when the broker would forget the oldest batch
 * without an answer. (In Kafka that is never so: TCP brings answers in order. Here a single one may
 * be lost.)
 */
export function mayNumber(
  queue: PartitionQueue,
  batch: ProducerBatch,
  producerEpoch: number,
): boolean {
  if (batch.baseSequence !== NONE) return true;
  const { epoch, unresolved, count } = queue.sequences;
  if (unresolved !== NONE) return false;
  const [oldest] = outstanding(queue);
  if (oldest === undefined) return true;
  return epoch === producerEpoch && count - oldest.ordinal < BATCHES_KNOWN;
}

/** Numbers a batch that is sent for the first time. Retries keep their number. */
export function numberBatch(
  queue: PartitionQueue,
  batch: ProducerBatch,
  producerEpoch: number,
): void {
  if (batch.baseSequence !== NONE) return;
  if (queue.sequences.epoch !== producerEpoch) restartSequences(queue, producerEpoch);
  const { sequences } = queue;
  batch.baseSequence = sequences.next;
  batch.producerEpoch = producerEpoch;
  batch.ordinal = sequences.count;
  sequences.next = after(sequences.next, batch.records.length);
  sequences.count += 1;
}

/** Counts from 0 again in a new epoch, for the batches without an answer as well. */
export function restartSequences(queue: PartitionQueue, producerEpoch: number): void {
  const again = outstanding(queue);
  queue.sequences = { ...createSequenceState(), epoch: producerEpoch };
  for (const batch of again) {
    batch.baseSequence = NONE;
    numberBatch(queue, batch, producerEpoch);
  }
}

export function noteAcknowledged({ sequences }: PartitionQueue, batch: ProducerBatch): void {
  if (batch.baseSequence === NONE || batch.producerEpoch !== sequences.epoch) return;
  const last = after(batch.baseSequence, batch.records.length - 1);
  sequences.lastAcked = Math.max(sequences.lastAcked, last);
}

/** A batch that was sent expires: nobody knows whether it was written. */
export function noteExpired({ sequences }: PartitionQueue, batch: ProducerBatch): void {
  if (batch.baseSequence === NONE) return;
  const following = after(batch.baseSequence, batch.records.length);
  sequences.unresolved = Math.max(sequences.unresolved, following);
}

/**
 * What OUT_OF_ORDER_SEQUENCE_NUMBER means: the next number refused is a gap, which takes a new
 * epoch; a later number only waits for those before it. An earlier number can never fit again. (In
 * Kafka that is never so: TCP keeps the order of requests. Here a first one may be lost, and a
 * leader that knows nothing of the producer takes whatever number comes next.)
 */
export function isGap({ sequences }: PartitionQueue, batch: ProducerBatch): boolean {
  const { lastAcked, unresolved } = sequences;
  if (unresolved !== NONE) return batch.baseSequence === unresolved;
  return batch.baseSequence <= lastAcked || batch.baseSequence === after(lastAcked, 1);
}

/** Once every sent batch is settled: true when an expired one left a gap behind. */
export function resolveExpired(queue: PartitionQueue): boolean {
  const { sequences } = queue;
  if (sequences.unresolved === NONE || outstanding(queue).length > 0) return false;
  sequences.unresolved = NONE;
  return sequences.next !== after(sequences.lastAcked, 1);
}
