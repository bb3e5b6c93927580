// What brokers say to the active controller.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';

export interface BrokerControlApis {
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
      readonly partitions: readonly (TopicPartition & {
        readonly leaderEpoch: number;
        readonly newIsr: readonly { readonly brokerId: number; readonly brokerEpoch: number }[];
        readonly leaderRecoveryState: 'RECOVERED' | 'RECOVERING';
        readonly partitionEpoch: number;
      })[];
    };
    response: {
      readonly errorCode: ErrorName;
      readonly partitions: readonly (TopicPartition & {
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
}
