// What is done to a random cluster: every command there is, at things that mostly are there.
import { readLine } from '#terminal/words.ts';
import type { Dice } from './dice.ts';
import type { Fields } from './document.ts';
import { randomConfigs } from './random-configs.ts';
import { randomHandling, randomSubscription, randomWorkload } from './random-clients.ts';

/** Names that commands may use. */
export interface Cast {
  readonly brokers: readonly number[];
  readonly controllers: readonly number[];
  readonly topics: readonly string[];
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
  readonly groups: readonly string[];
}

type Make = (dice: Dice, cast: Cast) => Fields | null;

const ALTERED: readonly (readonly [string, readonly (string | null)[]])[] = [
  ['min.insync.replicas', ['1', '2', '3', null]],
  ['unclean.leader.election.enable', ['true', 'false', null]],
  ['max.message.bytes', ['200', '1048588', null]],
];

const on =
  (field: 'broker' | 'controller' | 'producer' | 'consumer'): Make =>
  (dice, cast) => {
    const names = cast[`${field}s`];
    return names.length === 0 ? null : { [field]: dice.pick<string | number>(names) };
  };

const link: Make = (dice, cast) => {
  const nodes = nodesOf(cast);
  const [a, b] = [dice.pick(nodes), dice.pick(nodes)];
  return a === b ? null : { a, b };
};

const pausedPartition: Make = (dice, cast) => withConsumer(dice, cast, partition(dice, cast));

