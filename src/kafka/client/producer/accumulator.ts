// The producer's accumulator: batches by partition, and when they are ready to go. Follows
// `RecordAccumulator` and `ProducerBatch` of Apache Kafka 4.3.
import { utf8Length } from '#base/utf8.ts';
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import type { PartitionQueue, ProducerBatch } from './producer-batch.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { createSequenceState } from './sequences.ts';

/** Bytes of a v2 batch before its records, and of a record besides key and value. */
const BATCH_OVERHEAD_BYTES = 61;
const RECORD_OVERHEAD_BYTES = 10;

/** Changed by the functions of this file only, which keep `waiting` true to the queues. */
export interface Accumulator {
  /** By partition key. */
  readonly queues: Map<string, PartitionQueue>;
  /** Keys of the queues with a batch that is not in flight: no other is looked at to send. */
  readonly waiting: Set<string>;
  nextBatchId: number;
}

export function createAccumulator(): Accumulator {
  return { queues: new Map(), waiting: new Set(), nextBatchId: 1 };
}

/** The queue of a partition, made when it is first needed. */
export function queueOf({ queues }: Accumulator, topic: string, partition: number): PartitionQueue {
  const key = partitionKey(topic, partition);
  const known = queues.get(key);
  if (known !== undefined) return known;
  const queue: PartitionQueue = {
    key,
    topic,
    partition,
    batches: [],
    sequences: createSequenceState(),
  };
  queues.set(key, queue);
  return queue;
}

/** The queues with a batch that is not in flight. */
export function waitingQueues({ queues, waiting }: Accumulator): readonly PartitionQueue[] {
  const found: PartitionQueue[] = [];
  for (const key of waiting) {
    const queue = queues.get(key);
    if (queue !== undefined) found.push(queue);
  }
  return found;
}

/** Takes the first batch that waits, if any; it is in flight from now on. */
export function takeFirst(
  accumulator: Accumulator,
  queue: PartitionQueue,
): ProducerBatch | undefined {
  const batch = firstWaiting(queue);
  if (batch === undefined) return undefined;
  batch.isInFlight = true;
  if (firstWaiting(queue) === undefined) accumulator.waiting.delete(queue.key);
  return batch;
}

/** A batch came back without success: it waits for another attempt. */
export function giveBack(
  { waiting }: Accumulator,
  queue: PartitionQueue,
  batch: ProducerBatch,
): void {
  batch.isInFlight = false;
  waiting.add(queue.key);
}

/** A batch is settled, one way or the other. */
export function remove(
  { waiting }: Accumulator,
  queue: PartitionQueue,
  batch: ProducerBatch,
): void {
  queue.batches = queue.batches.filter((one) => one !== batch);
  if (firstWaiting(queue) === undefined) waiting.delete(queue.key);
}

/** Serialized size; `valueBytes` stands for a value that is padded to a workload's size. */
export function recordSize(
  { key, value, headers }: Pick<KafkaRecord, 'key' | 'value' | 'headers'>,
  valueBytes: number,
): number {
  let sizeBytes = RECORD_OVERHEAD_BYTES + (key?.length ?? 0);
  if (value !== null) sizeBytes += Math.max(value.length, valueBytes);
  for (const header of headers) {
    sizeBytes += withLength(utf8Length(header.key)) + withLength(header.value?.length ?? 0);
  }
  return sizeBytes;
}

/** Bytes of a field with its length before it, a zigzag varint (`ByteUtils.sizeOfVarint`). */
function withLength(length: number): number {
  let sizeBytes = length + 1;
  for (let rest = length >> 6; rest > 0; rest >>= 7) sizeBytes += 1;
  return sizeBytes;
}

/** Puts a record into the open batch of its partition, or a new one. Returns appended bytes. */
export function append(
  accumulator: Accumulator,
  queue: PartitionQueue,
  record: KafkaRecord,
  batchSize: number,
  nowUs: number,
): number {
  const open = queue.batches.at(-1);
  const isOpen = open !== undefined && !open.isInFlight && open.attempts === 0;
  if (isOpen && open.sizeBytes + record.sizeBytes <= Math.max(batchSize, 1)) {
    open.records.push(record);
    open.sizeBytes += record.sizeBytes;
    return record.sizeBytes;
  }
  accumulator.waiting.add(queue.key);
  queue.batches.push({
    id: accumulator.nextBatchId,
    topic: queue.topic,
    partition: queue.partition,
    records: [record],
    sizeBytes: BATCH_OVERHEAD_BYTES + record.sizeBytes,
    createdUs: nowUs,
    attempts: 0,
    notBeforeUs: 0,
    baseSequence: -1,
    producerEpoch: -1,
    ordinal: -1,
    isInFlight: false,
  });
  accumulator.nextBatchId += 1;
  return record.sizeBytes;
}

/** Batches that wait, for the adaptive partitioner: those in flight do not count. */
export function waitingCount(queue: PartitionQueue): number {
  let count = 0;
  for (const batch of queue.batches) if (!batch.isInFlight) count += 1;
  return count;
}

/** The first batch that may still be sent; undefined when all are in flight. */
export function firstWaiting(queue: PartitionQueue): ProducerBatch | undefined {
  return queue.batches.find((batch) => !batch.isInFlight);
}

/** When the first waiting batch is ready: full, lingered long enough, or backoff over (µs). */
export function readyAtUs(
  queue: PartitionQueue,
  batchSize: number,
  lingerUs: number,
  isFlushing: boolean,
): number | null {
  const batch = firstWaiting(queue);
  if (batch === undefined) return null;
  if (batch.attempts > 0) {
    // With batches before it in flight a retry would arrive out of order.
    return queue.batches[0] === batch ? batch.notBeforeUs : null;
  }
  const index = queue.batches.indexOf(batch);
  const isFull = index < queue.batches.length - 1 || batch.sizeBytes >= batchSize;
  if (isFull || isFlushing) return batch.createdUs;
  return batch.createdUs + lingerUs;
}
