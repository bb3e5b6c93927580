// What old books type: options and scripts that are gone, and what to type instead. Today's tool says
// its own; these lines are ours, and stand apart.
import type { ToolNote } from '#kafka/events/tool.ts';
import type { Call } from '#kafka/tool/tool.ts';

const SERVER = '--bootstrap-server localhost:9092';

/** An option that is gone: what became of it, and what stands in its place. */
interface OldOption {
  readonly text: string;
  /** The words that replace the option and its value. */
  readonly replacement: readonly string[];
}

const OLD_OPTIONS: Readonly<Record<string, OldOption>> = {
  '--zookeeper': {
    text: 'Kafka 4 has no ZooKeeper: tools ask the brokers (KIP-500).',
    replacement: SERVER.split(' '),
  },
  '--broker-list': {
    text: '--broker-list has been called --bootstrap-server since Kafka 2.5 (KIP-499).',
    replacement: SERVER.split(' '),
  },
  '--bootstrap-servers': {
    text: 'The option is --bootstrap-server, without an s.',
    replacement: SERVER.split(' '),
  },
  '--whitelist': {
    text: '--whitelist has been called --include since Kafka 2.8 (KIP-629).',
    replacement: ['--include'],
  },
  '--new-consumer': {
    text: 'The new consumer of Kafka 0.9 has been the only one since Kafka 2.0.',
    replacement: [],
  },
  '--force': { text: '--force went with ZooKeeper.', replacement: [] },
};

/** Scripts that are gone. */
const OLD_TOOLS: Readonly<Record<string, ToolNote>> = {
  'zookeeper-server-start': {
    text: 'Kafka 4 has no ZooKeeper: the controllers keep the metadata themselves (KRaft). Start the brokers alone.',
    command: 'kafka-server-start config/server.properties',
  },
  'zookeeper-server-stop': {
    text: 'Kafka 4 has no ZooKeeper to stop.',
    command: 'kafka-server-stop',
  },
  'zookeeper-shell': {
    text: 'Kafka 4 has no ZooKeeper; the controllers answer for the metadata.',
    command: `kafka-metadata-quorum ${SERVER} describe --status`,
  },
  'kafka-preferred-replica-election': {
    text: 'It has been called kafka-leader-election since Kafka 2.4 (KIP-460).',
    command: `kafka-leader-election ${SERVER} --election-type preferred --all-topic-partitions`,
  },
  'kafka-consumer-offset-checker': {
    text: 'It has been part of kafka-consumer-groups since Kafka 0.9.',
    command: `kafka-consumer-groups ${SERVER} --describe --all-groups`,
  },
  'kafka-simple-consumer-shell': {
    text: 'It went with the consumer of Kafka 0.8.',
    command: `kafka-console-consumer ${SERVER} --topic orders --partition 0 --offset earliest`,
  },
  'kafka-replay-log-producer': {
    text: 'It went with Kafka 2.0.',
    command: null,
  },
  'kafka-zookeeper-config-inheritance': { text: 'It went with ZooKeeper.', command: null },
};

/** What became of a script that is gone; undefined: it never was. */
export function goneTool(tool: string): ToolNote | undefined {
  return Object.hasOwn(OLD_TOOLS, tool) ? OLD_TOOLS[tool] : undefined;
}

/** Our line below a complaint about an option that is gone. */
export function oldSpellingOf({ tool, args }: Call): ToolNote | null {
  // kafka-reassign-partitions and kafka-log-dirs mean something else by it, and still have it.
  const keepsBrokerList = tool === 'kafka-reassign-partitions' || tool === 'kafka-log-dirs';
  const isOld = (arg: string): boolean =>
    Object.hasOwn(OLD_OPTIONS, arg) && !(arg === '--broker-list' && keepsBrokerList);
  const old = args.map((arg) => arg.split('=')[0] ?? '').find(isOld);
  if (old === undefined) return null;
  return { text: OLD_OPTIONS[old]?.text ?? '', command: todays(tool, args, isOld) };
}

function todays(tool: string, args: readonly string[], isOld: (arg: string) => boolean): string {
  const words: string[] = [tool];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const [name = '', value] = arg.split('=');
    const option = isOld(name) ? OLD_OPTIONS[name] : undefined;
    if (option === undefined) {
      words.push(quoted(arg));
      continue;
    }
    const isServer = option.replacement.length === 2;
    if (!(isServer && words.includes('--bootstrap-server'))) words.push(...option.replacement);
    const takesNext = isServer && value === undefined && args[index + 1]?.startsWith('-') === false;
    if (takesNext) index += 1;
  }
  return words.join(' ');
}

/** As a shell needs it. */
function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
