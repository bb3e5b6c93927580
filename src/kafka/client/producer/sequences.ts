// Sequence numbers of an idempotent producer, partition by partition, and what happens when one is
// lost. Follows `TransactionManager` and `TxnPartitionEntry` of Apache Kafka 4.3, without transactions.
import type { PartitionQueue, ProducerBatch, SequenceState } from './producer-batch.ts';

const SEQUENCES = 2_147_483_648;
const NONE = -1;

export function createSequenceState(): SequenceState {
  return { epoch: NONE, next: 0, lastAcked: NONE, unresolved: NONE };
}

/** Batches that have a sequence and no final answer, in order of it. */
function outstanding({ batches, inFlight }: PartitionQueue): readonly ProducerBatch[] {
  return [...inFlight, ...batches]
    .filter((batch) => batch.baseSequence !== NONE)
    .sort((a, b) => a.producerEpoch - b.producerEpoch || a.baseSequence - b.baseSequence);
}

function after(sequence: number, count: number): number {
  return (sequence + count) % SEQUENCES;
}

export function lastSequenceOf({ baseSequence, records }: ProducerBatch): number {
  return after(baseSequence, records.length - 1);
}

/**
 * Whether the first batch of a partition may be drained. A new one waits while an expired batch may
 * still be written, and while batches of an older epoch are on their way; one that comes back waits
 * for those with smaller numbers (`RecordAccumulator.shouldStopDrainBatchesForPartition`).
 */
export function mayDrain(
  queue: PartitionQueue,
  batch: ProducerBatch,
  producerEpoch: number,
): boolean {
  const { epoch, unresolved } = queue.sequences;
  const [oldest] = outstanding(queue);
  if (batch.baseSequence !== NONE) return oldest === batch;
  return unresolved === NONE && (oldest === undefined || epoch === producerEpoch);
}

/** Numbers a batch that is drained for the first time. Retries keep their number. */
export function numberBatch(
  queue: PartitionQueue,
  batch: ProducerBatch,
  producerEpoch: number,
): void {
  if (batch.baseSequence !== NONE) return;
  if (queue.sequences.epoch !== producerEpoch && outstanding(queue).length === 0) {
    queue.sequences = { ...createSequenceState(), epoch: producerEpoch };
  }
  const { sequences } = queue;
  batch.baseSequence = sequences.next;
  batch.producerEpoch = producerEpoch;
  sequences.next = after(sequences.next, batch.records.length);
}

/** Counts from 0 again in a new epoch, for the batches without an answer as well. */
export function restartSequences(queue: PartitionQueue, producerEpoch: number): void {
  const sequences = { ...createSequenceState(), epoch: producerEpoch };
  for (const batch of outstanding(queue)) {
    batch.baseSequence = sequences.next;
    batch.producerEpoch = producerEpoch;
    batch.hasNewSequence = true;
    sequences.next = after(sequences.next, batch.records.length);
  }
  queue.sequences = sequences;
}

export function noteAcknowledged({ sequences }: PartitionQueue, lastSequence: number): void {
  sequences.lastAcked = Math.max(sequences.lastAcked, lastSequence);
}

/** A batch that came back once expires: nobody knows whether it was written. */
export function noteExpired({ sequences }: PartitionQueue, batch: ProducerBatch): void {
  if (batch.baseSequence === NONE) return;
  const following = after(batch.baseSequence, batch.records.length);
  sequences.unresolved = Math.max(sequences.unresolved, following);
}

/**
 * What OUT_OF_ORDER_SEQUENCE_NUMBER means: for the number that comes next, or the one after an expired
 * batch, that records are missing, which takes a new epoch. Any other waits for those before it.
 */
export function isGap({ sequences }: PartitionQueue, batch: ProducerBatch): boolean {
  const { lastAcked, unresolved } = sequences;
  if (unresolved !== NONE) return batch.baseSequence === unresolved;
  return !batch.hasNewSequence && batch.baseSequence === after(lastAcked, 1);
}

/**
 * What has become of an expired batch, once every sent batch of its partition is settled: a gap when
 * the numbers after it were not taken either (`TransactionManager.maybeResolveSequences`).
 */
export function resolveExpired(queue: PartitionQueue): 'open' | 'written' | 'gap' {
  const { sequences } = queue;
  if (sequences.unresolved === NONE) return 'written';
  if (outstanding(queue).length > 0) return 'open';
  sequences.unresolved = NONE;
  return sequences.next === after(sequences.lastAcked, 1) ? 'written' : 'gap';
}
