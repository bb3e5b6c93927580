// What a consumer group may do, and the timers that it sets.
import type { ShardHost } from '#kafka/coordinator/runtime/shard.ts';

/** The timers of a consumer group, each with what it needs when it runs out. */
export type ConsumerTimer =
  | { readonly type: 'session timeout'; readonly group: string; readonly memberId: string }
  | {
      readonly type: 'rebalance timeout';
      readonly group: string;
      readonly memberId: string;
      /** The epoch that the member was to leave behind. */
      readonly memberEpoch: number;
    }
  /** A member by the classic protocol was to join again, or to fetch its assignment. */
  | {
      readonly type: 'classic join' | 'classic sync';
      readonly group: string;
      readonly memberId: string;
    }
  /** The topics of regular expressions are to be looked up. */
  | { readonly type: 'regexes'; readonly group: string };

export type ConsumerHost = ShardHost<ConsumerTimer>;
