// Configs at values that Kafka takes and nobody sets: the least, the most, next to nothing, far too long.
import { checkConfigs } from '#scenario/check-configs.ts';
import { CONFIG_DEFAULTS, type ConfigScope } from '#kafka/protocol/config-defaults.ts';
import { modelledConfigs } from '#kafka/protocol/modelled-configs.ts';
import type { Dice } from './dice.ts';

const AMOUNTS = [0, 1, 2, 3, 10, 50, 100, 500, 1_000, 3_000, 6_000, 20_000, 60_000, 2 ** 31 - 1];

const WORDS: Readonly<Record<string, readonly string[]>> = {
  acks: ['all', '0', '1', '-1'],
  'auto.offset.reset': ['earliest', 'latest', 'none', 'by_duration:PT5S'],
  'group.protocol': ['classic', 'consumer'],
  'group.remote.assignor': ['uniform', 'range'],
  'group.consumer.assignors': ['uniform', 'range', 'range,uniform'],
  'group.consumer.migration.policy': ['bidirectional', 'upgrade', 'downgrade', 'disabled'],
  'partition.assignment.strategy': [
    'range',
    'roundrobin',
    'sticky',
    'cooperative-sticky',
    'range,cooperative-sticky',
    'sticky,roundrobin',
  ],
  'partitioner.class': ['org.apache.kafka.clients.producer.RoundRobinPartitioner'],
  'replica.selector.class': ['org.apache.kafka.common.replica.RackAwareReplicaSelector'],
};

/**
 * What makes a scenario about nothing: an identity that several would share, sizes of logs and groups
 * that only take time.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'group.instance.id',
  'num.partitions',
  'offsets.topic.num.partitions',
]);

export function randomConfigs(
  dice: Dice,
  scope: ConfigScope,
  most: number,
): Record<string, string> {
  const configs: Record<string, string> = {};
  const names = modelledConfigs(scope).filter((name) => !LEFT_OUT.has(name));
  for (let left = dice.int(0, most); left > 0; left -= 1) {
    const name = dice.pick(names);
    const value = randomValue(dice, scope, name);
    if (checkConfigs(scope, { [name]: value }, '').length === 0) configs[name] = value;
  }
  return configs;
}

function randomValue(dice: Dice, scope: ConfigScope, name: string): string {
  const words = WORDS[name];
  if (words !== undefined) return dice.pick(words);
  const row = CONFIG_DEFAULTS[scope][name];
  if (row?.type === 'BOOLEAN') return String(dice.chance(50));
  const usual = Number(row?.default ?? 0);
  const near = [Math.floor(usual / 10), Math.floor(usual / 3), usual * 3];
  return String(dice.pick(dice.chance(40) ? near : AMOUNTS));
}
