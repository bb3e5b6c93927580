// The producer's accumulator: batches by partition, what they take of buffer.memory, and how records
// get into them. Follows `RecordAccumulator`, `ProducerBatch` and `BufferPool` of Apache Kafka 4.3.
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { PartitionQueue, ProducerBatch } from './producer-batch.ts';
import { BATCH_OVERHEAD_BYTES, recordSize, recordSizeUpperBound } from './record-size.ts';
import { createSequenceState } from './sequences.ts';

/** Changed by the functions of this file only, which keep `waiting` and `sent` true to the queues. */
export interface Accumulator {
  /** By partition key. */
  readonly queues: Map<string, PartitionQueue>;
  /** Partitions of each topic that have had a batch, ascending. */
  readonly partitions: Map<string, readonly number[]>;
  /** Keys of the queues with a batch to send: no other is looked at. */
  readonly waiting: Set<string>;
  /** Keys of the queues with a batch in flight. */
  readonly sent: Set<string>;
  /** What all batches together hold of buffer.memory. */
  allocatedBytes: number;
  nextBatchId: number;
}

/** A record on its way into a batch. */
export interface Draft extends Pick<KafkaRecord, 'key' | 'value' | 'headers' | 'id'> {
  readonly timestampMs: number;
  /** Its value stands for one that is padded to so many bytes. */
  readonly valueBytes: number;
}

export function createAccumulator(): Accumulator {
  return {
    queues: new Map(),
    partitions: new Map(),
    waiting: new Set(),
    sent: new Set(),
    allocatedBytes: 0,
    nextBatchId: 1,
  };
}

/** The queue of a partition, made when it is first needed. */
export function queueOf(
  { queues, partitions }: Accumulator,
  topic: string,
  partition: number,
): PartitionQueue {
  const key = partitionKey(topic, partition);
  const known = queues.get(key);
  if (known !== undefined) return known;
  const queue: PartitionQueue = {
    key,
    topic,
    partition,
    batches: [],
    inFlight: [],
    isMuted: false,
    sequences: createSequenceState(),
  };
  queues.set(key, queue);
  const others = partitions.get(topic) ?? [];
  partitions.set(topic, Object.freeze([...others, partition].sort((a, b) => a - b)));
  return queue;
}

/** The queues with a batch to send. */
export function waitingQueues({ queues, waiting }: Accumulator): readonly PartitionQueue[] {
  const found: PartitionQueue[] = [];
  for (const key of waiting) {
    const queue = queues.get(key);
    if (queue !== undefined) found.push(queue);
  }
  return found;
}

/** The queues with a batch to send, or one on its way: those that time can do something to. */
export function busyQueues({ queues, waiting, sent }: Accumulator): readonly PartitionQueue[] {
  const found: PartitionQueue[] = [];
  for (const key of new Set([...waiting, ...sent])) {
    const queue = queues.get(key);
    if (queue !== undefined) found.push(queue);
  }
  return found;
}

/** Whether nothing waits and nothing is on its way. */
export function isEmpty({ waiting, sent }: Accumulator): boolean {
  return waiting.size === 0 && sent.size === 0;
}

// ── Into a batch ────────────────────────────────────────────────────────────────────────────

/** No record is added to it any more, however small. */
export function isFull({ isClosed, sizeBytes, writeLimit }: ProducerBatch): boolean {
  return isClosed || sizeBytes >= writeLimit;
}

/** No batch is left half-filled: a change of the sticky partition costs nothing. */
export function areAllFull({ batches }: PartitionQueue): boolean {
  const last = batches.at(-1);
  return last === undefined || isFull(last);
}

/** Puts a record into the last batch of its partition. Appended bytes; null: no room. */
export function tryAppend({ batches }: PartitionQueue, draft: Draft): number | null {
  const last = batches.at(-1);
  if (last === undefined) return null;
  const appended = isFull(last) ? null : appendTo(last, draft);
  if (appended === null) last.isClosed = true;
  return appended;
}

/** The first record always fits. */
function appendTo(batch: ProducerBatch, draft: Draft): number | null {
  const { records } = batch;
  const { id, key, value, headers, timestampMs, valueBytes } = draft;
  const timestampDelta = timestampMs - (records[0]?.timestampMs ?? timestampMs);
  const sizeBytes = recordSize(draft, valueBytes, records.length, timestampDelta);
  if (records.length > 0 && batch.sizeBytes + sizeBytes > batch.writeLimit) return null;
  records.push(Object.freeze({ offset: -1, timestampMs, key, value, headers, sizeBytes, id }));
  batch.sizeBytes += sizeBytes;
  return sizeBytes;
}

/** What a new batch for this record takes of buffer.memory. */
export function bufferSizeFor(
  payload: Pick<Draft, 'key' | 'value' | 'headers'>,
  valueBytes: number,
  batchSize: number,
): number {
  return Math.max(batchSize, recordSizeUpperBound(payload, valueBytes));
}

