// What a fold is: how one type of event changes the Frame. Every file of this folder has the folds of
// one subject's events (those of the file of the same name in `kafka/events`).
import type { TraceEventOf, TraceEventType } from '#kafka/events.ts';
import type { FrameState } from './state.ts';

/** Changes the Frame by an event. */
export type Fold<T extends TraceEventType> = (frame: FrameState, event: TraceEventOf<T>) => void;

/** The fold of each type; null: a Frame holds nothing of it. One that is missing does not compile. */
export type Folds<Types extends TraceEventType> = {
  readonly [T in Types]: Fold<T> | null;
};
