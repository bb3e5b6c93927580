// Every request with its answer, from sending to end: when each was under way, who held the request
// and what for, and what became of both. Grows with the trace.
import type { TraceEvent, TraceEventOf } from '#kafka/events.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { DropReason } from '#sim/event.ts';
import { errorOf } from '#trace/project/errors.ts';
import { type ExchangeKind, kindOf } from './kind.ts';

/** A request or an answer on its way. */
export interface Leg {
  readonly packet: number;
  readonly from: string;
  readonly to: string;
  readonly sentAtUs: number;
  /** When it arrived or was dropped; while it is under way, when it is due. */
  readonly endAtUs: number;
  /** When it was to arrive; later than `endAtUs` if it was dropped on the way. */
  readonly dueAtUs: number;
  readonly fate: 'under way' | 'arrived' | 'dropped';
  /** Why it was dropped; null if it was not. */
  readonly dropReason: DropReason | null;
  /** Event of its sending. */
  readonly eventId: number;
}

/** A request that is not answered at once: it waits on the node that it was sent to. */
export interface Hold {
  readonly fromUs: number;
  /** Until it was answered or given up; null while it waits. */
  readonly untilUs: number | null;
  /** For what, in the broker's words. */
  readonly waitsFor: string;
}

/** A request with all that followed from it. */
export interface Exchange {
  readonly kind: ExchangeKind;
  readonly request: Leg;
  readonly requestBody: RequestBody;
  /** null: not answered yet, or never. */
  readonly response: Leg | null;
  readonly responseBody: ResponseBody | null;
  /** First error in the answer. */
  readonly errorCode: ErrorName;
  readonly hold: Hold | null;
  /** When its sender gave it up, and why; null: it did not. */
  readonly givenUp: { readonly atUs: number; readonly why: 'timed out' | 'disconnected' } | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OpenExchange = Mutable<Omit<Exchange, 'request' | 'response' | 'hold'>> & {
  request: Mutable<Leg>;
  response: Mutable<Leg> | null;
  hold: Mutable<Hold> | null;
};

/** When the last that is known of an exchange happens. */
export function endOf({ request, response, hold, givenUp }: Exchange): number {
  return Math.max(request.endAtUs, response?.endAtUs ?? 0, hold?.untilUs ?? 0, givenUp?.atUs ?? 0);
}

function legOf(event: TraceEventOf<'request.sent'> | TraceEventOf<'response.sent'>): Mutable<Leg> {
  const { packet, to, deliverAtUs } = event.data;
  return {
    packet,
    from: event.node,
    to,
    sentAtUs: event.atUs,
    endAtUs: deliverAtUs,
    dueAtUs: deliverAtUs,
    fate: 'under way',
    dropReason: null,
    eventId: event.id,
  };
}

/** All requests of a trace, in order of sending. */
export class Exchanges {
  readonly all: Exchange[] = [];
  /** By the packet of the request. */
  private readonly byRequest = new Map<number, OpenExchange>();
  /** Packets under way. */
  private readonly legs = new Map<number, Mutable<Leg>>();
  private readonly byResponse = new Map<number, OpenExchange>();

  /** The exchange that a packet is the request or the answer of. */
  of(packet: number): Exchange | undefined {
    return this.byRequest.get(packet) ?? this.byResponse.get(packet);
  }

  add(event: TraceEvent): void {
    switch (event.type) {
      case 'request.sent':
        this.addRequest(event);
        return;
      case 'response.sent':
        this.addResponse(event);
        return;
      case 'request.received':
      case 'response.received':
        this.end(event.data.packet, event.atUs, null);
        return;
      case 'packet.dropped':
        this.end(event.data.packet, event.atUs, event.data.reason);
        return;
      case 'packet.delayed': {
        const leg = this.legs.get(event.data.packet);
        if (leg !== undefined) leg.endAtUs = leg.dueAtUs = event.data.deliverAtUs;
        return;
      }
      case 'request.parked': {
        const exchange = this.byRequest.get(event.data.request);
        if (exchange === undefined) return;
        const { waitsFor } = event.data;
        exchange.hold = { fromUs: event.atUs, untilUs: null, waitsFor };
        return;
      }
      case 'request.timed-out':
      case 'request.disconnected':
        this.giveUp(event);
        return;
      default:
        return;
    }
  }

  private addRequest(event: TraceEventOf<'request.sent'>): void {
    const request = legOf(event);
    const requestBody = event.data.body as RequestBody;
    const exchange: OpenExchange = {
      kind: kindOf(requestBody, null),
      request,
      requestBody,
      response: null,
      responseBody: null,
      errorCode: 'NONE',
      hold: null,
      givenUp: null,
    };
    this.all.push(exchange);
    this.byRequest.set(request.packet, exchange);
    this.legs.set(request.packet, request);
  }

  private addResponse(event: TraceEventOf<'response.sent'>): void {
    const exchange = this.byRequest.get(event.data.request);
    if (exchange === undefined) return;
    const body = event.data.body as ResponseBody;
    const response = legOf(event);
    exchange.response = response;
    exchange.responseBody = body;
    exchange.errorCode = errorOf(body);
    exchange.kind = kindOf(exchange.requestBody, body);
    if (exchange.hold !== null) exchange.hold.untilUs = event.atUs;
    this.byResponse.set(response.packet, exchange);
    this.legs.set(response.packet, response);
  }

  private end(packet: number, atUs: number, dropReason: DropReason | null): void {
    const leg = this.legs.get(packet);
    if (leg === undefined) return;
    this.legs.delete(packet);
    leg.endAtUs = atUs;
    leg.fate = dropReason === null ? 'arrived' : 'dropped';
    leg.dropReason = dropReason;
  }

  private giveUp(
    event: TraceEventOf<'request.timed-out'> | TraceEventOf<'request.disconnected'>,
  ): void {
    const exchange = this.byRequest.get(event.data.packet);
    if (exchange === undefined) return;
    const { atUs } = event;
    const why = event.type === 'request.timed-out' ? 'timed out' : 'disconnected';
    exchange.givenUp = { atUs, why };
    if (exchange.hold?.untilUs === null) exchange.hold.untilUs = atUs;
  }
}
