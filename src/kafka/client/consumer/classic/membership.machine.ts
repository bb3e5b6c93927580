// A consumer's membership in a classic group. States follow `AbstractCoordinator.MemberState` of
// Apache Kafka 4.3. The context holds the two flags that Kafka keeps beside the state, under its names:
// a member may be STABLE and have to join again.
import { assign, setup } from 'xstate';
import { IGNORED } from '#sim/machine.ts';

interface ClassicMembershipContext {
  /** The next poll() has to join. */
  readonly rejoinNeeded: boolean;
  /** What comes before a JoinGroup is still to do: commit, give up partitions. */
  readonly needsJoinPrepare: boolean;
}

export type ClassicMembershipEvent = {
  readonly type:
    /** The group rebalances, or this member wants it to (`requestRejoin`). */
    | 'rejoin requested'
    /** Begun in poll(): the last commit, and partitions given up (`onJoinPrepare`). */
    | 'prepare'
    /** JoinGroup is sent. */
    | 'join'
    /** The group has a new generation; SyncGroup is sent. */
    | 'joined'
    /** The assignment has come. */
    | 'synced'
    /** JoinGroup or SyncGroup failed: the next poll() tries again. */
    | 'join failed'
    /** The group will not have this member, whatever it does: it does not try again. */
    | 'refused'
    /** No longer a member: it left, was thrown out, or its generation is over. */
    | 'left';
};

export const classicMembershipMachine = setup({
  types: {} as { context: ClassicMembershipContext; events: ClassicMembershipEvent },
  guards: {
    'is to join already': ({ context }) => context.rejoinNeeded,
    'is prepared': ({ context }) => context.rejoinNeeded && !context.needsJoinPrepare,
  },
}).createMachine({
  id: 'classic membership',
  initial: 'UNJOINED',
  context: { rejoinNeeded: true, needsJoinPrepare: true },
  on: {
    'rejoin requested': [
      { guard: 'is to join already', ...IGNORED },
      { actions: assign({ rejoinNeeded: true, needsJoinPrepare: true }) },
    ],
    prepare: { actions: assign({ needsJoinPrepare: false }) },
    refused: { actions: assign({ rejoinNeeded: false }) },
    left: { target: '.UNJOINED', actions: assign({ rejoinNeeded: true, needsJoinPrepare: true }) },
  },
  states: {
    UNJOINED: { on: { join: { guard: 'is prepared', target: 'PREPARING_REBALANCE' } } },
    PREPARING_REBALANCE: {
      on: {
        joined: 'COMPLETING_REBALANCE',
        'join failed': { target: 'UNJOINED', actions: assign({ rejoinNeeded: true }) },
      },
    },
    COMPLETING_REBALANCE: {
      on: {
        synced: {
          target: 'STABLE',
          actions: assign({ rejoinNeeded: false, needsJoinPrepare: true }),
        },
        'join failed': { target: 'UNJOINED', actions: assign({ rejoinNeeded: true }) },
      },
    },
    STABLE: { on: { join: { guard: 'is prepared', target: 'PREPARING_REBALANCE' } } },
  },
});
