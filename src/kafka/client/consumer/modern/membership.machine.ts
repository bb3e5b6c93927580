// A consumer's membership by the consumer group protocol (KIP-848). States and transitions follow
// `MemberState` of Apache Kafka 4.3.
import { setup } from 'xstate';
import { IGNORED } from '#sim/machine.ts';

export type ConsumerMembershipEvent = {
  readonly type:
    /** The application reads on: subscribed, or polling again. */
    | 'join'
    /** The coordinator gave an assignment that differs from what is owned. */
    | 'assigned'
    /** The coordinator gave an assignment that is owned already. */
    | 'confirmed'
    /** Partitions are given up and taken on as assigned. */
    | 'reconciled'
    /** The heartbeat that says so is on its way. */
    | 'acknowledged'
    /** The coordinator does not know this member, or not at this epoch. */
    | 'fenced'
    | 'leave'
    | 'left'
    /** poll() was not called for max.poll.interval.ms. */
    | 'poll expired'
    /** An error that no retry mends. */
    | 'failed';
};

export const consumerMembershipMachine = setup({
  types: {} as { context: object; events: ConsumerMembershipEvent },
}).createMachine({
  id: 'consumer protocol membership',
  initial: 'UNSUBSCRIBED',
  context: {},
  on: { leave: '.LEAVING', failed: '.FATAL', fenced: '.FENCED' },
  states: {
    UNSUBSCRIBED: { on: { join: 'JOINING', fenced: IGNORED } },
    JOINING: { on: { assigned: 'RECONCILING', confirmed: 'STABLE' } },
    RECONCILING: {
      on: { assigned: 'RECONCILING', confirmed: 'STABLE', reconciled: 'ACKNOWLEDGING' },
    },
    // The coordinator may say once more what is reconciled already.
    ACKNOWLEDGING: {
      on: { assigned: 'RECONCILING', confirmed: IGNORED, acknowledged: 'STABLE' },
    },
    STABLE: { on: { assigned: 'RECONCILING', confirmed: IGNORED } },
    FENCED: { on: { join: 'JOINING' } },
    LEAVING: { on: { left: 'UNSUBSCRIBED', 'poll expired': 'STALE' } },
    STALE: { on: { join: 'JOINING' } },
    // It has been thrown out for good: there is nothing to leave.
    FATAL: { on: { fenced: IGNORED, leave: IGNORED, left: IGNORED } },
  },
});
