// Which options a program has to set so that it does what the stage shows, and what is said of them: those
// that differ from Kafka's default, and those whose default differs in this client.
import type { Configs } from '#kafka/protocol/configs.ts';
import { type ClientId, clientOf } from './client.ts';
import { assignorsOf, writeValue } from './literal.ts';
import { meaningOf } from './meaning.ts';
import { assignorNames, type ClientScope, defaultOf, type Option, optionOf } from './options.ts';
import type { Remark, Value } from './program.ts';

/** An option that the program sets. */
export interface Setting {
  readonly option: Option;
  /** As the client's language writes it. */
  readonly value: Value;
  /** It differs from Kafka's default, or from what this client would take by itself. */
  readonly isMarked: boolean;
}

export interface Settings {
  readonly set: readonly Setting[];
  readonly remarks: readonly Remark[];
}

/** Shown whatever they stand at: who reads the program wants to know them, and to turn them. */
const ALWAYS: Readonly<Record<ClientScope, readonly string[]>> = {
  producer: ['acks', 'linger.ms'],
  consumer: ['auto.offset.reset', 'enable.auto.commit'],
};

/** Set where the client's own default would make the program behave in another way than the stage. */
const WATCHED: Readonly<Record<ClientScope, readonly string[]>> = {
  producer: ['acks', 'enable.idempotence', 'linger.ms', 'batch.size', 'delivery.timeout.ms'],
  consumer: [
    'auto.offset.reset',
    'enable.auto.commit',
    'fetch.max.wait.ms',
    'isolation.level',
    'max.poll.interval.ms',
    'partition.assignment.strategy',
    'session.timeout.ms',
  ],
};

/** Not options of the group's members when the coordinator assigns (KIP-848): clients refuse them. */
const CLASSIC_ONLY = [
  'heartbeat.interval.ms',
  'partition.assignment.strategy',
  'session.timeout.ms',
];

/** What to do instead, where a client has not got a config. */
const INSTEAD: Partial<Record<ClientId, Readonly<Record<string, string>>>> = {
  'kafka-python': {
    'buffer.memory': 'It has no limit on memory: max_block_ms is about metadata only.',
    'client.rack': 'It comes with kafka-python 3.0.',
    'group.protocol': 'It has no KIP-848: the members of a group assign among themselves.',
    'group.remote.assignor': 'It has no KIP-848.',
    'partitioner.class': 'It takes a function: partitioner=….',
  },
  'confluent-kafka': {
    'buffer.memory': 'Its queue is limited by queue.buffering.max.kbytes, 1 GiB by default.',
    'max.block.ms': 'produce() never waits: it raises BufferError when the queue is full.',
    'max.poll.records': 'consume(num_messages=…) says how many it hands over.',
    'partitioner.class': 'It chooses by name: "partitioner".',
  },
  kafkajs: {
    'batch.size': 'What one send() is given is one batch.',
    'delivery.timeout.ms': 'It gives up after its retries, not after a time.',
    'group.instance.id': 'It has no static membership: a restart is a rebalance.',
    'group.protocol': 'It has no KIP-848: the members of a group assign among themselves.',
    'group.remote.assignor': 'It has no KIP-848.',
    'linger.ms': 'It sends at once: give send() several messages to have them travel together.',
    'max.poll.records': 'eachBatch gets all that a fetch brought.',
    'partitioner.class': 'It takes a function: createPartitioner.',
  },
};

/** Two values of a config that mean the same. */
function isSame(config: string, a: string, b: string): boolean {
  if (config === 'acks') return a.replace('-1', 'all') === b.replace('-1', 'all');
  if (config === 'partition.assignment.strategy') {
    return assignorNames(a).join() === assignorNames(b).join();
  }
  return a.toLowerCase() === b.toLowerCase();
}

/** What a client's program sets for these configs, and what is to be said of it. */
export function settingsOf(client: ClientId, scope: ClientScope, configs: Configs): Settings {
  const set: Setting[] = [];
  const remarks: Remark[] = [];
  for (const config of configsToSet(scope, configs)) {
    const kafkaDefault = defaultOf(scope, config) ?? '';
    const value = configs[config] ?? kafkaDefault;
    const option = optionOf(client, scope, config);
    const isDefault = isSame(config, value, kafkaDefault);
    if (option === null) {
      if (!isDefault || config in configs) remarks.push(missing(client, config, value));
      continue;
    }
    const isOwnDefault = isSame(config, value, option.default);
    // Any assignor of Kafka's default does: whose list begins with range deals out as range does.
    const isAnyAssignor =
      option.kind === 'assignors' && assignorsOf(client, assignorNames(value)).length > 0;
    const isKept = isDefault && (isOwnDefault || isAnyAssignor);
    if (isKept && !ALWAYS[scope].includes(config)) continue;
    const written = available(client, option, value);
    if (written.lacks !== null) remarks.push(written.lacks);
    if (written.value === null) continue;
    const knob = { type: 'config', name: config } as const;
    set.push({
      option,
      value: { knob, text: writeValue(client, option, written.value) },
      isMarked: !isKept,
    });
    if (!isKept && written.lacks === null)
      remarks.push(remarkOf(client, option, value, kafkaDefault));
  }
  return { set, remarks };
}

/** Names in the order in which they are written: those that are always there first. */
function configsToSet(scope: ClientScope, configs: Configs): readonly string[] {
  const isRemote = configs['group.protocol']?.toLowerCase() === 'consumer';
  const names = new Set([...ALWAYS[scope], ...Object.keys(configs).sort(), ...WATCHED[scope]]);
  return [...names].filter((name) => !(isRemote && CLASSIC_ONLY.includes(name)));
}

/** Of a list of assignors those that the client has. */
function available(
  client: ClientId,
  { config, kind }: Option,
  value: string,
): { readonly value: string | null; readonly lacks: Remark | null } {
  if (kind !== 'assignors') return { value, lacks: null };
  const wanted = assignorNames(value);
  const had = assignorsOf(client, wanted);
  if (had.length === wanted.length) return { value: wanted.join(','), lacks: null };
  const absent = wanted.filter((name) => !had.includes(name));
  const { name } = clientOf(client);
  const rest =
    had.length === 0
      ? 'Its own assignor is used, so partitions are dealt out in another way than on the stage.'
      : `The program asks for ${had.join(' and ')} alone.`;
  return {
    value: had.length === 0 ? null : had.join(','),
    lacks: { title: config, text: `${name} has no ${absent.join(' and no ')} assignor. ${rest}` },
  };
}

function missing(client: ClientId, config: string, value: string): Remark {
  const instead = INSTEAD[client]?.[config] ?? meaningOf(config);
  return {
    title: `${config} = ${value}`,
    text: `${clientOf(client).name} has no such option. ${instead}`.trim(),
  };
}

function remarkOf(client: ClientId, option: Option, value: string, kafkaDefault: string): Remark {
  const { config } = option;
  const { name } = clientOf(client);
  const own = option.default === '' ? 'none' : option.default;
  const sentences = [meaningOf(config)];
  if (isSame(config, value, kafkaDefault)) {
    sentences.push(`Kafka’s default, but ${name} takes ${own} when nobody sets it.`);
  } else {
    sentences.push(kafkaDefault === '' ? '' : `Kafka’s default is ${kafkaDefault}.`);
    if (!isSame(config, option.default, kafkaDefault)) sentences.push(`${name}’s is ${own}.`);
  }
  return {
    title: `${config} = ${value}`,
    text: sentences.filter((one) => one !== '').join(' '),
  };
}