/** Puts a record into a new batch. Appended bytes, with those of the batch itself. */
export function appendNewBatch(
  accumulator: Accumulator,
  queue: PartitionQueue,
  draft: Draft,
  batchSize: number,
  nowUs: number,
): number {
  const bufferBytes = bufferSizeFor(draft, draft.valueBytes, batchSize);
  const batch = createBatch(accumulator, queue, {
    createdUs: nowUs,
    bufferBytes,
    writeLimit: bufferBytes,
    isSplit: false,
  });
  accumulator.allocatedBytes += bufferBytes;
  appendTo(batch, draft);
  accumulator.waiting.add(queue.key);
  queue.batches.push(batch);
  return batch.sizeBytes;
}

function createBatch(
  accumulator: Accumulator,
  { topic, partition }: PartitionQueue,
  given: Pick<ProducerBatch, 'createdUs' | 'bufferBytes' | 'writeLimit' | 'isSplit'>,
): ProducerBatch {
  const id = accumulator.nextBatchId;
  accumulator.nextBatchId = id + 1;
  return {
    id,
    topic,
    partition,
    records: [],
    sizeBytes: BATCH_OVERHEAD_BYTES,
    attempts: 0,
    lastAttemptUs: given.createdUs,
    backoffUs: 0,
    leaderEpoch: -1,
    attemptsAtLeaderChange: -1,
    isClosed: false,
    baseSequence: -1,
    producerEpoch: -1,
    hasNewSequence: false,
    ...given,
  };
}

// ── Out of the queue, and back ──────────────────────────────────────────────────────────────

/** Takes the first batch that waits: it is in flight from now on. */
export function takeFirst(
  { waiting, sent }: Accumulator,
  queue: PartitionQueue,
): ProducerBatch | undefined {
  const batch = queue.batches.shift();
  if (queue.batches.length === 0) waiting.delete(queue.key);
  if (batch === undefined) return undefined;
  batch.isClosed = true;
  queue.inFlight.push(batch);
  sent.add(queue.key);
  return batch;
}

/** A batch is in flight no longer. */
export function removeInFlight(
  { sent }: Accumulator,
  queue: PartitionQueue,
  batch: ProducerBatch,
): void {
  queue.inFlight = queue.inFlight.filter((one) => one !== batch);
  if (queue.inFlight.length === 0) sent.delete(queue.key);
}

/** Gives back what a settled batch held of buffer.memory. */
export function deallocate(accumulator: Accumulator, bufferBytes: number): void {
  accumulator.allocatedBytes -= bufferBytes;
}

/** Takes the first batch out of the queue for good: nobody waits for it any longer. */
export function giveUpFirst({ waiting }: Accumulator, queue: PartitionQueue): void {
  queue.batches.shift();
  if (queue.batches.length === 0) waiting.delete(queue.key);
}

/** A batch comes back to be sent again: before all others, or where its sequence belongs. */
export function reenqueue(
  accumulator: Accumulator,
  queue: PartitionQueue,
  batch: ProducerBatch,
): void {
  removeInFlight(accumulator, queue, batch);
  accumulator.waiting.add(queue.key);
  let place = 0;
  if (batch.baseSequence !== -1) {
    const isBefore = ({ baseSequence }: ProducerBatch): boolean =>
      baseSequence !== -1 && baseSequence < batch.baseSequence;
    while (queue.batches[place] !== undefined && isBefore(queue.batches[place] as ProducerBatch)) {
      place += 1;
    }
  }
  queue.batches.splice(place, 0, batch);
}

/**
 * A batch was too large for its topic: its records go again, in batches of batch.size, or of half its
 * own size when it was split before. Sequence numbers stay with the records.
 */
export function splitAndReenqueue(
  accumulator: Accumulator,
  queue: PartitionQueue,
  big: ProducerBatch,
  batchSize: number,
): void {
  const largest = Math.max(...big.records.map(({ sizeBytes }) => sizeBytes)) + BATCH_OVERHEAD_BYTES;
  const writeLimit = big.isSplit ? Math.max(largest, big.sizeBytes / 2) : batchSize;
  removeInFlight(accumulator, queue, big);
  const batches = splitRecords(accumulator, queue, big, writeLimit);
  let sequence = big.baseSequence;
  for (const batch of batches) {
    if (sequence === -1) break;
    batch.baseSequence = sequence;
    batch.producerEpoch = big.producerEpoch;
    sequence += batch.records.length;
  }
  // Each goes to the head of the queue: the last one first.
  for (const batch of batches.toReversed()) reenqueue(accumulator, queue, batch);
}

function splitRecords(
  accumulator: Accumulator,
  queue: PartitionQueue,
  { records, createdUs }: ProducerBatch,
  writeLimit: number,
): readonly ProducerBatch[] {
  const batches: ProducerBatch[] = [];
  for (const record of records) {
    let batch = batches.at(-1);
    if (batch === undefined || batch.sizeBytes + record.sizeBytes > batch.writeLimit) {
      const limits = { bufferBytes: 0, writeLimit, isSplit: true };
      batch = createBatch(accumulator, queue, { createdUs, ...limits });
      batch.isClosed = true;
      batches.push(batch);
    }
    batch.records.push(record);
    batch.sizeBytes += record.sizeBytes;
  }
  return batches;
}
