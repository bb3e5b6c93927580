// The sandbox's knobs: what each stands at now, and what turning it asks of a running cluster.
// A knob never does what Kafka would not do; where Kafka refuses, it says why.
import type {
  Configs,
  ConsumerSpec,
  KafkaRequest,
  KeyPlan,
  ProducerSpec,
} from '#kafka/commands.ts';
import { readConfig } from '#kafka/protocol/configs.ts';
import type { Frame, TopicFrame } from '#trace/frame.ts';

/** Requests to dispatch in order, or the reason why it cannot be done. */
export type Change =
  | { readonly requests: readonly KafkaRequest[]; readonly refusal: null; readonly note?: string }
  | { readonly requests: readonly []; readonly refusal: string };

export interface NumberKnob {
  readonly type: 'number';
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  read(frame: Frame): number;
  change(frame: Frame, value: number): Change;
}

export interface ChoiceKnob {
  readonly type: 'choice';
  readonly id: string;
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  read(frame: Frame): string;
  change(frame: Frame, value: string): Change;
}

export type Knob = NumberKnob | ChoiceKnob;

const MOST_PARTITIONS = 24;
const MOST_BROKERS = 9;
const GROUP_NAMES = ['billing', 'audit', 'shipping', 'search'] as const;

function ask(...requests: readonly KafkaRequest[]): Change {
  return { requests, refusal: null };
}

function refuse(refusal: string): Change {
  return { requests: [], refusal };
}

/** The topic that the knobs are about: the first one that is not internal. */
export function mainTopic(frame: Frame): TopicFrame | undefined {
  for (const topic of frame.topics.values()) if (!topic.isInternal) return topic;
  return undefined;
}

function runningBrokers(frame: Frame): readonly number[] {
  return [...frame.brokers.values()]
    .filter((broker) => broker.status === 'running' || broker.status === 'paused')
    .map((broker) => broker.id);
}

function liveProducers(frame: Frame): readonly ProducerSpec[] {
  return [...frame.producers.values()]
    .filter((producer) => producer.status === 'running')
    .map((producer) => producer.spec);
}

function liveConsumers(frame: Frame, group?: string): readonly ConsumerSpec[] {
  return [...frame.consumers.values()]
    .filter((one) => one.status !== 'stopped' && (group === undefined || one.spec.group === group))
    .map((one) => one.spec);
}

/** Names of the groups that have had members, in order of appearance. */
export function groupsOf(frame: Frame): readonly string[] {
  const names = new Set<string>();
  for (const { spec } of frame.consumers.values()) if (spec.group !== null) names.add(spec.group);
  return [...names];
}

