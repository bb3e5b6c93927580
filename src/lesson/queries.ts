// What a lesson may ask of the simulation. Each query reads the Frame (or the trace since the step
// began) and gives a number, a text or a truth value. CONTRIBUTING.md lists them for authors.
import type { Frame, GroupFrame, PartitionFrame } from '#trace/frame.ts';
import { leaderReplica, partitionKey, partitionLag } from '#trace/frame.ts';
import type { Query, Value } from './expression.ts';

/** What the queries of a moment are asked of. */
export interface Situation {
  readonly frame: Frame;
  /** Frame at the beginning of the step. */
  readonly before: Frame;
  /** Events of a type since the step began. */
  countEvents(type: string): number;
  /** Commands of a type given by hand since the step began. */
  countCommands(type: string): number;
}

function partitionsOf(frame: Frame, topic: Value): readonly PartitionFrame[] {
  return frame.topics.get(String(topic))?.partitions ?? [];
}

function sumOver(
  frame: Frame,
  topic: Value,
  partition: Value | undefined,
  read: (partition: PartitionFrame) => number,
): number {
  const partitions = partitionsOf(frame, topic);
  if (partition !== undefined && partition !== null) {
    const one = partitions[Number(partition)];
    return one === undefined ? -1 : read(one);
  }
  return partitions.reduce((sum, one) => sum + read(one), 0);
}

function endOffset(partition: PartitionFrame): number {
  return leaderReplica(partition)?.logEndOffset ?? -1;
}

function groupOf(frame: Frame, id: Value): GroupFrame | undefined {
  return frame.groups.get(String(id));
}

function lagOf(frame: Frame, id: Value): number {
  const group = groupOf(frame, id);
  if (group === undefined) return -1;
  let total = 0;
  for (const topic of frame.topics.values()) {
    for (const partition of topic.partitions) total += partitionLag(partition, group) ?? 0;
  }
  return total;
}

/** Records of a key in each partition of a topic, by looking at the leaders' logs. */
function partitionOfKey(frame: Frame, topic: Value, key: Value): number {
  let found = -1;
  for (const partition of partitionsOf(frame, topic)) {
    const leader = leaderReplica(partition);
    if (leader === undefined) continue;
    for (const record of leader.records) if (record.key?.text === key) found = partition.partition;
  }
  return found;
}

function ownedCount(frame: Frame, consumer: Value): number {
  return frame.consumers.get(String(consumer))?.owned.length ?? 0;
}

function runningMembers(frame: Frame, group: Value): readonly string[] {
  return [...frame.consumers.values()]
    .filter((one) => one.spec.group === group && one.status === 'running')
    .map((one) => one.spec.id);
}

/** All queries, asked of one situation. */
export function createQueries(situation: Situation): Readonly<Record<string, Query>> {
  const { frame, before } = situation;
  return {
    // Logs. Without a partition: summed over the topic.
    logEndOffset: (topic = null, partition) => sumOver(frame, topic, partition, endOffset),
    logEndOffsetBefore: (topic = null, partition) => sumOver(before, topic, partition, endOffset),
    highWatermark: (topic = null, partition) =>
      sumOver(frame, topic, partition, (one) => leaderReplica(one)?.highWatermark ?? -1),
    recordsIn: (topic = null, partition) =>
      sumOver(frame, topic, partition, (one) => leaderReplica(one)?.records.length ?? 0),
    /** Partitions whose log grew since the step began. */
    grownPartitions: (topic = null) =>
      partitionsOf(frame, topic).filter((one, index) => {
        const earlier = partitionsOf(before, topic)[index];
        return endOffset(one) > (earlier === undefined ? 0 : endOffset(earlier));
      }).length,
    partitionCount: (topic = null) => partitionsOf(frame, topic).length,
    partitionOfKey: (topic = null, key = null) => partitionOfKey(frame, topic, key),
    partitionOfKeyBefore: (topic = null, key = null) => partitionOfKey(before, topic, key),
    leader: (topic = null, partition = 0) =>
      partitionsOf(frame, topic)[Number(partition)]?.state.leader ?? -1,
    isrSize: (topic = null, partition = 0) =>
      partitionsOf(frame, topic)[Number(partition)]?.state.isr.length ?? 0,
    // Groups.
    committed: (group = null, topic = null, partition = 0) =>
      groupOf(frame, group)?.committed.get(partitionKey(String(topic), Number(partition))) ?? -1,
    lag: (group = null) => lagOf(frame, group),
    lagBefore: (group = null) => lagOf(before, group),
    groupState: (group = null) => groupOf(frame, group)?.state ?? '',
    generation: (group = null) => groupOf(frame, group)?.generation ?? -1,
    members: (group = null) => groupOf(frame, group)?.members.length ?? 0,
    owned: (consumer = null) => ownedCount(frame, consumer),
    idleMembers: (group = null) =>
      runningMembers(frame, group).filter((id) => ownedCount(frame, id) === 0).length,
    owner: (group = null, topic = null, partition = 0) => ownerOf(frame, group, topic, partition),
    polled: (consumer = null) => frame.consumers.get(String(consumer))?.polledCount ?? 0,
    polledBefore: (consumer = null) => before.consumers.get(String(consumer))?.polledCount ?? 0,
    position: (consumer = null, topic = null, partition = 0) =>
      frame.consumers
        .get(String(consumer))
        ?.positions.get(partitionKey(String(topic), Number(partition))) ?? -1,
    // Brokers and what was done.
    brokersRunning: () =>
      [...frame.brokers.values()].filter((broker) => broker.status === 'running').length,
    count: (type = null) => situation.countEvents(String(type)),
    commands: (type = null) => situation.countCommands(String(type)),
    seconds: () => (frame.atUs - before.atUs) / 1_000_000,
  };
}

function ownerOf(frame: Frame, group: Value, topic: Value, partition: Value): string {
  for (const one of frame.consumers.values()) {
    if (one.spec.group !== group) continue;
    if (one.owned.some((tp) => tp.topic === topic && tp.partition === partition))
      return one.spec.id;
  }
  return '';
}

/** Names that an expression may call. */
export const QUERY_NAMES: readonly string[] = [
  'logEndOffset',
  'logEndOffsetBefore',
  'highWatermark',
  'recordsIn',
  'grownPartitions',
  'partitionCount',
  'partitionOfKey',
  'partitionOfKeyBefore',
  'leader',
  'isrSize',
  'committed',
  'lag',
  'lagBefore',
  'groupState',
  'generation',
  'members',
  'owned',
  'idleMembers',
  'owner',
  'polled',
  'polledBefore',
  'position',
  'brokersRunning',
  'count',
  'commands',
  'seconds',
];
