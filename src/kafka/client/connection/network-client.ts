// A node's connections at work: it connects before it sends, and waits after a failure before it tries
// again. Follows `NetworkClient`; requests wait for their connection, and fail with it, as in
// `ConsumerNetworkClient` and `InterBrokerSendThread`.
import type { RequestBody } from '#kafka/protocol/api.ts';
import { connectionKey } from '#sim/connection.ts';
import type { NodeId, NodePort, RequestDelivery, Sending } from '#sim/node.ts';
import type { RandomStream } from '#sim/random.ts';
import type { ClientPort } from './client-port.ts';
import {
  beginConnecting,
  canConnect,
  createNodeConnection,
  type NodeConnection,
  stateOf,
} from './node-connection.ts';
import { type Channel, channelOf, type ConnectionPolicy } from './policy.ts';

/** By `connectionKey`. */
export type Connections = Map<string, NodeConnection>;

/** How the timers of connections begin; what follows is the connection's key. */
export const CONNECTION_TIMER = 'connection ';
/** How the timers begin that look whether a connection is idle. */
export const IDLE_TIMER = 'idle connection ';

/** The port of a node with connections; pointed at the node being served, as the engine's own. */
export class NetworkClient<Disk> implements ClientPort {
  private enginePort: NodePort | null = null;
  private disk: Disk | null = null;
  private connections: Connections = new Map();

  constructor(private readonly policyOf: (disk: Disk, channel: Channel) => ConnectionPolicy) {}

  at(port: NodePort, disk: Disk, connections: Connections): this {
    this.enginePort = port;
    this.disk = disk;
    this.connections = connections;
    return this;
  }

  policy(channel: Channel): ConnectionPolicy {
    return this.policyOf(this.disk as Disk, channel);
  }

  private get port(): NodePort {
    return this.enginePort as NodePort;
  }

  get id(): NodeId {
    return this.port.id;
  }

  get nowUs(): number {
    return this.port.nowUs;
  }

  get cause(): number {
    return this.port.cause;
  }

  ready(to: NodeId, channel: Channel = ''): boolean {
    const connection = this.connection(to, channel);
    if (stateOf(connection) === 'READY') {
      return connection.inFlight < this.policy(channel).maxInFlight;
    }
    if (canConnect(connection, this.port.nowUs)) this.begin(connection);
    return false;
  }

  hasReady(nodes: readonly NodeId[]): boolean {
    return nodes.some((node) => stateOf(this.connection(node, '')) === 'READY');
  }

  pollDelayUs(to: NodeId): number {
    const connection = this.connection(to, '');
    if (stateOf(connection) !== 'DISCONNECTED') return Infinity;
    const { lastAttemptUs, reconnectBackoffUs } = connection;
    return Math.max(0, lastAttemptUs + reconnectBackoffUs - this.port.nowUs);
  }

  leastLoadedNode(
    nodes: readonly NodeId[],
    random: RandomStream,
    channel: Channel = '',
  ): NodeId | undefined {
    const { nowUs } = this.port;
    let ready: NodeConnection | undefined;
    let connecting: NodeConnection | undefined;
    let possible: NodeConnection | undefined;
    const offset = nodes.length > 1 ? random.nextInt(nodes.length) : 0;
    for (let index = 0; index < nodes.length; index += 1) {
      const connection = this.connection(nodes[(offset + index) % nodes.length] ?? '', channel);
      const state = stateOf(connection);
      if (state === 'READY') {
        if (connection.inFlight >= this.policy(channel).maxInFlight) continue;
        if (connection.inFlight === 0) return connection.to;
        if (ready === undefined || connection.inFlight < ready.inFlight) ready = connection;
      } else if (state !== 'DISCONNECTED') connecting = connection;
      else if (canConnect(connection, nowUs)) {
        if (possible === undefined || connection.lastAttemptUs < possible.lastAttemptUs) {
          possible = connection;
        }
      }
    }
    return (ready ?? connecting ?? possible)?.to;
  }

  closeConnections(): void {
    for (const { to, channel } of this.connections.values()) {
      this.port.disconnect(to, channel, false);
    }
  }

