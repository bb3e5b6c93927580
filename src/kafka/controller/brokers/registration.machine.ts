// The controller's view of one broker. States follow `BrokerControlState`, transitions
// `BrokerHeartbeatManager.calculateNextBrokerState` of Apache Kafka 4.3.
import { setup } from 'xstate';
import { IGNORED } from '#sim/machine.ts';

export type RegistrationEvent =
  | {
      readonly type: 'heartbeat';
      readonly wantFence: boolean;
      readonly wantShutDown: boolean;
      /** It has applied its own registration record. */
      readonly isCaughtUp: boolean;
      readonly leadsPartitions: boolean;
      /** All unfenced brokers have applied the moves of its leaders. */
      readonly areMovesKnown: boolean;
    }
  | { readonly type: 'session timed out' };

export const registrationMachine = setup({
  types: {} as { context: object; events: RegistrationEvent },
  guards: {
    'wants to shut down': ({ event }) => event.type === 'heartbeat' && event.wantShutDown,
    'wants to be fenced': ({ event }) => event.type === 'heartbeat' && event.wantFence,
    'wants to be fenced and shut down': ({ event }) =>
      event.type === 'heartbeat' && event.wantFence && event.wantShutDown,
    'wants to shut down and leads': ({ event }) =>
      event.type === 'heartbeat' && event.wantShutDown && event.leadsPartitions,
    'is ready': ({ event }) => event.type === 'heartbeat' && !event.wantFence && event.isCaughtUp,
    'has handed over': ({ event }) =>
      event.type === 'heartbeat' && !event.leadsPartitions && event.areMovesKnown,
  },
}).createMachine({
  id: 'broker registration',
  initial: 'FENCED',
  context: {},
  states: {
    FENCED: {
      on: {
        heartbeat: [
          { guard: 'wants to shut down', target: 'SHUTDOWN_NOW' },
          { guard: 'is ready', target: 'UNFENCED' },
          IGNORED,
        ],
        'session timed out': 'FENCED',
      },
    },
    UNFENCED: {
      on: {
        heartbeat: [
          { guard: 'wants to be fenced and shut down', target: 'SHUTDOWN_NOW' },
          { guard: 'wants to be fenced', target: 'FENCED' },
          { guard: 'wants to shut down and leads', target: 'CONTROLLED_SHUTDOWN' },
          { guard: 'wants to shut down', target: 'SHUTDOWN_NOW' },
          IGNORED,
        ],
        'session timed out': 'FENCED',
      },
    },
    CONTROLLED_SHUTDOWN: {
      on: {
        heartbeat: [{ guard: 'has handed over', target: 'SHUTDOWN_NOW' }, IGNORED],
        'session timed out': 'FENCED',
      },
    },
    // Let go, which the controller tells and forgets: to it the broker is fenced like any other.
    SHUTDOWN_NOW: {
      on: {
        heartbeat: [
          { guard: 'wants to shut down', target: 'SHUTDOWN_NOW' },
          { guard: 'is ready', target: 'UNFENCED' },
          { target: 'FENCED' },
        ],
        'session timed out': 'FENCED',
      },
    },
  },
});
