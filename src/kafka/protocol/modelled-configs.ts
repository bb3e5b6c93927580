// The configs that the model reads, and which therefore change what happens. All others of Kafka are
// taken and have no effect, and whoever sets one is told so. The readers in configs.ts take only names
// of this table, so what is read is listed; a test holds that what is listed is read.
import { type ConfigScope, TOPIC_CONFIG_SYNONYMS } from './config-defaults.ts';

/** One list a ConfigDef, by name. */
const MODELLED = {
  broker: [
    'auto.create.topics.enable',
    'auto.leader.rebalance.enable',
    'broker.heartbeat.interval.ms',
    'broker.session.timeout.ms',
    'connections.max.idle.ms',
    'controller.quorum.append.linger.ms',
    'controller.quorum.election.backoff.max.ms',
    'controller.quorum.election.timeout.ms',
    'controller.quorum.fetch.timeout.ms',
    'controller.quorum.request.timeout.ms',
    'controller.quorum.retry.backoff.ms',
    'default.replication.factor',
    'group.consumer.assignment.interval.ms',
    'group.consumer.assignors',
    'group.consumer.heartbeat.interval.ms',
    'group.consumer.max.assignment.interval.ms',
    'group.consumer.max.heartbeat.interval.ms',
    'group.consumer.max.session.timeout.ms',
    'group.consumer.max.size',
    'group.consumer.migration.policy',
    'group.consumer.min.assignment.interval.ms',
    'group.consumer.min.heartbeat.interval.ms',
    'group.consumer.min.session.timeout.ms',
    'group.consumer.regex.refresh.interval.ms',
    'group.consumer.session.timeout.ms',
    'group.initial.rebalance.delay.ms',
    'group.max.session.timeout.ms',
    'group.max.size',
    'group.min.session.timeout.ms',
    'leader.imbalance.check.interval.seconds',
    'metadata.max.idle.interval.ms',
    'num.partitions',
    'offset.metadata.max.bytes',
    'offsets.commit.timeout.ms',
    'offsets.retention.check.interval.ms',
    'offsets.retention.minutes',
    'offsets.topic.num.partitions',
    'offsets.topic.replication.factor',
    'replica.fetch.backoff.ms',
    'replica.fetch.max.bytes',
    'replica.fetch.min.bytes',
    'replica.fetch.response.max.bytes',
    'replica.fetch.wait.max.ms',
    'replica.high.watermark.checkpoint.interval.ms',
    'replica.lag.time.max.ms',
    'replica.selector.class',
    'replica.socket.timeout.ms',
    'socket.connection.setup.timeout.max.ms',
    'socket.connection.setup.timeout.ms',
    'unclean.leader.election.interval.ms',
  ],
  topic: ['max.message.bytes', 'min.insync.replicas', 'unclean.leader.election.enable'],
  group: [
    'consumer.assignment.interval.ms',
    'consumer.heartbeat.interval.ms',
    'consumer.session.timeout.ms',
  ],
  producer: [
    'acks',
    'batch.size',
    'buffer.memory',
    'connections.max.idle.ms',
    'delivery.timeout.ms',
    'enable.idempotence',
    'linger.ms',
    'max.block.ms',
    'max.in.flight.requests.per.connection',
    'max.request.size',
    'metadata.max.age.ms',
    'partitioner.adaptive.partitioning.enable',
    'partitioner.availability.timeout.ms',
    'partitioner.class',
    'partitioner.ignore.keys',
    'reconnect.backoff.max.ms',
    'reconnect.backoff.ms',
    'request.timeout.ms',
    'retries',
    'retry.backoff.max.ms',
    'retry.backoff.ms',
    'socket.connection.setup.timeout.max.ms',
    'socket.connection.setup.timeout.ms',
  ],
  consumer: [
    'allow.auto.create.topics',
    'auto.commit.interval.ms',
    'auto.offset.reset',
    'client.rack',
    'connections.max.idle.ms',
    'default.api.timeout.ms',
    'enable.auto.commit',
    'exclude.internal.topics',
    'fetch.max.bytes',
    'fetch.max.wait.ms',
    'fetch.min.bytes',
    'group.instance.id',
    'group.protocol',
    'group.remote.assignor',
    'heartbeat.interval.ms',
    'max.partition.fetch.bytes',
    'max.poll.interval.ms',
    'max.poll.records',
    'metadata.max.age.ms',
    'partition.assignment.strategy',
    'reconnect.backoff.max.ms',
    'reconnect.backoff.ms',
    'request.timeout.ms',
    'retry.backoff.max.ms',
    'retry.backoff.ms',
    'session.timeout.ms',
    'socket.connection.setup.timeout.max.ms',
    'socket.connection.setup.timeout.ms',
  ],
  admin: [
    'connections.max.idle.ms',
    'reconnect.backoff.max.ms',
    'reconnect.backoff.ms',
    'request.timeout.ms',
    'retry.backoff.max.ms',
    'retry.backoff.ms',
    'socket.connection.setup.timeout.max.ms',
    'socket.connection.setup.timeout.ms',
  ],
} as const satisfies { readonly [S in ConfigScope]: readonly string[] };

/** A config that the model may read. */
export type ModelledConfig<S extends ConfigScope> = (typeof MODELLED)[S][number];

/** The configs of a scope that the model reads. */
export function modelledConfigs(scope: ConfigScope): readonly string[] {
  return MODELLED[scope];
}

/** Defaults of topics that a broker config gives, which are read for the topics that have none. */
const BROKER_DEFAULTS_OF_TOPICS: ReadonlySet<string> = new Set(
  MODELLED.topic.flatMap((name) => TOPIC_CONFIG_SYNONYMS[name] ?? []),
);

/** Whether it changes anything here if this config is set. */
export function hasEffect(scope: ConfigScope, name: string): boolean {
  const names: readonly string[] = MODELLED[scope];
  return names.includes(name) || (scope === 'broker' && BROKER_DEFAULTS_OF_TOPICS.has(name));
}