  send(to: NodeId, body: unknown, timeoutUs: number, sending: Sending = {}): number {
    const { port } = this;
    const channel =
      (sending.channel as Channel | undefined) ?? channelOf((body as RequestBody).api);
    const connection = this.connection(to, channel);
    if (stateOf(connection) === 'READY') {
      connection.activeUs = port.nowUs;
      if (sending.isOneWay !== true) connection.inFlight += 1;
      return port.send(to, body, timeoutUs, channel === '' ? sending : { ...sending, channel });
    }
    const request = sending.request ?? port.takeRequestId();
    const deadlineUs = port.nowUs + timeoutUs;
    const unsent = Object.freeze({ request, body, timeoutUs, deadlineUs, sending });
    connection.unsent = Object.freeze([...connection.unsent, unsent]);
    if (canConnect(connection, port.nowUs)) this.begin(connection);
    else watchConnection(connection, port);
    return request;
  }

  connect(to: NodeId, channel: string): void {
    this.port.connect(to, channel);
  }

  /** As its owner wishes: what waits for it fails, and the metadata is as good as before. */
  disconnect(to: NodeId, channel: Channel, isTimeout: boolean): void {
    const connection = this.connection(to, channel);
    if (stateOf(connection) !== 'DISCONNECTED') connection.isGivenUp = true;
    this.port.disconnect(to, channel, isTimeout);
  }

  takeRequestId(): number {
    return this.port.takeRequestId();
  }

  respond(request: RequestDelivery, body: unknown): void {
    this.port.respond(request, body);
  }

  finish(request: RequestDelivery): void {
    this.port.finish(request);
  }

  close(request: RequestDelivery): void {
    this.port.close(request);
  }

  setTimer(key: string, afterUs: number, data?: unknown): void {
    this.port.setTimer(key, afterUs, data);
  }

  clearTimer(key: string): void {
    this.port.clearTimer(key);
  }

  hasTimer(key: string): boolean {
    return this.port.hasTimer(key);
  }

  emit(type: string, data: unknown, cause?: number): number {
    return this.port.emit(type, data, cause);
  }

  random(name: string): RandomStream {
    return this.port.random(name);
  }

  listen(isListening: boolean, maxIdleUs?: number): void {
    this.port.listen(isListening, maxIdleUs);
  }

  halt(): void {
    this.port.halt();
  }

  crash(restartAfterUs: number | null): void {
    this.port.crash(restartAfterUs);
  }

  tell(to: NodeId, body: unknown): void {
    this.port.tell(to, body);
  }

  /** What is known of a connection; made when it is first asked for. */
  private connection(to: NodeId, channel: Channel): NodeConnection {
    const key = connectionKey(to, channel);
    const known = this.connections.get(key);
    if (known !== undefined) return known;
    const connection = createNodeConnection(key, to, channel);
    this.connections.set(key, connection);
    return connection;
  }

  private begin(connection: NodeConnection): void {
    beginConnecting(connection, this.port, this.policy(connection.channel));
    watchConnection(connection, this.port);
  }
}

/** Sets the timer for what a connection, or a request that waits for it, must not outlast. */
export function watchConnection(connection: NodeConnection, port: NodePort): void {
  const { key, unsent, lastAttemptUs, setupTimeoutUs } = connection;
  const state = stateOf(connection);
  let atUs = Infinity;
  // A connection in its backoff has failed, and with it what is asked of it.
  if (state === 'DISCONNECTED') atUs = unsent.length > 0 ? port.nowUs : Infinity;
  else for (const { deadlineUs } of unsent) atUs = Math.min(atUs, deadlineUs);
  if (state === 'CONNECTING') atUs = Math.min(atUs, lastAttemptUs + setupTimeoutUs);
  const timer = `${CONNECTION_TIMER}${key}`;
  if (atUs < Infinity) port.setTimer(timer, Math.max(0, atUs - port.nowUs));
  else port.clearTimer(timer);
}

/** Looks again when a connection that is ready may have been idle for too long. */
export function watchIdle(
  { key, activeUs }: NodeConnection,
  { maxIdleUs }: ConnectionPolicy,
  port: NodePort,
): void {
  if (maxIdleUs === Infinity) return;
  port.setTimer(`${IDLE_TIMER}${key}`, Math.max(0, activeUs + maxIdleUs - port.nowUs));
}
