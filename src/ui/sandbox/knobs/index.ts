// The sandbox’s knobs, by heading.
import { brokers, minIsr, partitions, replicationFactor } from './cluster.ts';
import { assignor, commit, processing } from './consumers.ts';
import { consumersKnob, groups } from './groups.ts';
import type { Knob } from './knob.ts';
import { acks, keys, producers, rate } from './producers.ts';

/** Knobs that belong together, under one heading. */
export interface KnobGroup {
  readonly title: string;
  readonly knobs: readonly Knob[];
  /** A further knob for each consumer group that lives. */
  readonly perGroup?: (group: string) => Knob;
}

export const KNOB_GROUPS: readonly KnobGroup[] = [
  { title: 'Cluster', knobs: [brokers, partitions, replicationFactor, minIsr] },
  { title: 'Producers', knobs: [producers, rate, keys, acks] },
  {
    title: 'Consumers',
    knobs: [groups, processing, assignor, commit],
    perGroup: consumersKnob,
  },
];
