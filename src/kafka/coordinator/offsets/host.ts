// What the code of committed offsets may do, its timer, and what it does once offsets are replicated.
import type { ShardHost } from '#kafka/coordinator/runtime/shard.ts';
import type { CommittedOffset } from './offsets-topic.ts';

/** It is time to look for offsets that nobody needs. */
export interface ExpirationTimer {
  readonly type: 'offset expiration';
}

/** Offsets that become visible once their records are replicated. */
export interface OffsetsThen {
  readonly type: 'offsets';
  readonly offsets: readonly {
    readonly group: string;
    readonly memberId: string;
    readonly topic: string;
    readonly partition: number;
    readonly value: CommittedOffset;
  }[];
}

export type OffsetsHost = ShardHost<ExpirationTimer, OffsetsThen>;
