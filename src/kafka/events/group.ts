// What group coordinators tell: groups, their members, committed offsets.
import type { GroupMemberState, GroupState } from '#kafka/protocol/states.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';

/** A member of a group as its coordinator sees it. */
export interface GroupMemberView {
  readonly memberId: string;
  readonly clientId: string;
  readonly groupInstanceId: string | null;
  readonly assignment: readonly TopicPartition[];
  /** KIP-848: the member's own epoch and state; null in a classic group. */
  readonly memberEpoch: number | null;
  readonly memberState: GroupMemberState | null;
  /** KIP-848: what the assignor wants it to own; empty in a classic group. */
  readonly target: readonly TopicPartition[];
  /** KIP-848: what it was told to give up, and has not yet. */
  readonly toRevoke: readonly TopicPartition[];
}

export interface GroupEventMap {
  'group.changed': {
    readonly group: string;
    readonly coordinator: number;
    readonly protocol: 'classic' | 'consumer';
    readonly state: GroupState;
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
  /** `generation`: of a classic group; the group epoch of a consumer group. */
  'rebalance.completed': {
    readonly group: string;
    readonly protocol: 'classic' | 'consumer';
    readonly generation: number;
  };
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
  /** A commit was dropped because its topic is gone. */
  'offset.deleted': TopicPartition & { readonly group: string };
  'offset.committed': TopicPartition & {
    readonly group: string;
    readonly memberId: string;
    readonly offset: number;
  };
}
