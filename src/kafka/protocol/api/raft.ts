// The RPCs of the KRaft quorum: elections, and the metadata log.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { MetadataBatch } from '#kafka/protocol/metadata-record.ts';

/** How far a replica of the metadata log is (`DescribeQuorumResponse.ReplicaState`). */
export interface QuorumReplica {
  readonly replicaId: number;
  readonly logEndOffset: number;
  /** ms since the start of the run. */
  readonly lastFetchTimestamp: number;
  readonly lastCaughtUpTimestamp: number;
}

export interface RaftApis {
  Vote: {
    request: {
      readonly candidateId: number;
      readonly candidateEpoch: number;
      readonly lastEpoch: number;
      readonly lastEpochEndOffset: number;
      readonly preVote: boolean;
    };
    response: {
      readonly errorCode: ErrorName;
      readonly leaderId: number;
      readonly leaderEpoch: number;
      readonly voteGranted: boolean;
    };
  };
  BeginQuorumEpoch: {
    request: { readonly leaderId: number; readonly leaderEpoch: number };
    response: {
      readonly errorCode: ErrorName;
      readonly leaderId: number;
      readonly leaderEpoch: number;
    };
  };
  EndQuorumEpoch: {
    request: {
      readonly leaderId: number;
      readonly leaderEpoch: number;
      readonly preferredSuccessors: readonly number[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly leaderId: number;
      readonly leaderEpoch: number;
    };
  };
  DescribeQuorum: {
    request: Readonly<Record<never, never>>;
    response: {
      readonly errorCode: ErrorName;
      readonly leaderId: number;
      readonly leaderEpoch: number;
      readonly highWatermark: number;
      readonly currentVoters: readonly QuorumReplica[];
      readonly observers: readonly QuorumReplica[];
    };
  };
  /**
   * Fetch of `__cluster_metadata-0` by voters and by brokers (observers). In Kafka it is the same
   * API as Fetch; here it has a name of its own because its records are metadata.
   */
  FetchMetadata: {
    request: {
      /** Node id of the fetching voter or broker. */
      readonly replicaId: number;
      readonly currentLeaderEpoch: number;
      readonly fetchOffset: number;
      readonly lastFetchedEpoch: number;
      /** What the fetcher knows already: a newer one is worth an answer (KIP-1166). */
      readonly highWatermark: number;
      readonly maxWaitMs: number;
    };
    response: {
      readonly errorCode: ErrorName;
      readonly leaderId: number;
      readonly leaderEpoch: number;
      readonly highWatermark: number;
      readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number } | null;
      readonly batches: readonly MetadataBatch[];
    };
  };
}
