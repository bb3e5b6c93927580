// The consumer group protocol (KIP-848): one heartbeat says and learns everything.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';

/** Member epoch of a member that joins. This and the next two as in `ConsumerGroupHeartbeatRequest`. */
export const JOIN_GROUP_MEMBER_EPOCH = 0;
/** … of one that leaves. */
export const LEAVE_GROUP_MEMBER_EPOCH = -1;
/** … of a static one that goes, and will be back. */
export const LEAVE_GROUP_STATIC_MEMBER_EPOCH = -2;

export interface ConsumerGroupApis {
  ConsumerGroupHeartbeat: {
    request: {
      readonly groupId: string;
      /** Made by the client (KIP-1082). */
      readonly memberId: string;
      /** 0: (re)join; -1: leave; -2: a static member goes, and will be back. */
      readonly memberEpoch: number;
      readonly clientId: string;
      readonly instanceId: string | null;
      readonly rackId: string | null;
      /** null (or -1) here and below: not changed since the last heartbeat. */
      readonly rebalanceTimeoutMs: number;
      readonly subscribedTopicNames: readonly string[] | null;
      readonly subscribedTopicRegex: string | null;
      readonly serverAssignor: string | null;
      /** What the member owns. In Kafka topics go by their ids here; the coordinator keeps those. */
      readonly topicPartitions: readonly TopicPartition[] | null;
    };
    response: {
      readonly errorCode: ErrorName;
      readonly errorMessage: string | null;
      readonly memberId: string | null;
      readonly memberEpoch: number;
      readonly heartbeatIntervalMs: number;
      /** null: as before. */
      readonly assignment: readonly TopicPartition[] | null;
    };
  };
}
