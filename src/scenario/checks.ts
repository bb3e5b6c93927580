// What a scenario must satisfy beyond its form: names that are used exist, ids are unique, configs
// are Kafka's and legal, replication fits the brokers.
import { type Problem, renderValue } from '#base/problem.ts';
import type { ConsumerSpec } from '#kafka/commands.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import { CONFIG_DEFAULTS, type ConfigScope } from '#kafka/protocol/config-defaults.ts';
import { checkConfig } from '#kafka/protocol/configs.ts';
import { producerConfigProblems } from '#kafka/protocol/producer-configs.ts';
import type { Scenario } from './scenario.ts';
import { hintFor } from './suggest.ts';

function checkConfigs(scope: ConfigScope, configs: Configs, path: string): Problem[] {
  const problems: Problem[] = [];
  const known = Object.keys(CONFIG_DEFAULTS[scope]);
  for (const [name, value] of Object.entries(configs)) {
    const complaint = checkConfig(scope, name, value);
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

/** What contradicts itself: Kafka would not start such a producer. */
function checkProducerConfigs(configs: Configs, path: string): Problem[] {
  const problems = checkConfigs('producer', configs, path);
  if (problems.length > 0) return problems;
  return producerConfigProblems(configs).map(({ name, message }) => ({
    path: `${path}['${name}']`,
    rule: message,
    got: renderValue(configs[name] ?? defaultOf('producer', name)),
    hint: 'Kafka refuses to start a producer with these configs.',
  }));
}

function defaultOf(scope: ConfigScope, name: string): string {
  return CONFIG_DEFAULTS[scope][name]?.default ?? 'empty';
}

function checkUnique(ids: readonly (string | number)[], path: string, what: string): Problem[] {
  const seen = new Set<string | number>();
  const problems: Problem[] = [];
  ids.forEach((id, index) => {
    if (seen.has(id)) {
      problems.push({
        path: `${path}[${index}]`,
        rule: `${what} must be unique`,
        got: renderValue(id),
        hint: 'Give it another name.',
      });
    }
    seen.add(id);
  });
  return problems;
}

function checkReference(
  name: string,
  known: readonly string[],
  path: string,
  what: string,
): Problem[] {
  if (known.includes(name)) return [];
  return [
    {
      path,
      rule: `must name ${what} of this scenario`,
      got: renderValue(name),
      hint: hintFor(name, known),
    },
  ];
}

/** Names, a pattern or partitions: exactly one of them, and what is named exists. */
function checkSubscription(
  { topics, pattern, assign }: ConsumerSpec,
  known: readonly string[],
  path: string,
): Problem[] {
  const ways = [topics.length > 0, (pattern ?? null) !== null, (assign ?? null) !== null];
  const problems = topics.flatMap((topic) =>
    checkReference(topic, known, `${path}.topics`, 'a topic'),
  );
  for (const { topic } of assign ?? []) {
    problems.push(...checkReference(topic, known, `${path}.assign`, 'a topic'));
  }
  if (ways.filter(Boolean).length === 1) return problems;
  const isNone = !ways.some(Boolean);
  problems.push({
    path,
    rule: isNone
      ? 'must say what to read'
      : 'must not mix them: subscription to topics, partitions and pattern are mutually exclusive',
    got: isNone ? 'nothing' : 'more than one of "topics", "pattern" and "assign"',
    hint: 'Give "topics", or "pattern", or (without a group to hand them out) "assign".',
  });
  return problems;
}

function checkTopics(scenario: Scenario): Problem[] {
  const brokerCount = scenario.cluster.brokers.length;
  const addsBrokers = scenario.commands.some((command) => command.type === 'broker.add');
  return scenario.topics.flatMap((topic, index) => {
    const path = `topics[${index}]`;
    const problems = checkConfigs('topic', topic.configs, `${path}.configs`);
    if (topic.replicationFactor > brokerCount && !addsBrokers) {
      problems.push({
        path: `${path}.replicationFactor`,
        rule: `must not exceed the number of brokers (${brokerCount})`,
        got: String(topic.replicationFactor),
        hint: 'Kafka refuses such a topic: INVALID_REPLICATION_FACTOR. Add brokers or lower it.',
      });
    }
    if (topic.assignments !== null && topic.assignments.length !== topic.partitions) {
      problems.push({
        path: `${path}.assignments`,
        rule: `must list the replicas of each of the ${topic.partitions} partitions`,
        got: `${topic.assignments.length} lists`,
        hint: '',
      });
    }
    return problems;
  });
}

/** Topics that exist at some time: those of the document and those that its commands create. */
function topicNames(scenario: Scenario): readonly string[] {
  const created = scenario.commands.flatMap((command) =>
    command.type === 'topic.create' ? [command.data.topic] : [],
  );
  return [...scenario.topics.map((topic) => topic.name), ...created];
}

function checkCommands(scenario: Scenario): Problem[] {
  const brokers = scenario.cluster.brokers.map((broker) => String(broker.id));
  const producers = scenario.producers.map((producer) => producer.id);
  const consumers = scenario.consumers.map((consumer) => consumer.id);
  for (const command of scenario.commands) {
    if (command.type === 'broker.add') brokers.push(String(command.data.id));
    if (command.type === 'producer.add') producers.push(command.data.id);
    if (command.type === 'consumer.add') consumers.push(command.data.id);
  }
  const topics = topicNames(scenario);
  return scenario.commands.flatMap((command, index) => {
    const path = `commands[${index}]`;
    const problems: Problem[] = [];
    const { data } = command;
    if ('broker' in data) {
      problems.push(...checkReference(String(data.broker), brokers, `${path}.broker`, 'a broker'));
    }
    if ('producer' in data) {
      problems.push(...checkReference(data.producer, producers, `${path}.producer`, 'a producer'));
    }
    if ('consumer' in data) {
      problems.push(...checkReference(data.consumer, consumers, `${path}.consumer`, 'a consumer'));
    }
    if (command.type === 'partitions.create' || command.type === 'record.produce') {
      problems.push(...checkReference(command.data.topic, topics, `${path}.topic`, 'a topic'));
    }
    if (command.type === 'cluster.create') {
      problems.push({
        path,
        rule: 'must not create a cluster: the scenario has one',
        got: 'cluster.create',
        hint: 'Describe it under "cluster".',
      });
    }
    return problems;
  });
}

/**
 * All that is wrong with a complete scenario; empty when it can run. `consumerPaths` tells where each
 * of its consumers stands in the document.
 */
export function checkScenario(
  scenario: Scenario,
  consumerPaths: readonly string[],
): readonly Problem[] {
  const topics = topicNames(scenario);
  const { cluster, producers, consumers } = scenario;
  return [
    ...checkUnique(
      cluster.brokers.map((broker) => broker.id),
      'cluster.brokers',
      'broker ids',
    ),
    ...checkConfigs('broker', cluster.configs, 'cluster.configs'),
    ...checkUnique(
      scenario.topics.map((topic) => topic.name),
      'topics',
      'topic names',
    ),
    ...checkTopics(scenario),
    ...checkUnique(
      producers.map((producer) => producer.id),
      'producers',
      'producer ids',
    ),
    ...producers.flatMap((producer, index) => [
      ...checkReference(producer.topic, topics, `producers[${index}].topic`, 'a topic'),
      ...checkProducerConfigs(producer.configs, `producers[${index}].configs`),
    ]),
    ...checkUnique(
      consumers.map((consumer) => consumer.id),
      'consumers',
      'consumer ids',
    ),
    ...consumers.flatMap((consumer, index) => {
      const path = consumerPaths[index] ?? 'consumers';
      // Members of a group that were written as a number are all alike.
      if (path === consumerPaths[index - 1]) return [];
      return [
        ...checkSubscription(consumer, topics, path),
        ...checkConfigs('consumer', consumer.configs, `${path}.configs`),
      ];
    }),
    ...checkCommands(scenario),
  ];
}
