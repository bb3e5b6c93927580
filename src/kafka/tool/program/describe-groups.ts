// kafka-consumer-groups --describe: offsets, members or state of groups, as tables. Follows
// `ConsumerGroupCommand.ConsumerGroupService` (`collectGroupsOffsets`, `printMembers`, `printStates`).
import type { GroupState } from '#kafka/protocol/states.ts';
import {
  compareText,
  compareTopicPartitions,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import type { Admin } from '#kafka/tool/admin/client.ts';
import {
  committedOffsets,
  describeGroup,
  type GroupDescription,
  type GroupMember,
} from '#kafka/tool/admin/groups.ts';
import { leadersOf, listOffsets } from '#kafka/tool/admin/reads.ts';
import { left, MISSING, widest } from '#kafka/tool/admin/table.ts';
import type { OptionSet } from '#kafka/tool/options/joptsimple.ts';
import { printError, println, type Run } from '#kafka/tool/tool.ts';
import { complain, groupsNamed } from './group-scope.ts';

/** `ListOffsetsRequest.LATEST_TIMESTAMP` */
const LATEST = -1;

export function* describeGroups(admin: Admin, options: OptionSet): Run<void> {
  const ids = yield* groupsNamed(admin, options);
  const groups: GroupDescription[] = [];
  for (const id of ids) groups.push(yield* describeGroup(admin, id));
  groups.sort((a, b) => compareText(a.groupId, b.groupId));
  const isVerbose = options.has('verbose');
  if (options.has('members')) {
    for (const group of groups) yield* printMembers(group, isVerbose);
  } else if (options.has('state')) {
    for (const group of groups) yield* printState(group, isVerbose, admin);
  } else {
    const tables = [];
    for (const group of groups) tables.push({ group, rows: yield* offsetRows(admin, group) });
    for (const { group, rows } of tables) yield* printOffsets(group, rows, isVerbose);
  }
}

/** A word on a group that is not at rest. False: there is no such group. */
function* printStanding(groupId: string, state: GroupState): Run<boolean> {
  switch (state) {
    case 'Dead':
      yield* complain(`Consumer group '${groupId}' does not exist.`);
      return false;
    case 'Empty':
      yield* printError(`\nConsumer group '${groupId}' has no active members.`);
      return true;
    case 'PreparingRebalance':
    case 'CompletingRebalance':
    case 'Assigning':
    case 'Reconciling':
      yield* printError(`\nWarning: Consumer group '${groupId}' is rebalancing.`);
      return true;
    default:
      return true;
  }
}

// ── Offsets ─────────────────────────────────────────────────────────────────────────────────

/** A partition, and whose it is. */
interface OffsetRow extends TopicPartition {
  readonly committed: number | null;
  readonly leaderEpoch: number | null;
  readonly end: number | null;
  readonly consumerId: string;
  readonly host: string;
  readonly clientId: string;
}

function* offsetRows(admin: Admin, group: GroupDescription): Run<readonly OffsetRow[]> {
  const committed = yield* committedOffsets(admin, group.groupId);
  const assigned = new Set(
    group.members.flatMap(({ assignment }) => assignment.map(topicPartitionKey)),
  );
  const owners = group.members
    .filter(({ assignment }) => assignment.length > 0)
    .toSorted((a, b) => b.assignment.length - a.assignment.length)
    .map((member) => ({ member, partitions: member.assignment }));
  const orphans = [...committed.values()].filter((one) => !assigned.has(topicPartitionKey(one)));
  const all = [...owners, { member: null, partitions: orphans }];
  const named = all.flatMap(({ partitions }) => partitions);
  if (named.length === 0) return [];
  const leaders = yield* leadersOf(admin, [...new Set(named.map(({ topic }) => topic))]);
  const known = named.filter((one) => leaders.has(topicPartitionKey(one)));
  const questions = known.map(({ topic, partition }) => ({ topic, partition, timestamp: LATEST }));
  const ends = new Map(
    (yield* listOffsets(admin, questions, leaders)).map((one) => [topicPartitionKey(one), one]),
  );
  return all.flatMap(({ member, partitions }) =>
    partitions.toSorted(compareTopicPartitions).map((one): OffsetRow => {
      const end = ends.get(topicPartitionKey(one));
      const offset = committed.get(topicPartitionKey(one));
      return {
        topic: one.topic,
        partition: one.partition,
        committed: offset?.offset ?? null,
        leaderEpoch: offset?.leaderEpoch ?? null,
        end: end === undefined || end.errorCode !== 'NONE' ? null : end.offset,
        consumerId: member?.memberId ?? MISSING,
        host: member?.host ?? MISSING,
        clientId: member?.clientId ?? MISSING,
      };
    }),
  );
}

function* printOffsets(
  { groupId, state }: GroupDescription,
  rows: readonly OffsetRow[],
  isVerbose: boolean,
): Run<void> {
  if (!(yield* printStanding(groupId, state)) || rows.length === 0) return;
  const width = {
    group: widest(15, [groupId]),
    topic: widest(
      15,
      rows.map(({ topic }) => topic),
    ),
    consumer: widest(
      15,
      rows.map(({ consumerId }) => consumerId),
    ),
    host: widest(
      15,
      rows.map(({ host }) => host),
    ),
  };
  const line = (
    cells: {
      readonly [K in 'group' | 'topic' | 'partition' | 'epoch' | 'committed']: string | number;
    } & {
      readonly [K in 'end' | 'lag' | 'consumer' | 'host' | 'client']: string | number;
    },
  ): string =>
    [
      left(cells.group, width.group),
      left(cells.topic, width.topic),
      left(cells.partition, 10),
      ...(isVerbose ? [left(cells.epoch, 15)] : []),
      left(cells.committed, 15),
      left(cells.end, 15),
      left(cells.lag, 15),
      left(cells.consumer, width.consumer),
      left(cells.host, width.host),
      cells.client,
    ].join(' ');
  const header = line({
    ...{ group: 'GROUP', topic: 'TOPIC', partition: 'PARTITION', epoch: 'LEADER-EPOCH' },
    ...{ committed: 'CURRENT-OFFSET', end: 'LOG-END-OFFSET', lag: 'LAG' },
    ...{ consumer: 'CONSUMER-ID', host: 'HOST', client: 'CLIENT-ID' },
  });
  const lines = rows.map((row) =>
    line({
      ...{ group: groupId, topic: row.topic, partition: row.partition },
      epoch: row.leaderEpoch ?? MISSING,
      committed: row.committed ?? MISSING,
      end: row.end ?? MISSING,
      lag: row.end === null || row.committed === null ? MISSING : row.end - row.committed,
      ...{ consumer: row.consumerId, host: row.host, client: row.clientId },
    }),
  );
  yield* println(['', header, ...lines].join('\n'));
}

// ── Members ─────────────────────────────────────────────────────────────────────────────────

/** `orders:0,1;payments:3` */
function assignmentText(partitions: readonly TopicPartition[] | null): string {
  if (partitions === null || partitions.length === 0) return MISSING;
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of partitions.toSorted(compareTopicPartitions)) {
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), partition]);
  }
  return [...byTopic].map(([topic, ids]) => `${topic}:${ids.join(',')}`).join(';');
}

