// A cluster of somebody's as a scenario: brokers and topics with their replicas as the tools described them,
// configs, groups with as much to read as there is, in proportion. What cannot be carried over is said.
import type { Problem } from '#base/problem.ts';
import { msToUs } from '#base/time.ts';
import { type Configs, readNumber } from '#kafka/protocol/configs.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { parseScenario } from '#scenario/parse.ts';
import { commitsEndMs, groupsOf, groupCommands } from './groups.ts';
import { readLines, type Printed } from './lines.ts';
import { type BroughtTopic, topicsOf } from './topics.ts';
import { usableConfigs } from './configs.ts';

export interface Brought {
  /** null: there was nothing to make one of. */
  readonly scenario: Scenario | null;
  /** Where the playhead stands at first: offsets are committed, and the members are about to join. */
  readonly startUs: number;
  /** What could not be carried over, or was assumed: a sentence each. */
  readonly told: readonly string[];
  /** Lines that could not be read. */
  readonly problems: readonly Problem[];
}

const MOST_CONTROLLERS = 3;
const OFFSETS_TOPIC = '__consumer_offsets';
/** From the end of a broker to a cluster that is used to it: others lead what it led. */
const SETTLING_MS = 3_000;

/** What was pasted → a scenario. Never throws. */
export function bring(text: string): Brought {
  const { printed, problems } = readLines(text);
  if (printed.length === 0) {
    return { scenario: null, startUs: 0, told: [], problems: nothingIn(problems) };
  }
  const told: string[] = [];
  const groups = groupsOf(printed);
  const topics = topicsOf(printed, told);
  const brokers = brokersOf(printed, told);
  const down = brokersDown(printed);
  const configs = clusterConfigs(printed, topics, brokers, told);
  const times = timesOf(groups.length, down, configs);
  const document = {
    name: 'Your cluster',
    description: `${count(brokers.length, 'broker')}, ${count(topics.filter(isOwn).length, 'topic')}, ${count(groups.length, 'group')}: brought from a real cluster.`,
    cluster: {
      brokers: brokers.map((id) => ({ id })),
      controllers: { mode: 'combined', ids: brokers.slice(0, MOST_CONTROLLERS) },
      configs,
    },
    topics: topics.filter(isOwn).map(topicDocument),
    producers: [],
    consumers: [],
    commands: [
      ...groupCommands(groups, topics, { brokers, joinMs: times.startMs }, told),
      ...down.map((broker) => ({ at: times.downMs, type: 'broker.crash', broker })),
    ],
    startAt: times.startMs,
  };
  tellOfTheRest(told, { brokers, topics, down });
  const startUs = msToUs(times.startMs);
  const parsed = parseScenario(document);
  return parsed.value === null
    ? { scenario: null, startUs, told, problems: [...problems, ...parsed.problems] }
    : { scenario: parsed.value, startUs, told, problems };
}

/**
 * When brokers that are down over there go down here, and where the playhead stands at first. Offsets are
 * committed while all brokers are up: nobody can read or write where a partition has no leader. The members
 * join when the controller has noticed.
 */
function timesOf(
  groups: number,
  down: readonly number[],
  configs: Configs,
): { readonly downMs: number; readonly startMs: number } {
  const downMs = commitsEndMs(groups);
  if (down.length === 0) return { downMs, startMs: downMs };
  const noticeMs = readNumber('broker', configs, 'broker.session.timeout.ms');
  return { downMs, startMs: downMs + noticeMs + SETTLING_MS };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function isOwn({ name }: BroughtTopic): boolean {
  return !name.startsWith('__');
}

function nothingIn(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length > 0) return problems;
  return [
    {
      path: '',
      rule: 'There is nothing here to make a cluster of',
      got: '',
      hint: 'Paste what kafka-topics --bootstrap-server … --describe prints.',
    },
  ];
}

function topicDocument({ name, replicas, replicationFactor, partitions, configs }: BroughtTopic) {
  const isPlaced = replicas.length === partitions && replicas.every((list) => list.length > 0);
  return {
    name,
    partitions,
    replicationFactor,
    assignments: isPlaced ? replicas : null,
    configs,
  };
}

