// Options that Kafka's tools take and that change nothing here, each with the reason. The Fidelity page lists
// them, and who uses one is told. A test holds the list against the help texts: every option of those is read by
// its tool or stands here.
import type { ToolNote } from '#kafka/events/tool.ts';
import type { Call } from '#kafka/tool/tool.ts';

const CONNECTING = 'It says how to connect and who one is: here nobody asks for that.';
const CLASSES = 'There is no Java here to load a class.';
const WAITING = 'The tool waits for a minute, as Kafka’s admin client does.';
const DECODING = 'Keys and values of internal topics are written as they are.';
const WHOLE = 'The simulated log is read whole.';
const QUOTAS = 'Quotas are not simulated.';
const REPORTS = 'There is one line, at the end.';
const RACKS = 'A plan is made without looking at racks.';

/** By tool, then by option without its dashes. */
export const WITHOUT_EFFECT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'kafka-topics': {
    'command-config': CONNECTING,
    'partition-size-limit-per-response': 'All partitions of a cluster here fit into one answer.',
  },
  'kafka-console-producer': {
    'line-reader': CLASSES,
    sync: 'The tool does not wait for an answer before it takes the next line.',
  },
  'kafka-console-consumer': {
    'enable-systest-events': 'It is for Kafka’s own system tests.',
    formatter: CLASSES,
    'key-deserializer': CLASSES,
    'value-deserializer': CLASSES,
    'skip-message-on-error': 'No record fails to be printed here.',
  },
  'kafka-consumer-groups': { 'command-config': CONNECTING, timeout: WAITING },
  'kafka-groups': {
    'command-config': CONNECTING,
    share: 'Share groups are not simulated, so there are none to list.',
    streams: 'Streams groups are not simulated, so there are none to list.',
  },
  'kafka-configs': {
    'command-config': CONNECTING,
    force: 'The tool asks nothing before it acts.',
    'client-defaults': QUOTAS,
    'user-defaults': QUOTAS,
    'ip-defaults': QUOTAS,
  },
  'kafka-get-offsets': { 'command-config': CONNECTING },
  'kafka-reassign-partitions': {
    'command-config': CONNECTING,
    'disable-rack-aware': RACKS,
    'disallow-replication-factor-change': 'A plan may change the number of replicas.',
    'replica-alter-log-dirs-throttle': 'A broker has one directory.',
    timeout: WAITING,
  },
  'kafka-leader-election': { 'command-config': CONNECTING, 'admin.config': CONNECTING },
  'kafka-metadata-quorum': { 'command-config': CONNECTING },
  'kafka-broker-api-versions': { 'command-config': CONNECTING },
  'kafka-features': { 'command-config': CONNECTING },
  'kafka-log-dirs': { 'command-config': CONNECTING },
  'kafka-dump-log': {
    'cluster-metadata-decoder': DECODING,
    'offsets-decoder': DECODING,
    'remote-log-metadata-decoder': DECODING,
    'share-group-state-decoder': DECODING,
    'transaction-log-decoder': DECODING,
    'key-decoder-class': CLASSES,
    'value-decoder-class': CLASSES,
    'index-sanity-check': 'There are no index files to check.',
    'verify-index-only': 'There are no index files to check.',
    'max-bytes': WHOLE,
    'max-message-size': WHOLE,
    'skip-record-metadata': 'What is printed of a record is what it is.',
  },
  'kafka-producer-perf-test': {
    'command-config': CONNECTING,
    'producer.config': CONNECTING,
    'payload-delimiter': 'Values are made, not read from a file.',
    'payload-file': 'Values are made, not read from a file.',
    'payload-monotonic': 'Values are all alike.',
    'print-metrics': 'Metrics are not simulated.',
    'reporting-interval': REPORTS,
    'transaction-duration-ms': 'Transactions are not simulated yet.',
    'transactional-id': 'Transactions are not simulated yet.',
    'warmup-records': REPORTS,
  },
  'kafka-consumer-perf-test': {
    'command-config': CONNECTING,
    'consumer.config': CONNECTING,
    'date-format': REPORTS,
    'fetch-size': 'Fetches are as large as the client’s configs say.',
    'hide-header': REPORTS,
    'print-metrics': 'Metrics are not simulated.',
    'reporting-interval': REPORTS,
    'show-detailed-stats': REPORTS,
    'socket-buffer-size': 'Sockets have no buffers here.',
  },
};

/** What is said of the first option of a command line that changes nothing. */
export function noteOnOptions({ tool, args }: Pick<Call, 'tool' | 'args'>): ToolNote | null {
  const reasons = WITHOUT_EFFECT[tool] ?? {};
  for (const arg of args) {
    const name = /^--?([\w.-]+)/.exec(arg)?.[1];
    if (name === undefined || !Object.hasOwn(reasons, name)) continue;
    return { text: `--${name} changes nothing here. ${reasons[name] ?? ''}`, command: null };
  }
  return null;
}
