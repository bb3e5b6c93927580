// The scenarios that come with the site, in the order in which the page offers them. The documents
// themselves are public/scenarios/<id>.json; a test holds titles and files together.

export interface Preset {
  /** File name without `.json`. */
  readonly id: string;
  readonly title: string;
}

export const PRESETS: readonly Preset[] = [
  { id: 'one-broker', title: 'One broker' },
  { id: 'three-brokers', title: 'Three brokers, three replicas' },
  { id: 'hot-key', title: 'Hot key' },
  { id: 'idle-consumer', title: 'Idle consumer' },
  { id: 'slow-consumer', title: 'Slow consumer' },
  { id: 'two-groups', title: 'Two groups' },
  { id: 'broker-crash', title: 'A broker crashes' },
  { id: 'not-enough-replicas', title: 'Not enough replicas' },
  { id: 'growing-partitions', title: 'Partitions are added' },
  { id: 'cooperative-rebalance', title: 'Cooperative rebalance' },
  { id: 'slow-disk', title: 'A slow disk' },
  { id: 'closest-replica', title: 'Reading from the closest replica' },
  { id: 'pattern-subscription', title: 'Subscribing by pattern' },
  { id: 'standalone-consumer', title: 'A consumer on its own' },
];

/** The preset that the sandbox opens with. */
export const DEFAULT_PRESET = 'three-brokers';
