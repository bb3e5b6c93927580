// A consumer group, and a member of it as its coordinator sees it (KIP-848). States follow
// `ConsumerGroup.ConsumerGroupState` and `MemberState` of Apache Kafka 4.3. These two machines decide
// nothing: as in Kafka, the state is computed from epochs and partitions, which the group keeps. They
// are drawings that are checked: a step that they do not have is a fault of the model.
import { setup } from 'xstate';

export type ConsumerGroupEvent = {
  readonly type:
    /** Members or topics changed: a new group epoch, and no target for it yet. */
    | 'group epoch raised'
    /** The target is there; some members are not at it yet. */
    | 'members to reconcile'
    /** Every member has its target, at the epoch of the assignment. */
    | 'all reconciled'
    | 'last member left'
    | 'deleted';
};

export const consumerGroupMachine = setup({
  types: {} as { context: object; events: ConsumerGroupEvent },
}).createMachine({
  id: 'consumer group',
  initial: 'Empty',
  context: {},
  states: {
    Empty: {
      on: {
        'group epoch raised': 'Assigning',
        'members to reconcile': 'Reconciling',
        'all reconciled': 'Stable',
        deleted: 'Dead',
      },
    },
    Assigning: {
      on: {
        'members to reconcile': 'Reconciling',
        'all reconciled': 'Stable',
        'last member left': 'Empty',
      },
    },
    Reconciling: {
      on: {
        'group epoch raised': 'Assigning',
        'all reconciled': 'Stable',
        'last member left': 'Empty',
      },
    },
    Stable: {
      on: {
        'group epoch raised': 'Assigning',
        'members to reconcile': 'Reconciling',
        'last member left': 'Empty',
      },
    },
    Dead: {},
  },
});

export type GroupMemberEvent = {
  readonly type:
    /** It owns partitions that its target does not have: it was told, and has yet to give them up. */
    | 'partitions to revoke'
    /** Others still own partitions of its target. */
    | 'partitions to wait for'
    /** It owns its target. */
    | 'reconciled';
};

export const groupMemberMachine = setup({
  types: {} as { context: object; events: GroupMemberEvent },
}).createMachine({
  id: 'consumer group member',
  initial: 'STABLE',
  context: {},
  states: {
    STABLE: {
      on: {
        'partitions to revoke': 'UNREVOKED_PARTITIONS',
        'partitions to wait for': 'UNRELEASED_PARTITIONS',
      },
    },
    UNREVOKED_PARTITIONS: {
      on: { 'partitions to wait for': 'UNRELEASED_PARTITIONS', reconciled: 'STABLE' },
    },
    UNRELEASED_PARTITIONS: {
      on: { 'partitions to revoke': 'UNREVOKED_PARTITIONS', reconciled: 'STABLE' },
    },
  },
});
