// What a scenario must satisfy beyond its form: names that are used exist, ids are unique, configs
// are Kafka's and legal, replication fits the brokers.
import { type Problem, renderValue } from '#base/problem.ts';
import type { ConsumerSpec } from '#kafka/commands.ts';
import { checkCommandConfigs, configsOfCommand } from './check-commands.ts';
import {
  checkConfigs,
  checkConsumerConfigs,
  checkProducerConfigs,
  configsWithoutEffect,
  contradictionsOfBrokers,
} from './check-configs.ts';
import { checkNodes, checkReference, type NodeNames } from './check-names.ts';
import { LIMITS, ruleOfSum } from './limits.ts';
import type { Scenario } from './scenario.ts';

const A_TOPIC = 'a topic of this scenario';

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

/** Names, a pattern or partitions: exactly one of them, and what is named exists. */
function checkSubscription(
  { topics, pattern, assign }: ConsumerSpec,
  known: readonly string[],
  path: string,
): Problem[] {
  const ways = [topics.length > 0, (pattern ?? null) !== null, (assign ?? null) !== null];
  const problems = topics.flatMap((topic) =>
    checkReference(topic, known, `${path}.topics`, A_TOPIC),
  );
  for (const { topic } of assign ?? []) {
    problems.push(...checkReference(topic, known, `${path}.assign`, A_TOPIC));
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
    problems.push(...checkAssignments(scenario, topic.assignments, `${path}.assignments`));
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

/** Kafka refuses replicas on brokers that are not there: INVALID_REPLICA_ASSIGNMENT. */
function checkAssignments(
  scenario: Scenario,
  assignments: readonly (readonly number[])[] | null,
  path: string,
): Problem[] {
  const brokers = nodeNames(scenario).broker;
  return (assignments ?? []).flatMap((replicas, partition) =>
    replicas.flatMap((broker) =>
      checkReference(String(broker), brokers, `${path}[${partition}]`, 'brokers of this scenario'),
    ),
  );
}

/** All together: each of them is bearable, many of them are not. */
function checkSizes({ topics, consumers }: Scenario): Problem[] {
  const problems: Problem[] = [];
  const replicas = topics.reduce(
    (sum, { partitions, replicationFactor, assignments }) =>
      sum + (assignments?.flat().length ?? partitions * replicationFactor),
    0,
  );
  if (replicas > LIMITS.replicas.most) {
    const hint = 'Ask for fewer partitions or replicas.';
    const rule = ruleOfSum('replicas');
    problems.push({ path: 'topics', rule, got: `${replicas} replicas`, hint });
  }
  if (consumers.length > LIMITS.allConsumers.most) {
    const rule = ruleOfSum('allConsumers');
    problems.push({ path: 'groups', rule, got: `${consumers.length} consumers`, hint: '' });
  }
  return problems;
}

/** Combined controllers are brokers, and every controller is there once. */
function checkControllers({ cluster }: Scenario): Problem[] {
  const { mode, ids } = cluster.controllers;
  const path = 'cluster.controllers.ids';
  const problems = checkUnique(ids, path, 'controller ids');
  const brokers = cluster.brokers.map((broker) => String(broker.id));
  for (const [index, id] of ids.entries()) {
    const at = `${path}[${index}]`;
    if (mode === 'combined') {
      problems.push(...checkReference(String(id), brokers, at, 'a broker: the mode is combined'));
    } else if (brokers.includes(String(id))) {
      const hint = 'A process of its own needs an id of its own.';
      problems.push({ path: at, rule: 'must not be the id of a broker', got: String(id), hint });
    }
  }
  return problems;
}

/** Topics that exist at some time: those of the document and those that its commands create. */
function topicNames(scenario: Scenario): readonly string[] {
  const created = scenario.commands.flatMap((command) =>
    command.type === 'topic.create' ? [command.data.topic] : [],
  );
  return [...scenario.topics.map((topic) => topic.name), ...created];
}

/** Nodes that there are at some time: those of the document and those that its commands add. */
function nodeNames({ cluster, producers, consumers, commands }: Scenario): NodeNames {
  const names = {
    broker: cluster.brokers.map((broker) => String(broker.id)),
    controller: cluster.controllers.ids.map(String),
    producer: producers.map((producer) => producer.id),
    consumer: consumers.map((consumer) => consumer.id),
  };
  for (const command of commands) {
    if (command.type === 'broker.add') names.broker.push(String(command.data.id));
    if (command.type === 'producer.add') names.producer.push(command.data.id);
    if (command.type === 'consumer.add') names.consumer.push(command.data.id);
  }
  return names;
}

function checkCommands(scenario: Scenario): Problem[] {
  const nodes = nodeNames(scenario);
  const topics = topicNames(scenario);
  return scenario.commands.flatMap((command, index) => {
    const path = `commands[${index}]`;
    const problems = [
      ...checkNodes(command, nodes, path, 'this scenario'),
      ...checkCommandConfigs(command, path),
    ];
    if (command.type !== 'topic.create' && 'topic' in command.data) {
      const { topic } = command.data;
      if (topic !== null) problems.push(...checkReference(topic, topics, `${path}.topic`, A_TOPIC));
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
    ...checkSizes(scenario),
    ...checkControllers(scenario),
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
      ...checkReference(producer.topic, topics, `producers[${index}].topic`, A_TOPIC),
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
        ...checkConsumerConfigs(consumer, `${path}.configs`),
      ];
    }),
    ...checkCommands(scenario),
  ];
}

/**
 * What is strange about a scenario that can run: configs that nothing here reads, and brokers that
 * Kafka would not start.
 */
export function findWarnings(
  { cluster, topics, producers, consumers, commands }: Scenario,
  consumerPaths: readonly string[],
): readonly Problem[] {
  return [
    ...contradictionsOfBrokers(cluster.configs, 'cluster.configs'),
    ...configsWithoutEffect('broker', cluster.configs, 'cluster.configs'),
    ...topics.flatMap(({ configs }, index) =>
      configsWithoutEffect('topic', configs, `topics[${index}].configs`),
    ),
    ...producers.flatMap(({ configs }, index) =>
      configsWithoutEffect('producer', configs, `producers[${index}].configs`),
    ),
    ...consumers.flatMap(({ configs }, index) => {
      const path = consumerPaths[index] ?? 'consumers';
      if (path === consumerPaths[index - 1]) return [];
      return configsWithoutEffect('consumer', configs, `${path}.configs`);
    }),
    ...commands.flatMap((command, index) => {
      const given = configsOfCommand(command);
      if (given === null) return [];
      return configsWithoutEffect(given.scope, given.configs, `commands[${index}].${given.path}`);
    }),
  ];
}
