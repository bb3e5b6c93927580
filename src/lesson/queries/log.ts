// Queries about topics, their partitions, and what lies in the leaders' logs.
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import { type Frame, leaderReplica, type PartitionFrame, type ReplicaFrame } from '#trace/frame.ts';
import { minIsr } from '#trace/frame-settings.ts';
import type { Value } from '#lesson/expression.ts';
import {
  listed,
  NO_NUMBER,
  partitionOf,
  partitionsOf,
  partitionsOfAny,
  query,
  type QueryTable,
  recordAt,
  type Situation,
  sumOver,
} from './query.ts';

/** The last partition in whose leader's log a record with that key lies. */
function partitionOfKey(frame: Frame, topic: Value, key: Value): number {
  let found = -1;
  for (const partition of partitionsOf(frame, topic)) {
    for (const record of leaderReplica(partition)?.log ?? []) {
      if ((record.key?.text ?? null) === key) found = partition.partition;
    }
  }
  return found;
}

/** In which partition a producer has put its last record with a key. */
function partitionFor({ ledger }: Situation, producer: Value, key: Value): number {
  let found = -1;
  for (const fate of ledger.records()) {
    if (fate.producer === producer && fate.key === key) found = fate.partition;
  }
  return found;
}

/** `orders-1#7` as a lesson points at it, by the value of a record. */
function placeOf(frame: Frame, topic: Value, value: Value): PartitionFrame | undefined {
  return partitionsOf(frame, topic).find((one) => offsetIn(one, value) !== -1);
}

function offsetIn(partition: PartitionFrame, value: Value): number {
  for (const record of leaderReplica(partition)?.log ?? []) {
    if ((record.value?.text ?? null) === value) return record.offset;
  }
  return -1;
}

/** The first offset that was written at or after so many seconds. */
function offsetAt(partition: PartitionFrame | undefined, seconds: Value): number {
  const log = partition === undefined ? undefined : leaderReplica(partition)?.log;
  for (const record of log ?? []) {
    if (record.timestampMs >= Number(seconds) * 1_000) return record.offset;
  }
  return -1;
}

function replicaOn(
  frame: Frame,
  topic: Value,
  partition: Value,
  broker: Value,
): ReplicaFrame | undefined {
  return partitionOf(frame, topic, partition)?.replicas.get(Number(broker));
}

function shareOf(frame: Frame, topic: Value, partition: Value): number {
  const all = sumOver(frame, topic, null, (leader) => leader?.log.recordCount ?? 0);
  const one = sumOver(frame, topic, partition, (leader) => leader?.log.recordCount ?? 0);
  return all === 0 ? 0 : (100 * one) / all;
}

function grownPartitions({ frame, before }: Situation, topic: Value): number {
  return partitionsOf(frame, topic).filter((one, index) => {
    const earlier = partitionsOf(before, topic)[index];
    const was = earlier === undefined ? 0 : (leaderReplica(earlier)?.logEndOffset ?? -1);
    return (leaderReplica(one)?.logEndOffset ?? -1) > was;
  }).length;
}

/** Records in a topic's logs of which something is so. */
function countRecords(frame: Frame, topic: Value, isSo: (record: KafkaRecord) => boolean): number {
  let count = 0;
  for (const partition of partitionsOf(frame, topic)) {
    for (const record of leaderReplica(partition)?.log ?? []) count += isSo(record) ? 1 : 0;
  }
  return count;
}

/** The values that a partition has got since the step began, as they lie in its log. */
function storedOrder({ frame, before }: Situation, topic: Value, partition: Value): string {
  const [one, earlier] = [frame, before].map((at) => partitionOf(at, topic, partition));
  if (one === undefined) return '';
  const fromOffset = (earlier && leaderReplica(earlier)?.logEndOffset) ?? 0;
  const values: string[] = [];
  for (const { offset, value } of leaderReplica(one)?.log ?? []) {
    if (offset >= fromOffset) values.push(value?.text ?? '?');
  }
  return listed(values);
}

const WHOLE = 'without a partition the sum over the topic.';

