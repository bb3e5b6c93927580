// Random clusters and what befalls them, for property tests: a plan is a scenario and a list of
// deeds in words that always fit it, so that fast-check may shorten either.
import fc from 'fast-check';
import type { KafkaRequest, KeyPlan } from '#kafka/commands.ts';
import { nodeIds } from '#kafka/commands.ts';
import { parseScenario } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';

const DEED_KINDS = [
  'broker.crash',
  'broker.stop',
  'broker.restart',
  'broker.pause',
  'broker.resume',
  'link.cut',
  'link.heal',
  'packet.drop',
  'packet.delay',
  'controller.crash',
  'controller.restart',
  'consumer.add',
  'consumer.remove',
  'consumer.crash',
  'consumer.restart',
  'consumer.pause',
  'consumer.resume',
  'partitions.create',
  'leader.elect',
  'partition.reassign',
  'producer.alter',
  'record.produce',
] as const;

/** Something that is done to the cluster, `afterMs` after the deed before it. */
export interface Deed {
  readonly afterMs: number;
  readonly kind: (typeof DEED_KINDS)[number];
  /** What exactly: taken modulo however many there are. */
  readonly which: number;
  readonly how: number;
}

export interface ClusterPlan {
  readonly scenario: Scenario;
  readonly deeds: readonly Deed[];
}

interface Shape {
  readonly seed: number;
  readonly brokers: number;
  readonly controllers: string;
  readonly controllerCount: number;
  readonly network: { latencyMs: number; jitterMs: number; lossPercent: number };
  readonly topics: readonly {
    partitions: number;
    replicationFactor: number;
    minIsr: number;
    isUnclean: boolean;
  }[];
  readonly producers: readonly {
    topic: number;
    keys: KeyPlan;
    recordsPerSecond: number;
    configs: Readonly<Record<string, string>>;
  }[];
  readonly groups: readonly {
    topics: number;
    consumers: number;
    isStatic: boolean;
    processingMs: number;
    commit: string;
    configs: Readonly<Record<string, string>>;
  }[];
}

/** Clients learn of new partitions before the end of a run. */
const FRESH = { 'metadata.max.age.ms': '10000' } as const;

