// Knobs of the producers: how many, how fast, which keys, what they wait for.
import type { KafkaRequest, KeyPlan, ProducerSpec } from '#kafka/commands.ts';
import { isIdempotent } from '#kafka/protocol/producer-configs.ts';
import { ask, type ChoiceKnob, type NumberKnob, refuse } from './knob.ts';
import { alterProducers, choiceOfConfig, numberOfConfig } from './config-knobs.ts';
import { freshId, liveProducers, mainTopic } from './living.ts';

export const producers: NumberKnob = {
  type: 'number',
  id: 'producers',
  label: 'Producers',
  teaches: 'They know nothing of one another; a partition takes from all of them.',
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
  teaches: 'A key decides the partition, so a key that is used much makes one partition hot.',
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
  teaches: 'What comes in faster than it is read is lag.',
  unit: 'records/s',
  least: 0,
  most: 50,
  step: 0.5,
  read: (frame) => liveProducers(frame)[0]?.recordsPerSecond ?? 0,
  change: (frame, value) => alterProducers(frame, () => ({ recordsPerSecond: value })),
};

export const acks = choiceOfConfig({
  id: 'acks',
  label: 'Who must have a record before it counts',
  teaches: 'What a crash may take away that the producer was told is safe.',
  config: { scope: 'producer', name: 'acks' },
  choices: [
    { value: 'all', label: 'all: every in-sync replica' },
    { value: '1', label: '1: the leader' },
    { value: '0', label: '0: nobody' },
  ],
  // Kafka's other name for all.
  aliases: { '-1': 'all' },
});

const idempotenceConfig = choiceOfConfig({
  id: 'idempotence',
  label: 'Idempotent producer',
  teaches: 'Numbers each batch, so that one that is sent again is written once.',
  config: { scope: 'producer', name: 'enable.idempotence' },
  choices: [
    { value: 'true', label: 'yes' },
    { value: 'false', label: 'no' },
  ],
});

/** Reads what is in force: with other acks than all it is off unless somebody asks for it. */
export const idempotence: ChoiceKnob = {
  ...idempotenceConfig,
  read: (frame) => String(isIdempotent(liveProducers(frame)[0]?.configs ?? {})),
};

export const linger = numberOfConfig({
  id: 'linger',
  label: 'Wait for a fuller batch',
  teaches: 'Fewer, larger requests for some milliseconds more.',
  config: { scope: 'producer', name: 'linger.ms' },
  unit: 'ms',
  least: 0,
  most: 1_000,
  step: 1,
});
