// What an admin client asks of the active controller. In Kafka any broker takes these and forwards
// them; here the controller itself is asked, as with --bootstrap-controller.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';

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
      readonly resourceType: 'TOPIC' | 'BROKER' | 'GROUP';
      readonly resourceName: string;
      readonly name: string;
      readonly value: string | null;
    };
    response: { readonly errorCode: ErrorName; readonly errorMessage: string | null };
  };
}
