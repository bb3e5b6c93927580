// The sandbox’s knobs, by heading.
import { brokers, minIsr, partitions, replicationFactor } from './cluster.ts';
import { assignor, commit, processing } from './consumers.ts';
import { groups } from './groups.ts';
import type { Knob } from './knob.ts';
import { acks, keys, producers, rate } from './producers.ts';

/** Knobs by the heading under which they stand. */
export const KNOB_GROUPS: readonly { readonly title: string; readonly knobs: readonly Knob[] }[] = [
  { title: 'Cluster', knobs: [brokers, partitions, replicationFactor, minIsr] },
  { title: 'Producers', knobs: [producers, rate, keys, acks] },
  { title: 'Consumers', knobs: [groups, processing, assignor, commit] },
];
