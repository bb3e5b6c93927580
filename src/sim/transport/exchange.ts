// Requests and responses at the two ends. A server reads one request of a connection at a time, as
// Kafka's SocketServer does, which mutes a channel until its response is sent.
import type { Connection } from '#sim/connection.ts';
import type { PacketEntry } from '#sim/queue.ts';
import { forgetIfOver, noteDropped } from './lifecycle.ts';
import type { TransportHost } from './host.ts';
import { sendControl } from './segment.ts';

export function receiveRequest(
  host: TransportHost,
  connection: Connection,
  entry: PacketEntry,
): void {
  const server = host.world.nodes.get(connection.server);
  if (server === undefined || server.status === 'down' || !connection.isServerOpen) {
    const cause = noteDropped(host, entry);
    connection.isServerOpen = false;
    sendControl(host, connection, 'reset', connection.server, cause);
    return;
  }
  if (connection.serving === -1) read(host, connection, entry);
  else connection.unread = [...connection.unread, entry];
}

function read(host: TransportHost, connection: Connection, entry: PacketEntry): void {
  const { packet, from, request, body } = entry;
  const server = host.nodeOf(connection.server);
  connection.serving = request;
  connection.serverActiveUs = host.world.nowUs;
  const cause = host.note(server.id, 'request.received', { packet, from, body }, entry.cause);
  server.unanswered.set(request, connection.id);
  host.deliver(server, Object.freeze({ type: 'request', from, request, body }), cause);
}

/** The server has done with a request: it reads the next one of the connection, if there is one. */
export function readNext(host: TransportHost, connection: Connection): void {
  connection.serving = -1;
  if (connection.unread.length === 0) {
    forgetIfOver(host, connection);
    return;
  }
  const { world } = host;
  world.queue.push({
    kind: 'read',
    atUs: world.nowUs,
    sequence: host.takeSequence(),
    connection: connection.id,
  });
}

/** The turn of the next request that has arrived. */
export function handleRead(host: TransportHost, id: Connection['id']): void {
  const connection = host.world.connections.get(id);
  const next = connection?.unread[0];
  if (connection === undefined || next === undefined || connection.serving !== -1) return;
  connection.unread = connection.unread.slice(1);
  read(host, connection, next);
}

export function receiveResponse(
  host: TransportHost,
  connection: Connection,
  entry: PacketEntry,
): void {
  const { packet, from, to, request, body } = entry;
  const client = host.nodeOf(to);
  const open = client.openRequests.get(request);
  if (open === undefined || !connection.isClientOpen) {
    noteDropped(host, entry);
    return;
  }
  const data = { packet, request, from, body };
  const cause = host.note(to, 'response.received', data, entry.cause);
  client.openRequests.delete(request);
  const { channel } = connection;
  host.deliver(client, { type: 'response', from, channel, request, body, asked: open.body }, cause);
}
