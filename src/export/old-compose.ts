// Compose files of the years with ZooKeeper, line by line: what each line meant, and what is written today. From
// the upgrade notes of Apache Kafka 4.0 and the documentation of the images.
import { LineCounter, parseDocument } from 'yaml';
import type { Problem } from '#base/problem.ts';
import { CONFIG_DEFAULTS } from '#kafka/protocol/config-defaults.ts';
import { IMAGE } from './take/compose.ts';
import { propertyOf, variableOf } from './take/environment.ts';

/** `gone`: nothing is written for it. `changed`: something else is. `same`: it is as it was. */
export type Fate = 'gone' | 'changed' | 'same';

export interface Replaced {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly fate: Fate;
  /** What is written today; null: nothing. */
  readonly now: string | null;
  readonly why: string;
}

export interface OldCompose {
  readonly lines: readonly Replaced[];
  /** How many brokers it starts. */
  readonly brokers: number;
  readonly problems: readonly Problem[];
}

type Verdict = Pick<Replaced, 'fate' | 'now' | 'why'>;

function gone(why: string): Verdict {
  return { fate: 'gone', now: null, why };
}

function changed(now: string, why: string): Verdict {
  return { fate: 'changed', now, why };
}

const QUORUM =
  'The brokers no longer ask ZooKeeper who is there: controllers of their own keep the metadata as a log (KRaft).';

/** The first rule that fits a line holds. */
const RULES: readonly (readonly [RegExp, (found: RegExpExecArray) => Verdict])[] = [
  [/^version:/, () => gone('Compose does not read it any more.')],
  [
    /^image:.*zookeeper/i,
    () => gone('The whole service goes: Kafka 4 has no ZooKeeper, and no replacement to run.'),
  ],
  [
    /^image:\s*"?(?:confluentinc\/cp-(?:enterprise-)?kafka|wurstmeister\/kafka|bitnami\/kafka|bitnamilegacy\/kafka|apache\/kafka)\b/i,
    ({ input }) =>
      input.includes(IMAGE)
        ? { fate: 'same', now: input, why: 'The project’s own image.' }
        : changed(`image: ${IMAGE}`, 'Apache Kafka has an image of its own since 3.7.'),
  ],
  [/^(?:ZOOKEEPER|ZOO|ALLOW_ANONYMOUS)_?\w*/, () => gone('It configured ZooKeeper.')],
  [
    /^KAFKA_(?:CFG_)?ZOOKEEPER_CONNECT\b(?!ION)/,
    () =>
      changed(
        `${variableOf('process.roles')}: broker,controller\n${variableOf('controller.quorum.voters')}: 1@kafka:29093\n${variableOf('controller.listener.names')}: CONTROLLER`,
        QUORUM,
      ),
  ],
  [/^KAFKA_(?:CFG_)?ZOOKEEPER_/, () => gone('There is no connection to ZooKeeper to configure.')],
  [
    /^KAFKA_(?:CFG_)?BROKER_ID\b\s*[:=]\s*"?(-?\d+)?/,
    ([, id = '1']) =>
      changed(
        `KAFKA_NODE_ID: ${Math.max(0, Number(id))}`,
        'Brokers and controllers have ids of one kind. It must be given: nobody hands out ids.',
      ),
  ],
  [/^BROKER_ID_COMMAND/, () => changed('KAFKA_NODE_ID: 1', 'Ids are given, not computed.')],
  [
    /^KAFKA_(?:ADVERTISED_)?(?:HOST_NAME|PORT)\b/,
    () =>
      changed(
        'KAFKA_LISTENERS: PLAINTEXT://0.0.0.0:9092,CONTROLLER://0.0.0.0:29093\nKAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092',
        'Host and port are parts of listeners since Kafka 0.10; the old configs went with 3.0.',
      ),
  ],
  [
    /^KAFKA_CREATE_TOPICS\s*[:=]\s*"?([^"]*)/,
    ([, topics = '']) =>
      changed(
        createCommands(topics),
        'The image made topics at its start. Kafka’s own tool makes them.',
      ),
  ],
  [
    /^KAFKA_(?:CFG_)?(?:INTER_BROKER_PROTOCOL_VERSION|LOG_MESSAGE_FORMAT_VERSION)/,
    () =>
      changed(
        'kafka-features --bootstrap-server localhost:9092 upgrade --release-version 4.3',
        'The version of the cluster is a feature in its metadata, raised once for all brokers.',
      ),
  ],
  [
    /^KAFKA_(?:CFG_)?LISTENERS\b\s*[:=]\s*(.*)/,
    ({ input, 1: value = '' }) =>
      /CONTROLLER/.test(value)
        ? same(input)
        : changed(
            `KAFKA_LISTENERS: ${unquoted(value)},CONTROLLER://0.0.0.0:29093`,
            'A node that is a controller, too, listens for the other controllers as well.',
          ),
  ],
  [
    /^KAFKA_(?:CFG_)?LISTENER_SECURITY_PROTOCOL_MAP\b\s*[:=]\s*(.*)/,
    ({ input, 1: value = '' }) =>
      /CONTROLLER/.test(value)
        ? same(input)
        : changed(
            `KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: ${unquoted(value)},CONTROLLER:PLAINTEXT`,
            'The controllers’ listener needs its protocol.',
          ),
  ],
  [
    /^KAFKA_CFG_(\w+)\s*[:=]\s*(.*)/,
    ([, name = '', value = '']) =>
      changed(
        `KAFKA_${name}: ${unquoted(value)}`,
        'Bitnami’s prefix; the official image has KAFKA_ alone.',
      ),
  ],
  [/^"?2181:|:2181"?$|^ZOOKEEPER/, () => gone('Nobody listens at ZooKeeper’s port.')],
  [/^(?:zookeeper\d*|zk\d*):?$/i, () => gone('The whole service goes.')],
  [/\/var\/lib\/zookeeper|\/bitnami\/zookeeper/, () => gone('ZooKeeper’s data.')],
  [/docker\.sock/, () => gone('The image looked up its own port; advertised listeners say it.')],
  [
    /KAFKASTORE_CONNECTION_URL|CONTROL_CENTER_ZOOKEEPER_CONNECT|KAFKA_REST_ZOOKEEPER_CONNECT/,
    () =>
      changed('…_BOOTSTRAP_SERVERS: kafka:9092', 'Everything talks to the brokers, as clients do.'),
  ],
  [
    /--zookeeper\s+\S+/,
    ({ input }) =>
      changed(
        input.replace(/--zookeeper\s+\S+/, '--bootstrap-server localhost:9092'),
        'Tools ask the brokers since 2.2; the option went with 3.0.',
      ),
  ],
  [
    /--broker-list\s+\S+/,
    ({ input }) =>
      changed(input.replace('--broker-list', '--bootstrap-server'), 'One name for all tools.'),
  ],
];

