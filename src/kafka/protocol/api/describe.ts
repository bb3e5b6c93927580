// What administrators read: the cluster, its topics, configs, groups, reassignments and disks.
// Any broker is asked; what only the active controller knows is forwarded to it.
import type { ConsumerProtocolAssignment } from '#kafka/protocol/api/classic-group.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { ConfigResourceType } from '#kafka/protocol/metadata-image.ts';
import type { GroupState } from '#kafka/protocol/states.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';

/** Where the value of a config comes from (`ConfigEntry.ConfigSource`). */
export type ConfigSource =
  | 'DYNAMIC_TOPIC_CONFIG'
  | 'DYNAMIC_BROKER_CONFIG'
  | 'DYNAMIC_DEFAULT_BROKER_CONFIG'
  | 'STATIC_BROKER_CONFIG'
  | 'DYNAMIC_GROUP_CONFIG'
  | 'DEFAULT_CONFIG';

/** A value that a config has, or would have if those before it were not there. */
export interface ConfigSynonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: ConfigSource;
}

export interface DescribedConfig {
  readonly name: string;
  readonly value: string | null;
  readonly configSource: ConfigSource;
  readonly isSensitive: boolean;
  /** Those that hold before those that would. */
  readonly synonyms: readonly ConfigSynonym[];
}

/** The kinds of group that there are (`Group.GroupType`). */
export type GroupType = 'classic' | 'consumer';

interface Outcome {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
}

export interface DescribeApis {
  DescribeCluster: {
    request: Readonly<Record<never, never>>;
    response: {
      readonly errorCode: ErrorName;
      readonly clusterId: string;
      readonly controllerId: number;
      readonly brokers: readonly { readonly brokerId: number; readonly rack: string | null }[];
    };
  };
  DescribeTopicPartitions: {
    request: { readonly topics: readonly string[] };
    response: {
      readonly topics: readonly {
        readonly errorCode: ErrorName;
        readonly name: string;
        readonly topicId: Uuid;
        readonly isInternal: boolean;
        readonly partitions: readonly {
          readonly errorCode: ErrorName;
          readonly partitionIndex: number;
          readonly leaderId: number;
          readonly leaderEpoch: number;
          readonly replicaNodes: readonly number[];
          readonly isrNodes: readonly number[];
          readonly eligibleLeaderReplicas: readonly number[];
          readonly lastKnownElr: readonly number[];
        }[];
      }[];
    };
  };
  DescribeConfigs: {
    request: {
      readonly resources: readonly {
        readonly resourceType: ConfigResourceType;
        /** `''` names the cluster-wide default of brokers. */
        readonly resourceName: string;
      }[];
    };
    response: {
      readonly results: readonly (Outcome & {
        readonly resourceType: ConfigResourceType;
        readonly resourceName: string;
        readonly configs: readonly DescribedConfig[];
      })[];
    };
  };
  ListPartitionReassignments: {
    /** null: all. */
    request: { readonly partitions: readonly TopicPartition[] | null };
    response: {
      readonly errorCode: ErrorName;
      readonly partitions: readonly (TopicPartition & {
        readonly replicas: readonly number[];
        readonly addingReplicas: readonly number[];
        readonly removingReplicas: readonly number[];
      })[];
    };
  };
  DescribeLogDirs: {
    /** null: all. */
    request: { readonly topics: readonly string[] | null };
    response: {
      readonly errorCode: ErrorName;
      readonly logDir: string;
      readonly partitions: readonly (TopicPartition & {
        /** Bytes of all its batches. */
        readonly partitionSize: number;
        /** How far the replica is behind the high watermark. */
        readonly offsetLag: number;
      })[];
    };
  };
  ListGroups: {
    request: Readonly<Record<never, never>>;
    response: {
      readonly errorCode: ErrorName;
      readonly groups: readonly {
        readonly groupId: string;
        readonly protocolType: string;
        readonly groupState: GroupState;
        readonly groupType: GroupType;
      }[];
    };
  };
  /** Classic groups. */
  DescribeGroups: {
    request: { readonly groups: readonly string[] };
    response: {
      readonly groups: readonly (Outcome & {
        readonly groupId: string;
        readonly groupState: GroupState;
        readonly protocolType: string;
        /** The assignor that the members agreed on. */
        readonly protocolData: string;
        readonly members: readonly {
          readonly memberId: string;
          readonly groupInstanceId: string | null;
          readonly clientId: string;
          readonly clientHost: string;
          readonly memberAssignment: ConsumerProtocolAssignment;
        }[];
      })[];
    };
  };
  /** Groups by the consumer protocol (KIP-848). */
  ConsumerGroupDescribe: {
    request: { readonly groupIds: readonly string[] };
    response: {
      readonly groups: readonly (Outcome & {
        readonly groupId: string;
        readonly groupState: GroupState;
        readonly groupEpoch: number;
        readonly assignmentEpoch: number;
        readonly assignorName: string;
        readonly members: readonly {
          readonly memberId: string;
          readonly instanceId: string | null;
          readonly memberEpoch: number;
          readonly clientId: string;
          readonly clientHost: string;
          readonly assignment: readonly TopicPartition[];
          readonly targetAssignment: readonly TopicPartition[];
          /** 1: by the consumer protocol; 0: a classic one in the midst of an upgrade. */
          readonly memberType: 0 | 1;
        }[];
      })[];
    };
  };
  DeleteGroups: {
    request: { readonly groupsNames: readonly string[] };
    response: {
      readonly results: readonly { readonly groupId: string; readonly errorCode: ErrorName }[];
    };
  };
  OffsetDelete: {
    request: { readonly groupId: string; readonly partitions: readonly TopicPartition[] };
    response: {
      readonly errorCode: ErrorName;
      readonly partitions: readonly (TopicPartition & { readonly errorCode: ErrorName })[];
    };
  };
}
