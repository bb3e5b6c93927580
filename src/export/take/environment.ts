// Properties of a broker as environment variables of the image apache/kafka, and back. Follows
// `KafkaDockerWrapper.getServerConfigsFromEnv` of Apache Kafka: KAFKA_ before the name in capitals, a dot as
// `_`, an underscore as `__`, a dash as `___`.

/** Variables that begin with KAFKA_ and are no property: the image keeps them for the JVM and its logs. */
const NO_PROPERTY = [
  'KAFKA_VERSION',
  'KAFKA_HEAP_OPTS',
  'KAFKA_OPTS',
  'KAFKA_JMX_OPTS',
  'KAFKA_JMX_PORT',
  'KAFKA_JMX_HOSTNAME',
  'KAFKA_JVM_PERFORMANCE_OPTS',
  'KAFKA_GC_LOG_OPTS',
  'KAFKA_LOG4J_OPTS',
  'KAFKA_LOG4J_ROOT_LOGLEVEL',
  'KAFKA_LOG4J_LOGGERS',
  'KAFKA_TOOLS_LOG4J_LOGLEVEL',
];

/** `group.initial.rebalance.delay.ms` → `KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS`. */
export function variableOf(property: string): string {
  const written: Readonly<Record<string, string>> = { '.': '_', _: '__', '-': '___' };
  return `KAFKA_${property.replace(/[._-]/g, (one) => written[one] ?? one).toUpperCase()}`;
}

/** The property that a variable sets; null when it sets none. */
export function propertyOf(variable: string): string | null {
  if (!variable.startsWith('KAFKA_') || NO_PROPERTY.includes(variable)) return null;
  return variable
    .slice('KAFKA_'.length)
    .toLowerCase()
    .replace(/_{1,3}/g, (run) => (run.length === 1 ? '.' : run.length === 2 ? '_' : '-'));
}
