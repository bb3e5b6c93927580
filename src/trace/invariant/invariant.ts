// What an invariant is: a property that every trace must have, watched event by event. One property
// to a file; `check.ts` knows them all.
import type { TraceEvent } from '#kafka/events.ts';

/** Takes the events of one trace in order; says what is wrong with this one, or null. */
export type Watch = (event: TraceEvent) => string | null;

export interface Invariant {
  /** A phrase that is true of every sound trace. */
  readonly name: string;
  /** Begins with the first event of a trace. */
  readonly start: () => Watch;
}

/** An event that should not have happened. */
export interface Violation {
  readonly invariant: string;
  readonly eventId: number;
  readonly atUs: number;
  readonly message: string;
}
