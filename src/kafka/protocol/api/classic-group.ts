// The classic group protocol, and what its members pass through the coordinator to their leader.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';

export interface ClassicGroupApis {
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
}

/** What a consumer tells the group about itself (`ConsumerProtocolSubscription`). */
export interface ConsumerProtocolSubscription {
  /** Sorted by name, as on the wire. */
  readonly topics: readonly string[];
  readonly ownedPartitions: readonly TopicPartition[];
  readonly generationId: number;
  readonly rackId: string | null;
  /** StickyAssignor's own memory; null for the others. */
  readonly userData: {
    readonly partitions: readonly TopicPartition[];
    readonly generation: number;
  } | null;
}

/** What the group gives to a member (`ConsumerProtocolAssignment`). */
export interface ConsumerProtocolAssignment {
  readonly partitions: readonly TopicPartition[];
}
