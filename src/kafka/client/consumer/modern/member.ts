// What a member by the consumer group protocol (KIP-848) remembers beside its id and epoch.
import type { SnapshotFrom } from 'xstate';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { startMachine } from '#sim/machine.ts';
import { consumerMembershipMachine } from './membership.machine.ts';

export interface ConsumerMember {
  machine: SnapshotFrom<typeof consumerMembershipMachine>;
  /** The assignment that the coordinator gave last. */
  target: readonly TopicPartition[];
  /** The commit before partitions are given up is under way, or done for this target. */
  preparation: 'none' | 'committing' | 'done';
  /** What the coordinator was told last, and needs not be told again; '' when nothing. */
  toldSubscription: string;
  toldOwned: string;
}

export function createConsumerMember(): ConsumerMember {
  return {
    machine: startMachine(consumerMembershipMachine),
    target: [],
    preparation: 'none',
    toldSubscription: '',
    toldOwned: '',
  };
}
