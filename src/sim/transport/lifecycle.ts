// How connections open, idle and end, at either end, and what is lost with them.
import { connectionKey, type Connection, createConnection } from '#sim/connection.ts';
import type { NodeId } from '#sim/node.ts';
import type { PacketEntry, QueueEntry } from '#sim/queue.ts';
import type { NodeState, OpenRequest } from '#sim/world.ts';
import type { TransportHost } from './host.ts';
import { sendControl } from './segment.ts';

/** How often it is looked whether a server that is paused, and can close nothing, goes on. */
const PAUSED_LOOK_US = 1_000_000;

/** A new connection of a client; a watched one begins with a handshake, any other is there at once. */
export function openConnection(
  host: TransportHost,
  client: NodeState,
  to: NodeId,
  channel: string,
  isWatched: boolean,
): Connection {
  const { world } = host;
  const connection = createConnection(world.nextConnection, client.id, to, channel, isWatched);
  world.nextConnection += 1;
  world.connections.set(connection.id, connection);
  client.connections.set(connectionKey(to, channel), connection.id);
  if (isWatched) sendControl(host, connection, 'open', client.id, host.cause);
  return connection;
}

/** The client's open connection on a channel, if there is one. */
export function connectionOf(
  { world }: TransportHost,
  { connections }: NodeState,
  to: NodeId,
  channel: string,
): Connection | undefined {
  const id = connections.get(connectionKey(to, channel));
  return id === undefined ? undefined : world.connections.get(id);
}

/** The kernel answers, whatever the process does, for who listens; for anybody else it refuses. */
export function accept(host: TransportHost, connection: Connection, { cause }: PacketEntry): void {
  const server = host.world.nodes.get(connection.server);
  if (server === undefined || server.status === 'down' || !server.isListening) {
    sendControl(host, connection, 'reset', connection.server, cause);
    return;
  }
  connection.isServerOpen = true;
  connection.serverActiveUs = host.world.nowUs;
  watchIdle(host, connection, host.world.nowUs + server.maxIdleUs, cause);
  sendControl(host, connection, 'accept', connection.server, cause);
}

function watchIdle(host: TransportHost, { id }: Connection, atUs: number, cause: number): void {
  if (atUs === Infinity) return;
  const sequence = host.takeSequence();
  host.world.queue.push({ kind: 'idle', atUs, sequence, connection: id, cause });
}

/** Nothing has happened on a connection for too long, as far as its server knows: it hangs up. */
export function closeIdle(
  host: TransportHost,
  { connection: id, cause }: Extract<QueueEntry, { readonly kind: 'idle' }>,
): void {
  const connection = host.world.connections.get(id);
  if (connection === undefined || !connection.isServerOpen) return;
  const { status, maxIdleUs } = host.nodeOf(connection.server);
  const { nowUs } = host.world;
  const idleAtUs = connection.serverActiveUs + maxIdleUs;
  if (idleAtUs > nowUs) watchIdle(host, connection, idleAtUs, cause);
  else if (status === 'paused') watchIdle(host, connection, nowUs + PAUSED_LOOK_US, cause);
  else hangUp(host, connection, cause);
}

/** The client's end closes: what it waits for on this connection fails. */
export function closeClient(
  host: TransportHost,
  connection: Connection,
  isTimeout: boolean,
  cause: number,
): void {
  if (!connection.isClientOpen) return;
  connection.isClientOpen = false;
  const client = host.nodeOf(connection.client);
  const key = connectionKey(connection.server, connection.channel);
  if (client.connections.get(key) === connection.id) client.connections.delete(key);
  if (connection.isServerOpen) sendControl(host, connection, 'close', client.id, cause);
  forgetIfOver(host, connection);
  tell(host, connection, 'closed', isTimeout, cause);
  for (const [request, open] of client.openRequests) {
    if (open.connection === connection.id) fail(host, client, request, open, isTimeout, cause);
  }
}

function fail(
  host: TransportHost,
  client: NodeState,
  request: number,
  open: OpenRequest,
  isTimeout: boolean,
  closedBy: number,
): void {
  const { to, body, deadlineUs } = open;
  client.openRequests.delete(request);
  const hasExpired = isTimeout && deadlineUs <= host.world.nowUs;
  const cause = host.note(
    client.id,
    hasExpired ? 'request.timed-out' : 'request.disconnected',
    { packet: request, to },
    hasExpired ? open.cause : closedBy,
  );
  const type = isTimeout ? 'timed-out' : 'disconnected';
  host.deliver(client, { type, from: to, request, body }, cause);
}

/** Only one who asked for the connection hears of it. */
export function tell(
  host: TransportHost,
  { client, server, channel, isWatched }: Connection,
  type: 'connected' | 'closed',
  isTimeout: boolean,
  cause: number,
): void {
  if (!isWatched) return;
  host.deliver(host.nodeOf(client), { type, to: server, channel, isTimeout }, cause);
}

/** The server sees the end of the stream; what has arrived before is still read. */
export function closeServer(host: TransportHost, connection: Connection): void {
  connection.isServerOpen = false;
  forgetIfOver(host, connection);
}

/** The server closes a connection of its own accord: its client sees the end of the stream. */
export function hangUp(host: TransportHost, connection: Connection, cause: number): void {
  connection.isServerOpen = false;
  connection.serving = -1;
  const { unread } = connection;
  connection.unread = [];
  for (const entry of unread) noteDropped(host, entry);
  if (connection.isClientOpen) sendControl(host, connection, 'close', connection.server, cause);
  forgetIfOver(host, connection);
}

/** A process has ended: its kernel closes all its connections. */
export function endConnections(host: TransportHost, node: NodeState): void {
  node.connections.clear();
  for (const connection of host.world.connections.values()) {
    if (connection.server === node.id && connection.isServerOpen) {
      hangUp(host, connection, host.cause);
    } else if (connection.client === node.id && connection.isClientOpen) {
      connection.isClientOpen = false;
      if (connection.isServerOpen) sendControl(host, connection, 'close', node.id, host.cause);
      forgetIfOver(host, connection);
    }
  }
}

/** Something on the way takes a packet, which breaks its connection: both ends learn of it. */
export function dropByHand(host: TransportHost, entry: PacketEntry, because: number): void {
  const { packet, from, to, packetKind } = entry;
  const kind = packetKind === 'response' ? 'response' : 'request';
  const data = { packet, kind, from, to, reason: 'by hand' } as const;
  host.cause = host.note(from, 'packet.dropped', data, because);
  const connection = host.world.connections.get(entry.connection);
  if (connection === undefined) return;
  sendControl(host, connection, 'reset', connection.client, host.cause);
  sendControl(host, connection, 'reset', connection.server, host.cause);
}

/** Says of a request or response that it never arrives. */
export function noteDropped(host: TransportHost, entry: PacketEntry): number {
  const { packet, packetKind: kind, from, to } = entry;
  if (kind !== 'request' && kind !== 'response') return entry.cause;
  const isDown = host.world.nodes.get(to)?.status === 'down';
  const reason = isDown ? 'node down' : 'connection closed';
  return host.note(to, 'packet.dropped', { packet, kind, from, to, reason }, entry.cause);
}

/** Closed at both ends and nothing left to do: what is still on its way will be dropped. */
export function forgetIfOver(host: TransportHost, connection: Connection): void {
  const { isClientOpen, isServerOpen, serving, unread } = connection;
  if (isClientOpen || isServerOpen || serving !== -1 || unread.length > 0) return;
  host.world.connections.delete(connection.id);
  const waiting = [...connection.toServer.early, ...connection.toClient.early];
  for (const entry of waiting) noteDropped(host, entry);
}