/** Every broker that is named anywhere; three when none is. */
function brokersOf(printed: readonly Printed[], told: string[]): readonly number[] {
  const ids = new Set<number>();
  for (const one of printed) {
    if (one.type === 'partition') for (const id of one.replicas) ids.add(id);
    if (one.type === 'config' && one.entity.type === 'broker' && /^\d+$/.test(one.entity.name)) {
      ids.add(Number(one.entity.name));
    }
  }
  if (ids.size > 0) return [...ids].sort((a, b) => a - b);
  told.push(
    'No line names a broker, so there are three of them here, and topics lie on them as Kafka would place them. kafka-topics --describe says where they are.',
  );
  return [1, 2, 3];
}

/** Brokers that have replicas, of which none is in sync: they are down over there. */
function brokersDown(printed: readonly Printed[]): readonly number[] {
  const partitions = printed.filter((one) => one.type === 'partition');
  const inSync = new Set(partitions.flatMap(({ isr }) => isr));
  const placed = new Set(partitions.flatMap(({ replicas }) => replicas));
  return [...placed].filter((id) => !inSync.has(id)).sort((a, b) => a - b);
}

function clusterConfigs(
  printed: readonly Printed[],
  topics: readonly BroughtTopic[],
  brokers: readonly number[],
  told: string[],
): Readonly<Record<string, string>> {
  const given: Record<string, string> = {};
  const perBroker = new Set<string>();
  for (const one of printed) {
    if (one.type !== 'config' || one.entity.type !== 'broker' || !one.isSet) continue;
    const before = given[one.name];
    if (before !== undefined && before !== one.value) perBroker.add(one.name);
    given[one.name] = one.value;
  }
  if (perBroker.size > 0) {
    told.push(
      `Brokers differ in ${[...perBroker].join(', ')}; here all have the value that was read last.`,
    );
  }
  const offsets = topics.find(({ name }) => name === OFFSETS_TOPIC);
  const replication = offsets?.replicationFactor ?? Math.min(3, brokers.length);
  return {
    ...usableConfigs('broker', given, 'the brokers', told),
    'offsets.topic.replication.factor': String(Math.min(replication, brokers.length)),
    ...(offsets === undefined
      ? {}
      : { 'offsets.topic.num.partitions': String(offsets.partitions) }),
  };
}

/** More partitions than this run, but not in real time. */
const MANY_PARTITIONS = 200;

function tellOfTheRest(
  told: string[],
  {
    brokers,
    topics,
    down,
  }: {
    readonly brokers: readonly number[];
    readonly topics: readonly BroughtTopic[];
    readonly down: readonly number[];
  },
): void {
  const combined = brokers.slice(0, MOST_CONTROLLERS).join(', ');
  told.push(
    `Which nodes are controllers is in none of these outputs: here ${brokers.length === 1 ? 'the broker is' : `brokers ${combined} are`} controllers as well.`,
    'Racks, addresses and topic ids are not carried over.',
  );
  if (down.length > 0) {
    told.push(
      `No replica on broker ${down.join(', ')} is in sync over there, so ${down.length === 1 ? 'it is' : 'they are'} down here, too.`,
    );
  }
  const late = topics
    .filter(isOwn)
    .flatMap(({ name, replicas, isrs }) =>
      replicas.flatMap((list, partition) =>
        list
          .filter((id) => !(isrs[partition] ?? list).includes(id) && !down.includes(id))
          .map((id) => `${name}-${partition} on ${id}`),
      ),
    );
  if (late.length > 0) {
    told.push(`Replicas that are out of sync over there start in sync here: ${late.join(', ')}.`);
  }
  const total = topics.reduce((sum, { partitions }) => sum + partitions, 0);
  if (total > MANY_PARTITIONS) {
    told.push(
      `${total} partitions are many for a page: time runs slower here than it does over there.`,
    );
  }
}
