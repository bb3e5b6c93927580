// Gives a node its connections: what the engine tells of them is dealt with here, and the node itself
// sees requests, answers and failures only. Follows `NetworkClient.poll`, and on the server's side the
// answer to ApiVersions.
import { msToUs } from '#base/time.ts';
import { requestOf, respond } from '#kafka/port.ts';
import { connectionKey } from '#sim/connection.ts';
import type { ConnectingNodeType, ConnectionDelivery, Delivery, NodePort } from '#sim/node.ts';
import type { ClientPort, ConnectionChange } from './client-port.ts';
import {
  CONNECTION_TIMER,
  IDLE_TIMER,
  type Connections,
  NetworkClient,
  watchConnection,
  watchIdle,
} from './network-client.ts';
import {
  advance,
  becomeDisconnected,
  becomeReady,
  type NodeConnection,
  NOTHING_UNSENT,
  stateOf,
  type UnsentRequest,
} from './node-connection.ts';
import type { Channel, ConnectionPolicy } from './policy.ts';

/** A node that has a network client. */
export interface ConnectedNodeType<Disk, Memory> {
  boot(disk: Disk, port: ClientPort): Memory;
  handle(memory: Memory, disk: Disk, delivery: Delivery, port: ClientPort): void;
  /** A connection has become ready, or is gone. */
  handleConnection?(memory: Memory, disk: Disk, change: ConnectionChange, port: ClientPort): void;
}

/** A node's memory beside that of its network client. */
interface ConnectedMemory<Memory> {
  readonly connections: Connections;
  readonly node: Memory;
}

/** `request.timeout.ms` of the question after versions. */
const API_VERSIONS_TIMEOUT_US = msToUs(30_000);

/** The node type as the engine runs it. */
export function connected<Disk, Memory>(
  type: ConnectedNodeType<Disk, Memory>,
  policyOf: (disk: Disk, channel: Channel) => ConnectionPolicy,
): ConnectingNodeType<Disk, ConnectedMemory<Memory>> {
  const client = new NetworkClient(policyOf);
  return {
    boot(disk, port) {
      const connections: Connections = new Map();
      return { connections, node: type.boot(disk, client.at(port, disk, connections)) };
    },
    handle({ connections, node }, disk, delivery, port) {
      client.at(port, disk, connections);
      if (isForNode(connections, delivery, port.nowUs)) {
        type.handle(node, disk, delivery, client);
        return;
      }
      const { failures, change } = handleForNode(client, connections, delivery, port);
      for (const failure of failures) type.handle(node, disk, failure, client);
      if (change !== null) type.handleConnection?.(node, disk, change, client);
    },
  };
}

/** Whether a delivery concerns the node itself, and not its connections. */
function isForNode(
  connections: Connections,
  delivery: Delivery | ConnectionDelivery,
  nowUs: number,
): delivery is Delivery {
  switch (delivery.type) {
    case 'request':
      return requestOf(delivery).api !== 'ApiVersions';
    case 'response': {
      if (requestOf({ body: delivery.asked }).api === 'ApiVersions') return false;
      const connection = connections.get(connectionKey(delivery.from, delivery.channel));
      if (connection === undefined) return true;
      connection.inFlight -= 1;
      connection.activeUs = nowUs;
      return true;
    }
    case 'disconnected':
    case 'timed-out':
      return requestOf(delivery).api !== 'ApiVersions';
    case 'timer':
      return !delivery.timer.startsWith(CONNECTION_TIMER) && !delivery.timer.startsWith(IDLE_TIMER);
    case 'command':
    case 'shutdown':
      return true;
    case 'connected':
    case 'closed':
      return false;
  }
}

/** What a delivery to a node's connections means for the node. */
interface Outcome {
  /** Requests that have found no way. */
  readonly failures: readonly Delivery[];
  readonly change: ConnectionChange | null;
}

const NOTHING: Outcome = Object.freeze({ failures: Object.freeze([]), change: null });

