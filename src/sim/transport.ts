// What TCP makes of the links: connections that open, keep the order of what is sent, send again what
// was lost, and break. A server reads one request of a connection at a time, as Kafka's SocketServer
// does, which mutes a channel until its response is sent.
import { connectionKey, type Connection, createConnection, type Stream } from './connection.ts';
import type { EngineEventMap } from './event.ts';
import { type ArmedFault, faultFor, spent } from './fault.ts';
import type { ConnectionDelivery, Delivery, NodeId, PacketKind } from './node.ts';
import type { PacketEntry, QueueEntry, SegmentKind } from './queue.ts';
import type { NodeState, OpenRequest, World } from './world.ts';

/** What the transport needs of the engine. */
export interface TransportHost {
  readonly world: World;
  cause: number;
  note<K extends keyof EngineEventMap>(
    node: NodeId,
    type: K,
    data: EngineEventMap[K],
    cause: number,
  ): number;
  nodeOf(id: NodeId): NodeState;
  deliver(node: NodeState, delivery: Delivery | ConnectionDelivery, cause: number): void;
  takeSequence(): number;
  /** What the body of a request or of an answer is called. */
  apiOf(body: unknown): string;
}

/**
 * Linux: a lost segment is sent again 200 ms after its acknowledgement was due, a lost SYN after a
 * second, then after twice as long each time, up to two minutes.
 */
const RETRANSMISSION_MIN_US = 200_000;
const FIRST_SYN_RETRANSMISSION_US = 1_000_000;
const RETRANSMISSION_MAX_US = 120_000_000;
/** How often it is looked whether a server that is paused, and can close nothing, goes on. */
const PAUSED_LOOK_US = 1_000_000;

/** A segment that is to go out; its time and its place in the queue come of how it fares. */
type Segment = Omit<PacketEntry, 'atUs' | 'sequence' | 'isLost'>;

/** A request or a response that is to go out. */
type Packet = Pick<Segment, 'packet' | 'request' | 'from' | 'to' | 'body'> & {
  readonly packetKind: PacketKind;
};

// ── Connections open ────────────────────────────────────────────────────────────────────────

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

// ── Segments ────────────────────────────────────────────────────────────────────────────────

function streamTo(connection: Connection, to: NodeId): Stream {
  return to === connection.server ? connection.toServer : connection.toClient;
}

/** Sends a request or a response; gives its estimated arrival, and the loss if there was one. */
export function sendPacket(
  host: TransportHost,
  connection: Connection,
  segment: Packet,
  noteSent: (deliverAtUs: number) => number,
): void {
  const { world } = host;
  const { from, to, packet } = segment;
  const stream = streamTo(connection, to);
  const { takesUs, lostBy } = world.network.fly(from, to);
  const isLost = lostBy !== null;
  const fault = faultOf(host, segment);
  const arrivesUs = isLost
    ? world.nowUs + takesUs
    : Math.max(world.nowUs + takesUs, stream.lastArrivalUs);
  const cause = noteSent(arrivesUs);
  const order = stream.nextOrder;
  stream.nextOrder = order + 1;
  if (!isLost) stream.lastArrivalUs = arrivesUs;
  const againUs = world.nowUs + retransmissionUs(host, 'request', from, to, 0);
  const struckBy = fault === undefined ? -1 : strike(host, fault, segment);
  const heldUs = fault?.action === 'delay' ? fault.delayUs : 0;
  world.queue.push({
    kind: 'packet',
    packetKind: segment.packetKind,
    atUs: (isLost ? againUs : arrivesUs) + heldUs,
    sequence: host.takeSequence(),
    packet,
    request: segment.request,
    connection: connection.id,
    order,
    from,
    to,
    body: segment.body,
    cause,
    retransmissions: 0,
    isLost,
    struckBy: fault?.action === 'drop' ? struckBy : -1,
  });
  if (heldUs > 0) {
    const deliverAtUs = arrivesUs + heldUs;
    host.note(from, 'packet.delayed', { packet, deliverAtUs, reason: 'by hand' }, struckBy);
  }
  if (!isLost) return;
  const deliverAtUs = againUs + takesUs;
  host.note(from, 'packet.delayed', { packet, deliverAtUs, reason: lostBy }, cause);
}

/** The fault that waits for a packet. */
function faultOf(host: TransportHost, segment: Packet): ArmedFault | undefined {
  const { faults } = host.world;
  if (faults.length === 0) return undefined;
  const { packetKind: kind, from, to, body } = segment;
  return faultFor(faults, { kind, from, to, api: host.apiOf(body) });
}

/** A fault takes a packet; gives the id of the event that says so. */
function strike(host: TransportHost, fault: ArmedFault, { from, packet }: Packet): number {
  host.world.faults = spent(host.world.faults, fault);
  const { armedBy, left } = fault;
  return host.note(from, 'fault.struck', { armedBy, packet, left: left - 1 }, armedBy);
}

