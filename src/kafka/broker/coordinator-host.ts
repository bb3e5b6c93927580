// What the broker lends to the group coordinator that lives in it: the offsets topic's log, timers,
// answers, the metadata image.
import { Bytes } from '#base/bytes.ts';
import { msToUs, usToMs } from '#base/time.ts';
import type { CoordinatorRecord } from '#kafka/coordinator/offsets/offsets-topic.ts';
import type { CoordinatorHost, CoordinatorTopic } from '#kafka/coordinator/host.ts';
import { OFFSETS_TOPIC } from '#kafka/coordinator/offsets/offsets-topic.ts';
import { emit, respond } from '#kafka/port.ts';
import { configsOf, type MetadataImage } from '#kafka/protocol/metadata-image.ts';
import { compareText, partitionKey } from '#kafka/protocol/topic-partition.ts';
import { type KafkaRecord, NO_HEADERS, type RecordBatch } from '#kafka/protocol/record.ts';
import { type Broker, type HostedPartition, isLeading } from '#kafka/broker/state/broker-state.ts';
import { coordinatorTimer } from '#kafka/broker/state/timers.ts';
import { appendToLeader } from '#kafka/broker/partition/leader-append.ts';
import { onAppended } from '#kafka/broker/purgatory/purgatory.ts';

const RECORD_BATCH_OVERHEAD_BYTES = 61;
const RECORD_OVERHEAD_BYTES = 12;

/** Number of a partition of the offsets topic; null for any other partition. */
export function offsetsPartitionOf(partition: HostedPartition): number | null {
  return partition.topic === OFFSETS_TOPIC ? partition.partition : null;
}

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

/** One delivery's host. */
export function coordinatorHost(broker: Broker): CoordinatorHost {
  const { port, memory, disk } = broker;
  return {
    nowMs: usToMs(port.nowUs),
    brokerId: disk.id,
    configs: disk.configs,
    append(offsetsPartition, records) {
      const partition = memory.partitions.get(partitionKey(OFFSETS_TOPIC, offsetsPartition));
      if (partition === undefined || !isLeading(partition)) {
        return { errorCode: 'NOT_LEADER_OR_FOLLOWER', endOffset: -1 };
      }
      if (partition.isr.length < partition.minIsr) {
        return { errorCode: 'NOT_ENOUGH_REPLICAS', endOffset: -1 };
      }
      const batch = appendToLeader(broker, partition, toBatch(records, usToMs(port.nowUs)));
      return { errorCode: 'NONE', endOffset: batch.baseOffset + records.length };
    },
    flush(offsetsPartition) {
      const partition = memory.partitions.get(partitionKey(OFFSETS_TOPIC, offsetsPartition));
      if (partition !== undefined && isLeading(partition)) onAppended(broker, partition);
    },
    respond: (request, body) => respond(port, request, body),
    emit: (type, data) => emit(port, type, data),
    setTimer: (key, afterMs, data) => port.setTimer(coordinatorTimer(key), msToUs(afterMs), data),
    clearTimer: (key) => port.clearTimer(coordinatorTimer(key)),
    topicOf: (name) => topicOf(memory.image, name),
    topicNames: () => [...memory.image.topics.keys()],
    groupConfigsOf: (group) => configsOf(memory.image, 'GROUP', group),
    randomHex(): string {
      const random = port.random('member ids');
      const word = (): string => random.nextUint32().toString(16).padStart(8, '0');
      return `${word()}${word()}`;
    },
  };
}
