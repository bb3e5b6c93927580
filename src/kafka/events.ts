// Everything that can happen in the cluster: the closed union of facts. The trace is made of these
// and of the engine's own events, and all that is ever drawn or asked is folded from it.
import type { EngineEventMap, EventOf } from '#sim/event.ts';
import type { ConsumerSpec, ProducerSpec, BrokerSpec } from './commands.ts';
import type { ResponseBody } from './protocol/api.ts';
import type { ErrorName } from './protocol/errors.ts';
import type { BrokerRegistration } from './protocol/metadata-image.ts';
import type { MetadataBatch, PartitionState } from './protocol/metadata-record.ts';
import type { RecordBatch } from './protocol/record.ts';
import type { TopicPartition } from './protocol/topic-partition.ts';

/** One replica: a partition on a broker. */
interface ReplicaField extends TopicPartition {
  readonly broker: number;
}

/** A member of a group as its coordinator sees it. */
export interface GroupMemberView {
  readonly memberId: string;
  readonly clientId: string;
  readonly groupInstanceId: string | null;
  readonly assignment: readonly TopicPartition[];
  /** KIP-848: the member's own epoch and state; null in a classic group. */
  readonly memberEpoch: number | null;
  readonly memberState: string | null;
  /** KIP-848: what the assignor wants it to own; empty in a classic group. */
  readonly target: readonly TopicPartition[];
  /** KIP-848: what it was told to give up, and has not yet. */
  readonly toRevoke: readonly TopicPartition[];
}

/** Why a partition's state changed in the metadata log. */
export type PartitionChangeReason =
  | 'created'
  | 'broker fenced'
  | 'broker unfenced'
  | 'broker unregistered'
  | 'controlled shutdown'
  | 'AlterPartition'
  | 'unclean restart'
  | 'preferred election'
  | 'unclean election'
  | 'reassignment'
  | 'config change'
  | 'topic deleted';

/** Data of each event of the Kafka model. */
export interface KafkaEventMap {
  /** An XState machine of the model changed state: what the State view shows. */
  'machine.transitioned': {
    /** The machine's id, such as `broker lifecycle`. */
    readonly machine: string;
    /** Which one: a node id, `orders-0@broker-1`, a group, a member. */
    readonly subject: string;
    readonly from: string;
    readonly to: string;
    /** The machine event that did it. */
    readonly event: string;
  };

  // ── Controller ──────────────────────────────────────────────────────────────────────────
  'quorum.changed': {
    readonly controller: number;
    readonly state: string;
    readonly epoch: number;
    /** -1: unknown. */
    readonly leaderId: number;
    /** -1: nobody. */
    readonly votedId: number;
  };
  'controller.activated': { readonly controller: number; readonly epoch: number };
  'controller.deactivated': { readonly controller: number; readonly epoch: number };
  /**
   * A new active controller tells what it found in the log: decisions of its predecessor that were
   * never committed are undone.
   */
  'metadata.loaded': {
    readonly controller: number;
    readonly offset: number;
    readonly brokers: readonly BrokerRegistration[];
    readonly partitions: readonly PartitionState[];
  };
  'metadata.appended': { readonly controller: number; readonly batch: MetadataBatch };
  'metadata.committed': { readonly controller: number; readonly highWatermark: number };
  /** The active controller's decisions, once written to its log. */
  'broker.registered': {
    readonly broker: number;
    readonly brokerEpoch: number;
    /** Another one with each start of the process. */
    readonly incarnationId: string;
    readonly rack: string | null;
  };
  'broker.fenced': {
    readonly broker: number;
    readonly reason: 'session timeout' | 'asked' | 'shutdown';
  };
  'broker.unfenced': { readonly broker: number };
  'broker.unregistered': { readonly broker: number };
  'broker.shutting-down': { readonly broker: number };
  'topic.created': {
    readonly topic: string;
    readonly topicId: string;
    readonly isInternal: boolean;
    readonly configs: Readonly<Record<string, string>>;
  };
  'topic.deleted': { readonly topic: string };
  'partition.changed': {
    readonly state: PartitionState;
    readonly previous: PartitionState | null;
    readonly reason: PartitionChangeReason;
    /** Set when the change elected a leader. */
    readonly election: 'clean' | 'unclean' | 'preferred' | 'last known leader' | null;
  };
  'config.altered': {
    readonly resourceType: 'TOPIC' | 'BROKER' | 'GROUP';
    readonly resourceName: string;
    readonly name: string;
    readonly value: string | null;
  };
  /** The cluster refused a command: Kafka's error and message, for the person who asked. */
  'command.refused': {
    readonly command: string;
    readonly errorCode: ErrorName;
    readonly errorMessage: string;
  };

