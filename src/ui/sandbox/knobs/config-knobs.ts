// Knobs that set one config of Kafka's, of all producers, of all consumers, or of the topic: what they
// stand at, and what turning them asks.
import type { ConsumerSpec, KafkaRequest, ProducerSpec } from '#kafka/commands.ts';
import { type Configs, configText } from '#kafka/protocol/configs.ts';
import type { Frame } from '#trace/frame.ts';
import { ask, type Change, type ChoiceKnob, type NumberKnob, refuse } from './knob.ts';
import { liveConsumers, liveProducers, mainTopic } from './living.ts';

type ConfigRef = {
  readonly scope: 'producer' | 'consumer' | 'topic';
  readonly name: string;
};

/** Changes all producers that live. */
export function alterProducers(
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

/** Changes all consumers that live. */
export function alterConsumers(
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

/** Sets a config of the topic that the knobs are about. */
export function alterTopic(frame: Frame, name: string, value: string): Change {
  const topic = mainTopic(frame);
  if (topic === undefined) return refuse('There is no topic yet.');
  return ask({
    type: 'config.alter',
    data: { resourceType: 'TOPIC', resourceName: topic.name, name, value },
  });
}

/** A config of the topic that the knobs are about, Kafka's default included. */
export function readTopic(frame: Frame, name: string): string {
  return String(configText('topic', mainTopic(frame)?.configs ?? {}, name));
}

function configsOf(frame: Frame, { scope }: ConfigRef): Configs {
  if (scope === 'producer') return liveProducers(frame)[0]?.configs ?? {};
  if (scope === 'consumer') return liveConsumers(frame)[0]?.configs ?? {};
  return mainTopic(frame)?.configs ?? {};
}

function readRef(frame: Frame, config: ConfigRef): string {
  return String(configText(config.scope, configsOf(frame, config), config.name));
}

function alter(frame: Frame, { scope, name }: ConfigRef, value: string): Change {
  if (scope === 'topic') return alterTopic(frame, name, value);
  const changes = ({ configs }: { readonly configs: Configs }): { readonly configs: Configs } => ({
    configs: { ...configs, [name]: value },
  });
  return scope === 'producer' ? alterProducers(frame, changes) : alterConsumers(frame, changes);
}

/** A knob that sets a config to one of a few values. */
export function choiceOfConfig({
  aliases = {},
  ...knob
}: Pick<ChoiceKnob, 'id' | 'label' | 'teaches' | 'choices'> & {
  readonly config: ConfigRef;
  /** Other spellings of the choices. */
  readonly aliases?: Readonly<Record<string, string>>;
}): ChoiceKnob {
  const { config } = knob;
  return {
    ...knob,
    type: 'choice',
    read(frame) {
      const value = readRef(frame, config);
      return aliases[value] ?? value;
    },
    change: (frame, value) => alter(frame, config, value),
  };
}

/** A knob that sets a config to a number. */
export function numberOfConfig(
  knob: Omit<NumberKnob, 'type' | 'read' | 'change' | 'beside' | 'config'> & {
    readonly config: ConfigRef;
  },
): NumberKnob {
  return {
    ...knob,
    type: 'number',
    read: (frame) => Number(readRef(frame, knob.config)),
    change: (frame, value) => alter(frame, knob.config, String(value)),
  };
}
