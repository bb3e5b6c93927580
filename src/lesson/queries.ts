// What a lesson may ask of the simulation: one table, from which names, arguments and documentation
// come. Each query reads the Frame, or what happened since the step began.
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
    for (const record of leader.log)
      if ((record.key?.text ?? null) === key) found = partition.partition;
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

function polledCount(frame: Frame, consumer: Value): number {
  return frame.consumers.get(String(consumer))?.polledCount ?? 0;
}

function ownerOf(frame: Frame, group: Value, topic: Value, partition: Value): string {
  for (const one of frame.consumers.values()) {
    if (one.spec.group !== group) continue;
    if (one.owned.some((tp) => tp.topic === topic && tp.partition === partition))
      return one.spec.id;
  }
  return '';
}

type Ask = (situation: Situation, ...args: Value[]) => Value;

interface QueryEntry {
  /** As an author writes them; those with a `?` may be left out. */
  readonly args: readonly string[];
  /** What it says, for authors. */
  readonly doc: string;
  readonly ask: Ask;
}

function query(args: string, doc: string, ask: Ask): QueryEntry {
  return { args: args === '' ? [] : args.split(', '), doc, ask };
}

const END = 'Log end offset of the leader’s log; without a partition the sum over the topic.';
const NO_NUMBER = '-1 when there is none.';

/** Everything that an expression may call. `…Before` is about the beginning of the step. */
export const QUERIES = {
  // Logs.
  logEndOffset: query('topic, partition?', END, ({ frame }, topic = null, partition) =>
    sumOver(frame, topic, partition, endOffset),
  ),
  logEndOffsetBefore: query('topic, partition?', END, ({ before }, topic = null, partition) =>
    sumOver(before, topic, partition, endOffset),
  ),
  highWatermark: query(
    'topic, partition?',
    'High watermark as the leader has it; without a partition the sum over the topic.',
    ({ frame }, topic = null, partition) =>
      sumOver(frame, topic, partition, (one) => leaderReplica(one)?.highWatermark ?? -1),
  ),
  recordsIn: query(
    'topic, partition?',
    'Records in the leader’s log; without a partition the sum over the topic.',
    ({ frame }, topic = null, partition) =>
      sumOver(frame, topic, partition, (one) => leaderReplica(one)?.log.recordCount ?? 0),
  ),
  grownPartitions: query(
    'topic',
    'Partitions whose log has grown since the step began.',
    ({ frame, before }, topic = null) =>
      partitionsOf(frame, topic).filter((one, index) => {
        const earlier = partitionsOf(before, topic)[index];
        return endOffset(one) > (earlier === undefined ? 0 : endOffset(earlier));
      }).length,
  ),
  partitionCount: query(
    'topic',
    'Partitions of the topic.',
    ({ frame }, topic = null) => partitionsOf(frame, topic).length,
  ),
  partitionOfKey: query(
    'topic, key',
    `The last partition in which a record with that key lies; ${NO_NUMBER}`,
    ({ frame }, topic = null, key = null) => partitionOfKey(frame, topic, key),
  ),
  partitionOfKeyBefore: query(
    'topic, key',
    `The last partition in which a record with that key lay; ${NO_NUMBER}`,
    ({ before }, topic = null, key = null) => partitionOfKey(before, topic, key),
  ),
  leader: query(
    'topic, partition?',
    `Broker that leads the partition (0 when it is left out); ${NO_NUMBER}`,
    ({ frame }, topic = null, partition = 0) =>
      partitionsOf(frame, topic)[Number(partition)]?.state.leader ?? -1,
  ),
  isrSize: query(
    'topic, partition?',
    'Brokers in the ISR of the partition (0 when it is left out).',
    ({ frame }, topic = null, partition = 0) =>
      partitionsOf(frame, topic)[Number(partition)]?.state.isr.length ?? 0,
  ),
  // Groups and consumers.
  committed: query(
    'group, topic, partition?',
    `Offset that the group has committed for the partition (0 when it is left out); ${NO_NUMBER}`,
    ({ frame }, group = null, topic = null, partition = 0) =>
      groupOf(frame, group)?.committed.get(partitionKey(String(topic), Number(partition))) ?? -1,
  ),
  lag: query(
    'group',
    'Records between the group’s committed offsets and the high watermarks; -1 without a group.',
    ({ frame }, group = null) => lagOf(frame, group),
  ),
  lagBefore: query('group', 'Its lag when the step began.', ({ before }, group = null) =>
    lagOf(before, group),
  ),
  groupState: query(
    'group',
    'State of the group as the coordinator has it, such as "Stable"; "" without a group.',
    ({ frame }, group = null) => groupOf(frame, group)?.state ?? '',
  ),
  generation: query(
    'group',
    `Generation of a classic group, group epoch of a consumer group; ${NO_NUMBER}`,
    ({ frame }, group = null) => groupOf(frame, group)?.generation ?? -1,
  ),
  members: query(
    'group',
    'Members that the coordinator knows.',
    ({ frame }, group = null) => groupOf(frame, group)?.members.length ?? 0,
  ),
  owned: query('consumer', 'Partitions that the consumer owns.', ({ frame }, consumer = null) =>
    ownedCount(frame, consumer),
  ),
  idleMembers: query(
    'group',
    'Running consumers of the group that own nothing.',
    ({ frame }, group = null) =>
      runningMembers(frame, group).filter((id) => ownedCount(frame, id) === 0).length,
  ),
  owner: query(
    'group, topic, partition?',
    'Consumer of the group that owns the partition (0 when it is left out); "" when nobody does.',
    ({ frame }, group = null, topic = null, partition = 0) =>
      ownerOf(frame, group, topic, partition),
  ),
  polled: query(
    'consumer',
    'Records that poll() has handed to the consumer’s application.',
    ({ frame }, consumer = null) => polledCount(frame, consumer),
  ),
  polledBefore: query(
    'consumer',
    'Records that poll() had handed over when the step began.',
    ({ before }, consumer = null) => polledCount(before, consumer),
  ),
  position: query(
    'consumer, topic, partition?',
    `Next offset that the consumer fetches of the partition (0 when it is left out); ${NO_NUMBER}`,
    ({ frame }, consumer = null, topic = null, partition = 0) =>
      frame.consumers
        .get(String(consumer))
        ?.positions.get(partitionKey(String(topic), Number(partition))) ?? -1,
  ),
  // Brokers, and what was done.
  brokersRunning: query(
    '',
    'Brokers whose process runs.',
    ({ frame }) => [...frame.brokers.values()].filter(({ status }) => status === 'running').length,
  ),
  count: query(
    'type',
    'Events of that type since the step began, such as "rebalance.started".',
    ({ countEvents }, type = null) => countEvents(String(type)),
  ),
  commands: query(
    'type',
    'Commands of that type given by hand since the step began, such as "consumer.add".',
    ({ countCommands }, type = null) => countCommands(String(type)),
  ),
  seconds: query(
    '',
    'Virtual seconds since the step began.',
    ({ frame, before }) => (frame.atUs - before.atUs) / 1_000_000,
  ),
} satisfies Readonly<Record<string, QueryEntry>>;

/** What each query takes: what parsing an expression has to know. */
export const SIGNATURES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(QUERIES).map(([name, { args }]) => [name, args]),
);

/** All queries, asked of one situation. */
export function createQueries(situation: Situation): Readonly<Record<string, Query>> {
  return Object.fromEntries(
    Object.entries(QUERIES).map(([name, { ask }]) => [
      name,
      (...args: readonly Value[]) => ask(situation, ...args),
    ]),
  );
}