function handleForNode<Disk>(
  client: NetworkClient<Disk>,
  connections: Connections,
  delivery: Delivery | ConnectionDelivery,
  port: NodePort,
): Outcome {
  switch (delivery.type) {
    case 'request':
      respond(port, delivery, { api: 'ApiVersions', errorCode: 'NONE' });
      return NOTHING;
    case 'response': {
      for (const connection of connections.values()) {
        if (connection.versionsRequest !== delivery.request) continue;
        return useConnection(client, connection, port);
      }
      return NOTHING;
    }
    case 'connected':
    case 'closed': {
      const connection = connections.get(connectionKey(delivery.to, delivery.channel));
      if (connection === undefined) return NOTHING;
      if (delivery.type === 'connected') return checkVersions(client, connection, port);
      return loseConnection(client, connection, delivery, port);
    }
    case 'timer': {
      if (delivery.timer.startsWith(IDLE_TIMER)) {
        const idle = connections.get(delivery.timer.slice(IDLE_TIMER.length));
        if (idle !== undefined) closeIfIdle(client, idle, port);
        return NOTHING;
      }
      const connection = connections.get(delivery.timer.slice(CONNECTION_TIMER.length));
      return connection === undefined ? NOTHING : handleTimer(connection, port);
    }
    default:
      return NOTHING;
  }
}

function loseConnection<Disk>(
  client: NetworkClient<Disk>,
  connection: NodeConnection,
  { isTimeout }: ConnectionDelivery,
  port: NodePort,
): Outcome {
  becomeDisconnected(connection, port, client.policy(connection.channel), isTimeout);
  const { unsent, to } = connection;
  connection.unsent = NOTHING_UNSENT;
  watchConnection(connection, port);
  const failures = unsent.map((one) => failureOf(connection, one, 'disconnected'));
  const { isGivenUp } = connection;
  connection.isGivenUp = false;
  return { failures, change: isGivenUp ? null : { to, isReady: false } };
}

/** The handshake is done. */
function checkVersions<Disk>(
  client: NetworkClient<Disk>,
  connection: NodeConnection,
  port: NodePort,
): Outcome {
  const { to, channel } = connection;
  if (!client.policy(channel).checksApiVersions) return useConnection(client, connection, port);
  advance(connection, port, 'connected');
  const body = Object.freeze({ api: 'ApiVersions' });
  connection.versionsRequest = port.send(to, body, API_VERSIONS_TIMEOUT_US, { channel });
  watchConnection(connection, port);
  return NOTHING;
}

/** Ready: what has waited goes out, in order. */
function useConnection<Disk>(
  client: NetworkClient<Disk>,
  connection: NodeConnection,
  port: NodePort,
): Outcome {
  const { to, unsent } = connection;
  connection.versionsRequest = -1;
  connection.unsent = NOTHING_UNSENT;
  becomeReady(connection, port);
  watchConnection(connection, port);
  watchIdle(connection, client.policy(connection.channel), port);
  for (const { body, timeoutUs, request, sending } of unsent) {
    client.send(to, body, timeoutUs, { ...sending, request });
  }
  return { failures: [], change: { to, isReady: true } };
}

/** Nothing has come or gone for connections.max.idle.ms (`Selector.maybeCloseOldestConnection`). */
function closeIfIdle<Disk>(
  client: NetworkClient<Disk>,
  connection: NodeConnection,
  port: NodePort,
): void {
  const { to, channel, activeUs } = connection;
  const policy = client.policy(channel);
  if (stateOf(connection) !== 'READY') return;
  if (port.nowUs - activeUs < policy.maxIdleUs) watchIdle(connection, policy, port);
  else port.disconnect(to, channel, false);
}

function handleTimer(connection: NodeConnection, port: NodePort): Outcome {
  const { unsent, to, channel, lastAttemptUs, setupTimeoutUs } = connection;
  const { nowUs } = port;
  const state = stateOf(connection);
  const fail = (failed: readonly UnsentRequest[], type: 'disconnected' | 'timed-out'): Outcome => ({
    failures: failed.map((one) => failureOf(connection, one, type)),
    change: null,
  });
  if (state === 'DISCONNECTED') {
    connection.unsent = NOTHING_UNSENT;
    return fail(unsent, 'disconnected');
  }
  if (state === 'CONNECTING' && nowUs - lastAttemptUs >= setupTimeoutUs) {
    port.disconnect(to, channel, true);
    return NOTHING;
  }
  connection.unsent = Object.freeze(unsent.filter(({ deadlineUs }) => deadlineUs > nowUs));
  watchConnection(connection, port);
  return fail(
    unsent.filter(({ deadlineUs }) => deadlineUs <= nowUs),
    'timed-out',
  );
}

function failureOf(
  { to: from }: NodeConnection,
  { request, body }: UnsentRequest,
  type: 'disconnected' | 'timed-out',
): Delivery {
  return Object.freeze({ type, from, request, body });
}
