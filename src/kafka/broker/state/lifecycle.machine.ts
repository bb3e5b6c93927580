// The life of a broker process. States follow `org.apache.kafka.metadata.BrokerState`, what leads from
// one to the next `BrokerLifecycleManager` (`BrokerHeartbeatResponseEvent`), whose flags `registered`
// and `gotControlledShutdownResponse` are the context. lifecycle-manager.ts carries out what it asks
// for.
import { assign, setup } from 'xstate';
import { IGNORED } from '#sim/machine.ts';

interface BrokerLifecycleContext {
  /** The controller has given this life a broker epoch. */
  readonly registered: boolean;
  /** The controller knows that this broker would like to end. */
  readonly gotControlledShutdownResponse: boolean;
}

export type BrokerLifecycleEvent =
  | {
      /** What the controller answered to a heartbeat. */
      readonly type: 'heartbeat';
      /** It has applied the metadata log up to its own registration. */
      readonly isCaughtUp: boolean;
      readonly isFenced: boolean;
      /** Its leaders are moved: it may end. */
      readonly shouldShutDown: boolean;
    }
  | {
      readonly type:
        | 'started'
        | 'registered'
        | 'asked to shut down'
        /** The controller's leave was waited for long enough. */
        | 'shutdown timed out';
    };

export const brokerLifecycleMachine = setup({
  types: {} as { context: BrokerLifecycleContext; events: BrokerLifecycleEvent },
  guards: {
    'caught up': ({ event }) => event.type === 'heartbeat' && event.isCaughtUp,
    unfenced: ({ event }) => event.type === 'heartbeat' && !event.isFenced,
    'may shut down': ({ event }) => event.type === 'heartbeat' && event.shouldShutDown,
    'is the first answer': ({ context }) => !context.gotControlledShutdownResponse,
  },
  actions: {
    'accept connections': () => undefined,
    'heartbeat at once': () => undefined,
    'heartbeat before long': () => undefined,
    'heartbeat soon': () => undefined,
    'heartbeat after the interval': () => undefined,
    'wait for leave to shut down': () => undefined,
    'end the process': () => undefined,
  },
}).createMachine({
  id: 'broker lifecycle',
  initial: 'NOT_RUNNING',
  context: { registered: false, gotControlledShutdownResponse: false },
  on: {
    registered: { actions: assign({ registered: true }) },
  },
  states: {
    NOT_RUNNING: { on: { started: 'STARTING', 'asked to shut down': 'SHUTTING_DOWN' } },
    STARTING: {
      entry: 'heartbeat at once',
      on: {
        heartbeat: [
          { guard: 'caught up', target: 'RECOVERY', actions: 'heartbeat at once' },
          { actions: 'heartbeat before long' },
        ],
        'asked to shut down': 'SHUTTING_DOWN',
      },
    },
    RECOVERY: {
      on: {
        heartbeat: [
          {
            guard: 'unfenced',
            target: 'RUNNING',
            actions: ['accept connections', 'heartbeat after the interval'],
          },
          { actions: 'heartbeat after the interval' },
        ],
        'asked to shut down': 'SHUTTING_DOWN',
      },
    },
    RUNNING: {
      on: {
        heartbeat: { actions: 'heartbeat after the interval' },
        'asked to shut down': 'PENDING_CONTROLLED_SHUTDOWN',
      },
    },
    PENDING_CONTROLLED_SHUTDOWN: {
      entry: 'wait for leave to shut down',
      on: {
        heartbeat: [
          { guard: 'may shut down', target: 'SHUTTING_DOWN' },
          {
            guard: 'is the first answer',
            actions: [assign({ gotControlledShutdownResponse: true }), 'heartbeat soon'],
          },
          { actions: 'heartbeat after the interval' },
        ],
        'asked to shut down': IGNORED,
        'shutdown timed out': 'SHUTTING_DOWN',
      },
    },
    SHUTTING_DOWN: { entry: 'end the process' },
  },
});
