// Knobs of what every consumer does: how long a record takes, who assigns, when it commits.
import type { ConsumerSpec } from '#kafka/commands.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { ChoiceKnob, NumberKnob } from './knob.ts';
import { alterConsumers, numberOfConfig } from './config-knobs.ts';
import { liveConsumers } from './living.ts';

export const processing: NumberKnob = {
  type: 'number',
  id: 'processing',
  label: 'Work on each record',
  teaches: 'A consumer that is slower than its partitions falls behind.',
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
  label: 'Who deals out the partitions, and how',
  teaches: 'How many partitions stand still while a group rebalances.',
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
  label: 'When a consumer commits',
  teaches: 'What its successor reads again, or never reads.',
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

export const sessionTimeout = numberOfConfig({
  id: 'session-timeout',
  label: 'Silence after which a consumer is given up',
  teaches: 'How long the partitions of a dead consumer are read by nobody.',
  config: { scope: 'consumer', name: 'session.timeout.ms' },
  unit: 'ms',
  least: 6_000,
  most: 60_000,
  step: 1_000,
});

export const pollInterval = numberOfConfig({
  id: 'poll-interval',
  label: 'Longest time between two polls',
  teaches: 'A consumer that works longer on what it has leaves its group, though it lives.',
  config: { scope: 'consumer', name: 'max.poll.interval.ms' },
  unit: 'ms',
  least: 1_000,
  most: 600_000,
  step: 1_000,
});
