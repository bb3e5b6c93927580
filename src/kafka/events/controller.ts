// What controllers tell: the quorum, the metadata log, and what the active controller decides.
import type { Configs } from '#kafka/protocol/configs.ts';
import type { BrokerRegistration } from '#kafka/protocol/metadata-image.ts';
import type { MetadataBatch, PartitionState } from '#kafka/protocol/metadata-record.ts';
import type { QuorumVoterState } from '#kafka/protocol/states.ts';

/** Why a partition's state changed in the metadata log. */
export type PartitionChangeReason =
  | 'created'
  | 'broker fenced'
  | 'broker unfenced'
  | 'broker unregistered'
  | 'controlled shutdown'
  | 'AlterPartition'
  | 'unclean restart'
  | 'preferred election'
  | 'unclean election'
  | 'reassignment'
  | 'config change'
  | 'topic deleted';

export interface ControllerEventMap {
  'quorum.changed': {
    readonly controller: number;
    readonly state: QuorumVoterState;
    readonly epoch: number;
    /** -1: unknown. */
    readonly leaderId: number;
    /** -1: nobody. */
    readonly votedId: number;
  };
  'controller.activated': { readonly controller: number; readonly epoch: number };
  'controller.deactivated': { readonly controller: number; readonly epoch: number };
  /**
   * A new active controller tells what it found in the log: decisions of its predecessor that were
   * never committed are undone.
   */
  'metadata.loaded': {
    readonly controller: number;
    readonly offset: number;
    readonly brokers: readonly BrokerRegistration[];
    readonly partitions: readonly PartitionState[];
    readonly topics: readonly {
      readonly topic: string;
      readonly topicId: string;
      readonly configs: Configs;
    }[];
    /** What was set for all brokers while they run. */
    readonly brokerConfigs: Configs;
  };
  'metadata.appended': { readonly controller: number; readonly batch: MetadataBatch };
  'metadata.committed': { readonly controller: number; readonly highWatermark: number };
  /** The active controller's decisions, once written to its log. */
  'broker.registered': {
    readonly broker: number;
    readonly brokerEpoch: number;
    /** Another one with each start of the process. */
    readonly incarnationId: string;
    readonly rack: string | null;
  };
  'broker.fenced': {
    readonly broker: number;
    readonly reason: 'session timeout' | 'asked' | 'shutdown';
  };
  'broker.unfenced': { readonly broker: number };
  'broker.unregistered': { readonly broker: number };
  'broker.shutting-down': { readonly broker: number };
  'topic.created': {
    readonly topic: string;
    readonly topicId: string;
    readonly isInternal: boolean;
    readonly configs: Readonly<Record<string, string>>;
  };
  'topic.deleted': { readonly topic: string };
  'partition.changed': {
    readonly state: PartitionState;
    readonly previous: PartitionState | null;
    readonly reason: PartitionChangeReason;
    /** Set when the change elected a leader. */
    readonly election: 'clean' | 'unclean' | 'preferred' | 'last known leader' | null;
  };
  'config.altered': {
    readonly resourceType: 'TOPIC' | 'BROKER' | 'GROUP';
    readonly resourceName: string;
    readonly name: string;
    readonly value: string | null;
  };
}
