// A node's connection to another one. States follow `org.apache.kafka.clients.ConnectionState`, what
// leads from one to the next `ClusterConnectionStates` and `NetworkClient`.
import { setup } from 'xstate';

export type ConnectionEvent = {
  readonly type:
    /** There is something to send, and the backoff after an earlier failure is over. */
    | 'connect'
    /** The handshake is done; the other side must say which versions of the RPCs it speaks. */
    | 'connected'
    /** Requests may be sent. */
    | 'ready'
    /** Nobody listens there, the other side ended, or the way to it broke. */
    | 'disconnected'
    /** No handshake within socket.connection.setup.timeout.ms, or no answer within the timeout. */
    | 'timed out';
};

export const connectionMachine = setup({
  types: {} as { context: object; events: ConnectionEvent },
}).createMachine({
  id: 'connection',
  initial: 'DISCONNECTED',
  context: {},
  states: {
    DISCONNECTED: { on: { connect: 'CONNECTING' } },
    CONNECTING: {
      on: {
        connected: 'CHECKING_API_VERSIONS',
        ready: 'READY',
        disconnected: 'DISCONNECTED',
        'timed out': 'DISCONNECTED',
      },
    },
    CHECKING_API_VERSIONS: {
      on: { ready: 'READY', disconnected: 'DISCONNECTED', 'timed out': 'DISCONNECTED' },
    },
    READY: { on: { disconnected: 'DISCONNECTED', 'timed out': 'DISCONNECTED' } },
  },
});
