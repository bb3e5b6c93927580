// What an admin client asks of the active controller: of any broker, which forwards it, or of the
// controller itself, as with --bootstrap-controller.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { ConfigResourceType } from '#kafka/protocol/metadata-image.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';

/** One change of one config (`AlterConfigOp`). */
export interface AlterableConfig {
  readonly name: string;
  /** APPEND and SUBTRACT are for lists. */
  readonly configOperation: 'SET' | 'DELETE' | 'APPEND' | 'SUBTRACT';
  /** null with DELETE. */
  readonly value: string | null;
}

export interface AdminApis {
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
    request: {
      readonly topics: readonly {
        readonly name: string;
        /** How many there are to be. */
        readonly count: number;
        /** Replica lists of the new ones; null: automatic placement. */
        readonly assignments: readonly (readonly number[])[] | null;
      }[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly results: readonly {
        readonly name: string;
        readonly errorCode: ErrorName;
        readonly errorMessage: string | null;
      }[];
    };
  };
  DeleteTopics: {
    request: { readonly topics: readonly string[] };
    response: {
      readonly errorCode: ErrorName;
      readonly responses: readonly {
        readonly name: string;
        readonly errorCode: ErrorName;
        readonly errorMessage: string | null;
      }[];
    };
  };
  ElectLeaders: {
    request: {
      readonly electionType: 'PREFERRED' | 'UNCLEAN';
      /** null: all. */
      readonly partitions: readonly TopicPartition[] | null;
    };
    response: {
      readonly errorCode: ErrorName;
      readonly partitions: readonly (TopicPartition & {
        readonly errorCode: ErrorName;
        readonly errorMessage: string | null;
      })[];
    };
  };
  AlterPartitionReassignments: {
    request: {
      readonly partitions: readonly (TopicPartition & {
        /** null: cancel. */
        readonly replicas: readonly number[] | null;
      })[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly partitions: readonly (TopicPartition & {
        readonly errorCode: ErrorName;
        readonly errorMessage: string | null;
      })[];
    };
  };
  IncrementalAlterConfigs: {
    request: {
      readonly resources: readonly {
        readonly resourceType: ConfigResourceType;
        /** `''` is the cluster-wide default of brokers. */
        readonly resourceName: string;
        readonly configs: readonly AlterableConfig[];
      }[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly responses: readonly {
        readonly resourceType: ConfigResourceType;
        readonly resourceName: string;
        readonly errorCode: ErrorName;
        readonly errorMessage: string | null;
      }[];
    };
  };
}
