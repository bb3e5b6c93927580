// Kafka's RPCs as the model's nodes exchange them: names and fields as in Kafka's message
// definitions, less what no node here reads. A packet's body is `{api, ...fields}`, immutable.
import type { ErrorName } from './errors.ts';
import type { MetadataBatch } from './metadata-record.ts';
import type { RecordBatch } from './record.ts';

interface TopicPartitionField {
  readonly topic: string;
  readonly partition: number;
}

/** Request and response of each API. */
export interface ApiMap {
  // ── KRaft quorum (`raft/`) ────────────────────────────────────────────────────────────────
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
  // ── Brokers → active controller ───────────────────────────────────────────────────────────
  BrokerRegistration: {
    request: {
      readonly brokerId: number;
      readonly incarnationId: string;
      readonly rack: string | null;
      /** Broker epoch of the previous life if it ended cleanly, else -1. */
      readonly previousBrokerEpoch: number;
    };
    response: { readonly errorCode: ErrorName; readonly brokerEpoch: number };
  };
  BrokerHeartbeat: {
    request: {
      readonly brokerId: number;
      readonly brokerEpoch: number;
      readonly currentMetadataOffset: number;
      readonly wantFence: boolean;
      readonly wantShutDown: boolean;
    };
    response: {
      readonly errorCode: ErrorName;
      readonly isCaughtUp: boolean;
      readonly isFenced: boolean;
      readonly shouldShutDown: boolean;
    };
  };
  UnregisterBroker: {
    request: { readonly brokerId: number };
    response: { readonly errorCode: ErrorName; readonly errorMessage: string | null };
  };
  AlterPartition: {
    request: {
      readonly brokerId: number;
      readonly brokerEpoch: number;
      readonly partitions: readonly (TopicPartitionField & {
        readonly leaderEpoch: number;
        readonly newIsr: readonly { readonly brokerId: number; readonly brokerEpoch: number }[];
        readonly leaderRecoveryState: 'RECOVERED' | 'RECOVERING';
        readonly partitionEpoch: number;
      })[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly partitions: readonly (TopicPartitionField & {
        readonly errorCode: ErrorName;
        readonly leaderId: number;
        readonly leaderEpoch: number;
        readonly isr: readonly number[];
        readonly leaderRecoveryState: 'RECOVERED' | 'RECOVERING';
        readonly partitionEpoch: number;
      })[];
    };
  };
  AllocateProducerIds: {
    request: { readonly brokerId: number; readonly brokerEpoch: number };
    response: {
      readonly errorCode: ErrorName;
      readonly producerIdStart: number;
      readonly producerIdLen: number;
    };
  };
  // ── Admin → controller (clients send them to any broker in Kafka, which forwards them; here the
  //    admin client asks the active controller itself, as with --bootstrap-controller) ──────────
  CreateTopics: {
    request: {
      readonly topics: readonly {
        readonly name: string;
        /** -1: `num.partitions`. */
        readonly numPartitions: number;
        /** -1: `default.replication.factor`. */
        readonly replicationFactor: number;
        readonly assignments: readonly (readonly number[])[] | null;
        readonly configs: Readonly<Record<string, string>>;
      }[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly topics: readonly {
        readonly name: string;
        readonly errorCode: ErrorName;
        readonly errorMessage: string | null;
      }[];
    };
  };
  CreatePartitions: {
    request: { readonly topic: string; readonly count: number };
    response: { readonly errorCode: ErrorName; readonly errorMessage: string | null };
  };
  DeleteTopics: {
    request: { readonly topics: readonly string[] };
    response: { readonly errorCode: ErrorName; readonly errorMessage: string | null };
  };
  ElectLeaders: {
    request: {
      readonly electionType: 'PREFERRED' | 'UNCLEAN';
      /** null: all. */
      readonly partitions: readonly TopicPartitionField[] | null;
    };
    response: {
      readonly errorCode: ErrorName;
      readonly partitions: readonly (TopicPartitionField & {
        readonly errorCode: ErrorName;
        readonly errorMessage: string | null;
      })[];
    };
  };
  AlterPartitionReassignments: {
    request: {
      readonly partitions: readonly (TopicPartitionField & {
        /** null: cancel. */
        readonly replicas: readonly number[] | null;
      })[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly partitions: readonly (TopicPartitionField & {
        readonly errorCode: ErrorName;
        readonly errorMessage: string | null;
      })[];
    };
  };
  IncrementalAlterConfigs: {
    request: {
      readonly resourceType: 'TOPIC' | 'BROKER' | 'GROUP';
      readonly resourceName: string;
      readonly name: string;
      readonly value: string | null;
    };
    response: { readonly errorCode: ErrorName; readonly errorMessage: string | null };
  };
  // ── Clients → brokers ─────────────────────────────────────────────────────────────────────
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
      readonly partitions: readonly (TopicPartitionField & { readonly batch: RecordBatch })[];
    };
    /** With acks=0 the broker answers with no partitions at all: the client has not waited. */
    response: {
      readonly partitions: readonly (TopicPartitionField & {
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
      readonly partitions: readonly (TopicPartitionField & {
        readonly currentLeaderEpoch: number;
        readonly fetchOffset: number;
        /** -1 for a consumer. */
        readonly lastFetchedEpoch: number;
        readonly logStartOffset: number;
        readonly partitionMaxBytes: number;
      })[];
      readonly forgottenPartitions: readonly TopicPartitionField[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly sessionId: number;
      /** In a session: only those with records, an error, or a changed watermark. */
      readonly partitions: readonly (TopicPartitionField & {
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
      readonly partitions: readonly (TopicPartitionField & {
        readonly currentLeaderEpoch: number;
        /** ms since the start of the run, or -1 latest, -2 earliest, -3 max timestamp. */
        readonly timestamp: number;
      })[];
    };
    response: {
      readonly partitions: readonly (TopicPartitionField & {
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
      readonly partitions: readonly (TopicPartitionField & {
        readonly currentLeaderEpoch: number;
        readonly leaderEpoch: number;
      })[];
    };
    response: {
      readonly partitions: readonly (TopicPartitionField & {
        readonly errorCode: ErrorName;
        readonly leaderEpoch: number;
        readonly endOffset: number;
      })[];
    };
  };
  FindCoordinator: {
    request: { readonly key: string; readonly keyType: 'GROUP' | 'TRANSACTION' };
    response: { readonly errorCode: ErrorName; readonly nodeId: number };
  };
  // ── Classic group protocol ────────────────────────────────────────────────────────────────
  JoinGroup: {
    request: {
      /** Absent: the newest. Before 4 a member needs no id (KIP-394), before 9 no skipAssignment. */
      readonly apiVersion?: number;
      readonly groupId: string;
      readonly sessionTimeoutMs: number;
      readonly rebalanceTimeoutMs: number;
      readonly memberId: string;
      readonly groupInstanceId: string | null;
      readonly clientId: string;
      readonly protocolType: string;
      readonly protocols: readonly {
        readonly name: string;
        readonly metadata: ConsumerProtocolSubscription;
      }[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly generationId: number;
      readonly protocolType: string;
      readonly protocolName: string;
      readonly leader: string;
      readonly skipAssignment: boolean;
      readonly memberId: string;
      readonly members: readonly {
        readonly memberId: string;
        readonly groupInstanceId: string | null;
        readonly metadata: ConsumerProtocolSubscription;
      }[];
    };
  };
  SyncGroup: {
    request: {
      readonly groupId: string;
      readonly generationId: number;
      readonly memberId: string;
      readonly groupInstanceId: string | null;
      readonly protocolType: string;
      readonly protocolName: string;
      readonly assignments: readonly {
        readonly memberId: string;
        readonly assignment: ConsumerProtocolAssignment;
      }[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly protocolType: string;
      readonly protocolName: string;
      readonly assignment: ConsumerProtocolAssignment;
    };
  };
  Heartbeat: {
    request: {
      readonly groupId: string;
      readonly generationId: number;
      readonly memberId: string;
      readonly groupInstanceId: string | null;
    };
    response: { readonly errorCode: ErrorName };
  };
  LeaveGroup: {
    request: {
      readonly groupId: string;
      readonly members: readonly {
        readonly memberId: string;
        readonly groupInstanceId: string | null;
        readonly reason: string;
      }[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly members: readonly {
        readonly memberId: string;
        readonly groupInstanceId: string | null;
        readonly errorCode: ErrorName;
      }[];
    };
  };
  OffsetCommit: {
    request: {
      readonly groupId: string;
      /** Generation (classic) or member epoch (KIP-848); -1 outside a group. */
      readonly generationIdOrMemberEpoch: number;
      readonly memberId: string;
      readonly groupInstanceId: string | null;
      readonly partitions: readonly (TopicPartitionField & {
        readonly committedOffset: number;
        readonly committedLeaderEpoch: number;
        readonly committedMetadata: string;
      })[];
    };
    response: {
      readonly partitions: readonly (TopicPartitionField & { readonly errorCode: ErrorName })[];
    };
  };
  OffsetFetch: {
    request: {
      readonly groupId: string;
      /** null: all. */
      readonly partitions: readonly TopicPartitionField[] | null;
      readonly requireStable: boolean;
    };
    response: {
      readonly errorCode: ErrorName;
      readonly partitions: readonly (TopicPartitionField & {
        readonly errorCode: ErrorName;
        /** -1: none committed. */
        readonly committedOffset: number;
        readonly committedLeaderEpoch: number;
        readonly metadata: string;
      })[];
    };
  };
  // ── Consumer group protocol (KIP-848) ─────────────────────────────────────────────────────
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
      readonly topicPartitions: readonly TopicPartitionField[] | null;
    };
    response: {
      readonly errorCode: ErrorName;
      readonly errorMessage: string | null;
      readonly memberId: string | null;
      readonly memberEpoch: number;
      readonly heartbeatIntervalMs: number;
      /** null: as before. */
      readonly assignment: readonly TopicPartitionField[] | null;
    };
  };
}

/** What a consumer tells the group about itself (`ConsumerProtocolSubscription`). */
export interface ConsumerProtocolSubscription {
  /** Sorted by name, as on the wire. */
  readonly topics: readonly string[];
  readonly ownedPartitions: readonly TopicPartitionField[];
  readonly generationId: number;
  readonly rackId: string | null;
  /** StickyAssignor's own memory; null for the others. */
  readonly userData: {
    readonly partitions: readonly TopicPartitionField[];
    readonly generation: number;
  } | null;
}

/** What the group gives to a member (`ConsumerProtocolAssignment`). */
export interface ConsumerProtocolAssignment {
  readonly partitions: readonly TopicPartitionField[];
}

export type ApiName = keyof ApiMap;
export type RequestBody<A extends ApiName = ApiName> = A extends ApiName
  ? { readonly api: A } & ApiMap[A]['request']
  : never;
export type ResponseBody<A extends ApiName = ApiName> = A extends ApiName
  ? { readonly api: A } & ApiMap[A]['response']
  : never;

export type { TopicPartitionField };