/** Sends what opens or ends a connection. */
function sendControl(
  host: TransportHost,
  connection: Connection,
  packetKind: Exclude<SegmentKind, 'request' | 'response'>,
  from: NodeId,
  cause: number,
): void {
  const to = from === connection.client ? connection.server : connection.client;
  const stream = streamTo(connection, to);
  let order = -1;
  if (packetKind !== 'reset') {
    order = stream.nextOrder;
    stream.nextOrder += 1;
  }
  const nothing = { packet: -1, request: -1, body: null, struckBy: -1 } as const;
  const segment = { kind: 'packet', packetKind, ...nothing } as const;
  launch(host, stream, {
    ...segment,
    connection: connection.id,
    order,
    from,
    to,
    cause,
    retransmissions: 0,
  });
}

/** Lets a segment fly, and arrive or be sent again later. */
function launch(host: TransportHost, stream: Stream, segment: Segment): void {
  const { world } = host;
  const { from, to, packetKind, packet, retransmissions, cause } = segment;
  const { takesUs, lostBy } = world.network.fly(from, to);
  const sequence = host.takeSequence();
  if (lostBy === null) {
    const atUs = Math.max(world.nowUs + takesUs, stream.lastArrivalUs);
    if (segment.order !== -1) stream.lastArrivalUs = atUs;
    world.queue.push({ ...segment, atUs, sequence, isLost: false });
    return;
  }
  const atUs = world.nowUs + retransmissionUs(host, packetKind, from, to, retransmissions);
  world.queue.push({ ...segment, atUs, sequence, isLost: true });
  if (packet === -1) return;
  host.note(from, 'packet.delayed', { packet, deliverAtUs: atUs + takesUs, reason: lostBy }, cause);
}

function retransmissionUs(
  { world }: TransportHost,
  packetKind: SegmentKind,
  from: NodeId,
  to: NodeId,
  retransmissions: number,
): number {
  const isHandshake = packetKind === 'open' || packetKind === 'accept';
  const firstUs = isHandshake
    ? FIRST_SYN_RETRANSMISSION_US
    : RETRANSMISSION_MIN_US + world.network.roundTripUs(from, to);
  return Math.min(RETRANSMISSION_MAX_US, firstUs * 2 ** retransmissions);
}

/** A segment's time has come: it arrives, or it was lost and is sent again. */
export function handleSegment(host: TransportHost, entry: PacketEntry): void {
  const connection = host.world.connections.get(entry.connection);
  if (connection === undefined) {
    noteDropped(host, entry);
    return;
  }
  const stream = streamTo(connection, entry.to);
  if (entry.isLost) {
    launch(host, stream, { ...entry, retransmissions: entry.retransmissions + 1 });
    return;
  }
  if (entry.struckBy !== -1) {
    dropByHand(host, entry, entry.struckBy);
    return;
  }
  if (entry.order > stream.nextExpected) {
    stream.early = [...stream.early, entry].sort((a, b) => a.order - b.order);
    return;
  }
  if (entry.order !== -1) stream.nextExpected = entry.order + 1;
  receive(host, connection, entry);
  if (stream.early.length > 0) receiveEarly(host, connection, stream);
}

/** A gap was filled: what waited behind it is handed over. */
function receiveEarly(host: TransportHost, connection: Connection, stream: Stream): void {
  for (;;) {
    const [next] = stream.early;
    if (next?.order !== stream.nextExpected) return;
    stream.early = stream.early.slice(1);
    stream.nextExpected += 1;
    receive(host, connection, next);
  }
}

function receive(host: TransportHost, connection: Connection, entry: PacketEntry): void {
  switch (entry.packetKind) {
    case 'request':
      receiveRequest(host, connection, entry);
      return;
    case 'response':
      receiveResponse(host, connection, entry);
      return;
    case 'open':
      accept(host, connection, entry);
      return;
    case 'accept':
      if (connection.isClientOpen) tell(host, connection, 'connected', false, entry.cause);
      return;
    case 'close':
    case 'reset':
      if (entry.to === connection.client) closeClient(host, connection, false, entry.cause);
      else closeServer(host, connection);
  }
}

/** The kernel answers, whatever the process does, for who listens; for anybody else it refuses. */
function accept(host: TransportHost, connection: Connection, { cause }: PacketEntry): void {
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

// ── Requests and responses ──────────────────────────────────────────────────────────────────

function receiveRequest(host: TransportHost, connection: Connection, entry: PacketEntry): void {
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

function receiveResponse(host: TransportHost, connection: Connection, entry: PacketEntry): void {
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

/** Says of a request or response that it never arrives. */
function noteDropped(host: TransportHost, entry: PacketEntry): number {
  const { packet, packetKind: kind, from, to } = entry;
  if (kind !== 'request' && kind !== 'response') return entry.cause;
  const isDown = host.world.nodes.get(to)?.status === 'down';
  const reason = isDown ? 'node down' : 'connection closed';
  return host.note(to, 'packet.dropped', { packet, kind, from, to, reason }, entry.cause);
}

// ── Connections end ─────────────────────────────────────────────────────────────────────────

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
function tell(
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
function closeServer(host: TransportHost, connection: Connection): void {
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

/** Closed at both ends and nothing left to do: what is still on its way will be dropped. */
function forgetIfOver(host: TransportHost, connection: Connection): void {
  const { isClientOpen, isServerOpen, serving, unread } = connection;
  if (isClientOpen || isServerOpen || serving !== -1 || unread.length > 0) return;
  host.world.connections.delete(connection.id);
  const waiting = [...connection.toServer.early, ...connection.toClient.early];
  for (const entry of waiting) noteDropped(host, entry);
}
