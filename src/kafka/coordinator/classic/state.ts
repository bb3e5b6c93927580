// What a classic group and its members are: plain data in the broker's memory.
import type { SnapshotFrom } from 'xstate';
import type {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
} from '#kafka/protocol/api/classic-group.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ShardHost } from '#kafka/coordinator/runtime/shard.ts';
import type { RequestDelivery } from '#sim/node.ts';
import type { classicGroupMachine } from './group.machine.ts';

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
  readonly type: 'classic';
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

/** The timers of a classic group, each with what it needs when it runs out. */
export type ClassicTimer =
  | {
      readonly type: 'initial join';
      readonly group: string;
      readonly delayMs: number;
      /** How much longer newcomers may still put it off. */
      readonly remainingMs: number;
    }
  | { readonly type: 'join'; readonly group: string }
  | { readonly type: 'sync'; readonly group: string; readonly generationId: number }
  | { readonly type: 'heartbeat'; readonly group: string; readonly memberId: string };

/** What is done once a group's record is replicated. */
export type ClassicThen =
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
      /** Who it was before, to whom the group goes back if this cannot be stored. */
      readonly before: Readonly<ClassicMember>;
    };

export type ClassicHost = ShardHost<ClassicTimer, ClassicThen>;
