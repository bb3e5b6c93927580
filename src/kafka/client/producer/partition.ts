// Which partition a record goes to. Follows `KafkaProducer.partition`, and `RecordAccumulator`
// (`partitionChanged`, `append`) in when the sticky partition changes.
import { consistentPartition } from '#kafka/partitioner/crc32.ts';
import { partitionForKey } from '#kafka/partitioner/murmur2.ts';
import { nextRoundRobinPartition } from '#kafka/partitioner/round-robin.ts';
import {
  createStickyState,
  type PartitionsOfTopic,
  peekStickyPartition,
  type StickyState,
  updateStickyPartition,
} from '#kafka/partitioner/sticky.ts';
import type { Bytes } from '#base/bytes.ts';
import { emit } from '#kafka/port.ts';
import { areAllFull, queueOf } from './accumulator.ts';
import type { PartitionQueue } from './producer-batch.ts';
import { config, isOn, numberConfig, type Producer, type ProducerRecord } from './state.ts';

const NONE: readonly number[] = Object.freeze([]);

export type ChosenBy = 'key' | 'sticky' | 'round robin' | 'random' | 'hand';

export interface Choice {
  readonly queue: PartitionQueue;
  readonly by: ChosenBy;
}

/** Named, by a custom partitioner, by key, or the sticky one. */
export function choosePartition(producer: Producer, record: ProducerRecord): Choice {
  const { memory } = producer;
  const { topic, key, partition } = record;
  const into = (chosen: number, by: ChosenBy): Choice => ({
    queue: queueOf(memory.accumulator, topic, chosen),
    by,
  });
  if (partition !== null) return into(partition, 'hand');
  const partitions = partitionsOf(producer, topic);
  if (config(producer, 'partitioner.class').endsWith('RoundRobinPartitioner')) {
    return into(nextRoundRobinPartition(memory.roundRobinCount, partitions), 'round robin');
  }
  if (key !== null && isHashed(producer, key)) {
    const { partitioner } = producer.disk.spec;
    const forKey = partitioner === 'crc32' ? consistentPartition : partitionForKey;
    return into(forKey(key.toArray(), partitions.partitionCount), 'key');
  }
  if (producer.disk.spec.partitioner === 'murmur2_random') {
    return into(anyPartition(producer, partitions), 'random');
  }
  const sticky = stickyOf(producer, topic);
  for (;;) {
    const choice = into(peekStickyPartition(sticky, partitions, draw(producer)), 'sticky');
    // A switch that would have left a batch half-filled was put off until that batch is gone.
    if (!areAllFull(choice.queue) || !updateSticky(producer, choice.queue, 0)) return choice;
  }
}

/** As kafka-python does it for each record: among those that have a leader, if there are any. */
function anyPartition(
  { port }: Producer,
  { partitionCount, available }: PartitionsOfTopic,
): number {
  const random = port.random('partition');
  if (available.length === 0) return random.nextInt(partitionCount);
  return available[random.nextInt(available.length)] ?? 0;
}

/** In Java an empty key is a key; librdkafka treats it as none. */
function isHashed(producer: Producer, key: Bytes): boolean {
  if (producer.disk.spec.partitioner === 'crc32') return key.length > 0;
  return !isOn(producer, 'partitioner.ignore.keys');
}

/** A record was appended: counts its bytes, or that the round robin went on. */
export function noteAppended(producer: Producer, { queue, by }: Choice, bytes: number): void {
  if (by === 'round robin') producer.memory.roundRobinCount += 1;
  if (by === 'sticky') updateSticky(producer, queue, bytes);
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

/** True when another partition's turn has come; the draw may give the same one again. */
function updateSticky(producer: Producer, queue: PartitionQueue, appendedBytes: number): boolean {
  const { disk, port } = producer;
  const { topic } = queue;
  const state = stickyOf(producer, topic);
  const hasSwitched = updateStickyPartition(
    state,
    appendedBytes,
    areAllFull(queue),
    Math.max(1, numberConfig(producer, 'batch.size')),
    partitionsOf(producer, topic),
    draw(producer),
  );
  if (!hasSwitched) return false;
  const { partition } = state;
  emit(port, 'partitioner.switched', { producer: disk.spec.id, topic, partition });
  return true;
}