  // ── Broker ──────────────────────────────────────────────────────────────────────────────
  'broker.added': BrokerSpec & { readonly controller: boolean };
  /** A disk became slow, or healthy again (0). */
  'disk.changed': { readonly broker: number; readonly appendLatencyUs: number };
  /** A broker has read and applied the metadata log up to (not including) `offset`. */
  'metadata.applied': { readonly broker: number; readonly offset: number };
  'replica.role-changed': ReplicaField & {
    readonly role: 'leader' | 'follower' | 'offline' | 'none';
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

  // ── Group coordinator ───────────────────────────────────────────────────────────────────
  'group.changed': {
    readonly group: string;
    readonly coordinator: number;
    readonly protocol: 'classic' | 'consumer';
    readonly state: string;
    /** Generation (classic) or group epoch (KIP-848). */
    readonly generation: number;
    /** KIP-848: the group epoch that the target was made for; null in a classic group. */
    readonly assignmentEpoch: number | null;
    readonly assignor: string;
    readonly leader: string;
    readonly members: readonly GroupMemberView[];
    readonly reason: string;
  };
  'rebalance.started': { readonly group: string; readonly reason: string };
  'rebalance.completed': { readonly group: string; readonly generation: number };
  'member.joined': {
    readonly group: string;
    readonly memberId: string;
    readonly clientId: string;
  };
  'member.left': {
    readonly group: string;
    readonly memberId: string;
    readonly clientId: string;
    readonly reason: 'left' | 'session timeout' | 'rebalance timeout' | 'fenced';
  };
  /** A commit that nobody needed any more was dropped. */
  'offset.expired': TopicPartition & { readonly group: string };
  'offset.committed': TopicPartition & {
    readonly group: string;
    readonly memberId: string;
    readonly offset: number;
  };

  // ── Producer ────────────────────────────────────────────────────────────────────────────
  'producer.added': ProducerSpec;
  'producer.altered': ProducerSpec;
  'producer.closed': { readonly producer: string };
  /** send() chose a partition and put the record into the accumulator. */
  'record.created': TopicPartition & {
    readonly producer: string;
    readonly recordId: string;
    readonly key: string | null;
    readonly value: string | null;
    /** How the partition was chosen. */
    readonly by: 'key' | 'sticky' | 'round robin' | 'hand';
  };
  /** The broker's word (or the client's own timeout) on a batch; the records' fate. */
  'batch.completed': TopicPartition & {
    readonly producer: string;
    readonly recordIds: readonly string[];
    readonly errorCode: ErrorName;
    /** -1 on error or with acks=0. */
    readonly baseOffset: number;
  };
  'batch.retried': TopicPartition & {
    readonly producer: string;
    readonly recordIds: readonly string[];
    readonly errorCode: ErrorName;
    readonly attempt: number;
    readonly backoffMs: number;
  };
  'partitioner.switched': TopicPartition & { readonly producer: string };
  /** A client replaced its view of the cluster. */
  'metadata.refreshed': { readonly client: string; readonly reason: string };

  // ── Consumer ────────────────────────────────────────────────────────────────────────────
  'consumer.added': ConsumerSpec;
  'consumer.altered': ConsumerSpec;
  'consumer.closed': { readonly consumer: string };
  'partitions.assigned': {
    readonly consumer: string;
    readonly group: string;
    readonly partitions: readonly TopicPartition[];
    /** All that it owns now. */
    readonly owned: readonly TopicPartition[];
  };
  'partitions.revoked': {
    readonly consumer: string;
    readonly group: string;
    readonly partitions: readonly TopicPartition[];
    readonly owned: readonly TopicPartition[];
    /** onPartitionsLost: somebody else may own them already. */
    readonly isLost: boolean;
  };
  'offset.reset': TopicPartition & {
    readonly consumer: string;
    /** Where the offset came from. */
    readonly by: 'committed' | 'earliest' | 'latest' | 'by_duration' | 'seek' | 'truncation';
    readonly offset: number;
  };
  'partition.paused': TopicPartition & {
    readonly consumer: string;
    readonly isPaused: boolean;
  };
  /** Whom a consumer fetches from: a replica of its rack (KIP-392); null: the leader. */
  'read-replica.changed': TopicPartition & {
    readonly consumer: string;
    readonly broker: number | null;
  };
  /** poll() handed these records to the application; `position` is the next offset to fetch. */
  'records.polled': {
    readonly consumer: string;
    readonly group: string;
    readonly partitions: readonly (TopicPartition & {
      readonly baseOffset: number;
      readonly recordIds: readonly string[];
      readonly position: number;
    })[];
    /** How many of them its filter dropped unprocessed. */
    readonly skipped: number;
    /** When the application will be done with them, if nothing interrupts it. */
    readonly processedAtUs: number;
  };
  /** The application is done with all records of the last poll. */
  'records.processed': { readonly consumer: string; readonly group: string };
  /** A client that is steered from outside has its answer, or knows that there will be none. */
  'client.answered': {
    readonly client: string;
    /** Of the command `client.request`. */
    readonly correlationId: number;
    /** Packet of the request; -1: it could not be sent. */
    readonly request: number;
    /** Why there is no answer; NONE when there is one, whatever error it tells of. */
    readonly errorCode: 'NONE' | 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT';
    /** null: there is none. */
    readonly body: ResponseBody | null;
  };
  /** An error that reached the application, such as CommitFailedException. */
  'client.failed': {
    readonly client: string;
    readonly errorCode: ErrorName;
    readonly errorMessage: string;
  };
}

/** Any event of a trace. */
export type TraceEvent = EventOf<KafkaEventMap & EngineEventMap>;
export type TraceEventType = TraceEvent['type'];
export type EventData<K extends keyof KafkaEventMap> = KafkaEventMap[K];
