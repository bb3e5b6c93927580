// How each client calls Kafka's configs, and what it takes when nobody sets one. One line a config:
// `Kafka's name | kind | kafka-python | its default | confluent-kafka | its default | kafkajs | its default`.
// `-` is an option that the client has not got, `=` a default that is Kafka's own. The Java client and
// Kafka's tools have every config under Kafka's name (protocol/config-defaults.ts).
//
// Read from: `DEFAULT_CONFIG` of KafkaProducer and KafkaConsumer in kafka-python 2.3.1; CONFIGURATION.md of
// librdkafka 2.16; src/index.js, src/producer, src/consumer and src/retry of kafkajs 2.2.4.
import { CONFIG_DEFAULTS } from '#kafka/protocol/config-defaults.ts';
import { configText } from '#kafka/protocol/configs.ts';
import type { ClientId } from './client.ts';

export type ClientScope = 'producer' | 'consumer';

/** How a value is written: as a number, a truth, text, or names of assignors. */
export type ValueKind = 'number' | 'boolean' | 'text' | 'acks' | 'assignors';

/** A config as one client has it. */
export interface Option {
  /** Kafka's name. */
  readonly config: string;
  readonly kind: ValueKind;
  /** The client's name; of kafkajs with the call that takes it: `consumer.sessionTimeout`. */
  readonly name: string;
  /** In Kafka's words. */
  readonly default: string;
}

const PRODUCER = `
acks | acks | acks | 1 | acks | = | send.acks | =
batch.size | number | batch_size | = | batch.size | 1000000 | - |
client.id | text | client_id | = | client.id | rdkafka | client.clientId | kafkajs
compression.type | text | compression_type | = | compression.type | = | send.compression | =
delivery.timeout.ms | number | delivery_timeout_ms | = | delivery.timeout.ms | 300000 | - |
enable.idempotence | boolean | enable_idempotence | false | enable.idempotence | false | producer.idempotent | false
linger.ms | number | linger_ms | 0 | linger.ms | = | - |
max.block.ms | number | max_block_ms | = | - | | - |
max.in.flight.requests.per.connection | number | max_in_flight_requests_per_connection | = | max.in.flight.requests.per.connection | 1000000 | producer.maxInFlightRequests | null
max.request.size | number | max_request_size | = | message.max.bytes | 1000000 | - |
metadata.max.age.ms | number | metadata_max_age_ms | = | topic.metadata.refresh.interval.ms | = | producer.metadataMaxAge | =
reconnect.backoff.max.ms | number | reconnect_backoff_max_ms | 30000 | reconnect.backoff.max.ms | 10000 | - |
reconnect.backoff.ms | number | reconnect_backoff_ms | = | reconnect.backoff.ms | 100 | - |
request.timeout.ms | number | request_timeout_ms | = | request.timeout.ms | = | client.requestTimeout | =
retries | number | retries | = | retries | = | client.retry.retries | 5
retry.backoff.max.ms | number | - | | retry.backoff.max.ms | = | client.retry.maxRetryTime | 30000
retry.backoff.ms | number | retry_backoff_ms | = | retry.backoff.ms | = | client.retry.initialRetryTime | 300
socket.connection.setup.timeout.ms | number | - | | socket.connection.setup.timeout.ms | 30000 | client.connectionTimeout | 1000
transaction.timeout.ms | number | transaction_timeout_ms | = | transaction.timeout.ms | = | producer.transactionTimeout | =
transactional.id | text | transactional_id | = | transactional.id | = | producer.transactionalId | =
`;

