// What an answer to *why?* is made of.
import type { TraceEvent } from '#kafka/events.ts';

export type { Subject } from '#trace/face/face.ts';
export { count, set } from '#trace/sentence/words.ts';

/** A moment that one can go to: just after an event. */
export interface Moment {
  readonly eventId: number;
  readonly atUs: number;
}

/** One reason, in a sentence; with the moment from which it holds, if the trace knows that. */
export interface Fact {
  readonly text: string;
  readonly since: Moment | null;
}

export interface CauseLink extends Moment {
  readonly sentence: string;
}

export interface WhyAnswer {
  readonly headline: string;
  readonly facts: readonly Fact[];
  /** Oldest first. */
  readonly chain: readonly CauseLink[];
}

/** The answer before its chain is known. */
export interface Finding {
  readonly headline: string;
  readonly facts: readonly Fact[];
  /** The event that the chain leads to; undefined: the last one that changed the subject. */
  readonly last?: TraceEvent | undefined;
}

export const GONE: Finding = { headline: 'It is not there at this moment.', facts: [] };

/** A reason that holds now, whenever it began. */
export function now(text: string): Fact {
  return { text, since: null };
}

/** A reason that holds since an event. */
export function since(event: TraceEvent | undefined, text: string): Fact {
  return { text, since: event === undefined ? null : { eventId: event.id, atUs: event.atUs } };
}
