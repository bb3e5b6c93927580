// The sandbox’s knobs, by what they teach, the common ones first.
import { brokers, minIsr, partitions, replicationFactor, uncleanElection } from './cluster.ts';
import { assignor, commit, pollInterval, processing, sessionTimeout } from './consumers.ts';
import { consumersKnob, groups } from './groups.ts';
import type { Knob } from './knob.ts';
import { acks, idempotence, keys, linger, producers, rate } from './producers.ts';

/** Knobs that teach one thing, under one heading. */
export interface KnobGroup {
  readonly title: string;
  readonly knobs: readonly Knob[];
  /** A further knob for each consumer group that lives, before the others. */
  readonly perGroup?: (group: string) => Knob;
  /** Shown at once; the others unfold. */
  readonly isCommon?: boolean;
}

export const KNOB_GROUPS: readonly KnobGroup[] = [
  {
    title: 'Share the work',
    knobs: [partitions, groups],
    perGroup: consumersKnob,
    isCommon: true,
  },
  {
    title: 'Survive a crash',
    knobs: [brokers, replicationFactor, acks, minIsr, uncleanElection],
    isCommon: true,
  },
  { title: 'Fall behind', knobs: [producers, rate, keys, processing] },
  { title: 'Read twice, or not at all', knobs: [commit, sessionTimeout, pollInterval, assignor] },
  { title: 'Send fast, send again', knobs: [linger, idempotence] },
];
