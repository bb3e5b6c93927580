// How records get into the logs and out again, and what a client must know for it. Followers fetch by
// the same Fetch as consumers.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';

export interface RecordApis {
  Metadata: {
    request: {
      /** null: all topics. */
      readonly topics: readonly string[] | null;
      readonly allowAutoTopicCreation: boolean;
    };
    response: {
      readonly brokers: readonly { readonly nodeId: number; readonly rack: string | null }[];
      readonly controllerId: number;
      readonly topics: readonly {
        readonly errorCode: ErrorName;
        readonly name: string;
        readonly topicId: string;
        readonly isInternal: boolean;
        readonly partitions: readonly {
          readonly errorCode: ErrorName;
          readonly partitionIndex: number;
          readonly leaderId: number;
          readonly leaderEpoch: number;
          readonly replicaNodes: readonly number[];
          readonly isrNodes: readonly number[];
        }[];
      }[];
    };
  };
  InitProducerId: {
    request: { readonly producerId: number; readonly producerEpoch: number };
    response: {
      readonly errorCode: ErrorName;
      readonly producerId: number;
      readonly producerEpoch: number;
    };
  };
  Produce: {
    request: {
      readonly acks: -1 | 0 | 1;
      readonly timeoutMs: number;
      readonly partitions: readonly (TopicPartition & { readonly batch: RecordBatch })[];
    };
    /** With acks=0 there is none. */
    response: {
      readonly partitions: readonly (TopicPartition & {
        readonly errorCode: ErrorName;
        readonly errorMessage: string | null;
        /** -1 on error. */
        readonly baseOffset: number;
        readonly logStartOffset: number;
        /** Set with NOT_LEADER_OR_FOLLOWER when known (KIP-951). */
        readonly currentLeader: { readonly leaderId: number; readonly leaderEpoch: number } | null;
      })[];
    };
  };
  Fetch: {
    request: {
      /** Broker id of a follower; -1 for a consumer. */
      readonly replicaId: number;
      /** Broker epoch of a follower; -1 for a consumer. */
      readonly replicaEpoch: number;
      readonly maxWaitMs: number;
      readonly minBytes: number;
      readonly maxBytes: number;
      readonly isolationLevel: 'READ_UNCOMMITTED' | 'READ_COMMITTED';
      /** 0 with epoch 0: ask for a session; 0 with epoch -1: a full fetch without one (KIP-227). */
      readonly sessionId: number;
      readonly sessionEpoch: number;
      readonly rackId: string;
      /** In a session: only those that are new or whose fields changed. */
      readonly partitions: readonly (TopicPartition & {
        readonly currentLeaderEpoch: number;
        readonly fetchOffset: number;
        /** -1 for a consumer. */
        readonly lastFetchedEpoch: number;
        readonly logStartOffset: number;
        readonly partitionMaxBytes: number;
      })[];
      readonly forgottenPartitions: readonly TopicPartition[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly sessionId: number;
      /** In a session: only those with records, an error, or a changed watermark. */
      readonly partitions: readonly (TopicPartition & {
        readonly errorCode: ErrorName;
        readonly highWatermark: number;
        readonly lastStableOffset: number;
        readonly logStartOffset: number;
        readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number } | null;
        readonly currentLeader: { readonly leaderId: number; readonly leaderEpoch: number } | null;
        /** Where a consumer should read instead (KIP-392); -1: here. */
        readonly preferredReadReplica: number;
        readonly batches: readonly RecordBatch[];
      })[];
    };
  };
  ListOffsets: {
    request: {
      readonly replicaId: number;
      readonly isolationLevel: 'READ_UNCOMMITTED' | 'READ_COMMITTED';
      readonly partitions: readonly (TopicPartition & {
        readonly currentLeaderEpoch: number;
        /** ms since the start of the run, or -1 latest, -2 earliest, -3 max timestamp. */
        readonly timestamp: number;
      })[];
    };
    response: {
      readonly partitions: readonly (TopicPartition & {
        readonly errorCode: ErrorName;
        readonly timestamp: number;
        readonly offset: number;
        readonly leaderEpoch: number;
      })[];
    };
  };
  OffsetForLeaderEpoch: {
    request: {
      readonly replicaId: number;
      readonly partitions: readonly (TopicPartition & {
        readonly currentLeaderEpoch: number;
        readonly leaderEpoch: number;
      })[];
    };
    response: {
      readonly partitions: readonly (TopicPartition & {
        readonly errorCode: ErrorName;
        readonly leaderEpoch: number;
        readonly endOffset: number;
      })[];
    };
  };
}
