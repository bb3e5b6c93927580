// Broker configs that may change while brokers run (`DynamicBrokerConfig.AllDynamicConfigs`, less the
// ones of security). Whatever else stands in a broker's file needs a restart.
import { TOPIC_CONFIG_SYNONYMS } from './config-defaults.ts';

const OTHERS: readonly string[] = [
  'background.threads',
  'compression.type',
  'log.cleaner.backoff.ms',
  'log.cleaner.dedupe.buffer.size',
  'log.cleaner.io.buffer.load.factor',
  'log.cleaner.io.buffer.size',
  'log.cleaner.io.max.bytes.per.second',
  'log.cleaner.threads',
  'max.connection.creation.rate',
  'max.connections',
  'max.connections.per.ip',
  'max.connections.per.ip.overrides',
  'metric.reporters',
  'num.io.threads',
  'num.network.threads',
  'num.recovery.threads.per.data.dir',
  'num.replica.fetchers',
  'producer.id.expiration.ms',
  'transaction.partition.verification.enable',
];

const DYNAMIC: ReadonlySet<string> = new Set([
  ...OTHERS,
  ...Object.values(TOPIC_CONFIG_SYNONYMS).map(([first]) => first ?? ''),
]);

/** Kafka's message when a broker config cannot change while the broker runs; null when it can. */
export function dynamicConfigProblem(name: string): string | null {
  return DYNAMIC.has(name) ? null : `Cannot update these configs dynamically: [${name}]`;
}
