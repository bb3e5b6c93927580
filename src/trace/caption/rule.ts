// What a caption rule is: for a type of event, how much it matters and what is said of it.
import type { TraceEvent, TraceEventOf, TraceEventType } from '#kafka/events.ts';
import type { Frame } from '#trace/frame.ts';
import type { TraceStore } from '#trace/store.ts';

/** What matters most comes first. */
export const RANKS = [
  'loss',
  'leadership',
  'membership',
  'visibility',
  'commit',
  'data',
  'heartbeat',
] as const;
export type Rank = (typeof RANKS)[number];

/** One or two plain sentences, of at most twenty words. */
export interface Telling {
  /** What happens: the beginning of the caption, set in bold. */
  readonly event: string;
  /** Why, or what it means: goes on right where `event` ends, with its space or comma. */
  readonly meaning: string;
  /** The things that it speaks of, as the stage names them: `broker:2`, `partition:orders-1`. */
  readonly about: readonly string[];
  /** When what is said matters more, or less, than its rule. */
  readonly rank?: Rank;
}

/** A moment, and the trace that it is a moment of: what comes is known as far as it is simulated. */
export interface CaptionMoment {
  readonly frame: Frame;
  readonly trace: TraceStore;
}

export interface CaptionRule<T extends TraceEventType> {
  readonly rank: Rank;
  /** What is said at the moment; null: nothing, or it does not hold any more. */
  readonly tell: (event: TraceEventOf<T>, moment: CaptionMoment) => Telling | null;
}

/** The rule of each type of event; null: captions do not speak of it. One that is missing does not compile. */
export type CaptionRules<Types extends TraceEventType> = {
  readonly [T in Types]: CaptionRule<T> | null;
};

/** A telling by its parts. */
export function telling(event: string, meaning: string, ...about: readonly string[]): Telling {
  return { event, meaning, about };
}

/** The events of a type in the moment of an event, in order. */
export function atOnce<T extends TraceEventType>(
  trace: TraceStore,
  event: TraceEventOf<T>,
): readonly TraceEventOf<T>[] {
  const found: TraceEventOf<T>[] = [];
  for (let id = trace.firstAtOrAfter(event.atUs); ; id += 1) {
    const one = trace.at(id);
    if (one?.atUs !== event.atUs) return found;
    if (one.type === event.type) found.push(one as unknown as TraceEventOf<T>);
  }
}

/** The next event that passes, as far as the run is simulated. */
export function nextEvent(
  { trace, frame }: CaptionMoment,
  isIt: (event: TraceEvent) => boolean,
): TraceEvent | null {
  for (let id = frame.nextEventId; id < trace.length; id += 1) {
    const event = trace.at(id);
    if (event !== undefined && isIt(event)) return event;
  }
  return null;
}
