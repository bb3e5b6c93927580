// The coordinator's state, plain data in the broker's memory, and what it needs of its broker.
import type { SnapshotFrom } from 'xstate';
import type {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
} from '#kafka/protocol/api/classic-group.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { KafkaEventMap } from '#kafka/events.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';
import type { RequestDelivery } from '#sim/node.ts';
import type { classicGroupMachine } from './classic-group.machine.ts';
import type { ConsumerGroup } from './consumer-group.ts';
import type { CommittedOffset, CoordinatorRecord } from './offsets-topic.ts';

export type { CoordinatorRecord } from './offsets-topic.ts';
export { offsetsPartitionFor } from './offsets-topic.ts';

/** What the coordinator knows of a topic. */
export interface CoordinatorTopic {
  readonly topicId: Uuid;
  readonly partitionCount: number;
  /** Of each partition, the racks of its replicas, sorted. */
  readonly racks: readonly (readonly string[])[];
}

/** What a broker lends to its coordinator, for one call. */
export interface CoordinatorHost {
  readonly nowMs: number;
  readonly brokerId: number;
  readonly configs: Configs;
  /** Appends to a partition of the offsets topic; `flush` then lets it be replicated. */
  append(
    offsetsPartition: number,
    records: readonly CoordinatorRecord[],
  ): { readonly errorCode: ErrorName; readonly endOffset: number };
  flush(offsetsPartition: number): void;
  respond(request: RequestDelivery, body: ResponseBody): void;
  emit<K extends keyof KafkaEventMap>(type: K, data: KafkaEventMap[K]): void;
  setTimer(key: string, afterMs: number, data?: unknown): void;
  clearTimer(key: string): void;
  /** A topic as this broker's metadata has it; null when it does not exist. */
  topicOf(name: string): CoordinatorTopic | null;
  /** All topics. */
  topicNames(): readonly string[];
  /** What was set for this group (`kafka-configs --group`). */
  groupConfigsOf(group: string): Configs;
  /** The random part of a new member id. */
  randomHex(): string;
}

export interface MemberProtocol {
  readonly name: string;
  readonly metadata: ConsumerProtocolSubscription;
}

/** A member of a classic group (`ClassicGroupMember`). */
export interface ClassicMember {
  memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  rebalanceTimeoutMs: number;
  sessionTimeoutMs: number;
  readonly protocolType: string;
  protocols: readonly MemberProtocol[];
  assignment: ConsumerProtocolAssignment;
  /** Its parked JoinGroup and SyncGroup. */
  awaitingJoin: RequestDelivery | null;
  awaitingSync: RequestDelivery | null;
  /** Has not been through a join phase: its parked JoinGroup may expire. */
  isNew: boolean;
}

/** A classic group (`ClassicGroup`). */
export interface ClassicGroup {
  readonly id: string;
  readonly offsetsPartition: number;
  machine: SnapshotFrom<typeof classicGroupMachine>;
  /** When it came into the state that it is in (`currentStateTimestamp`). */
  currentStateMs: number;
  generationId: number;
  protocolType: string;
  protocolName: string;
  leaderId: string;
  readonly members: Map<string, ClassicMember>;
  /** group.instance.id → member id. */
  readonly staticMembers: Map<string, string>;
  /** Ids given out with MEMBER_ID_REQUIRED and not yet used. */
  readonly pendingJoins: Set<string>;
  /** Members whose SyncGroup is still expected. */
  readonly pendingSyncs: Set<string>;
  /** Somebody joined since the initial rebalance was last delayed. */
  newMemberAdded: boolean;
}

/** What a handler does when its records before `endOffset` of the offsets topic are replicated. */
export type Deferred = { readonly offsetsPartition: number; readonly endOffset: number } & (
  | {
      readonly type: 'offsets';
      readonly request: RequestDelivery;
      readonly body: ResponseBody;
      /** Offsets that become visible now. */
      readonly offsets: readonly {
        readonly group: string;
        readonly memberId: string;
        readonly topic: string;
        readonly partition: number;
        readonly value: CommittedOffset;
      }[];
    }
  /** The leader's SyncGroup: the assignment of this generation. */
  | {
      readonly type: 'assignment';
      readonly group: string;
      readonly generationId: number;
      readonly assignments: readonly {
        readonly memberId: string;
        readonly assignment: ConsumerProtocolAssignment;
      }[];
    }
  /** A static member is back under another id, and nobody else is disturbed. */
  | {
      readonly type: 'static member';
      readonly group: string;
      readonly memberId: string;
      readonly body: ResponseBody<'JoinGroup'>;
    }
  /** An answer that may not be known before what it tells of is stored. */
  | { readonly type: 'answer'; readonly request: RequestDelivery; readonly body: ResponseBody }
);

export interface CoordinatorState {
  /** Classic groups. An id is in this map or in the next, never in both. */
  readonly groups: Map<string, ClassicGroup>;
  /** Groups of the consumer protocol (KIP-848). */
  readonly consumerGroups: Map<string, ConsumerGroup>;
  /** Group → partition key → committed offset. */
  readonly offsets: Map<string, Map<string, CommittedOffset>>;
  /** Partitions of the offsets topic that this broker leads. */
  readonly owned: Set<number>;
  deferred: Deferred[];
}
