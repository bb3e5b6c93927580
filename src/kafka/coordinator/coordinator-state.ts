// The coordinator's state: plain data in the broker's memory.
import type { SnapshotFrom } from 'xstate';
import type {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
} from '#kafka/protocol/api/classic-group.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { RequestDelivery } from '#sim/node.ts';
import type { classicGroupMachine } from '#kafka/coordinator/classic/group.machine.ts';
import type { ConsumerGroup } from '#kafka/coordinator/consumer/group.ts';
import type { CommittedOffset } from '#kafka/coordinator/offsets/offsets-topic.ts';

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
