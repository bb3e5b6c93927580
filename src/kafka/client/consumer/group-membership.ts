// What a consumer's poll loop asks of its membership in a group, whichever protocol it speaks:
// `group.protocol` is classic (JoinGroup, SyncGroup, Heartbeat) or consumer (KIP-848).
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { Consumer } from './state.ts';

export interface GroupMembership {
  /** In poll(): whatever it takes to become a member, and to follow the group. */
  readonly poll: (consumer: Consumer) => void;
  /** The heartbeat timer, which the application's work does not hold up. */
  readonly heartbeat: (consumer: Consumer) => void;
  /** New metadata; `hasOtherTopics`: the subscription has other topics than before. */
  readonly onMetadata: (consumer: Consumer, hasOtherTopics: boolean) => void;
  /** True when the answer was for this membership. */
  readonly onResponse: (consumer: Consumer, request: number, body: ResponseBody) => boolean;
  /** A request was lost. True when it was one of this membership. */
  readonly onFailure: (consumer: Consumer, request: number) => boolean;
  /** The commit that comes before partitions are given up was answered, well or badly. */
  readonly onPrepared: (consumer: Consumer) => void;
  /** A commit was refused. True: the application has to be told that it failed. */
  readonly onCommitError: (consumer: Consumer, errorCode: ErrorName) => boolean;
  /** Leaves the group: on close, on another configuration, or when poll() stays away. */
  readonly leave: (consumer: Consumer, reason: string, why: 'close' | 'poll expired') => void;
}
