// Random clusters and what befalls them, for property tests: a plan is a scenario and a list of
// deeds in words that always fit it, so that fast-check may shorten either.
import fc from 'fast-check';
import type { KeyPlan } from '#kafka/commands.ts';
import { parseScenario } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { type Deed, DEED_KINDS } from './cluster-deeds.ts';

export interface ClusterPlan {
  readonly scenario: Scenario;
  readonly deeds: readonly Deed[];
}

interface Shape {
  readonly seed: number;
  readonly brokers: number;
  readonly controllers: string;
  readonly controllerCount: number;
  /** Brokers and consumers stand in two racks, and consumers read from the nearest replica. */
  readonly hasRacks: boolean;
  /** Commits that nobody needs are dropped after a minute. */
  readonly expiresOffsets: boolean;
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
    hasPattern: boolean;
    processingMs: number;
    commit: string;
    configs: Readonly<Record<string, string>>;
  }[];
  /** Reads partitions that it names itself, in no group. */
  readonly reader: { readonly topic: number; readonly partitions: number } | null;
}

/** Clients learn of new partitions before the end of a run. */
const FRESH = { 'metadata.max.age.ms': '10000' } as const;
/** A JoinGroup that gets lost is asked again after 30 s, not after the default of 305 s. */
const POLLS_OFTEN = { 'max.poll.interval.ms': '20000' } as const;

const GROUP_BROKER_CONFIGS = {
  'group.consumer.min.session.timeout.ms': '6000',
  'group.consumer.session.timeout.ms': '6000',
  'group.consumer.min.heartbeat.interval.ms': '2000',
  'group.consumer.heartbeat.interval.ms': '2000',
} as const;

const classicConfigs: fc.Arbitrary<Readonly<Record<string, string>>> = fc
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
  .map((configs) => ({ ...configs, 'session.timeout.ms': '6000' }));

const consumerConfigs: fc.Arbitrary<Readonly<Record<string, string>>> = fc.record({
  'group.protocol': fc.constant('consumer'),
  'group.remote.assignor': fc.constantFrom('uniform', 'range'),
  'auto.offset.reset': fc.constantFrom('earliest', 'latest'),
});

const shapeArbitrary: fc.Arbitrary<Shape> = fc.record({
  seed: fc.nat(0xffff),
  brokers: fc.integer({ min: 1, max: 5 }),
  controllers: fc.constantFrom('combined', 'separate'),
  controllerCount: fc.constantFrom(1, 3),
  hasRacks: fc.constantFrom(false, false, true),
  expiresOffsets: fc.constantFrom(false, false, false, true),
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
      hasPattern: fc.constantFrom(false, false, false, true),
      processingMs: fc.constantFrom(0, 4),
      commit: fc.constantFrom('auto', 'sync', 'async'),
      configs: fc
        .oneof(classicConfigs, consumerConfigs)
        .map((configs) => ({ ...configs, ...FRESH, ...POLLS_OFTEN })),
    }),
    { maxLength: 2 },
  ),
  reader: fc.option(fc.record({ topic: fc.nat(1), partitions: fc.integer({ min: 1, max: 3 }) }), {
    freq: 3,
  }),
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

const RACK_AWARE = 'org.apache.kafka.common.replica.RackAwareReplicaSelector';
const EXPIRE_SOON = {
  'offsets.retention.minutes': '1',
  'offsets.retention.check.interval.ms': '5000',
} as const;
const RACKS = ['east', 'west'];

function toScenario(shape: Shape): Scenario {
  const { seed, brokers, network, hasRacks, reader } = shape;
  const rackAt = (index: number) => (hasRacks ? (RACKS[index % RACKS.length] ?? null) : null);
  const topics = shape.topics.map((topic, index) => {
    const replicationFactor = Math.min(topic.replicationFactor, brokers);
    return {
      name: TOPICS[index] ?? '',
      partitions: topic.partitions,
      replicationFactor,
      configs: {
        'min.insync.replicas': Math.min(topic.minIsr, replicationFactor),
        'unclean.leader.election.enable': topic.isUnclean,
      },
    };
  });
  const topicAt = (index: number) => topics[index % topics.length];
  const nameAt = (index: number) => topicAt(index)?.name ?? '';
  const { value, problems } = parseScenario({
    seed,
    startAt: 'boot',
    cluster: {
      brokers: Array.from({ length: brokers }, (_, at) => ({ id: at + 1, rack: rackAt(at) })),
      configs: {
        'offsets.topic.replication.factor': Math.min(3, brokers),
        // A client that asks for a deleted topic would make it anew, with one partition.
        'auto.create.topics.enable': 'false',
        ...GROUP_BROKER_CONFIGS,
        ...(hasRacks ? { 'replica.selector.class': RACK_AWARE } : {}),
        ...(shape.expiresOffsets ? EXPIRE_SOON : {}),
      },
      controllers: { mode: shape.controllers, count: Math.min(shape.controllerCount, brokers) },
      network,
    },
    topics,
    producers: shape.producers.map(({ topic, configs, ...producer }) => ({
      topic: nameAt(topic),
      configs: { ...configs, ...FRESH },
      ...producer,
    })),
    groups: shape.groups.map((group, index) => {
      const { topics: mask, consumers, isStatic, hasPattern, configs, ...rest } = group;
      const id = `g${index + 1}`;
      const wanted = topics.map(({ name }) => name).filter((_, at) => (mask & (1 << at)) !== 0);
      const member = (at: number) => ({
        ...configs,
        ...(isStatic ? { 'group.instance.id': `${id}-i${at}` } : {}),
      });
      return {
        id,
        ...(hasPattern
          ? { pattern: 'orders|aud.*' }
          : { topics: wanted.length > 0 ? wanted : [nameAt(0)] }),
        consumers: Array.from({ length: consumers }, (_, at) => ({
          configs: member(at),
          rack: rackAt(at),
        })),
        ...rest,
      };
    }),
    consumers:
      reader === null
        ? []
        : [
            {
              id: 'reader',
              assign: Array.from(
                { length: Math.min(reader.partitions, topicAt(reader.topic)?.partitions ?? 1) },
                (_, partition) => ({ topic: nameAt(reader.topic), partition }),
              ),
              rack: rackAt(0),
              configs: { 'auto.offset.reset': 'earliest', ...FRESH },
            },
          ],
  });
  if (value === null) throw new Error(JSON.stringify(problems));
  return value;
}
