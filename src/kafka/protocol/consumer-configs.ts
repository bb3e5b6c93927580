// What a consumer's configs mean together: contradictions that Kafka refuses, and what
// enable.auto.commit comes to. Follows `ConsumerConfig` (`maybeOverrideEnableAutoCommit`,
// `checkUnsupportedConfigsPostProcess`) and `Heartbeat` of Apache Kafka 4.3.
import { type Configs, readBoolean, readConfig, readNumber } from './configs.ts';

const AUTO_COMMIT = 'enable.auto.commit';

/** Configs that one of the protocols has no use for, by `group.protocol`. */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  CLASSIC: ['group.remote.assignor', 'share.acknowledgement.mode', 'share.acquire.mode'],
  CONSUMER: [
    'partition.assignment.strategy',
    'heartbeat.interval.ms',
    'session.timeout.ms',
    'share.acknowledgement.mode',
    'share.acquire.mode',
  ],
};

interface ConfigProblem {
  readonly name: string;
  readonly message: string;
}

/** What decides whether a consumer commits by itself. */
interface CommittingConsumer {
  /** How its application is written: `auto` leaves it to the consumer. */
  readonly commit: 'auto' | 'sync' | 'async' | 'none' | 'before' | 'each';
  readonly group: string | null;
  readonly configs: Configs;
}

/** Whether a consumer commits by itself: as the config says, or else as its application is written. */
export function isAutoCommitting({ commit, group, configs }: CommittingConsumer): boolean {
  if (group === null) return false;
  return configs[AUTO_COMMIT] === undefined
    ? commit === 'auto'
    : readBoolean('consumer', configs, AUTO_COMMIT);
}

/** What `enable.auto.commit` would have to be for an application that is written so; null: either. */
export function expectedAutoCommit(commit: CommittingConsumer['commit']): boolean | null {
  if (commit === 'auto') return true;
  return commit === 'none' ? false : null;
}

/**
 * Why Kafka would not start a consumer with these configs, in its words: one problem a config.
 * `group`: null for none.
 */
export function consumerConfigProblems(
  configs: Configs,
  group: string | null,
): readonly ConfigProblem[] {
  const protocol = readConfig('consumer', configs, 'group.protocol').toUpperCase();
  const unsupported = (UNSUPPORTED[protocol] ?? []).filter((name) => (configs[name] ?? '') !== '');
  const problems: ConfigProblem[] = [];
  if (unsupported.length > 0) {
    const message = `${unsupported.join(', ')} cannot be set when group.protocol=${protocol}`;
    problems.push({ name: unsupported[0] ?? '', message });
  }
  if (group === null && configs[AUTO_COMMIT] !== undefined) {
    const message = `${AUTO_COMMIT} cannot be set to true when default group id (null) is used.`;
    if (readBoolean('consumer', configs, AUTO_COMMIT))
      problems.push({ name: AUTO_COMMIT, message });
  }
  const heartbeatMs = readNumber('consumer', configs, 'heartbeat.interval.ms');
  const sessionMs = readNumber('consumer', configs, 'session.timeout.ms');
  if (group !== null && protocol === 'CLASSIC' && heartbeatMs >= sessionMs) {
    const message = 'Heartbeat must be set lower than the session timeout';
    problems.push({ name: 'heartbeat.interval.ms', message });
  }
  return problems;
}
