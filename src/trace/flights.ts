// Flights of a stretch of time: which packets were under way, where each came from, and what became
// of it. A Frame knows those of one moment only.
import type { TraceEvent } from '#kafka/events.ts';
import type { DropReason } from '#sim/event.ts';
import type { Frame, PacketFrame } from './frame.ts';
import { packetOf } from './project/packet.ts';
import type { TraceStore } from './store.ts';

/** A packet from its sending to its end. */
export interface Flight extends PacketFrame {
  /** What the trace tells of it up to the end of the stretch. */
  readonly fate: 'under way' | 'arrived' | 'dropped';
  /** When it arrived or was dropped; while it is under way, when it is due. */
  readonly endAtUs: number;
  /** Event of its end; null while it is under way. */
  readonly endEventId: number | null;
  /** Why it was dropped; null if it was not. */
  readonly dropReason: DropReason | null;
}

type Sending = Extract<TraceEvent, { type: 'request.sent' | 'response.sent' }>;
type Ending = Extract<
  TraceEvent,
  { type: 'request.received' | 'response.received' | 'packet.dropped' }
>;

function underWay(packet: PacketFrame): Flight {
  return {
    ...packet,
    fate: 'under way',
    endAtUs: packet.deliverAtUs,
    endEventId: null,
    dropReason: null,
  };
}

function ended(flight: Flight, event: Ending): Flight {
  const isDropped = event.type === 'packet.dropped';
  return {
    ...flight,
    fate: isDropped ? 'dropped' : 'arrived',
    endAtUs: event.atUs,
    endEventId: event.id,
    dropReason: isDropped ? event.data.reason : null,
  };
}

function isSendingOf(event: TraceEvent | undefined, packet: number): event is Sending {
  const isSending = event?.type === 'request.sent' || event?.type === 'response.sent';
  return isSending && event.data.packet === packet;
}

/** The flight that ended with an event: as a rule its sending is the event's cause. */
function flightBefore(trace: TraceStore, ending: Ending): Flight | null {
  const { packet } = ending.data;
  const cause = trace.at(ending.cause);
  if (isSendingOf(cause, packet)) return underWay(packetOf(cause));
  // One that was dropped by hand has the command for its cause.
  for (let id = ending.id - 1; id >= 0; id -= 1) {
    const event = trace.at(id);
    if (isSendingOf(event, packet)) return underWay(packetOf(event));
  }
  return null;
}

/**
 * Packets under way at any time from `fromUs` to `toUs`, in order of sending. `now` is a Frame of a
 * moment in between: it knows those that were sent before and end after. What lies beyond the
 * trace's end is not known.
 */
export function flightsBetween(
  trace: TraceStore,
  now: Frame,
  fromUs: number,
  toUs: number,
): readonly Flight[] {
  const flights = new Map<number, Flight>();
  for (const packet of now.packets.values()) flights.set(packet.packet, underWay(packet));
  const end = trace.countUntil(toUs);
  for (let id = trace.firstAtOrAfter(fromUs); id < end; id += 1) {
    const event = trace.at(id);
    if (event !== undefined) follow(trace, flights, event);
  }
  return [...flights.values()].sort((a, b) => a.packet - b.packet);
}

function follow(trace: TraceStore, flights: Map<number, Flight>, event: TraceEvent): void {
  switch (event.type) {
    case 'request.sent':
    case 'response.sent':
      flights.set(event.data.packet, underWay(packetOf(event)));
      return;
    case 'packet.delayed': {
      const flight = flights.get(event.data.packet);
      if (flight === undefined) return;
      const { deliverAtUs } = event.data;
      flights.set(flight.packet, { ...flight, deliverAtUs, endAtUs: deliverAtUs });
      return;
    }
    case 'request.received':
    case 'response.received':
    case 'packet.dropped': {
      const flight = flights.get(event.data.packet) ?? flightBefore(trace, event);
      if (flight !== null) flights.set(flight.packet, ended(flight, event));
      return;
    }
    default:
      return;
  }
}