/** The first of `prefix1`, `prefix2`, … that was never used: ids of the dead are not given again. */
function freshId(prefix: string, used: ReadonlyMap<string, unknown>): string {
  let number = 1;
  while (used.has(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}

function addBrokers(frame: Frame, count: number): KafkaRequest[] {
  const requests: KafkaRequest[] = [];
  const down = [...frame.brokers.values()].filter(
    (broker) => broker.status === 'stopped' || broker.status === 'crashed',
  );
  let nextId = Math.max(0, ...frame.brokers.keys()) + 1;
  for (let added = 0; added < count; added += 1) {
    const back = down.shift();
    if (back === undefined) {
      requests.push({ type: 'broker.add', data: { id: nextId, rack: null } });
      nextId += 1;
    } else requests.push({ type: 'broker.restart', data: { broker: back.id } });
  }
  return requests;
}

const brokers: NumberKnob = {
  type: 'number',
  id: 'brokers',
  label: 'Brokers',
  unit: '',
  least: 1,
  most: MOST_BROKERS,
  step: 1,
  read: (frame) => runningBrokers(frame).length,
  change(frame, value) {
    const running = runningBrokers(frame);
    if (value > running.length) return ask(...addBrokers(frame, value - running.length));
    const leaving = running.slice(value).reverse();
    return ask(
      ...leaving.map((broker): KafkaRequest => ({ type: 'broker.stop', data: { broker } })),
    );
  },
};

const partitions: NumberKnob = {
  type: 'number',
  id: 'partitions',
  label: 'Partitions',
  unit: '',
  least: 1,
  most: MOST_PARTITIONS,
  step: 1,
  read: (frame) => mainTopic(frame)?.partitions.length ?? 0,
  change(frame, value) {
    const topic = mainTopic(frame);
    if (topic === undefined) return refuse('There is no topic yet.');
    const count = topic.partitions.length;
    if (value < count) {
      return refuse(
        `Partitions cannot shrink: Kafka would have to delete the records in them. ${topic.name} keeps its ${count}; make a new topic with fewer instead.`,
      );
    }
    return {
      ...ask({ type: 'partitions.create', data: { topic: topic.name, count: value } }),
      refusal: null,
      note: 'Keys move: murmur2(key) is now taken modulo another number.',
    } as Change;
  },
};

/** Replica lists with `factor` entries that keep what is there and add the next brokers. */
function reassign(frame: Frame, topic: TopicFrame, factor: number): KafkaRequest[] {
  const available = [...frame.brokers.keys()];
  return topic.partitions.map((partition, index) => {
    const replicas = partition.state.replicas.slice(0, factor);
    for (let offset = 0; replicas.length < factor && offset < available.length; offset += 1) {
      const broker = available[(index + 1 + offset) % available.length];
      if (broker !== undefined && !replicas.includes(broker)) replicas.push(broker);
    }
    return {
      type: 'partition.reassign',
      data: { topic: topic.name, partition: partition.partition, replicas },
    };
  });
}

const replicationFactor: NumberKnob = {
  type: 'number',
  id: 'replication-factor',
  label: 'Replication factor',
  unit: '',
  least: 1,
  most: MOST_BROKERS,
  step: 1,
  read: (frame) => mainTopic(frame)?.partitions[0]?.state.replicas.length ?? 0,
  change(frame, value) {
    const topic = mainTopic(frame);
    if (topic === undefined) return refuse('There is no topic yet.');
    const count = runningBrokers(frame).length;
    if (value > count) {
      return refuse(
        `${value} replicas need ${value} brokers, and ${count} are running: two replicas of a partition never share a broker.`,
      );
    }
    return ask(...reassign(frame, topic, value));
  },
};

const minIsr: NumberKnob = {
  type: 'number',
  id: 'min-isr',
  label: 'min.insync.replicas',
  unit: '',
  least: 1,
  most: MOST_BROKERS,
  step: 1,
  read: (frame) =>
    Number(readConfig('topic', mainTopic(frame)?.configs ?? {}, 'min.insync.replicas')),
  change(frame, value) {
    const topic = mainTopic(frame);
    if (topic === undefined) return refuse('There is no topic yet.');
    return ask({
      type: 'config.alter',
      data: {
        resourceType: 'TOPIC',
        resourceName: topic.name,
        name: 'min.insync.replicas',
        value: String(value),
      },
    });
  },
};

const producers: NumberKnob = {
  type: 'number',
  id: 'producers',
  label: 'Producers',
  unit: '',
  least: 0,
  most: 6,
  step: 1,
  read: (frame) => liveProducers(frame).length,
  change(frame, value) {
    const live = liveProducers(frame);
    if (value < live.length) {
      return ask(
        ...live
          .slice(value)
          .map(({ id }): KafkaRequest => ({ type: 'producer.remove', data: { producer: id } })),
      );
    }
    const topic = mainTopic(frame);
    if (topic === undefined) return refuse('There is no topic to produce to.');
    const model = live[0] ?? [...frame.producers.values()][0]?.spec ?? defaultProducer(topic.name);
    const used = new Map<string, unknown>(frame.producers);
    const requests: KafkaRequest[] = [];
    for (let count = live.length; count < value; count += 1) {
      const id = freshId('p', used);
      used.set(id, true);
      requests.push({ type: 'producer.add', data: { ...model, id } });
    }
    return ask(...requests);
  },
};

function defaultProducer(topic: string): ProducerSpec {
  return {
    id: 'p1',
    topic,
    keys: { type: 'few', count: 6 },
    recordsPerSecond: 2,
    valueBytes: 100,
    recordsMax: null,
    configs: {},
  };
}

function alterProducers(
  frame: Frame,
  changes: (spec: ProducerSpec) => Partial<Omit<ProducerSpec, 'id'>>,
): Change {
  const live = liveProducers(frame);
  if (live.length === 0) return refuse('There is no producer: add one first.');
  return ask(
    ...live.map((spec): KafkaRequest => ({
      type: 'producer.alter',
      data: { producer: spec.id, changes: changes(spec) },
    })),
  );
}

const KEY_PLANS: Readonly<Record<string, KeyPlan>> = {
  none: { type: 'none' },
  few: { type: 'few', count: 6 },
  many: { type: 'many', count: 1_000 },
  hot: { type: 'hot', count: 8, hotPercent: 70 },
};

const keys: ChoiceKnob = {
  type: 'choice',
  id: 'keys',
  label: 'Keys',
  choices: [
    { value: 'none', label: 'none (sticky partitioner)' },
    { value: 'few', label: 'few: 6 keys' },
    { value: 'many', label: 'many: 1,000 keys' },
    { value: 'hot', label: 'hot: one key takes 70 %' },
  ],
  read: (frame) => liveProducers(frame)[0]?.keys.type ?? 'few',
  change(frame, value) {
    const plan = KEY_PLANS[value];
    if (plan === undefined) return refuse(`There is no key plan ${value}.`);
    return alterProducers(frame, () => ({ keys: plan }));
  },
};

const rate: NumberKnob = {
  type: 'number',
  id: 'rate',
  label: 'Rate of each producer',
  unit: 'records/s',
  least: 0,
  most: 50,
  step: 0.5,
  read: (frame) => liveProducers(frame)[0]?.recordsPerSecond ?? 0,
  change: (frame, value) => alterProducers(frame, () => ({ recordsPerSecond: value })),
};

const acks: ChoiceKnob = {
  type: 'choice',
  id: 'acks',
  label: 'acks',
  choices: [
    { value: 'all', label: 'all: every in-sync replica' },
    { value: '1', label: '1: the leader' },
    { value: '0', label: '0: nobody' },
  ],
  read(frame) {
    const value = readConfig('producer', liveProducers(frame)[0]?.configs ?? {}, 'acks');
    return value === '-1' ? 'all' : value;
  },
  change: (frame, value) =>
    alterProducers(frame, ({ configs }) => ({ configs: { ...configs, acks: value } })),
};

const groups: NumberKnob = {
  type: 'number',
  id: 'groups',
  label: 'Groups',
  unit: '',
  least: 1,
  most: GROUP_NAMES.length,
  step: 1,
  read: (frame) => liveGroups(frame).length,
  change(frame, value) {
    const live = liveGroups(frame);
    if (value < live.length) {
      const leaving = live.slice(value).flatMap((group) => liveConsumers(frame, group));
      return ask(...leaving.map(removal));
    }
    const topic = mainTopic(frame);
    if (topic === undefined) return refuse('There is no topic to read.');
    const free = GROUP_NAMES.filter((name) => !live.includes(name));
    const requests = free
      .slice(0, value - live.length)
      .map((group) => addition(frame, group, topic.name, new Map(frame.consumers)));
    return ask(...requests);
  },
};

/** Groups with at least one consumer that has not left. */
export function liveGroups(frame: Frame): readonly string[] {
  return groupsOf(frame).filter((group) => liveConsumers(frame, group).length > 0);
}

function removal({ id }: ConsumerSpec): KafkaRequest {
  return { type: 'consumer.remove', data: { consumer: id } };
}

function addition(
  frame: Frame,
  group: string,
  topic: string,
  used: Map<string, unknown>,
): KafkaRequest {
  const id = freshId(`${group}-c`, used);
  used.set(id, true);
  const model =
    liveConsumers(frame, group)[0] ??
    [...frame.consumers.values()].find((one) => one.spec.group === group)?.spec ??
    liveConsumers(frame)[0];
  const spec: ConsumerSpec = {
    id,
    group,
    topics: model?.topics ?? [topic],
    processingMs: model?.processingMs ?? 10,
    commit: model?.commit ?? 'auto',
    rack: model?.rack ?? null,
    configs: model?.configs ?? { 'auto.offset.reset': 'earliest' },
  };
  return { type: 'consumer.add', data: spec };
}

/** How many consumers a group has; one such knob per group. */
export function consumersKnob(group: string): NumberKnob {
  return {
    type: 'number',
    id: `consumers-${group}`,
    label: `Consumers in ${group}`,
    unit: '',
    least: 0,
    most: 12,
    step: 1,
    read: (frame) => liveConsumers(frame, group).length,
    change(frame, value) {
      const live = liveConsumers(frame, group);
      if (value < 0) return refuse('A group cannot have fewer than zero consumers.');
      if (value < live.length) return ask(...live.slice(value).reverse().map(removal));
      const topic = mainTopic(frame);
      if (topic === undefined) return refuse('There is no topic to read.');
      const used = new Map<string, unknown>(frame.consumers);
      const requests: KafkaRequest[] = [];
      for (let count = live.length; count < value; count += 1) {
        requests.push(addition(frame, group, topic.name, used));
      }
      return ask(...requests);
    },
  };
}

function alterConsumers(
  frame: Frame,
  changes: (
    spec: ConsumerSpec,
  ) => Partial<Pick<ConsumerSpec, 'processingMs' | 'commit' | 'configs'>>,
): Change {
  const live = liveConsumers(frame);
  if (live.length === 0) return refuse('There is no consumer: add one first.');
  return ask(
    ...live.map((spec): KafkaRequest => ({
      type: 'consumer.alter',
      data: { consumer: spec.id, changes: changes(spec) },
    })),
  );
}

const processing: NumberKnob = {
  type: 'number',
  id: 'processing',
  label: 'Processing time',
  unit: 'ms/record',
  least: 0,
  most: 2_000,
  step: 10,
  read: (frame) => liveConsumers(frame)[0]?.processingMs ?? 0,
  change: (frame, value) => alterConsumers(frame, () => ({ processingMs: value })),
};

const STRATEGY = 'partition.assignment.strategy';

function withConfig(configs: Configs, name: string, value: string): Configs {
  return { ...configs, [name]: value };
}

const PROTOCOL = 'group.protocol';
const REMOTE_ASSIGNOR = 'group.remote.assignor';
/** Choices of the assignor knob that mean the consumer protocol, where the coordinator assigns. */
const REMOTE_PREFIX = 'coordinator: ';

const assignor: ChoiceKnob = {
  type: 'choice',
  id: 'assignor',
  label: 'Assignor',
  choices: [
    { value: 'range', label: 'range (Kafka’s default)' },
    { value: 'roundrobin', label: 'round robin' },
    { value: 'sticky', label: 'sticky' },
    { value: 'cooperative-sticky', label: 'cooperative-sticky' },
    { value: `${REMOTE_PREFIX}uniform`, label: 'KIP-848, uniform' },
    { value: `${REMOTE_PREFIX}range`, label: 'KIP-848, range' },
  ],
  read(frame) {
    const configs = liveConsumers(frame)[0]?.configs ?? {};
    if (configs[PROTOCOL]?.toLowerCase() === 'consumer') {
      return `${REMOTE_PREFIX}${configs[REMOTE_ASSIGNOR] ?? 'uniform'}`;
    }
    const first = (configs[STRATEGY] ?? 'range').split(',')[0] ?? 'range';
    return ASSIGNOR_NAMES[first.split('.').at(-1) ?? ''] ?? first;
  },
  change: (frame, value) =>
    alterConsumers(frame, ({ configs }) => ({ configs: withAssignor(configs, value) })),
};

/** Configs for an assignor of the members, or of the coordinator. */
function withAssignor(configs: Configs, value: string): Configs {
  const isRemote = value.startsWith(REMOTE_PREFIX);
  return isRemote
    ? {
        ...withConfig(configs, PROTOCOL, 'consumer'),
        [REMOTE_ASSIGNOR]: value.slice(REMOTE_PREFIX.length),
      }
    : withConfig(withConfig(configs, PROTOCOL, 'classic'), STRATEGY, value);
}

const ASSIGNOR_NAMES: Readonly<Record<string, string>> = {
  RangeAssignor: 'range',
  RoundRobinAssignor: 'roundrobin',
  StickyAssignor: 'sticky',
  CooperativeStickyAssignor: 'cooperative-sticky',
};

const commit: ChoiceKnob = {
  type: 'choice',
  id: 'commit',
  label: 'Commit',
  choices: [
    { value: 'auto', label: 'auto, every 5 s at poll()' },
    { value: 'sync', label: 'commitSync after each poll' },
    { value: 'async', label: 'commitAsync after each poll' },
    { value: 'none', label: 'never' },
  ],
  read: (frame) => liveConsumers(frame)[0]?.commit ?? 'auto',
  change: (frame, value) =>
    alterConsumers(frame, () => ({ commit: value as ConsumerSpec['commit'] })),
};

/** The latency that `network.set` last gave; the Frame does not carry links. */
export function latencyKnob(readMs: () => number): NumberKnob {
  return {
    type: 'number',
    id: 'latency',
    label: 'Network latency',
    unit: 'ms one way',
    least: 0,
    most: 500,
    step: 1,
    read: readMs,
    change: (_frame, value) =>
      ask({
        type: 'network.set',
        data: { latencyUs: value * 1_000, jitterUs: value * 500, lossPerMillion: 0 },
      }),
  };
}

/** Knobs by the heading under which they stand. */
export const KNOB_GROUPS: readonly { readonly title: string; readonly knobs: readonly Knob[] }[] = [
  { title: 'Cluster', knobs: [brokers, partitions, replicationFactor, minIsr] },
  { title: 'Producers', knobs: [producers, rate, keys, acks] },
  { title: 'Consumers', knobs: [groups, processing, assignor, commit] },
];
