// A random scenario from a seed: a cluster of any shape with everything that the model has, and what
// befalls it. The document is what a person could have written, so a failure is a file and a link.
import { parseScenario } from '#scenario/parse.ts';
import type { Problem } from '#base/problem.ts';
import { Dice } from './dice.ts';
import { copyOf, type Document, type Fields } from './document.ts';
import { type Cast, randomCommands } from './random-commands.ts';
import {
  randomHandling,
  randomKeys,
  randomSubscription,
  randomWorkload,
} from './random-clients.ts';
import { randomConfigs } from './random-configs.ts';

const CLIENTS_MS = 6_000;
const MOST_COMMANDS = 30;

/** `endMs`: how long the run goes on. */
export function randomScenario(seed: number): {
  readonly document: Document;
  readonly endMs: number;
} {
  const dice = new Dice(seed, 'fuzz');
  const document = emptyCluster(dice, seed);
  const names = document.topics.map(({ name }) => String(name));
  document.producers = dice.list(0, 3, (index) => randomProducer(dice, index, names));
  const producers = document.producers.map(({ id }) => String(id));
  document.groups = dice.list(0, 3, (index) =>
    randomGroup(dice, index, { topics: names, producers }),
  );
  document.consumers = dice.chance(25) ? [standalone(dice, names)] : [];
  const endMs = dice.pick([20_000, 45_000, 90_000]);
  document.commands = randomCommands(
    dice,
    castOf(document),
    [dice.pick([0, CLIENTS_MS, CLIENTS_MS]), endMs],
    MOST_COMMANDS,
  );
  return { document: legal(document), endMs };
}

// ── Cluster ─────────────────────────────────────────────────────────────────────────────────

function emptyCluster(dice: Dice, seed: number): Document {
  const count = dice.pick([1, 2, 3, 3, 3, 4, 5, 7]);
  const hasRacks = dice.chance(25);
  const isSeparate = dice.chance(40);
  return {
    version: 1,
    name: `Random cluster ${seed}`,
    seed: dice.int(0, 0xffff),
    startAt: 'boot',
    cluster: {
      brokers: Array.from({ length: count }, (_, index) => ({
        id: index + 1,
        rack: hasRacks ? dice.pick(['east', 'west', null]) : null,
      })),
      controllers: isSeparate
        ? { mode: 'separate', count: dice.pick([1, 3, 5]) }
        : { mode: 'combined', count: dice.int(1, Math.min(3, count)) },
      configs: {
        'offsets.topic.replication.factor': String(dice.int(1, Math.min(3, count))),
        'offsets.topic.num.partitions': String(dice.pick([1, 3, 5])),
        ...randomConfigs(dice, 'broker', 5),
      },
      network: {
        latencyMs: dice.pick([0.05, 0.5, 1, 5, 40]),
        jitterMs: dice.pick([0, 0.5, 5]),
        lossPercent: dice.pick([0, 0, 0, 0.1, 1, 5]),
      },
    },
    topics: dice.list(1, 3, (index) => randomTopic(dice, index, count)),
    producers: [],
    groups: [],
    consumers: [],
    commands: [],
  };
}

function randomTopic(dice: Dice, index: number, brokers: number): Fields {
  return {
    name: ['orders', 'audit', 'later.on'][index],
    partitions: dice.pick([1, 2, 3, 6, 12]),
    replicationFactor: dice.int(1, Math.min(3, brokers)),
    configs: randomConfigs(dice, 'topic', 2),
  };
}

/** Whom commands may name. */
function castOf({ cluster, topics, producers, groups, consumers }: Document): Cast {
  const ids = (list: readonly Fields[]): string[] => list.map(({ id }) => String(id));
  const brokers = (cluster['brokers'] as { id: number }[]).map(({ id }) => id);
  const { mode, count } = cluster['controllers'] as { mode: string; count: number };
  const members = groups.flatMap(({ id, consumers: list }) =>
    Array.from({ length: (list as Fields[]).length }, (_, at) => `${String(id)}-c${at + 1}`),
  );
  return {
    brokers,
    controllers: mode === 'combined' ? [] : Array.from({ length: count }, (_, at) => 100 + at),
    topics: topics.map(({ name }) => String(name)),
    producers: ids(producers),
    consumers: [...members, ...ids(consumers)],
    groups: ids(groups),
  };
}

// ── Clients ─────────────────────────────────────────────────────────────────────────────────

function randomProducer(dice: Dice, index: number, topics: readonly string[]): Fields {
  return {
    id: `p${index + 1}`,
    topic: dice.pick(topics),
    ...randomWorkload(dice),
    ...(dice.chance(20) ? { keys: randomKeys(dice) } : {}),
    ...(dice.chance(15) ? { client: dice.pick(['java', 'librdkafka', 'kafka-python']) } : {}),
    configs: randomConfigs(dice, 'producer', 4),
  };
}

function randomGroup(
  dice: Dice,
  index: number,
  names: { readonly topics: readonly string[]; readonly producers: readonly string[] },
): Fields {
  const id = `g${index + 1}`;
  const isStatic = dice.chance(25);
  const byBroker = dice.chance(45);
  return {
    id,
    ...randomSubscription(dice, names.topics),
    commit: dice.pick(['auto', 'auto', 'sync', 'async', 'none', 'before', 'each']),
    processingMs: dice.pick([0, 1, 20, 400]),
    ...(dice.chance(30) ? { handling: randomHandling(dice, names) } : {}),
    configs: {
      ...(byBroker ? { 'group.protocol': 'consumer' } : {}),
      ...randomConfigs(dice, 'consumer', 4),
    },
    consumers: dice.list(1, 4, (at) => ({
      ...(isStatic ? { configs: { 'group.instance.id': `${id}-i${at}` } } : {}),
      ...(dice.chance(15) ? { rack: dice.pick(['east', 'west']) } : {}),
    })),
  };
}

function standalone(dice: Dice, topics: readonly string[]): Fields {
  return {
    id: 'alone',
    assign: [{ topic: dice.pick(topics), partition: 0 }],
    configs: randomConfigs(dice, 'consumer', 3),
  };
}

// ── Legal ───────────────────────────────────────────────────────────────────────────────────

/** Leaves out what is refused: configs that contradict one another, commands that cannot be. */
function legal(document: Document): Document {
  const own = copyOf(document);
  for (let round = 0; round < 8; round += 1) {
    const { problems } = parseScenario(own);
    if (problems.length === 0) return own;
    const doomed = new Set(problems.map((problem) => leaveOut(own, problem)));
    own.commands = own.commands.filter((_, index) => !doomed.has(index));
  }
  return own;
}

/** Removes a config from the document; the index of a command that has to go; -1: neither. */
function leaveOut(document: Document, { path, rule }: Problem): number {
  const command = /^commands\[(\d+)\]/.exec(path)?.[1];
  if (command !== undefined) return Number(command);
  const [, list = '', index = '0', name = ''] =
    /^(\w+)(?:\[(\d+)\])?.*\['([\w.]+)'\]$/.exec(path) ?? [];
  const part =
    list === 'cluster'
      ? document.cluster
      : (document[list] as Fields[] | undefined)?.[Number(index)];
  if (part === undefined) throw new Error(`a random scenario is refused: ${path} ${rule}`);
  const { [name]: _out, ...configs } = (part['configs'] ?? {}) as Fields;
  const isTheirs = name in ((part['configs'] ?? {}) as Fields);
  part['configs'] = isTheirs ? configs : {};
  for (const member of isTheirs ? [] : ((part['consumers'] ?? []) as Fields[]))
    member['configs'] = {};
  return -1;
}