const COMMANDS: Readonly<Record<string, Make>> = {
  'broker.crash': on('broker'),
  'broker.stop': on('broker'),
  'broker.restart': on('broker'),
  'broker.pause': on('broker'),
  'broker.resume': on('broker'),
  'broker.add': (dice, { brokers }) => ({ id: Math.max(...brokers) + dice.int(1, 3) }),
  'disk.set': (dice, cast) => ({
    broker: dice.pick(cast.brokers),
    appendLatencyMs: dice.pick([0, 0.3, 5, 60, 2_000]),
  }),
  'controller.crash': on('controller'),
  'controller.restart': on('controller'),
  'topic.create': (dice, cast) => ({
    topic: dice.pick([...cast.topics, 'late', 'later.still']),
    partitions: dice.int(1, 8),
    replicationFactor: dice.int(1, Math.min(3, cast.brokers.length)),
    configs: randomConfigs(dice, 'topic', 2),
  }),
  'partitions.create': (dice, cast) => ({
    topic: dice.pick(cast.topics),
    count: dice.int(1, 12),
  }),
  'topic.delete': (dice, cast) => ({ topic: dice.pick(cast.topics) }),
  'config.alter': (dice, cast) => {
    if (dice.chance(20)) {
      const [name = null, value = null] = Object.entries(randomConfigs(dice, 'group', 1))[0] ?? [];
      if (name === null || cast.groups.length === 0) return null;
      return { resourceType: 'GROUP', resourceName: dice.pick(cast.groups), name, value };
    }
    const [name, values] = dice.pick(ALTERED);
    return {
      resourceType: 'TOPIC',
      resourceName: dice.pick(cast.topics),
      name,
      value: dice.pick(values),
    };
  },
  'leader.elect': (dice, cast) =>
    dice.chance(40)
      ? { electionType: dice.pick(['PREFERRED', 'UNCLEAN']) }
      : { electionType: dice.pick(['PREFERRED', 'UNCLEAN']), ...partition(dice, cast) },
  'partition.reassign': (dice, cast) => ({
    ...partition(dice, cast),
    replicas: dice.chance(20) ? null : shuffled(dice, cast.brokers).slice(0, dice.int(1, 3)),
  }),
  'producer.add': (dice, cast) => ({
    id: `new-p${dice.int(1, 9)}`,
    topic: dice.pick(cast.topics),
    keys: { type: 'few', count: 3 },
    recordsPerSecond: dice.int(1, 20),
    valueBytes: 100,
    recordsMax: null,
    configs: randomConfigs(dice, 'producer', 3),
  }),
  'producer.remove': on('producer'),
  'producer.crash': on('producer'),
  'producer.restart': on('producer'),
  'producer.pause': on('producer'),
  'producer.resume': on('producer'),
  'producer.alter': (dice, cast) => ({
    producer: dice.pick(cast.producers),
    changes: dice.chance(50)
      ? { configs: randomConfigs(dice, 'producer', 3) }
      : { ...randomWorkload(dice), topic: dice.pick(cast.topics) },
  }),
  'record.produce': (dice, cast) => ({
    producer: dice.pick(cast.producers),
    topic: dice.pick(cast.topics),
    key: dice.pick([null, '', 'anna', 'ключ']),
    value: dice.pick([null, 'v', 'x'.repeat(400)]),
    partition: dice.pick([null, null, 0, 2]),
  }),
  'consumer.add': (dice, cast) => ({
    id: `new-c${dice.int(1, 9)}`,
    group: cast.groups.length === 0 ? null : dice.pick(cast.groups),
    topics: dice.some(cast.topics, 70),
    processingMs: dice.pick([0, 1, 30]),
    commit: 'auto',
    rack: null,
    configs: randomConfigs(dice, 'consumer', 3),
  }),
  'consumer.remove': on('consumer'),
  'consumer.crash': on('consumer'),
  'consumer.restart': on('consumer'),
  'consumer.pause': on('consumer'),
  'consumer.resume': on('consumer'),
  'consumer.alter': (dice, cast) => {
    const changes = dice.pick<() => Fields>([
      () => ({ processingMs: dice.pick([0, 3, 400, 8_000]) }),
      () => ({ handling: randomHandling(dice, cast) }),
      () => randomSubscription(dice, cast.topics),
      () => ({ configs: randomConfigs(dice, 'consumer', 3) }),
      () => ({ commit: dice.pick(['sync', 'async', 'none', 'before', 'each']) }),
    ])();
    return withConsumer(dice, cast, { changes });
  },
  'consumer.seek': (dice, cast) =>
    withConsumer(dice, cast, {
      ...partition(dice, cast),
      offset: dice.pick<unknown>([0, 7, 10_000, 'beginning', 'end', { timestampMs: 9_000 }]),
    }),
  'consumer.commit': (dice, cast) =>
    withConsumer(dice, cast, {
      offsets: dice.chance(50) ? null : [{ ...partition(dice, cast), offset: dice.int(0, 50) }],
    }),
  'partition.pause': pausedPartition,
  'partition.resume': pausedPartition,
  'tool.run': randomTool,
  'packet.drop': (dice) => ({ packet: dice.int(1, 3_000) }),
  'packet.delay': (dice) => ({ packet: dice.int(1, 3_000), byUs: dice.int(1, 2_000_000) }),
  'fault.arm': (dice, cast) => ({
    api: dice.pick([null, 'Produce', 'Fetch', 'OffsetCommit', 'ConsumerGroupHeartbeat', 'Vote']),
    kind: dice.pick(['request', 'response']),
    to: dice.chance(60) ? null : dice.pick(nodesOf(cast)),
    action: dice.pick(['drop', 'delay']),
    delayMs: dice.pick([0, 3, 900, 40_000]),
    times: dice.int(1, 5),
  }),
  'network.set': (dice) => ({
    latencyUs: dice.pick([1, 500, 8_000]),
    jitterUs: dice.pick([0, 300, 9_000]),
    lossPerMillion: dice.pick([0, 0, 2_000, 30_000]),
  }),
  'link.cut': link,
  'link.heal': link,
};

/** Most of what is cut, paused or down comes back after a while. */
const UNDONE_BY: Readonly<Record<string, string>> = {
  'broker.crash': 'broker.restart',
  'broker.stop': 'broker.restart',
  'broker.pause': 'broker.resume',
  'controller.crash': 'controller.restart',
  'producer.crash': 'producer.restart',
  'producer.pause': 'producer.resume',
  'consumer.crash': 'consumer.restart',
  'consumer.pause': 'consumer.resume',
  'partition.pause': 'partition.resume',
  'link.cut': 'link.heal',
};

/** Commands between two times, in ms. */
export function randomCommands(
  dice: Dice,
  cast: Cast,
  [fromMs, untilMs]: readonly [number, number],
  most: number,
): Fields[] {
  const commands: Fields[] = [];
  const types = Object.keys(COMMANDS);
  let at = fromMs;
  for (let left = dice.int(0, most); left > 0 && at < untilMs; left -= 1) {
    const type = dice.pick(types);
    const data = COMMANDS[type]?.(dice, cast) ?? null;
    if (data === null) continue;
    commands.push({ at, type, ...data });
    const undoing = UNDONE_BY[type];
    if (undoing !== undefined && dice.chance(70)) {
      commands.push({ at: at + dice.int(1, 15_000), type: undoing, ...data });
    }
    // Some come at one moment, some much later.
    at += dice.pick([0, 1, dice.int(1, 300), dice.int(1, 6_000)]);
  }
  return commands;
}