/** A column of the members' table: what it is called, its width at least, what stands in it. */
interface Column {
  readonly title: string;
  readonly least: number;
  readonly cell: (member: GroupMember) => string;
}

function memberColumns({ groupId, members }: GroupDescription): readonly Column[] {
  const hasInstances = members.some(({ instanceId }) => instanceId !== null);
  return [
    { title: 'GROUP', least: 15, cell: () => groupId },
    { title: 'CONSUMER-ID', least: 15, cell: ({ memberId }) => memberId },
    ...(hasInstances
      ? [
          {
            title: 'GROUP-INSTANCE-ID',
            least: 17,
            cell: ({ instanceId }: GroupMember) => instanceId ?? '',
          },
        ]
      : []),
    { title: 'HOST', least: 15, cell: ({ host }) => host },
    { title: 'CLIENT-ID', least: 15, cell: ({ clientId }) => clientId },
    { title: '#PARTITIONS', least: 15, cell: ({ assignment }) => String(assignment.length) },
  ];
}

function verboseColumns({ members }: GroupDescription): readonly Column[] {
  const isMixed = members.some(({ isUpgraded }) => isUpgraded !== null);
  return [
    { title: 'CURRENT-EPOCH', least: 15, cell: ({ epoch }) => String(epoch ?? MISSING) },
    {
      title: 'CURRENT-ASSIGNMENT',
      least: 20,
      cell: ({ assignment }) => assignmentText(assignment),
    },
    { title: 'TARGET-EPOCH', least: 15, cell: ({ epoch }) => String(epoch ?? MISSING) },
    { title: 'TARGET-ASSIGNMENT', least: 20, cell: ({ target }) => assignmentText(target) },
    ...(isMixed
      ? [{ title: 'UPGRADED', least: 0, cell: ({ isUpgraded }: GroupMember) => `${isUpgraded}` }]
      : []),
  ];
}

function* printMembers(group: GroupDescription, isVerbose: boolean): Run<void> {
  if (!(yield* printStanding(group.groupId, group.state))) return;
  const verbose = isVerbose ? verboseColumns(group) : [];
  const columns = [...memberColumns(group), ...verbose].map((column) => ({
    ...column,
    width: column.title === 'UPGRADED' ? 0 : widest(column.least, group.members.map(column.cell)),
  }));
  // The brief table ends each line with a blank.
  const end = isVerbose ? '' : ' ';
  const header = columns.map(({ title, width }) => left(title, width)).join(' ');
  const lines = group.members.map((member) =>
    columns.map(({ cell, width }) => left(cell(member), width)).join(' '),
  );
  yield* println(['', ...[header, ...lines].map((line) => `${line}${end}`)].join('\n'));
}

// ── State ───────────────────────────────────────────────────────────────────────────────────

function* printState(group: GroupDescription, isVerbose: boolean, admin: Admin): Run<void> {
  const { groupId, state, coordinator, assignor, groupEpoch, targetEpoch, members } = group;
  if (!(yield* printStanding(groupId, state))) return;
  const where = `${admin.addressOf(coordinator)}  (${coordinator})`;
  const groupWidth = widest(15, [groupId]);
  const whereWidth = widest(25, [where]);
  const row = (cells: readonly (string | number)[]): string => {
    const [name = '', at = '', strategy = '', stands = '', epoch = '', target = '', count = ''] =
      cells;
    const epochs = isVerbose ? [left(epoch, 15), left(target, 25)] : [];
    const first = [left(name, groupWidth), left(at, whereWidth), left(strategy, 20)];
    return [...first, left(stands, 20), ...epochs, count].join(' ');
  };
  const header = row([
    ...['GROUP', 'COORDINATOR (ID)', 'ASSIGNMENT-STRATEGY', 'STATE', 'GROUP-EPOCH'],
    ...['TARGET-ASSIGNMENT-EPOCH', '#MEMBERS'],
  ]);
  const epochs = [groupEpoch ?? MISSING, targetEpoch ?? MISSING];
  const line = row([groupId, where, assignor || MISSING, state, ...epochs, members.length]);
  yield* println(`\n${header}\n${line}`);
}
