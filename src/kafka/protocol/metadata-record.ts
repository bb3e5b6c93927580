// The records of the metadata log (`__cluster_metadata-0`): all that a KRaft cluster knows.
// Follows `org.apache.kafka.common.metadata`; the offset of a record is its index in the log.

export interface PartitionState {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly removingReplicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
  /** -1: no leader. */
  readonly leader: number;
  readonly leaderRecoveryState: 'RECOVERED' | 'RECOVERING';
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
}

export type MetadataRecord =
  | { readonly type: 'LeaderChangeMessage'; readonly leaderId: number; readonly epoch: number }
  | { readonly type: 'NoOpRecord' }
  | {
      readonly type: 'RegisterBrokerRecord';
      readonly brokerId: number;
      /**
       * Offset of the next record when this incarnation registered: of this very record, unless
       * records that clean up after the previous incarnation come before it.
       */
      readonly brokerEpoch: number;
      readonly incarnationId: string;
      readonly rack: string | null;
      readonly fenced: boolean;
      readonly inControlledShutdown: boolean;
    }
  | {
      readonly type: 'UnregisterBrokerRecord';
      readonly brokerId: number;
      readonly brokerEpoch: number;
    }
  | {
      readonly type: 'BrokerRegistrationChangeRecord';
      readonly brokerId: number;
      readonly brokerEpoch: number;
      readonly fenced: boolean;
      readonly inControlledShutdown: boolean;
    }
  | { readonly type: 'TopicRecord'; readonly topic: string; readonly topicId: string }
  | { readonly type: 'RemoveTopicRecord'; readonly topic: string; readonly topicId: string }
  /** Whole new partition. */
  | { readonly type: 'PartitionRecord'; readonly state: PartitionState }
  /** Fields that are present replace; `leader` present bumps the leader epoch. */
  | {
      readonly type: 'PartitionChangeRecord';
      readonly topic: string;
      readonly partition: number;
      readonly isr?: readonly number[];
      readonly leader?: number;
      readonly replicas?: readonly number[];
      readonly removingReplicas?: readonly number[];
      readonly addingReplicas?: readonly number[];
      readonly elr?: readonly number[];
      readonly lastKnownElr?: readonly number[];
      readonly leaderRecoveryState?: 'RECOVERED' | 'RECOVERING';
      /** The state after the change: readers need no merge of their own. */
      readonly state: PartitionState;
    }
  /** A broker was given a block of producer ids; the next block begins here. */
  | {
      readonly type: 'ProducerIdsRecord';
      readonly brokerId: number;
      readonly brokerEpoch: number;
      readonly nextProducerId: number;
    }
  /** No partition of the topic (`''`: of any) has eligible leader replicas any more. */
  | { readonly type: 'ClearElrRecord'; readonly topic: string }
  | {
      readonly type: 'ConfigRecord';
      readonly resourceType: 'TOPIC' | 'BROKER' | 'GROUP';
      /** `''` names the cluster-wide default of brokers. */
      readonly resourceName: string;
      readonly name: string;
      /** null: back to the default. */
      readonly value: string | null;
    };

/** A batch of the metadata log, written in one go by one leader. Applied whole. */
export interface MetadataBatch {
  readonly baseOffset: number;
  /** Quorum epoch of the leader that wrote it. */
  readonly epoch: number;
  readonly records: readonly MetadataRecord[];
}
