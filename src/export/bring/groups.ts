// The groups that were described, and the commands that put a simulated cluster into their state: records to read,
// offsets committed with Kafka's own tool, then the members.
import type { Printed } from './lines.ts';
import type { BroughtTopic } from './topics.ts';

type Offset = Extract<Printed, { type: 'offset' }>;
type Member = Extract<Printed, { type: 'member' }>;

/** Assignors of the members, and of the coordinator (KIP-848), as `--state` names them. */
const CLASSIC_ASSIGNORS = ['range', 'roundrobin', 'sticky', 'cooperative-sticky'];
const REMOTE_ASSIGNORS = ['uniform'];

export interface BroughtGroup {
  readonly name: string;
  readonly offsets: readonly Offset[];
  /** ''; not said. */
  readonly assignor: string;
  /** Names of the members, each once. */
  readonly members: readonly { readonly id: string; readonly topics: readonly string[] }[];
}

/** Most records that stand in one partition for a group to read, and before its commit. */
const MOST_LAG = 30;
const MOST_BEFORE = 3;
/** Most records altogether. */
const MOST_RECORDS = 1_500;
const WRITER = 'brought';
const RECORDS_AT = '8s';
const COMMIT_AT_MS = 12_000;
/** From one commit to the next. */
const COMMIT_EVERY_MS = 100;
/** The first makes the offsets topic, and its coordinators load it. */
const COMMITS_LAST_MS = 6_000;

export function groupsOf(printed: readonly Printed[]): readonly BroughtGroup[] {
  const offsets = printed.filter((one): one is Offset => one.type === 'offset');
  const listed = printed.filter((one): one is Member => one.type === 'member');
  const names = [...new Set(offsets.map(({ group }) => group))];
  const used = new Set<string>();
  return names.map((name) => {
    const own = offsets.filter(({ group }) => group === name);
    const topics = [...new Set(own.map(({ topic }) => topic))];
    const ids = new Map<string, string>();
    for (const { member } of own) if (member !== null) ids.set(member.id, member.clientId);
    for (const one of listed) if (one.group === name) ids.set(one.id, one.clientId);
    const members = [...ids.values()].map((clientId) => ({
      id: freshName(clientId, used),
      topics,
    }));
    const state = printed.find((one) => one.type === 'state' && one.group === name);
    const assignor = state?.type === 'state' ? state.assignor : '';
    return { name, offsets: own, assignor, members };
  });
}

/** A name that ids here may have, and no other member has. */
function freshName(clientId: string, used: Set<string>): string {
  const base = clientId.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 50) || 'consumer';
  let name = base;
  for (let number = 2; used.has(name); number += 1) name = `${base}-${number}`;
  used.add(name);
  return name;
}

/** What one partition gets: how many records, and what each group has committed of them. */
interface Filling {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
  readonly committed: ReadonlyMap<string, number>;
}

/** When so many groups have committed what they had read. */
export function commitsEndMs(groups: number): number {
  return COMMIT_AT_MS + groups * COMMIT_EVERY_MS + COMMITS_LAST_MS;
}

/** Commands of the scenario document that make the groups; their members join at `joinMs`. */
export function groupCommands(
  groups: readonly BroughtGroup[],
  topics: readonly BroughtTopic[],
  { brokers, joinMs }: { readonly brokers: readonly number[]; readonly joinMs: number },
  told: string[],
): readonly object[] {
  if (groups.length === 0) return [];
  const usable = groups
    .flatMap(({ offsets }) => offsets)
    .filter(({ topic }) => !topic.startsWith('__'));
  const fillings = fillingsOf(usable, told);
  const commands: object[] = [];
  const first = topics.find(({ name }) => !name.startsWith('__'));
  if (first !== undefined && fillings.some(({ records }) => records > 0)) {
    commands.push({ at: RECORDS_AT, type: 'producer.add', ...writer(first.name) });
    for (const filling of fillings) commands.push(...recordsFor(filling));
  }
  for (const [index, group] of groups.entries()) {
    const commit = commitOf(group.name, index, fillings, bootstrapOf(brokers));
    if (commit !== null) commands.push(commit);
    for (const { id, topics: read } of group.members) {
      commands.push({ at: joinMs, type: 'consumer.add', ...member(id, group, read) });
    }
  }
  told.push(
    'The members’ configs are in no output: Kafka’s defaults are assumed, with 200 ms of work on each record.',
  );
  if (groups.some(({ members, assignor }) => members.length > 0 && assignor === '')) {
    told.push(
      'Which assignor a group uses, kafka-consumer-groups says with --state; its members without a partition, with --members.',
    );
  }
  return commands;
}

