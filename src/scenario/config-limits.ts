// Values of configs that Kafka takes and a run here cannot bear: periods of 0 ms, in which a node does
// nothing else any more, times that lie in the past, sizes that fill the memory. And classes that a
// client names: those of Kafka are there, others cannot be.
import { assignorNameOf } from '#kafka/protocol/assignor-name.ts';
import { CONFIG_DEFAULTS, type ConfigScope } from '#kafka/protocol/config-defaults.ts';
import { hasEffect } from '#kafka/protocol/modelled-configs.ts';
import { LIMITS } from './limits.ts';

/** At least 1 ms: at 0 it would happen again and again at one moment. */
const PERIODS: ReadonlySet<string> = new Set([
  'auto.commit.interval.ms',
  'broker.heartbeat.interval.ms',
  'controller.quorum.election.timeout.ms',
  'controller.quorum.fetch.timeout.ms',
  'heartbeat.interval.ms',
  'replica.high.watermark.checkpoint.interval.ms',
  'replica.lag.time.max.ms',
]);

/** Below 0 they have a meaning. */
const MAY_BE_NEGATIVE: ReadonlySet<string> = new Set(['connections.max.idle.ms']);

const MOST: Readonly<Record<string, number>> = {
  'num.partitions': LIMITS.partitions.most,
  'offsets.topic.num.partitions': 1_000,
};

/** Why a value that Kafka's own validators let through cannot be taken; null: it can. */
export function limitOfConfig(scope: ConfigScope, name: string, value: string): string | null {
  if (name === 'partition.assignment.strategy') return unknownAssignor(value);
  const row = CONFIG_DEFAULTS[scope][name];
  const isNumber = row?.type === 'INT' || row?.type === 'LONG' || row?.type === 'SHORT';
  if (!isNumber || !hasEffect(scope, name)) return null;
  const amount = Number(value);
  if (PERIODS.has(name) && amount < 1) {
    return 'must be at least 1 here: at 0 ms it would be done again and again at one moment';
  }
  if (amount < 0 && row.valid === null && !MAY_BE_NEGATIVE.has(name)) {
    return 'must not be negative';
  }
  const most = MOST[name];
  if (most === undefined || amount <= most) return null;
  return `must be at most ${most} here: ${LIMITS.partitions.why}`;
}

/** `ConsumerPartitionAssignor.getAssignorInstances` finds no such class. */
function unknownAssignor(value: string): string | null {
  const items = value.split(',').map((item) => item.trim());
  const unknown = items.find((item) => assignorNameOf(item) === null);
  return unknown === undefined ? null : `${unknown} ClassNotFoundException exception occurred`;
}
