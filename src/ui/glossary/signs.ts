// What the legend says of each sign: its name, one plain sentence, and the word of the glossary that
// tells more.
import type { Sign } from '#stage/sign.ts';

export interface SignWords {
  readonly name: string;
  /** One plain sentence or two. */
  readonly says: string;
  /** The word of the glossary that it belongs to, as it stands there; null: none. */
  readonly term: string | null;
}

export const SIGNS: Readonly<Record<Sign, SignWords>> = {
  record: {
    name: 'Record',
    says: 'Colour and letter are its key, the number is its offset.',
    term: 'record',
  },
  keyless: {
    name: 'No key',
    says: 'A dot on grey. The producer’s sticky partitioner chose where it goes.',
    term: 'sticky partitioner',
  },
  batch: {
    name: 'Batch',
    says: 'Records sent together lie edge to edge, under one bracket.',
    term: 'batch',
  },
  tombstone: {
    name: 'Tombstone',
    says: 'A key with a null value: compaction will delete the key.',
    term: 'tombstone',
  },
  hole: {
    name: 'Hole',
    says: 'Compaction removed the record. Its offset is never used again.',
    term: 'compaction',
  },
  lost: {
    name: 'Lost',
    says: 'Acknowledged, and on no living replica. The ledger counts it.',
    term: 'unclean election',
  },
  watermark: {
    name: 'High watermark',
    says: 'The waterline. What is beyond it is not on every in-sync replica yet.',
    term: 'high watermark (HW)',
  },
  veiled: {
    name: 'Not visible yet',
    says: 'Written, but beyond the high watermark: no consumer sees it.',
    term: 'high watermark (HW)',
  },
  'log-end': {
    name: 'Log end offset',
    says: 'The nib: the next record will be written here.',
    term: 'log end offset (LEO)',
  },
  'last-stable': {
    name: 'Last stable offset',
    says: 'A double line. Readers of committed data stop here.',
    term: 'last stable offset (LSO)',
  },
  'log-start': {
    name: 'Log start offset',
    says: 'What was before it has been deleted.',
    term: 'log start offset',
  },
  'control-marker': {
    name: 'Control marker',
    says: 'Commit or abort. It takes an offset, but is no record.',
    term: 'control record',
  },
  transaction: {
    name: 'Aborted, open',
    says: 'Struck out: aborted. Pale with a firm edge: still open.',
    term: 'transaction',
  },
  position: {
    name: 'Position',
    says: 'The reading head: what this consumer reads next.',
    term: 'position',
  },
  committed: {
    name: 'Committed offset',
    says: 'The bookmark: a successor begins here.',
    term: 'commit',
  },
  'in-hand': {
    name: 'In hand',
    says: 'Read, and not committed: it comes again after a crash.',
    term: 'at least once / at most once',
  },
  track: {
    name: 'Track and clamp',
    says: 'Whose card the track ends in reads this partition. Dashed: nobody does.',
    term: 'consumer group',
  },
  slab: {
    name: 'Owned, put down',
    says: 'In a member’s row: it is read. On the table: nobody reads it.',
    term: 'rebalance',
  },
  ghost: {
    name: 'Gave up, will get',
    says: 'Dashed where a partition was, and where it will be.',
    term: 'cooperative / eager',
  },
  request: {
    name: 'Request',
    says: 'A solid dart. It carries what it brings.',
    term: 'in-flight requests',
  },
  response: { name: 'Response', says: 'A hollow capsule, going back.', term: null },
  dropped: {
    name: 'Dropped',
    says: 'Broken where it was lost, dotted where it would have gone.',
    term: 'unknown fate',
  },
  held: {
    name: 'Held',
    says: 'It waits. The ring fills up to the longest that it may wait.',
    term: null,
  },
  purgatory: {
    name: 'Purgatory',
    says: 'A Produce waits for the waterline, and says for whom.',
    term: 'acks',
  },
  work: {
    name: 'Work',
    says: 'What a consumer does: poll, work, commit, wait to join.',
    term: 'poll loop',
  },
  leader: {
    name: 'Leader',
    says: 'Full weight, a star, and the leader epoch in which it leads.',
    term: 'follower / leader',
  },
  follower: {
    name: 'Follower',
    says: 'The same records, pale. Its end may be behind.',
    term: 'follower / leader',
  },
  alive: {
    name: 'Alive',
    says: 'Each beat is one heartbeat to the controller.',
    term: 'broker session',
  },
  silent: {
    name: 'Silent',
    says: 'No heartbeat comes. It is fenced when its session has run out.',
    term: 'broker session',
  },
  fenced: {
    name: 'Gone, fenced',
    says: 'Its process is gone, its disk is kept. Fenced, it leads nothing and is in no ISR.',
    term: 'broker session',
  },
  'hand-over': {
    name: 'Hand-over',
    says: 'The lead goes to the first in the replica list that is in sync.',
    term: 'leader epoch',
  },
  now: { name: 'Now', says: 'The one line that moves. Drag it both ways.', term: null },
  event: { name: 'Mark', says: 'Something that mattered. Its name is below it.', term: null },
  cut: {
    name: 'Cut',
    says: 'Idle time, left out of the picture; the clock still counts it.',
    term: null,
  },
  ahead: {
    name: 'What will come',
    says: 'Known already, if you touch nothing. Any change makes it go.',
    term: null,
  },
  fork: {
    name: 'Fork',
    says: 'Same seed, one thing changed. The ring: the first difference.',
    term: null,
  },
  lag: {
    name: 'Lag',
    says: 'Ink: in hand. Outlined: not fetched yet. Together, the lag.',
    term: 'lag',
  },
  again: {
    name: 'Comes again',
    says: 'The number says how often it was delivered.',
    term: 'at least once / at most once',
  },
  behind: {
    name: 'Behind',
    says: 'So many records this replica has still to fetch.',
    term: 'in-sync replicas (ISR)',
  },
  isr: {
    name: 'In-sync replicas',
    says: 'The brokers whose copy reached the end lately. Only they may become the leader.',
    term: 'in-sync replicas (ISR)',
  },
  generation: {
    name: 'Generation',
    says: 'It grows with each new plan of who reads what.',
    term: 'generation',
  },
  partitioner: {
    name: 'Partitioner',
    says: 'One mark for each partition; the hand is on the one that was chosen.',
    term: 'partitioner',
  },
  broker: {
    name: 'Broker',
    says: 'A Kafka process with a disk: it keeps logs and answers requests.',
    term: 'broker',
  },
  controller: {
    name: 'Controller',
    says: 'One of those that decide who leads what.',
    term: 'controller',
  },
  topic: { name: 'Topic', says: 'A name for a handful of logs.', term: 'topic' },
  partition: {
    name: 'Partition',
    says: 'One of the logs that make up a topic.',
    term: 'partition',
  },
  replica: { name: 'Replica', says: 'One copy of a partition on one broker.', term: 'replica' },
  producer: { name: 'Producer', says: 'A program that writes records.', term: 'producer' },
  consumer: {
    name: 'Consumer',
    says: 'A program that reads records, at its own pace.',
    term: 'consumer',
  },
  group: {
    name: 'Consumer group',
    says: 'Consumers that share the partitions of their topics.',
    term: 'consumer group',
  },
  packet: {
    name: 'Packet',
    says: 'A request or a response on its way.',
    term: 'in-flight requests',
  },
};
