// What any consumer with a group asks of its coordinator: who that is, and the group's offsets.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';

export interface OffsetApis {
  FindCoordinator: {
    request: { readonly key: string; readonly keyType: 'GROUP' | 'TRANSACTION' };
    response: { readonly errorCode: ErrorName; readonly nodeId: number };
  };
  OffsetCommit: {
    request: {
      readonly groupId: string;
      /** Generation (classic) or member epoch (KIP-848); -1 outside a group. */
      readonly generationIdOrMemberEpoch: number;
      readonly memberId: string;
      readonly groupInstanceId: string | null;
      readonly partitions: readonly (TopicPartition & {
        readonly committedOffset: number;
        readonly committedLeaderEpoch: number;
        readonly committedMetadata: string;
      })[];
    };
    response: {
      readonly partitions: readonly (TopicPartition & { readonly errorCode: ErrorName })[];
    };
  };
  OffsetFetch: {
    request: {
      readonly groupId: string;
      /** null: all. */
      readonly partitions: readonly TopicPartition[] | null;
      readonly requireStable: boolean;
    };
    response: {
      readonly errorCode: ErrorName;
      readonly partitions: readonly (TopicPartition & {
        readonly errorCode: ErrorName;
        /** -1: none committed. */
        readonly committedOffset: number;
        readonly committedLeaderEpoch: number;
        readonly metadata: string;
      })[];
    };
  };
}
