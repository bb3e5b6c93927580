// A consumer's membership in a classic group. States follow `AbstractCoordinator.MemberState` of
// Apache Kafka 4.3.
import { setup } from 'xstate';

export type MemberState = 'UNJOINED' | 'PREPARING_REBALANCE' | 'COMPLETING_REBALANCE' | 'STABLE';

export type MembershipEvent = {
  readonly type:
    /** JoinGroup is sent. */
    | 'join'
    /** The group has a new generation; SyncGroup is sent. */
    | 'joined'
    /** The assignment has come. */
    | 'synced'
    /** Told to join again, keeping what it was. */
    | 'rejoin'
    /** No longer a member: it left, was thrown out, or its generation is over. */
    | 'left';
};

export const membershipMachine = setup({
  types: {} as { context: object; events: MembershipEvent },
}).createMachine({
  id: 'consumer membership',
  initial: 'UNJOINED',
  context: {},
  on: { left: '.UNJOINED' },
  states: {
    UNJOINED: { on: { join: 'PREPARING_REBALANCE' } },
    PREPARING_REBALANCE: { on: { joined: 'COMPLETING_REBALANCE', rejoin: 'UNJOINED' } },
    COMPLETING_REBALANCE: { on: { synced: 'STABLE', rejoin: 'UNJOINED' } },
    STABLE: { on: { join: 'PREPARING_REBALANCE' } },
  },
});