export const LOG_QUERIES = {
  logEndOffset: query(
    'topic, partition?',
    `Log end offset of the leader’s log; ${WHOLE}`,
    ({ frame }, topic, partition) =>
      sumOver(frame, topic, partition, (leader) => leader?.logEndOffset ?? -1),
  ),
  highWatermark: query(
    'topic, partition?',
    `High watermark as the leader has it; ${WHOLE}`,
    ({ frame }, topic, partition) =>
      sumOver(frame, topic, partition, (leader) => leader?.highWatermark ?? -1),
  ),
  recordsIn: query(
    'topic, partition?',
    `Records in the leader’s log; ${WHOLE}`,
    ({ frame }, topic, partition) =>
      sumOver(frame, topic, partition, (leader) => leader?.log.recordCount ?? 0),
  ),
  share: query(
    'topic, partition',
    'How many per cent of the topic’s records lie in the partition.',
    ({ frame }, topic = null, partition = null) => shareOf(frame, topic, partition),
  ),
  grownPartitions: query(
    'topic',
    'Partitions whose log has grown since the step began.',
    (situation, topic = null) => grownPartitions(situation, topic),
  ),
  partitionCount: query(
    'topic',
    'Partitions of the topic; 0 when there is none.',
    ({ frame }, topic) => partitionsOf(frame, topic).length,
  ),
  topicExists: query('topic', 'Whether there is a topic of that name.', ({ frame }, topic = null) =>
    frame.topics.has(String(topic)),
  ),
  valueAt: query(
    'topic, partition, offset',
    'Value of the record at an offset of the leader’s log; null when there is none.',
    ({ frame }, topic = null, partition = null, offset = null) =>
      recordAt(frame, topic, partition, offset)?.value?.text ?? null,
  ),
  keyAt: query(
    'topic, partition, offset',
    'Key of the record at an offset of the leader’s log; null when there is none.',
    ({ frame }, topic = null, partition = null, offset = null) =>
      recordAt(frame, topic, partition, offset)?.key?.text ?? null,
  ),
  valueBytes: query(
    'topic, partition, offset',
    `Bytes of the value of the record at an offset of the leader’s log; ${NO_NUMBER}`,
    ({ frame }, topic = null, partition = null, offset = null) =>
      recordAt(frame, topic, partition, offset)?.value?.length ?? -1,
  ),
  partitionOfKey: query(
    'topic, key',
    `The last partition in which a record with that key lies; ${NO_NUMBER}`,
    ({ frame }, topic = null, key = null) => partitionOfKey(frame, topic, key),
  ),
  partitionOfValue: query(
    'topic, value',
    `The first partition in which a record with that value lies; ${NO_NUMBER}`,
    ({ frame }, topic = null, value = null) => placeOf(frame, topic, value)?.partition ?? -1,
  ),
  offsetOf: query(
    'topic, value',
    `Offset of the first record with that value, in the partition where it lies; ${NO_NUMBER}`,
    ({ frame }, topic = null, value = null) => {
      const place = placeOf(frame, topic, value);
      return place === undefined ? -1 : offsetIn(place, value);
    },
  ),
  copies: query(
    'topic, value',
    'How often a record with that value lies in the leaders’ logs.',
    ({ frame }, topic = null, value = null) =>
      countRecords(frame, topic, (record) => (record.value?.text ?? null) === value),
  ),
  recordsWithKey: query(
    'topic, key',
    'Records in the leaders’ logs that have that key.',
    ({ frame }, topic = null, key = null) =>
      countRecords(frame, topic, (record) => (record.key?.text ?? null) === key),
  ),
  storedOrder: query(
    'topic, partition?',
    'Values that the partition (0 when it is left out) got since the step began, as they lie there: "a b c".',
    (situation, topic = null, partition = 0) => storedOrder(situation, topic, partition),
  ),
  offsetAt: query(
    'topic, partition, seconds',
    `The first offset whose timestamp is at or after so many virtual seconds; ${NO_NUMBER}`,
    ({ frame }, topic, partition, seconds = null) =>
      offsetAt(partitionOf(frame, topic, partition), seconds),
  ),
  partitionFor: query(
    'producer, key',
    `In which partition the producer has put its last record with that key; ${NO_NUMBER}`,
    (situation, producer = null, key = null) => partitionFor(situation, producer, key),
  ),
  // Copies.
  leader: query(
    'topic, partition?',
    `Broker that leads the partition (0 when it is left out); ${NO_NUMBER}`,
    ({ frame }, topic, partition) => partitionOf(frame, topic, partition)?.state.leader ?? -1,
  ),
  leaderEpoch: query(
    'topic, partition?',
    `Leader epoch of the partition; ${NO_NUMBER}`,
    ({ frame }, topic, partition) => partitionOf(frame, topic, partition)?.state.leaderEpoch ?? -1,
  ),
  replicas: query(
    'topic, partition?',
    'Brokers that have a copy of the partition, as in "1 2 3".',
    ({ frame }, topic, partition) =>
      listed(partitionOf(frame, topic, partition)?.state.replicas ?? []),
  ),
  replicaCount: query(
    'topic, partition?',
    'How many copies of the partition there are.',
    ({ frame }, topic, partition) =>
      partitionOf(frame, topic, partition)?.state.replicas.length ?? 0,
  ),
  isr: query(
    'topic, partition?',
    'Brokers in the ISR of the partition, as in "1 2 3".',
    ({ frame }, topic, partition) =>
      listed((partitionOf(frame, topic, partition)?.state.isr ?? []).toSorted((a, b) => a - b)),
  ),
  isrSize: query(
    'topic, partition?',
    'Brokers in the ISR of the partition (0 when it is left out).',
    ({ frame }, topic, partition) => partitionOf(frame, topic, partition)?.state.isr.length ?? 0,
  ),
  elr: query(
    'topic, partition?',
    'Eligible leader replicas of the partition, as in "1 2".',
    ({ frame }, topic, partition) =>
      listed((partitionOf(frame, topic, partition)?.state.elr ?? []).toSorted((a, b) => a - b)),
  ),
  endOn: query(
    'topic, partition, broker',
    `Log end offset of the copy on a broker; ${NO_NUMBER}`,
    ({ frame }, topic = null, partition = null, broker = null) =>
      replicaOn(frame, topic, partition, broker)?.logEndOffset ?? -1,
  ),
  hwOn: query(
    'topic, partition, broker',
    `High watermark that a broker’s copy knows; ${NO_NUMBER}`,
    ({ frame }, topic = null, partition = null, broker = null) =>
      replicaOn(frame, topic, partition, broker)?.highWatermark ?? -1,
  ),
  roleOn: query(
    'topic, partition, broker',
    'What a broker takes itself for in the partition: "leader", "follower" …; "" without a copy.',
    ({ frame }, topic = null, partition = null, broker = null) =>
      replicaOn(frame, topic, partition, broker)?.role ?? '',
  ),
  leads: query(
    'broker',
    'Partitions that the broker leads, without those of Kafka’s own topics.',
    ({ frame }, broker) =>
      partitionsOfAny(frame, null).filter(({ state }) => state.leader === broker).length,
  ),
  replicasOn: query(
    'broker',
    'Partitions of which the broker has a copy, without those of Kafka’s own topics.',
    ({ frame }, broker) =>
      partitionsOfAny(frame, null).filter(({ state }) => state.replicas.includes(Number(broker)))
        .length,
  ),
  underReplicated: query(
    '',
    'Partitions, of Kafka’s own topics too, with a copy that is not in sync.',
    ({ frame }) => countAll(frame, ({ state }) => state.isr.length < state.replicas.length),
  ),
  underMinIsr: query(
    '',
    'Partitions, of Kafka’s own topics too, with fewer copies in sync than min.insync.replicas.',
    ({ frame }) => countAll(frame, (one) => one.state.isr.length < minIsr(frame, one)),
  ),
  offline: query('', 'Partitions, of Kafka’s own topics too, without a leader.', ({ frame }) =>
    countAll(frame, ({ state }) => state.leader === -1),
  ),
} satisfies QueryTable;

function countAll(frame: Frame, isSo: (partition: PartitionFrame) => boolean): number {
  let count = 0;
  for (const { partitions } of frame.topics.values()) count += partitions.filter(isSo).length;
  return count;
}