function same(text: string): Verdict {
  return { fate: 'same', now: text, why: 'As it was.' };
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}

/** `orders:3:1,logs:1:1:compact` → a command each. */
function createCommands(topics: string): string {
  return topics
    .split(',')
    .map((topic) => topic.trim().split(':'))
    .filter(([name = '']) => name !== '')
    .map(([name = '', partitions = '1', replicas = '1', policy]) => {
      const config = policy === undefined ? '' : ` --config cleanup.policy=${policy}`;
      return `kafka-topics --bootstrap-server localhost:9092 --create --topic ${name} --partitions ${partitions} --replication-factor ${replicas}${config}`;
    })
    .join('\n');
}

/** Any other property of a broker: whether Kafka 4.3 still has it. */
function propertyVerdict(text: string): Verdict | null {
  const [, variable = ''] = /^(KAFKA_[A-Z0-9_]+)\s*[:=]/.exec(text) ?? [];
  const property = propertyOf(variable);
  if (property === null) return null;
  if (CONFIG_DEFAULTS.broker[property] !== undefined) return same(text);
  return gone(`Kafka 4.3 has no config ${property}.`);
}

/** What became of each line that says something. Never throws. */
export function readOldCompose(text: string): OldCompose {
  const counter = new LineCounter();
  const { errors } = parseDocument(text, { lineCounter: counter });
  const problems = errors.map(({ message, pos }): Problem => ({
    path: '',
    line: counter.linePos(pos[0]).line,
    rule: `is no YAML: ${(message.split('\n')[0] ?? '').replace(/ at line.*$/, '')}`,
    got: '',
    hint: 'Paste the file as it is, with its indentation.',
  }));
  const lines = text.split(/\r?\n/).flatMap((raw, index): readonly Replaced[] => {
    const verdict = verdictOf(raw);
    return verdict === null ? [] : [{ line: index + 1, text: raw, ...verdict }];
  });
  const brokers = lines.filter(
    ({ text: one }) =>
      /image:.*kafka/i.test(one) && !/zookeeper|registry|connect|rest|ui|manager/i.test(one),
  ).length;
  return { lines, brokers, problems };
}

function verdictOf(raw: string): Verdict | null {
  const text = raw
    .trim()
    .replace(/^-\s*/, '')
    .replace(/^(["'])(.*)\1$/, '$2');
  if (text === '' || text.startsWith('#')) return null;
  for (const [pattern, judge] of RULES) {
    const found = pattern.exec(text);
    if (found !== null) return judge(found);
  }
  return propertyVerdict(text);
}
