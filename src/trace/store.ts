// The trace: all events of a run in order, found by id or by time. Append-only, apart from the
// future that is forgotten when the past changes.
import { AppendLog } from '#base/append-log.ts';
import type { EventEnvelope, EventSink } from '#sim/event.ts';
import type { TraceEvent } from '#kafka/events.ts';

export class TraceStore implements EventSink {
  private constructor(private readonly events: AppendLog<TraceEvent>) {}

  static create(): TraceStore {
    return new TraceStore(AppendLog.empty());
  }

  /** How many events there are; the next one gets this id. */
  get length(): number {
    return this.events.length;
  }

  append(event: EventEnvelope): void {
    // The engine speaks of envelopes; what the Kafka model puts in them is the closed union.
    this.events.push(event as TraceEvent);
  }

  at(id: number): TraceEvent | undefined {
    return this.events.at(id);
  }

  /** Id of the first event at or after `atUs`; `length` when there is none. */
  firstAtOrAfter(atUs: number): number {
    return this.events.findFirst((event) => event.atUs >= atUs);
  }

  /** Id of the first event after `atUs`: how many there are up to that moment. */
  countUntil(atUs: number): number {
    return this.events.findFirst((event) => event.atUs > atUs);
  }

  /** Forgets all events from `length` on. */
  truncate(length: number): void {
    this.events.truncate(length);
  }

  /** An independent store with the same events, in constant time. */
  fork(): TraceStore {
    return new TraceStore(this.events.fork());
  }

  [Symbol.iterator](): Iterator<TraceEvent> {
    return this.events[Symbol.iterator]();
  }
}