function lagOf({ current, end }: Offset): number | null {
  return current === null || end === null ? null : Math.max(0, end - current);
}

function fillingsOf(offsets: readonly Offset[], told: string[]): readonly Filling[] {
  const byPartition = new Map<string, Offset[]>();
  for (const one of offsets) {
    const key = `${one.topic} ${one.partition}`;
    byPartition.set(key, [...(byPartition.get(key) ?? []), one]);
  }
  const most = Math.max(0, ...offsets.map((one) => lagOf(one) ?? 0));
  const allowed = Math.min(
    MOST_LAG,
    Math.max(1, Math.floor(MOST_RECORDS / Math.max(1, byPartition.size))),
  );
  const scale = most <= allowed ? 1 : allowed / most;
  if (scale < 1) {
    told.push(
      `The largest lag, ${most} records, is ${allowed} records here; all others are less in proportion.`,
    );
  }
  const fillings = [...byPartition.values()].map((rows) => fillingOf(rows, scale));
  if (offsets.some(({ current }) => (current ?? 0) > MOST_BEFORE)) {
    told.push('Offsets begin at 0 here: what the groups have read long ago is not carried over.');
  }
  return fillings;
}

function fillingOf(rows: readonly Offset[], scale: number): Filling {
  const [{ topic, partition }] = rows as readonly [Offset];
  const scaled = new Map(
    rows.flatMap((row) => {
      const lag = lagOf(row);
      return lag === null
        ? []
        : [[row.group, lag === 0 ? 0 : Math.max(1, Math.round(lag * scale))]];
    }),
  );
  const before = Math.max(0, ...rows.map(({ current }) => Math.min(current ?? 0, MOST_BEFORE)));
  const unread = Math.max(0, ...scaled.values());
  const records = before + unread;
  const committed = new Map([...scaled].map(([group, lag]) => [group, records - lag]));
  return { topic, partition, records, committed };
}

/** It sends nothing but what is asked for. */
function writer(topic: string): object {
  return {
    id: WRITER,
    topic,
    keys: { type: 'none' },
    recordsPerSecond: 0,
    valueBytes: 100,
    recordsMax: null,
    configs: {},
  };
}

function recordsFor({ topic, partition, records }: Filling): readonly object[] {
  return Array.from({ length: records }, (_, index) => ({
    at: RECORDS_AT,
    type: 'record.produce',
    producer: WRITER,
    topic,
    key: null,
    value: String(index),
    partition,
  }));
}

/** Where the tools reach the brokers here: broker 1 at port 9092, each other one at a port further. */
function bootstrapOf(brokers: readonly number[]): string {
  return brokers.map((id) => `localhost:${9091 + id}`).join(',');
}

/** Kafka's own tool commits for a group that has no members yet. */
function commitOf(
  group: string,
  index: number,
  fillings: readonly Filling[],
  bootstrap: string,
): object | null {
  const rows = fillings.flatMap(({ topic, partition, committed }) => {
    const offset = committed.get(group);
    return offset === undefined ? [] : [`${topic},${partition},${offset}`];
  });
  if (rows.length === 0) return null;
  const args = [
    ...['--bootstrap-server', bootstrap, '--group', group],
    ...['--reset-offsets', '--from-file', 'offsets.csv', '--execute'],
  ];
  const tool = 'kafka-consumer-groups';
  return {
    // One after the other, as people would.
    at: COMMIT_AT_MS + index * COMMIT_EVERY_MS,
    type: 'tool.run',
    id: `${tool}-${index + 1}`,
    terminal: 1,
    line: [tool, ...args].join(' '),
    tool,
    args,
    stdin: null,
    files: { 'offsets.csv': `${rows.join('\n')}\n` },
    host: null,
  };
}

function member(id: string, { name, assignor }: BroughtGroup, topics: readonly string[]): object {
  return {
    id,
    group: name,
    topics,
    processingMs: 200,
    commit: 'auto',
    rack: null,
    configs: { 'auto.offset.reset': 'earliest', ...assignorConfigs(assignor) },
  };
}

function assignorConfigs(assignor: string): Readonly<Record<string, string>> {
  if (CLASSIC_ASSIGNORS.includes(assignor)) return { 'partition.assignment.strategy': assignor };
  if (!REMOTE_ASSIGNORS.includes(assignor)) return {};
  return { 'group.protocol': 'consumer', 'group.remote.assignor': assignor };
}
