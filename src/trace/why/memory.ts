// What is kept of a trace in order to answer: which events changed something, and every record's
// fate. Grows with the trace, and begins anew when the trace took another course.
import type { TraceEvent, TraceEventOf, TraceEventType } from '#kafka/events.ts';
import { whyPartOf } from '#trace/face/faces.ts';
import type { Frame } from '#trace/frame.ts';
import { Ledger } from '#trace/ledger.ts';
import type { TraceStore } from '#trace/store.ts';

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

export class Memory {
  private kept: number[] = [];
  private keptUntil = new Bookmark();
  private ledger = new Ledger();
  private ledgerUntil = new Bookmark();

  /** Ids of the events that are worth asking about, in order. */
  keptOf(trace: TraceStore): readonly number[] {
    const keep = (event: TraceEvent): void => {
      if (whyPartOf(event) === 'reason') this.kept.push(event.id);
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
    test: (data: TraceEventOf<T>['data'], event: TraceEventOf<T>) => boolean,
  ): TraceEventOf<T> | undefined {
    const isMeant = (event: TraceEvent): boolean =>
      event.type === type && test(event.data as TraceEventOf<T>['data'], event as TraceEventOf<T>);
    return this.last(isMeant) as TraceEventOf<T> | undefined;
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
