// Whether configs are Kafka's, their values legal, and all of them together possible.
import { type Problem, renderValue } from '#base/problem.ts';
import type { ConsumerSpec } from '#kafka/commands.ts';
import { brokerConfigProblems } from '#kafka/protocol/broker-configs.ts';
import { CONFIG_DEFAULTS, type ConfigScope } from '#kafka/protocol/config-defaults.ts';
import { checkConfig, type Configs } from '#kafka/protocol/configs.ts';
import { consumerConfigProblems, expectedAutoCommit } from '#kafka/protocol/consumer-configs.ts';
import { hasEffect } from '#kafka/protocol/modelled-configs.ts';
import { producerConfigProblems } from '#kafka/protocol/producer-configs.ts';
import { limitOfConfig } from './config-limits.ts';
import { hintFor } from './suggest.ts';

/** What is wrong with the configs at `path` of a document or a request. */
export function checkConfigs(scope: ConfigScope, configs: Configs, path: string): Problem[] {
  const problems: Problem[] = [];
  const known = Object.keys(CONFIG_DEFAULTS[scope]);
  for (const [name, value] of Object.entries(configs)) {
    const complaint = checkConfig(scope, name, value) ?? limitOfConfig(scope, name, value);
    if (complaint === null) continue;
    const isUnknown = !known.includes(name);
    problems.push({
      path: `${path}['${name}']`,
      rule: complaint,
      got: isUnknown ? renderValue(name) : renderValue(value),
      hint: isUnknown ? hintFor(name, known) : `Kafka's default is ${defaultOf(scope, name)}.`,
    });
  }
  return problems;
}

/** The same, and what contradicts itself: Kafka would not start such a producer. */
export function checkProducerConfigs(configs: Configs, path: string): Problem[] {
  const problems = checkConfigs('producer', configs, path);
  if (problems.length > 0) return problems;
  return producerConfigProblems(configs).map(({ name, message }) => ({
    path: `${path}['${name}']`,
    rule: message,
    got: renderValue(configs[name] ?? defaultOf('producer', name)),
    hint: 'Kafka refuses to start a producer with these configs.',
  }));
}

/** A consumer, as far as its configs may contradict it. */
interface CheckedConsumer {
  readonly group: string | null;
  /** undefined: not said. */
  readonly commit: ConsumerSpec['commit'] | undefined;
  readonly configs: Configs;
}

/** The same of a consumer, and whether its application is one for these configs. */
export function checkConsumerConfigs(consumer: CheckedConsumer, path: string): Problem[] {
  const { group, commit, configs } = consumer;
  const problems = checkConfigs('consumer', configs, path);
  if (problems.length > 0) return problems;
  const refused = consumerConfigProblems(configs, group).map(({ name, message }) => ({
    path: `${path}['${name}']`,
    rule: message,
    got: renderValue(configs[name] ?? defaultOf('consumer', name)),
    hint: 'Kafka refuses to start a consumer with these configs.',
  }));
  const isAuto = configs['enable.auto.commit'];
  const expected = commit === undefined ? null : expectedAutoCommit(commit);
  const contradicts = isAuto !== undefined && expected !== null && isAuto !== String(expected);
  if (!contradicts || group === null) return refused;
  const contradiction = {
    path: `${path}['enable.auto.commit']`,
    rule: `contradicts "commit": '${commit}' stands for ${expected}`,
    got: renderValue(isAuto),
    hint: 'Leave one of them out.',
  };
  return [...refused, contradiction];
}

/** Of legal configs those that nothing here reads: the scenario runs, as if they had not been set. */
export function configsWithoutEffect(
  scope: ConfigScope,
  configs: Configs,
  path: string,
): Problem[] {
  return Object.entries(configs)
    .filter(([name]) => !hasEffect(scope, name))
    .map(([name, value]) => ({
      path: `${path}['${name}']`,
      rule: NO_EFFECT,
      got: renderValue(value),
      hint: 'It is a config of Kafka, but what it does is not part of the model.',
    }));
}

/** What is said of a config that the model does not read. */
export const NO_EFFECT = 'has no effect in this simulation';

/**
 * Configs of brokers that contradict one another. The cluster runs all the same, but none of Kafka's
 * would, so it is no more than a warning.
 */
export function contradictionsOfBrokers(configs: Configs, path: string): Problem[] {
  return brokerConfigProblems(configs).map(({ name, message }) => ({
    path: `${path}['${name}']`,
    rule: message,
    got: renderValue(configs[name] ?? defaultOf('broker', name)),
    hint: 'Kafka refuses to start a broker with these configs.',
  }));
}

function defaultOf(scope: ConfigScope, name: string): string {
  return CONFIG_DEFAULTS[scope][name]?.default ?? 'empty';
}
