// The position of one partition that a consumer owns: not known, good, or to be confirmed. States and
// transitions follow `SubscriptionState.FetchStates` of Apache Kafka 4.3.
import { setup } from 'xstate';
import { IGNORED } from '#sim/machine.ts';

export type FetchStateEvent = {
  readonly type:
    /** A position: committed, by the reset policy, by seek() (`seekValidated`). */
    | 'position set'
    /** There is a new leader, which may not have what was read (`validatePosition`). */
    | 'leader changed'
    /** The leader has it all (`completeValidation`). */
    | 'position confirmed'
    /** The position is lost, or there never was one: `auto.offset.reset` decides. */
    | 'reset';
};

export const fetchStateMachine = setup({
  types: {} as { context: object; events: FetchStateEvent },
}).createMachine({
  id: 'fetch state',
  initial: 'INITIALIZING',
  context: {},
  on: { 'position set': '.FETCHING', reset: '.AWAIT_RESET' },
  states: {
    INITIALIZING: {},
    FETCHING: { on: { 'leader changed': 'AWAIT_VALIDATION' } },
    AWAIT_RESET: {},
    AWAIT_VALIDATION: {
      // Yet another leader: it is that one that must confirm the position.
      on: { 'leader changed': IGNORED, 'position confirmed': 'FETCHING' },
    },
  },
});
