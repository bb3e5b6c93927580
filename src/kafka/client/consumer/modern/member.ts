// What a member by the consumer group protocol (KIP-848) remembers beside its id and epoch.
import type { SnapshotFrom } from 'xstate';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { startMachine } from '#sim/machine.ts';
import { consumerMembershipMachine } from './membership.machine.ts';

/** What the coordinator was told last, and needs not be told again (`SentFields`). */
interface ToldFields {
  readonly topics: string;
  readonly regex: string;
  readonly assignor: string;
  readonly owned: string;
}

export interface ConsumerMember {
  machine: SnapshotFrom<typeof consumerMembershipMachine>;
  /** The assignment that the coordinator gave last; null: none since it joined. */
  target: readonly TopicPartition[] | null;
  /** It has not taken over any assignment since it joined (`LocalAssignment.NONE`). */
  isFirst: boolean;
  /** The commit before a reconciliation is under way, or done for this target. */
  preparation: 'none' | 'committing' | 'done';
  /** null: nothing. */
  told: ToldFields | null;
}

export function createConsumerMember(): ConsumerMember {
  return {
    machine: startMachine(consumerMembershipMachine),
    target: null,
    isFirst: true,
    preparation: 'none',
    told: null,
  };
}