const CONSUMER = `
allow.auto.create.topics | boolean | allow_auto_create_topics | = | allow.auto.create.topics | false | consumer.allowAutoTopicCreation | =
auto.commit.interval.ms | number | auto_commit_interval_ms | = | auto.commit.interval.ms | = | run.autoCommitInterval | null
auto.offset.reset | text | auto_offset_reset | = | auto.offset.reset | = | subscribe.fromBeginning | =
client.id | text | client_id | = | client.id | rdkafka | client.clientId | kafkajs
client.rack | text | - | | client.rack | = | consumer.rackId | =
enable.auto.commit | boolean | enable_auto_commit | = | enable.auto.commit | = | run.autoCommit | =
exclude.internal.topics | boolean | exclude_internal_topics | = | - | | - |
fetch.max.bytes | number | fetch_max_bytes | = | fetch.max.bytes | = | consumer.maxBytes | 10485760
fetch.max.wait.ms | number | fetch_max_wait_ms | = | fetch.wait.max.ms | = | consumer.maxWaitTimeInMs | 5000
fetch.min.bytes | number | fetch_min_bytes | = | fetch.min.bytes | = | consumer.minBytes | =
group.id | text | group_id | = | group.id | = | consumer.groupId | =
group.instance.id | text | group_instance_id | = | group.instance.id | = | - |
group.protocol | text | - | | group.protocol | = | - |
group.remote.assignor | text | - | | group.remote.assignor | = | - |
heartbeat.interval.ms | number | heartbeat_interval_ms | = | heartbeat.interval.ms | = | consumer.heartbeatInterval | =
isolation.level | text | isolation_level | = | isolation.level | read_committed | consumer.readUncommitted | read_committed
max.partition.fetch.bytes | number | max_partition_fetch_bytes | = | max.partition.fetch.bytes | = | consumer.maxBytesPerPartition | =
max.poll.interval.ms | number | max_poll_interval_ms | = | max.poll.interval.ms | = | consumer.rebalanceTimeout | 60000
max.poll.records | number | max_poll_records | = | - | | - |
metadata.max.age.ms | number | metadata_max_age_ms | = | topic.metadata.refresh.interval.ms | = | consumer.metadataMaxAge | =
partition.assignment.strategy | assignors | partition_assignment_strategy | range,roundrobin | partition.assignment.strategy | range,roundrobin | consumer.partitionAssigners | roundrobin
reconnect.backoff.max.ms | number | reconnect_backoff_max_ms | 30000 | reconnect.backoff.max.ms | 10000 | - |
reconnect.backoff.ms | number | reconnect_backoff_ms | = | reconnect.backoff.ms | 100 | - |
request.timeout.ms | number | request_timeout_ms | 305000 | socket.timeout.ms | 60000 | client.requestTimeout | =
retry.backoff.max.ms | number | - | | retry.backoff.max.ms | = | client.retry.maxRetryTime | 30000
retry.backoff.ms | number | retry_backoff_ms | = | retry.backoff.ms | = | client.retry.initialRetryTime | 300
session.timeout.ms | number | session_timeout_ms | 10000 | session.timeout.ms | = | consumer.sessionTimeout | 30000
socket.connection.setup.timeout.ms | number | - | | socket.connection.setup.timeout.ms | 30000 | client.connectionTimeout | 1000
`;

/** Columns of a line that hold a client's name of the option; its default stands in the next one. */
const COLUMNS = { 'kafka-python': 2, 'confluent-kafka': 4, kafkajs: 6 } as const;

const TABLES: Readonly<Record<ClientScope, readonly (readonly string[])[]>> = {
  producer: cellsOf(PRODUCER),
  consumer: cellsOf(CONSUMER),
};

function cellsOf(table: string): readonly (readonly string[])[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

/** A config as this client has it; null: it has not got it. */
export function optionOf(client: ClientId, scope: ClientScope, config: string): Option | null {
  const kafkaDefault = defaultOf(scope, config);
  const cells = TABLES[scope].find(([name]) => name === config);
  const kind = (cells?.[1] ?? kindOf(scope, config)) as ValueKind;
  if (client === 'java' || client === 'cli') {
    return kafkaDefault === null ? null : { config, kind, name: config, default: kafkaDefault };
  }
  const name = cells?.[COLUMNS[client]] ?? '-';
  if (name === '-') return null;
  const own = cells?.[COLUMNS[client] + 1] ?? '=';
  return { config, kind, name, default: own === '=' ? (kafkaDefault ?? '') : own };
}

/** Configs that every line of the tables is about. */
export function listedConfigs(scope: ClientScope): readonly string[] {
  return TABLES[scope].map(([name = '']) => name);
}

/** What the Java client takes; null: Kafka has no such config. */
export function defaultOf(scope: ClientScope, config: string): string | null {
  if (CONFIG_DEFAULTS[scope][config] === undefined) return null;
  const text = configText(scope, {}, config);
  return config === 'partition.assignment.strategy' ? assignorNames(text).join(',') : text;
}

function kindOf(scope: ClientScope, config: string): ValueKind {
  switch (CONFIG_DEFAULTS[scope][config]?.type) {
    case 'INT':
    case 'LONG':
    case 'SHORT':
    case 'DOUBLE':
      return 'number';
    case 'BOOLEAN':
      return 'boolean';
    default:
      return 'text';
  }
}

const ASSIGNOR_NAMES: Readonly<Record<string, string>> = {
  RangeAssignor: 'range',
  RoundRobinAssignor: 'roundrobin',
  StickyAssignor: 'sticky',
  CooperativeStickyAssignor: 'cooperative-sticky',
};

/** `class org.apache.kafka.clients.consumer.RangeAssignor,…` → `['range', …]`: short names, in order. */
export function assignorNames(text: string): readonly string[] {
  return text.split(',').map((item) => {
    const last = item.trim().split('.').at(-1) ?? '';
    return ASSIGNOR_NAMES[last] ?? last;
  });
}

/** The Java class of an assignor with this short name; a name that is none stays as it is. */
export function assignorClass(name: string): string {
  const found = Object.entries(ASSIGNOR_NAMES).find(([, short]) => short === name);
  return found === undefined ? name : `org.apache.kafka.clients.consumer.${found[0]}`;
}
