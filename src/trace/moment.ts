// A Moment: all that a view of the stage may look at. The Frame says how things are, flights and
// steps what happened around it, and another run's Moment what would be different.
import { type Chronicle, chronicleOf } from './chronicle/chronicle.ts';
import { type Records, recordsOf } from './fate/records.ts';
import { type Flight, flightsBetween } from './flights.ts';
import type { Frame } from './frame.ts';
import { type MachineStep, stepsBetween } from './steps.ts';
import type { TraceStore } from './store.ts';

/** A stretch of time around a moment, in µs. */
export interface TimeWindow {
  readonly beforeUs: number;
  readonly afterUs: number;
}

export interface Moment {
  readonly frame: Frame;
  /** Packets under way at any time of the window, in order of sending. */
  readonly flights: readonly Flight[];
  /** What state machines did in the window, in order. */
  readonly steps: readonly MachineStep[];
  /** What happened when, over the whole trace: read off it only when a view asks. */
  readonly chronicle: Chronicle;
  /** What became of every record, over the whole trace: read off it only when a view asks. */
  readonly records: Records;
  /** The same moment of the run to compare with. */
  readonly other: Moment | null;
}

/** The Moment at a Frame, with what the trace tells of a window around it; null: of no window. */
export function momentAt(
  trace: TraceStore,
  frame: Frame,
  window: TimeWindow | null,
  other: Moment | null = null,
): Moment {
  const fromUs = frame.atUs - (window?.beforeUs ?? 0);
  const toUs = frame.atUs + (window?.afterUs ?? 0);
  return {
    frame,
    flights: window === null ? [] : flightsBetween(trace, frame, fromUs, toUs),
    steps: window === null ? [] : stepsBetween(trace, fromUs, toUs),
    get chronicle() {
      return chronicleOf(trace);
    },
    get records() {
      return recordsOf(trace);
    },
    other,
  };
}
