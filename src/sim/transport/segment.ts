// What goes out on a connection: how long a segment takes, when it is sent again if it was lost, and
// the order in which it is to arrive.
import type { Connection, Stream } from '#sim/connection.ts';
import { type ArmedFault, faultFor, spent } from '#sim/fault.ts';
import type { NodeId, PacketKind } from '#sim/node.ts';
import type { PacketEntry, SegmentKind } from '#sim/queue.ts';
import type { TransportHost } from './host.ts';

/**
 * Linux: a lost segment is sent again 200 ms after its acknowledgement was due, a lost SYN after a
 * second, then after twice as long each time, up to two minutes.
 */
const RETRANSMISSION_MIN_US = 200_000;
const FIRST_SYN_RETRANSMISSION_US = 1_000_000;
const RETRANSMISSION_MAX_US = 120_000_000;

/** A segment that is to go out; its time and its place in the queue come of how it fares. */
type Segment = Omit<PacketEntry, 'atUs' | 'sequence' | 'isLost'>;

/** A request or a response that is to go out. */
type Packet = Pick<Segment, 'packet' | 'request' | 'from' | 'to' | 'body'> & {
  readonly packetKind: PacketKind;
};

export function streamTo(connection: Connection, to: NodeId): Stream {
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
export function sendControl(
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
export function launch(host: TransportHost, stream: Stream, segment: Segment): void {
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
