// The scenarios that come with the site, by theme and in the order in which the page offers them.
// The documents themselves are public/scenarios/<id>.json; a test holds titles and files together.

/** What a preset is about; the page shows them in groups, in this order. */
export const PRESET_THEMES = ['Basics', 'Replication', 'KRaft', 'Consumers and groups'] as const;

export interface Preset {
  /** File name without `.json`. */
  readonly id: string;
  readonly title: string;
  readonly theme: (typeof PRESET_THEMES)[number];
}

function themed(theme: Preset['theme'], titles: Readonly<Record<string, string>>): Preset[] {
  return Object.entries(titles).map(([id, title]) => ({ id, title, theme }));
}

export const PRESETS: readonly Preset[] = [
  ...themed('Basics', {
    'one-broker': 'One broker',
    'three-brokers': 'Three brokers, three replicas',
    'hot-key': 'Hot key',
    'two-groups': 'Two groups',
    'slow-consumer': 'Slow consumer',
    'idle-consumer': 'Idle consumer',
    'growing-partitions': 'Partitions are added',
    'live-configs': 'Configs change while brokers run',
  }),
  ...themed('Replication', {
    'high-watermark': 'The high watermark follows',
    'isr-shrink-expand': 'The ISR shrinks and expands',
    'broker-crash': 'A broker crashes',
    'controlled-shutdown': 'Controlled shutdown against crash',
    'not-enough-replicas': 'Not enough replicas',
    'after-append': 'Too few replicas after the append',
    'slow-disk': 'A slow disk',
    'deposed-leader': 'A deposed leader truncates',
    'eligible-leader-replicas': 'Eligible leader replicas',
    'last-known-leader': 'The last known leader',
    'unclean-election': 'An unclean election',
    'preferred-leader': 'Preferred leaders',
    'leader-imbalance': 'Leaders are balanced again',
    reassignment: 'A partition moves',
    racks: 'Replicas on different racks',
  }),
  ...themed('KRaft', {
    'controller-crash': 'The active controller is killed',
    'controller-majority-lost': 'The controllers lose their majority',
    'metadata-lag': 'Metadata arrives late',
    'broker-incarnation': 'A new incarnation of a broker',
  }),
  ...themed('Consumers and groups', {
    'member-id': 'A new member gets its id',
    'eager-rebalance': 'Eager rebalance',
    'cooperative-rebalance': 'Cooperative rebalance',
    'consumer-protocol': 'The consumer protocol (KIP-848)',
    'offset-expiration': 'Offsets expire',
    'static-membership': 'Static membership',
    'zombie-commit': 'A zombie wants to commit',
    'older-generation': 'A commit of an older generation',
    'coordinator-failover': 'Another broker takes the group over',
    seek: 'A consumer seeks',
    'pattern-subscription': 'Subscribing by pattern',
    'standalone-consumer': 'A consumer on its own',
    'closest-replica': 'Reading from the closest replica',
    'read-and-lost': 'Read, and then lost',
  }),
];

/** The preset that the sandbox opens with. */
export const DEFAULT_PRESET = 'three-brokers';
