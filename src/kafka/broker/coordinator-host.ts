// What the broker provides to the coordinators that live in it (the log of each one's topic, timers,
// answers, the metadata image) and what it tells them.
import { Bytes } from '#base/bytes.ts';
import { msToUs, usToMs } from '#base/time.ts';
import type {
  CoordinatorHost,
  CoordinatorRecord,
  CoordinatorTopic,
} from '#kafka/coordinator/runtime/host.ts';
import {
  type Coordinator,
  type CoordinatorMemory,
  onElected,
  onHighWatermark,
  onResigned,
  onTimer,
  onTopicsDeleted,
} from '#kafka/coordinator/runtime/runtime.ts';
import type { CoordinatorShard } from '#kafka/coordinator/runtime/shard.ts';
import { shardNamed, shardOf, SHARDS } from '#kafka/coordinator/shards.ts';
import { emit, respond } from '#kafka/port.ts';
import { configsOf, type MetadataImage } from '#kafka/protocol/metadata-image.ts';
import { compareText, partitionKey } from '#kafka/protocol/topic-partition.ts';
import { type KafkaRecord, NO_HEADERS, type RecordBatch } from '#kafka/protocol/record.ts';
import { type Broker, type HostedPartition, isLeading } from '#kafka/broker/state/broker-state.ts';
import { type CoordinatorTimer, coordinatorTimer, partsOf } from '#kafka/broker/state/timers.ts';
import { appendToLeader } from '#kafka/broker/partition/leader-append.ts';
import { onAppended } from '#kafka/broker/purgatory/purgatory.ts';

const RECORD_BATCH_OVERHEAD_BYTES = 61;
const RECORD_OVERHEAD_BYTES = 12;

function toBatch(records: readonly CoordinatorRecord[], nowMs: number): RecordBatch {
  let sizeBytes = RECORD_BATCH_OVERHEAD_BYTES;
  const kafkaRecords = records.map(({ key, value }, index): KafkaRecord => {
    const keyBytes = Bytes.ofText(key);
    const valueBytes = value === null ? null : Bytes.ofText(value);
    const recordBytes = RECORD_OVERHEAD_BYTES + keyBytes.length + (valueBytes?.length ?? 0);
    sizeBytes += recordBytes;
    return {
      offset: -1,
      timestampMs: nowMs,
      key: keyBytes,
      value: valueBytes,
      headers: NO_HEADERS,
      sizeBytes: recordBytes,
      id: `${key}:${nowMs}:${index}`,
    };
  });
  return {
    baseOffset: 0,
    partitionLeaderEpoch: -1,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    sizeBytes,
    maxTimestampMs: nowMs,
    records: kafkaRecords,
  };
}

function topicOf(image: MetadataImage, name: string): CoordinatorTopic | null {
  const topic = image.topics.get(name);
  if (topic === undefined) return null;
  return {
    topicId: topic.topicId,
    partitionCount: topic.partitions.length,
    // Every commit asks for the topic, only an assignment for its racks.
    get racks() {
      return topic.partitions.map(({ replicas }) =>
        replicas.flatMap((id) => image.brokers.get(id)?.rack ?? []).sort(compareText),
      );
    },
  };
}

function hostFor(broker: Broker, { name, topic }: CoordinatorShard): CoordinatorHost {
  const { port, memory, disk } = broker;
  return {
    nowMs: usToMs(port.nowUs),
    brokerId: disk.id,
    configs: disk.configs,
    append(index, records) {
      const partition = memory.partitions.get(partitionKey(topic, index));
      if (partition === undefined || !isLeading(partition)) {
        return { errorCode: 'NOT_LEADER_OR_FOLLOWER', endOffset: -1 };
      }
      if (partition.isr.length < partition.minIsr) {
        return { errorCode: 'NOT_ENOUGH_REPLICAS', endOffset: -1 };
      }
      const batch = appendToLeader(broker, partition, toBatch(records, usToMs(port.nowUs)));
      return { errorCode: 'NONE', endOffset: batch.baseOffset + records.length };
    },
    flush(index) {
      const partition = memory.partitions.get(partitionKey(topic, index));
      if (partition !== undefined && isLeading(partition)) onAppended(broker, partition);
    },
    respond: (request, body) => respond(port, request, body),
    emit: (type, data) => emit(port, type, data),
    setTimer: (key, afterMs, timer) =>
      port.setTimer(coordinatorTimer(name, key), msToUs(afterMs), timer),
    clearTimer: (key) => port.clearTimer(coordinatorTimer(name, key)),
    topicOf: (topicName) => topicOf(memory.image, topicName),
    topicNames: () => [...memory.image.topics.keys()],
    groupConfigsOf: (group) => configsOf(memory.image, 'GROUP', group),
    randomHex(): string {
      const random = port.random('member ids');
      const word = (): string => random.nextUint32().toString(16).padStart(8, '0');
      return `${word()}${word()}`;
    },
  };
}

/** One delivery's view of a coordinator. */
export function coordinatorOf<State, Timer, Then>(
  broker: Broker,
  shard: CoordinatorShard<State, Timer, Then>,
): Coordinator<State, Timer, Then> {
  const memory = broker.memory.coordinators.get(shard.topic) as CoordinatorMemory<State, Then>;
  return { shard, memory, host: hostFor(broker, shard) };
}

function coordinatorAt(broker: Broker, { topic }: HostedPartition): Coordinator | undefined {
  const shard = shardOf(topic);
  return shard === undefined ? undefined : coordinatorOf(broker, shard);
}

/** This broker leads a partition now: if a coordinator keeps its state there, it reads it. */
export function tellElected(
  broker: Broker,
  partition: HostedPartition,
  records: Iterable<CoordinatorRecord>,
): void {
  const coordinator = coordinatorAt(broker, partition);
  if (coordinator !== undefined) onElected(coordinator, partition.partition, records);
}

/** Another broker leads it now. */
export function tellResigned(broker: Broker, partition: HostedPartition): void {
  const coordinator = coordinatorAt(broker, partition);
  if (coordinator !== undefined) onResigned(coordinator, partition.partition);
}

/** Topics are gone: coordinators may have kept something about them. */
export function tellTopicsDeleted(broker: Broker, topics: ReadonlySet<string>): void {
  for (const shard of SHARDS) onTopicsDeleted(coordinatorOf(broker, shard), topics);
}

/** What is replicated now gets its answers; those may lead to more records. */
export function tellReplicated(broker: Broker): void {
  const { replicated, partitions } = broker.memory;
  for (const key of replicated) {
    replicated.delete(key);
    const hosted = partitions.get(key);
    if (hosted === undefined || !isLeading(hosted)) continue;
    const coordinator = coordinatorAt(broker, hosted);
    if (coordinator === undefined) continue;
    onHighWatermark(coordinator, hosted.partition, hosted.highWatermark);
  }
}

export function handleCoordinatorTimer(
  broker: Broker,
  timer: CoordinatorTimer,
  data: unknown,
): void {
  const [name, key] = partsOf(timer);
  onTimer(coordinatorOf(broker, shardNamed(name)), key, data);
}