const shapeArbitrary: fc.Arbitrary<Shape> = fc.record({
  seed: fc.nat(0xffff),
  brokers: fc.integer({ min: 1, max: 5 }),
  controllers: fc.constantFrom('combined', 'separate'),
  controllerCount: fc.constantFrom(1, 3),
  network: fc.record({
    latencyMs: fc.constantFrom(1, 0.2, 5, 40),
    jitterMs: fc.constantFrom(0, 0.5, 5),
    lossPercent: fc.constantFrom(0, 0, 0, 0.1, 1),
  }),
  topics: fc.array(
    fc.record({
      partitions: fc.integer({ min: 1, max: 6 }),
      replicationFactor: fc.integer({ min: 1, max: 3 }),
      minIsr: fc.integer({ min: 1, max: 2 }),
      isUnclean: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  producers: fc.array(
    fc.record({
      topic: fc.nat(1),
      keys: fc.constantFrom<KeyPlan>(
        { type: 'none' },
        { type: 'few', count: 5 },
        { type: 'many', count: 200 },
        { type: 'hot', count: 8, hotPercent: 70 },
        { type: 'list', keys: ['paris', 'rome', ''] },
      ),
      recordsPerSecond: fc.constantFrom(5, 20, 60),
      configs: fc.constantFrom<Readonly<Record<string, string>>>(
        {},
        { acks: 'all', 'linger.ms': '50' },
        { acks: 'all', 'delivery.timeout.ms': '600000' },
        { acks: '1' },
        { acks: '0' },
        { acks: 'all', 'enable.idempotence': 'false' },
        { acks: 'all', 'batch.size': '600' },
        { acks: 'all', 'max.in.flight.requests.per.connection': '1' },
      ),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  groups: fc.array(
    fc.record({
      topics: fc.integer({ min: 1, max: 3 }),
      consumers: fc.integer({ min: 1, max: 3 }),
      isStatic: fc.constantFrom(false, false, true),
      processingMs: fc.constantFrom(0, 4),
      commit: fc.constantFrom('auto', 'sync', 'async'),
      configs: fc
        .record({
          'partition.assignment.strategy': fc.constantFrom(
            'range',
            'roundrobin',
            'sticky',
            'cooperative-sticky',
            'range,cooperative-sticky',
          ),
          'auto.offset.reset': fc.constantFrom('earliest', 'latest'),
        })
        .map((configs) => ({ ...configs, 'session.timeout.ms': '6000', ...FRESH })),
    }),
    { maxLength: 2 },
  ),
});

const deedArbitrary: fc.Arbitrary<Deed> = fc.record({
  afterMs: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 9_000 })),
  kind: fc.constantFrom(...DEED_KINDS),
  which: fc.nat(999),
  how: fc.nat(999),
});

export const clusterPlans: fc.Arbitrary<ClusterPlan> = fc
  .tuple(shapeArbitrary, fc.array(deedArbitrary, { maxLength: 25, size: 'max' }))
  .map(([shape, deeds]) => ({ scenario: toScenario(shape), deeds }));

const TOPICS = ['orders', 'audit'];

function toScenario(shape: Shape): Scenario {
  const { seed, brokers, network } = shape;
  const topics = shape.topics.map((topic, index) => {
    const replicationFactor = Math.min(topic.replicationFactor, brokers);
    return {
      name: TOPICS[index],
      partitions: topic.partitions,
      replicationFactor,
      configs: {
        'min.insync.replicas': Math.min(topic.minIsr, replicationFactor),
        'unclean.leader.election.enable': topic.isUnclean,
      },
    };
  });
  const nameAt = (index: number) => TOPICS[index % topics.length];
  const { value, problems } = parseScenario({
    seed,
    startAt: 'boot',
    cluster: {
      brokers,
      configs: { 'offsets.topic.replication.factor': Math.min(3, brokers) },
      controllers: { mode: shape.controllers, count: Math.min(shape.controllerCount, brokers) },
      network,
    },
    topics,
    producers: shape.producers.map(({ topic, configs, ...producer }) => ({
      topic: nameAt(topic),
      configs: { ...configs, ...FRESH },
      ...producer,
    })),
    groups: shape.groups.map(({ topics: mask, consumers, isStatic, configs, ...group }, index) => {
      const id = `g${index + 1}`;
      const wanted = topics.map(({ name }) => name).filter((_, at) => (mask & (1 << at)) !== 0);
      const member = (at: number) => ({
        ...configs,
        ...(isStatic ? { 'group.instance.id': `${id}-i${at}` } : {}),
      });
      return {
        id,
        topics: wanted.length > 0 ? wanted : [nameAt(0)],
        consumers: Array.from({ length: consumers }, (_, at) => ({ configs: member(at) })),
        ...group,
      };
    }),
  });
  if (value === null) throw new Error(JSON.stringify(problems));
  return value;
}

function pick<T>(items: readonly T[], which: number): T | undefined {
  return items[which % items.length];
}

/** What has been asked for so far and decides what later deeds may name. */
export interface Doings {
  readonly consumers: string[];
  readonly partitionCounts: Map<string, number>;
  /** Packets on their way, by id. */
  readonly packets: () => readonly number[];
}

/** The request that a deed stands for; undefined when there is nothing to do it to. */
export function requestOf(
  { scenario }: ClusterPlan,
  { kind, which, how }: Deed,
  doings: Doings,
): KafkaRequest | undefined {
  const { brokers, controllers } = scenario.cluster;
  const broker = pick(brokers, which)?.id ?? 1;
  const controller = pick(controllers.ids, which) ?? 1;
  const consumer = pick(doings.consumers, which);
  const topic = pick(scenario.topics, which)?.name ?? '';
  const producer = pick(scenario.producers, which);
  switch (kind) {
    case 'broker.crash':
    case 'broker.stop':
    case 'broker.restart':
    case 'broker.pause':
    case 'broker.resume':
      return { type: kind, data: { broker } };
    case 'controller.crash':
    case 'controller.restart':
      // In combined mode a controller's process is its broker's.
      return controllers.mode === 'combined' ? undefined : { type: kind, data: { controller } };
    case 'link.cut':
    case 'link.heal': {
      const nodes = nodesOf(scenario);
      const a = pick(nodes, which) ?? '';
      const b = pick(nodes, how) ?? '';
      return a === b ? undefined : { type: kind, data: { a, b } };
    }
    case 'packet.drop':
    case 'packet.delay': {
      const packet = pick(doings.packets(), which);
      if (packet === undefined) return undefined;
      return kind === 'packet.drop'
        ? { type: kind, data: { packet } }
        : { type: kind, data: { packet, byUs: (how + 1) * 5_000 } };
    }
    case 'consumer.add': {
      const like = pick(scenario.consumers, which);
      if (like === undefined || doings.consumers.length > 8) return undefined;
      const id = `extra-c${doings.consumers.length + 1}`;
      doings.consumers.push(id);
      const { 'group.instance.id': _one, ...configs } = like.configs;
      return { type: kind, data: { ...like, id, configs } };
    }
    case 'consumer.remove':
    case 'consumer.crash':
    case 'consumer.restart':
    case 'consumer.pause':
    case 'consumer.resume':
      return consumer === undefined ? undefined : { type: kind, data: { consumer } };
    case 'partitions.create': {
      const count = (doings.partitionCounts.get(topic) ?? 1) + 1 + (how % 2);
      doings.partitionCounts.set(topic, count);
      return { type: kind, data: { topic, count } };
    }
    case 'leader.elect':
      return {
        type: kind,
        data: { electionType: 'PREFERRED', topic: null, partition: null },
      };
    case 'partition.reassign': {
      const factor = pick(scenario.topics, which)?.replicationFactor ?? 1;
      const ids = brokers.map(({ id }) => id);
      const replicas = ids.map((_, at) => ids[(at + how) % ids.length] ?? 1).slice(0, factor);
      return { type: kind, data: { topic, partition: 0, replicas } };
    }
    case 'producer.alter':
      if (producer === undefined) return undefined;
      return {
        type: kind,
        data: { producer: producer.id, changes: { recordsPerSecond: 1 + (how % 50) } },
      };
    case 'record.produce':
      if (producer === undefined) return undefined;
      return {
        type: kind,
        data: { producer: producer.id, topic, key: `k${how % 7}`, value: 'v', partition: null },
      };
  }
}

/** Everything between which a link can be cut. */
export function nodesOf({ cluster, producers, consumers }: Scenario): readonly string[] {
  return [
    ...cluster.brokers.map(({ id }) => nodeIds.broker(id)),
    ...cluster.controllers.ids.map(nodeIds.controller),
    ...producers.map(({ id }) => nodeIds.producer(id)),
    ...consumers.map(({ id }) => nodeIds.consumer(id)),
  ];
}
