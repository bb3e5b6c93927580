// send(): the topic's metadata, a partition, a place in the accumulator. Follows
// `KafkaProducer.doSend` and the sticky partition of `BuiltInPartitioner` in Apache Kafka 4.3.
import { usToMs } from '#base/time.ts';
import { partitionForKey } from '#kafka/partitioner/murmur2.ts';
import { nextRoundRobinPartition } from '#kafka/partitioner/round-robin.ts';
import {
  createStickyState,
  isSwitchDue,
  type PartitionsOfTopic,
  peekStickyPartition,
  type StickyState,
  updateLoadStats,
  updateStickyPartition,
} from '#kafka/partitioner/sticky.ts';
import { emit } from '#kafka/port.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { append, queueOf, recordSize, waitingCount } from './accumulator.ts';
import type { PartitionQueue } from './producer-batch.ts';
import { requestMetadata } from '#kafka/client/metadata/metadata-cache.ts';
import { config, isOn, number, type Producer, type ProducerRecord } from './state.ts';
import { sendProducerData } from './sender.ts';

const NONE: readonly number[] = Object.freeze([]);

/** Takes a record in, or keeps it until its topic is known (`KafkaProducer.waitOnMetadata`). */
export function send(producer: Producer, record: ProducerRecord): void {
  const { memory, port } = producer;
  if (memory.isClosing) return;
  if (memory.metadata.topics.has(record.topic)) {
    accumulate(producer, record);
    sendProducerData(producer);
    return;
  }
  memory.metadata.wanted.add(record.topic);
  memory.waiting.push(Object.freeze(record));
  requestMetadata(memory.metadata, port, `topic ${record.topic} is not known`);
}

/** New metadata: the calls that waited for it go on. */
export function sendWaiting(producer: Producer): void {
  const { memory } = producer;
  const { waiting } = memory;
  memory.waiting = [];
  for (const record of waiting) {
    if (memory.metadata.topics.has(record.topic)) accumulate(producer, record);
    else memory.waiting.push(record);
  }
}

function accumulate(producer: Producer, record: ProducerRecord): void {
  const { disk, memory, port } = producer;
  const { topic, key, value, headers } = record;
  disk.recordCount += 1;
  const id = `${disk.spec.id}:${disk.recordCount}`;
  const { partition, by } = choosePartition(producer, record);
  emit(port, 'record.created', {
    producer: disk.spec.id,
    recordId: id,
    topic,
    partition,
    key: key?.text ?? null,
    value: value?.text ?? null,
    by,
  });
  const kafkaRecord = Object.freeze({
    offset: -1,
    timestampMs: usToMs(port.nowUs),
    key,
    value,
    headers,
    sizeBytes: recordSize(record, disk.spec.valueBytes),
    id,
  });
  const queue = queueOf(memory.accumulator, topic, partition);
  const batchSize = number(producer, 'batch.size');
  const appendedBytes = append(memory.accumulator, queue, kafkaRecord, batchSize, port.nowUs);
  if (by === 'sticky') updateSticky(producer, queue, appendedBytes);
}

// ── The partition ───────────────────────────────────────────────────────────────────────────

/** Follows `KafkaProducer.partition`: named, by a custom partitioner, by key, or sticky. */
function choosePartition(
  producer: Producer,
  { topic, key, partition }: ProducerRecord,
): { readonly partition: number; readonly by: 'key' | 'sticky' | 'round robin' | 'hand' } {
  const { memory } = producer;
  if (partition !== null) return { partition, by: 'hand' };
  const partitions = partitionsOf(producer, topic);
  if (config(producer, 'partitioner.class').endsWith('RoundRobinPartitioner')) {
    const counter = memory.roundRobinCount;
    memory.roundRobinCount += 1;
    return { partition: nextRoundRobinPartition(counter, partitions), by: 'round robin' };
  }
  if (key !== null && !isOn(producer, 'partitioner.ignore.keys')) {
    return { partition: partitionForKey(key.toArray(), partitions.partitionCount), by: 'key' };
  }
  const sticky = stickyOf(producer, topic);
  return { partition: peekStickyPartition(sticky, partitions, draw(producer)), by: 'sticky' };
}

function partitionsOf({ memory: { metadata } }: Producer, topic: string): PartitionsOfTopic {
  return {
    partitionCount: metadata.topics.get(topic)?.length ?? 0,
    available: metadata.available.get(topic) ?? NONE,
  };
}

function stickyOf({ memory }: Producer, topic: string): StickyState {
  const known = memory.sticky.get(topic);
  if (known !== undefined) return known;
  const state = createStickyState();
  memory.sticky.set(topic, state);
  return state;
}

function draw({ port }: Producer): () => number {
  return () => port.random('sticky').nextPositiveInt();
}

/**
 * After batch.size bytes the sticky partition changes, weighted by what waits where
 * (`BuiltInPartitioner.updatePartitionInfo` and `updatePartitionLoadStats`).
 */
function updateSticky(producer: Producer, queue: PartitionQueue, appendedBytes: number): void {
  const { memory, disk, port } = producer;
  const { topic } = queue;
  const state = stickyOf(producer, topic);
  const partitions = partitionsOf(producer, topic);
  const batchSize = Math.max(1, number(producer, 'batch.size'));
  const last = queue.batches.at(-1);
  const isFull = last === undefined || last.sizeBytes >= batchSize;
  // The load counts only when the partition changes.
  if (
    isSwitchDue(state, appendedBytes, isFull, batchSize) &&
    isOn(producer, 'partitioner.adaptive.partitioning.enable')
  ) {
    const sizes = partitions.available.map((partition) => {
      const other = memory.accumulator.queues.get(partitionKey(topic, partition));
      return other === undefined ? 0 : waitingCount(other);
    });
    updateLoadStats(state, sizes, partitions.available, sizes.length);
  }
  const hasSwitched = updateStickyPartition(
    state,
    appendedBytes,
    isFull,
    batchSize,
    partitions,
    draw(producer),
  );
  if (!hasSwitched) return;
  emit(port, 'partitioner.switched', {
    producer: disk.spec.id,
    topic,
    partition: state.partition,
  });
}
