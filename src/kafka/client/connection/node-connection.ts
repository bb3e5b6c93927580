// What a node knows of one of its connections. Follows `ClusterConnectionStates.NodeConnectionState`;
// requests that wait for it follow `ConsumerNetworkClient.UnsentRequests`.
import { advance as advanceMachine } from '#kafka/machine.ts';
import type { ConnectionState } from '#kafka/protocol/states.ts';
import type { NodeId, NodePort, Sending } from '#sim/node.ts';
import { startMachine } from '#sim/machine.ts';
import type { SnapshotFrom } from 'xstate';
import { type ConnectionEvent, connectionMachine } from './connection.machine.ts';
import { exponentialBackoffUs } from './exponential-backoff.ts';
import type { Channel, ConnectionPolicy } from './policy.ts';

/** A request that waits for its connection. */
export interface UnsentRequest {
  readonly request: number;
  readonly body: unknown;
  readonly timeoutUs: number;
  readonly deadlineUs: number;
  readonly sending: Sending;
}

export interface NodeConnection {
  readonly key: string;
  readonly to: NodeId;
  readonly channel: Channel;
  machine: SnapshotFrom<typeof connectionMachine>;
  /** When it was last asked for, or lost; the backoff counts from here. */
  lastAttemptUs: number;
  /** Disconnections since it was ready. */
  failedAttempts: number;
  /** Of them, those that came to no connection at all. */
  failedSetups: number;
  reconnectBackoffUs: number;
  setupTimeoutUs: number;
  /** When something was last sent or received on it (µs). */
  activeUs: number;
  /** Requests without an answer, which the busiest broker has most of. */
  inFlight: number;
  unsent: readonly UnsentRequest[];
  /** Its owner has closed it: there is nothing to conclude from its end. */
  isGivenUp: boolean;
  /** Id of the ApiVersions request under way; -1. */
  versionsRequest: number;
}

export const NOTHING_UNSENT: readonly UnsentRequest[] = Object.freeze([]);

export function createNodeConnection(key: string, to: NodeId, channel: Channel): NodeConnection {
  return {
    key,
    to,
    channel,
    machine: startMachine(connectionMachine),
    lastAttemptUs: 0,
    failedAttempts: 0,
    failedSetups: 0,
    reconnectBackoffUs: 0,
    setupTimeoutUs: 0,
    activeUs: 0,
    inFlight: 0,
    unsent: NOTHING_UNSENT,
    isGivenUp: false,
    versionsRequest: -1,
  };
}

export function stateOf({ machine }: NodeConnection): ConnectionState {
  return machine.value as ConnectionState;
}

/** Whether it may be asked for: not before the backoff is over (`canConnect`). */
export function canConnect(connection: NodeConnection, nowUs: number): boolean {
  const { lastAttemptUs, reconnectBackoffUs } = connection;
  return stateOf(connection) === 'DISCONNECTED' && nowUs - lastAttemptUs >= reconnectBackoffUs;
}

export function advance(
  connection: NodeConnection,
  port: NodePort,
  type: ConnectionEvent['type'],
): void {
  const { to, channel, machine } = connection;
  const subject = `${port.id}→${to}${channel === '' ? '' : ` (${channel})`}`;
  connection.machine = advanceMachine(port, connectionMachine, subject, machine, { type }).snapshot;
}

/** Begins the handshake. Follows `ClusterConnectionStates.connecting`. */
export function beginConnecting(
  connection: NodeConnection,
  port: NodePort,
  { setupTimeout }: ConnectionPolicy,
): void {
  const random = () => port.random('connection setup');
  connection.lastAttemptUs = port.nowUs;
  connection.setupTimeoutUs = exponentialBackoffUs(setupTimeout, connection.failedSetups, random);
  advance(connection, port, 'connect');
  port.connect(connection.to, connection.channel);
}

/** The connection may be used. Follows `ClusterConnectionStates.ready`. */
export function becomeReady(connection: NodeConnection, port: NodePort): void {
  connection.failedAttempts = 0;
  connection.failedSetups = 0;
  connection.activeUs = port.nowUs;
  advance(connection, port, 'ready');
}

/** The connection is gone. Follows `ClusterConnectionStates.disconnected`. */
export function becomeDisconnected(
  connection: NodeConnection,
  port: NodePort,
  { reconnect }: ConnectionPolicy,
  isTimeout: boolean,
): void {
  const random = () => port.random('reconnect backoff');
  connection.failedSetups = stateOf(connection) === 'CONNECTING' ? connection.failedSetups + 1 : 0;
  connection.lastAttemptUs = port.nowUs;
  connection.reconnectBackoffUs = exponentialBackoffUs(
    reconnect,
    connection.failedAttempts,
    random,
  );
  connection.failedAttempts += 1;
  connection.inFlight = 0;
  advance(connection, port, isTimeout ? 'timed out' : 'disconnected');
}
