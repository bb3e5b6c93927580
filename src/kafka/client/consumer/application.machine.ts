// What the application that uses a consumer does just now: it waits in poll(), works on its records,
// commits, closes. Ours: Kafka has no name for it, and rebalances wait for nothing else as long.
import { setup } from 'xstate';
import { IGNORED } from '#sim/machine.ts';

export type ApplicationEvent = {
  readonly type:
    /** poll() returned with records. */
    | 'records polled'
    /** It is done with them, and calls poll(). */
    | 'poll'
    /** It is done with them, and calls commitSync(). */
    | 'commit sync'
    /** The commit is answered, well or badly, and there is work left. */
    | 'work on'
    /** The commit is answered, well or badly: it calls poll(). */
    | 'committed'
    /** It closes its consumer, to go on with another one. */
    | 'restart'
    /** The other consumer is there. */
    | 'restarted'
    /** It closes its consumer for good. */
    | 'close'
    /** poll() has thrown what no other poll() would mend: it ends, and closes its consumer. */
    | 'fatal error';
};

export const applicationMachine = setup({
  types: {} as { context: object; events: ApplicationEvent },
}).createMachine({
  id: 'application',
  initial: 'POLLING',
  context: {},
  on: { restart: '.RESTARTING', close: '.CLOSING', 'fatal error': '.CLOSING' },
  states: {
    POLLING: { on: { 'records polled': 'PROCESSING' } },
    PROCESSING: { on: { poll: 'POLLING', 'commit sync': 'COMMITTING' } },
    COMMITTING: { on: { committed: 'POLLING', 'work on': 'PROCESSING' } },
    RESTARTING: { on: { restarted: 'POLLING' } },
    CLOSING: { on: { restart: IGNORED, restarted: IGNORED, close: IGNORED } },
  },
});
