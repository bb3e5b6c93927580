// The life of a broker process. States follow `org.apache.kafka.metadata.BrokerState`, events
// `kafka.server.BrokerLifecycleManager`.
import { setup } from 'xstate';

export type BrokerState =
  | 'NOT_RUNNING'
  | 'STARTING'
  | 'RECOVERY'
  | 'RUNNING'
  | 'PENDING_CONTROLLED_SHUTDOWN'
  | 'SHUTTING_DOWN';

export type BrokerLifecycleEvent = {
  readonly type:
    | 'started'
    /** It has applied the metadata log up to its own registration. */
    | 'caught up'
    /** The controller took the fence away. */
    | 'unfenced'
    | 'asked to shut down'
    /** The controller has moved its leaders and lets it go. */
    | 'may shut down';
};

export const brokerLifecycleMachine = setup({
  types: {} as { context: object; events: BrokerLifecycleEvent },
}).createMachine({
  id: 'broker lifecycle',
  initial: 'NOT_RUNNING',
  context: {},
  states: {
    NOT_RUNNING: { on: { started: 'STARTING' } },
    STARTING: { on: { 'caught up': 'RECOVERY', 'asked to shut down': 'SHUTTING_DOWN' } },
    RECOVERY: { on: { unfenced: 'RUNNING', 'asked to shut down': 'SHUTTING_DOWN' } },
    RUNNING: { on: { 'asked to shut down': 'PENDING_CONTROLLED_SHUTDOWN' } },
    PENDING_CONTROLLED_SHUTDOWN: { on: { 'may shut down': 'SHUTTING_DOWN' } },
    SHUTTING_DOWN: {},
  },
});
