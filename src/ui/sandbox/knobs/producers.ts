// Knobs of the producers: how many, how fast, which keys, what they wait for.
import type { KafkaRequest, KeyPlan, ProducerSpec } from '#kafka/commands.ts';
import { readConfig } from '#kafka/protocol/configs.ts';
import type { Frame } from '#trace/frame.ts';
import { ask, type Change, type ChoiceKnob, type NumberKnob, refuse } from './knob.ts';
import { freshId, liveProducers, mainTopic } from './living.ts';

export const producers: NumberKnob = {
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

export const keys: ChoiceKnob = {
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

export const rate: NumberKnob = {
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

export const acks: ChoiceKnob = {
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