function partition(dice: Dice, { topics }: Cast): Fields {
  return { topic: dice.pick(topics), partition: dice.int(0, 5) };
}

function withConsumer(dice: Dice, { consumers }: Cast, fields: Fields): Fields | null {
  return consumers.length === 0 ? null : { consumer: dice.pick(consumers), ...fields };
}

function shuffled<T>(dice: Dice, items: readonly T[]): T[] {
  const rest = [...items];
  const order: T[] = [];
  while (rest.length > 0) order.push(...rest.splice(dice.int(0, rest.length - 1), 1));
  return order;
}

function nodesOf({ brokers, controllers, producers, consumers }: Cast): readonly string[] {
  return [
    ...brokers.map((id) => `broker-${id}`),
    ...controllers.map((id) => `controller-${id}`),
    ...producers.map((id) => `producer-${id}`),
    ...consumers.map((id) => `consumer-${id}`),
  ];
}

// ── Tools ───────────────────────────────────────────────────────────────────────────────────

/** $t is a topic, $g a group, $b a broker, $n a small number. */
const LINES: readonly string[] = [
  'kafka-topics --list',
  'kafka-topics --describe --under-replicated-partitions',
  'kafka-topics --describe --topic $t',
  "kafka-topics --list --topic 'o.*|later'",
  'kafka-topics --create --topic made-$n --partitions $n --replication-factor 1',
  'kafka-topics --alter --topic $t --partitions $n',
  'kafka-topics --delete --topic $t',
  'kafka-console-producer --topic $t',
  'kafka-console-consumer --topic $t --from-beginning --max-messages $n',
  'kafka-console-consumer --topic $t --group $g --timeout-ms 2000',
  "kafka-console-consumer --include 'o.*' --from-beginning --timeout-ms 3000",
  'kafka-consumer-groups --list --state',
  'kafka-consumer-groups --describe --group $g',
  'kafka-consumer-groups --describe --all-groups --members --verbose',
  'kafka-consumer-groups --group $g --reset-offsets --to-earliest --all-topics --execute',
  'kafka-consumer-groups --delete --group $g',
  "kafka-consumer-groups --validate-regex '(a+)+$'",
  'kafka-configs --describe --entity-type brokers --entity-name $b',
  'kafka-configs --alter --entity-type topics --entity-name $t --add-config min.insync.replicas=$n',
  'kafka-configs --alter --entity-type brokers --entity-default --delete-config min.insync.replicas',
  'kafka-leader-election --election-type preferred --all-topic-partitions',
  'kafka-metadata-quorum describe --status',
  'kafka-metadata-quorum describe --replication',
  'kafka-get-offsets --topic $t --time -1',
  'kafka-broker-api-versions',
  'kafka-groups --list',
  'kafka-producer-perf-test --topic $t --num-records 50 --record-size 20 --throughput 100',
  'kafka-topics --frob $n',
];

function randomTool(dice: Dice, cast: Cast): Fields {
  const filled = dice
    .pick(LINES)
    .replaceAll('$t', dice.pick(cast.topics))
    .replaceAll('$g', cast.groups.length === 0 ? 'nobody' : dice.pick(cast.groups))
    .replaceAll('$b', String(dice.pick(cast.brokers)))
    .replaceAll('$n', String(dice.int(1, 5)));
  const server = filled.includes('perf-test')
    ? ` --command-property bootstrap.servers=localhost:9092`
    : ` --bootstrap-server localhost:9092`;
  const line = filled.includes('--validate-regex') ? filled : `${filled}${server}`;
  const reading = readLine(line);
  const words = reading.type === 'pipelines' ? (reading.pipelines[0]?.stages[0]?.words ?? []) : [];
  const [tool = '', ...args] = words;
  const stdin = dice.pick([null, 'a\nb:c\n', '']);
  return {
    id: `${tool}-${dice.int(1, 99)}`,
    line,
    tool,
    args,
    stdin: line.includes('producer') ? stdin : null,
  };
}
