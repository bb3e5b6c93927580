// What brokers tell: their replicas and logs, what they know of the cluster, what waits on them.
import type { BrokerSpec } from '#kafka/commands.ts';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';

/** One replica: a partition on a broker. */
interface ReplicaField extends TopicPartition {
  readonly broker: number;
}

export interface BrokerEventMap {
  'broker.added': BrokerSpec & { readonly controller: boolean };
  /** A disk became slow, or healthy again (0). */
  'disk.changed': { readonly broker: number; readonly appendLatencyUs: number };
  /** A broker has read and applied the metadata log up to (not including) `offset`. */
  'metadata.applied': { readonly broker: number; readonly offset: number };
  'replica.role-changed': ReplicaField & {
    readonly role: 'leader' | 'follower' | 'no leader' | 'none';
    readonly leaderEpoch: number;
    /** Whom a follower fetches from; -1. */
    readonly leader: number;
  };
  'records.appended': ReplicaField & {
    readonly role: 'leader' | 'follower';
    /** With offsets and leader epoch. */
    readonly batch: RecordBatch;
    readonly logEndOffset: number;
  };
  'log.truncated': ReplicaField & {
    readonly logEndOffset: number;
    readonly previousLogEndOffset: number;
  };
  'highWatermark.advanced': ReplicaField & {
    readonly highWatermark: number;
    readonly previous: number;
  };
  /** The leader learned how far a follower has fetched. Emitted when it changes. */
  'follower.progressed': ReplicaField & {
    readonly follower: number;
    readonly logEndOffset: number;
  };
  /** The leader asks the controller to change the ISR. */
  'isr.change-requested': ReplicaField & {
    readonly isr: readonly number[];
    readonly newIsr: readonly number[];
    readonly reason: string;
  };
  /** The leader's committed ISR after the controller's answer or new metadata. */
  'isr.changed': ReplicaField & {
    readonly isr: readonly number[];
    readonly partitionEpoch: number;
  };
  /** A request waits in purgatory or in a group's join or sync; `waitsFor` says for what. */
  'request.parked': {
    readonly request: number;
    readonly api: string;
    readonly waitsFor: string;
  };
}
