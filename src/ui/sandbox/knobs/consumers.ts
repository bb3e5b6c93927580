// Knobs of what every consumer does: how long a record takes, who assigns, when it commits.
import type { ConsumerSpec, KafkaRequest } from '#kafka/commands.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { Frame } from '#trace/frame.ts';
import { ask, type Change, type ChoiceKnob, type NumberKnob, refuse } from './knob.ts';
import { liveConsumers } from './living.ts';

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

export const processing: NumberKnob = {
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
const PROTOCOL = 'group.protocol';
const REMOTE_ASSIGNOR = 'group.remote.assignor';
/** Choices of the assignor knob that mean the consumer protocol, where the coordinator assigns. */
const REMOTE_PREFIX = 'coordinator: ';

const ASSIGNOR_NAMES: Readonly<Record<string, string>> = {
  RangeAssignor: 'range',
  RoundRobinAssignor: 'roundrobin',
  StickyAssignor: 'sticky',
  CooperativeStickyAssignor: 'cooperative-sticky',
};

function withConfig(configs: Configs, name: string, value: string): Configs {
  return { ...configs, [name]: value };
}

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

export const assignor: ChoiceKnob = {
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

export const commit: ChoiceKnob = {
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
