// Writes out the shorthands of a scenario document: broker counts, groups, default names and keys.
import type { BrokerSpec, ConsumerSpec, KeyPlan, ProducerSpec } from '#kafka/commands.ts';
import { CLIENT_DEFAULTS } from './client-family.ts';
import { isAutoCommitting } from '#kafka/protocol/consumer-configs.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import { SCENARIO_VERSION, type Scenario, type TimedRequest } from './scenario.ts';
import type { WrittenScenario } from './schema.ts';

type WrittenProducer = WrittenScenario['producers'][number];
type WrittenGroup = WrittenScenario['groups'][number];
type WrittenConsumer = WrittenScenario['consumers'][number];

/** First id of controllers that have processes of their own. */
const FIRST_CONTROLLER_ID = 101;
/** Most controllers a small cluster gets when nobody says how many: a quorum of three. */
const DEFAULT_CONTROLLERS = 3;

function expandBrokers(brokers: WrittenScenario['cluster']['brokers']): readonly BrokerSpec[] {
  if (typeof brokers !== 'number') return brokers;
  return Array.from({ length: brokers }, (_, index) => ({ id: index + 1, rack: null }));
}

function expandControllers(
  controllers: WrittenScenario['cluster']['controllers'],
  brokers: readonly BrokerSpec[],
): Scenario['cluster']['controllers'] {
  const written = typeof controllers === 'string' ? { mode: controllers } : controllers;
  if ('ids' in written && written.ids !== undefined)
    return { mode: written.mode, ids: written.ids };
  const wanted = 'count' in written ? written.count : undefined;
  if (written.mode === 'separate') {
    const count = wanted ?? DEFAULT_CONTROLLERS;
    return {
      mode: 'separate',
      ids: Array.from({ length: count }, (_, index) => FIRST_CONTROLLER_ID + index),
    };
  }
  const count = Math.min(wanted ?? DEFAULT_CONTROLLERS, brokers.length);
  // An even quorum tolerates no more than the odd one below it, so two brokers get one controller.
  const odd = wanted === undefined && count % 2 === 0 ? count - 1 : count;
  return { mode: 'combined', ids: brokers.slice(0, odd).map((broker) => broker.id) };
}

/** Key plans by their short names; the counts suit a stage on which keys are told apart by eye. */
export function expandKeys(keys: WrittenProducer['keys']): KeyPlan {
  switch (keys) {
    case 'none':
      return { type: 'none' };
    case 'few':
      return { type: 'few', count: 6 };
    case 'many':
      return { type: 'many', count: 1_000 };
    case 'hot':
      return { type: 'hot', count: 8, hotPercent: 70 };
    default:
      return keys;
  }
}

function expandProducer({ client, ...producer }: WrittenProducer, index: number): ProducerSpec {
  const family = client === undefined ? null : CLIENT_DEFAULTS[client];
  return {
    ...producer,
    ...(family === null ? {} : { partitioner: producer.partitioner ?? family.partitioner }),
    id: producer.id ?? `p${index + 1}`,
    keys: expandKeys(producer.keys),
    configs: { ...family?.configs, ...producer.configs },
  };
}

type ConsumerDefaults = Pick<
  WrittenConsumer,
  'processingMs' | 'commit' | 'handling' | 'rack' | 'pattern' | 'filter' | 'configs'
>;

/** What is not said follows from enable.auto.commit, which Kafka turns off without a group. */
function commitOf(group: string | null, configs: Configs): 'auto' | 'none' {
  return isAutoCommitting({ commit: 'auto', group, configs }) ? 'auto' : 'none';
}

function expandConsumer(
  id: string,
  group: string | null,
  topics: readonly string[],
  own: ConsumerDefaults & Pick<WrittenConsumer, 'assign'>,
  shared: Partial<ConsumerDefaults>,
): ConsumerSpec {
  const handling = own.handling ?? shared.handling;
  return {
    id,
    group,
    topics,
    ...(handling === undefined ? {} : { handling }),
    processingMs: own.processingMs ?? shared.processingMs ?? 10,
    commit: own.commit ?? shared.commit ?? commitOf(group, { ...shared.configs, ...own.configs }),
    rack: own.rack ?? shared.rack ?? null,
    pattern: own.pattern ?? shared.pattern ?? null,
    assign: own.assign ?? null,
    filter: own.filter ?? shared.filter ?? null,
    configs: { ...shared.configs, ...own.configs },
  };
}

function expandGroup(group: WrittenGroup): readonly ConsumerSpec[] {
  const members =
    typeof group.consumers === 'number'
      ? Array.from({ length: group.consumers }, () => ({}) as { id?: string } & ConsumerDefaults)
      : group.consumers;
  return members.map((member, index) =>
    expandConsumer(member.id ?? `${group.id}-c${index + 1}`, group.id, group.topics, member, group),
  );
}

/** Where in the document each consumer of the complete scenario comes from. */
export function consumerPaths({ groups, consumers }: WrittenScenario): readonly string[] {
  const members = groups.flatMap(({ consumers: written }, group) =>
    typeof written === 'number'
      ? Array.from({ length: written }, () => `groups[${group}]`)
      : written.map((_, member) => `groups[${group}].consumers[${member}]`),
  );
  return [...members, ...consumers.map((_, index) => `consumers[${index}]`)];
}

/** The complete scenario. Nothing is checked here that needs to know two places at once. */
export function expandScenario(written: WrittenScenario): Scenario {
  const brokers = expandBrokers(written.cluster.brokers);
  const { latencyMs = 1, jitterMs = 0.5, lossPercent = 0 } = written.cluster.network;
  return {
    version: SCENARIO_VERSION,
    name: written.name,
    description: written.description,
    seed: written.seed,
    cluster: {
      brokers,
      controllers: expandControllers(written.cluster.controllers, brokers),
      configs: written.cluster.configs,
      network: { latencyMs, jitterMs, lossPercent },
    },
    topics: written.topics,
    producers: written.producers.map(expandProducer),
    consumers: [
      ...written.groups.flatMap(expandGroup),
      ...written.consumers.map((one) => expandConsumer(one.id, one.group, one.topics, one, {})),
    ],
    commands: written.commands as readonly TimedRequest[],
    startAt: written.startAt,
  };
}
