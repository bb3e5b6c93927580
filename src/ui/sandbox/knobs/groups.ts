// Knobs that say how many groups and consumers there are.
import type { ConsumerSpec, KafkaRequest } from '#kafka/commands.ts';
import type { Frame } from '#trace/frame.ts';
import { ask, type NumberKnob, refuse } from './knob.ts';
import { freshId, liveConsumers, liveGroups, mainTopic } from './living.ts';

const GROUP_NAMES = ['billing', 'audit', 'shipping', 'search'] as const;

export const groups: NumberKnob = {
  type: 'number',
  id: 'groups',
  label: 'Groups',
  teaches: 'Each group reads everything, at its own pace.',
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
    teaches: 'They share the partitions; more than there are partitions have nothing to do.',
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
