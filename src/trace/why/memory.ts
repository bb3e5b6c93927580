// What is kept of a trace in order to answer: which events changed something, and every record's
// fate. Grows with the trace, and begins anew when the trace took another course.
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { TraceEvent, TraceEventType } from '#kafka/events.ts';
import type { Frame } from '#trace/frame.ts';
import { Ledger } from '#trace/ledger.ts';
import type { TraceStore } from '#trace/store.ts';

type EventOfType<T extends TraceEventType> = Extract<TraceEvent, { type: T }>;

/** How far a fold along the trace has come. */
class Bookmark {
  private length = 0;
  private lastEvent: TraceEvent | undefined;

  /** Hands over the events up to `end` that were not yet; false: the fold must begin anew. */
  advance(trace: TraceStore, end: number, add: (event: TraceEvent) => void): boolean {
    if (end < this.length || trace.at(this.length - 1) !== this.lastEvent) return false;
    for (; this.length < end; this.length += 1) {
      const event = trace.at(this.length);
      if (event === undefined) break;
      add(event);
      this.lastEvent = event;
    }
    return true;
  }
}

/** Whether an event may be a reason for anything; the rest is by far the most. */
function isWorthKeeping(event: TraceEvent): boolean {
  switch (event.type) {
    case 'request.sent':
      return (event.data.body as RequestBody).api === 'Produce';
    case 'request.received':
    case 'response.sent':
    case 'response.received':
    case 'request.parked':
    case 'request.disconnected':
    case 'packet.dropped':
    case 'timer.fired':
    case 'follower.progressed':
    case 'metadata.appended':
    case 'metadata.committed':
    case 'metadata.applied':
    case 'metadata.refreshed':
    case 'machine.transitioned':
      return false;
    default:
      return true;
  }
}

export class Memory {
  private kept: number[] = [];
  private keptUntil = new Bookmark();
  private ledger = new Ledger();
  private ledgerUntil = new Bookmark();

  /** Ids of the events that are worth asking about, in order. */
  keptOf(trace: TraceStore): readonly number[] {
    const keep = (event: TraceEvent): void => {
      if (isWorthKeeping(event)) this.kept.push(event.id);
    };
    if (!this.keptUntil.advance(trace, trace.length, keep)) {
      this.kept = [];
      this.keptUntil = new Bookmark();
      this.keptUntil.advance(trace, trace.length, keep);
    }
    return this.kept;
  }

  /** The ledger after the first `end` events. Going back means to begin anew. */
  ledgerOf(trace: TraceStore, end: number): Ledger {
    if (!this.ledgerUntil.advance(trace, end, (event) => this.ledger.add(event))) {
      const ledger = new Ledger();
      this.ledger = ledger;
      this.ledgerUntil = new Bookmark();
      this.ledgerUntil.advance(trace, end, (event) => ledger.add(event));
    }
    return this.ledger;
  }
}

/** A moment and all that led to it: what questions are answered from. */
export class Past {
  constructor(
    readonly trace: TraceStore,
    readonly frame: Frame,
    private readonly memory: Memory,
  ) {}

  /** The latest event for which `test` holds. */
  last(test: (event: TraceEvent) => boolean): TraceEvent | undefined {
    const kept = this.memory.keptOf(this.trace);
    for (let index = kept.length - 1; index >= 0; index -= 1) {
      const id = kept[index] ?? 0;
      if (id >= this.frame.nextEventId) continue;
      const event = this.trace.at(id);
      if (event !== undefined && test(event)) return event;
    }
    return undefined;
  }

  /** The latest event of a type for which `test` holds. */
  lastOf<T extends TraceEventType>(
    type: T,
    test: (data: EventOfType<T>['data'], event: EventOfType<T>) => boolean,
  ): EventOfType<T> | undefined {
    const isMeant = (event: TraceEvent): boolean =>
      event.type === type && test(event.data as EventOfType<T>['data'], event as EventOfType<T>);
    return this.last(isMeant) as EventOfType<T> | undefined;
  }

  /** The event of that very microsecond for which `test` holds. */
  eventAt(atUs: number, test: (event: TraceEvent) => boolean): TraceEvent | undefined {
    for (let id = this.trace.firstAtOrAfter(atUs); id < this.frame.nextEventId; id += 1) {
      const event = this.trace.at(id);
      if (event?.atUs !== atUs) return undefined;
      if (test(event)) return event;
    }
    return undefined;
  }

  /** Every record's fate up to this moment. */
  get ledger(): Ledger {
    return this.memory.ledgerOf(this.trace, this.frame.nextEventId);
  }
}
