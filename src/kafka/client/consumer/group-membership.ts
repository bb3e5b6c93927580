// What a consumer's poll loop asks of its membership in a group, whichever protocol it speaks:
// `group.protocol` is classic (JoinGroup, SyncGroup, Heartbeat) or consumer (KIP-848).
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { Consumer, SentCommit } from './state.ts';
import type { CommitFailure } from '#kafka/client/consumer/fetching/commit-failure.ts';

export interface GroupMembership {
  /** In poll(): whatever it takes to become a member, and to follow the group. */
  readonly poll: (consumer: Consumer) => void;
  /** The heartbeat timer, which the application's work does not hold up. */
  readonly heartbeat: (consumer: Consumer) => void;
  /** There is new metadata. */
  readonly onMetadata: (consumer: Consumer) => void;
  /** True when the answer was for this membership. */
  readonly onResponse: (consumer: Consumer, request: number, body: ResponseBody) => boolean;
  /** A request was lost. True when it was one of this membership. */
  readonly onFailure: (consumer: Consumer, request: number) => boolean;
  /** The commit that comes before partitions are given up was answered, well or badly. */
  readonly onPrepared: (consumer: Consumer) => void;
  /** A commit was refused: what that means for the membership, and for whoever committed. */
  readonly onCommitError: (
    consumer: Consumer,
    errorCode: ErrorName,
    sent: SentCommit,
  ) => CommitFailure;
  /**
   * Leaves the group: on close, on another configuration, or when poll() stays away. `leaveRequest`
   * then is the farewell that waits for its answer.
   */
  readonly leave: (consumer: Consumer, reason: string, why: 'close' | 'poll expired') => void;
}
