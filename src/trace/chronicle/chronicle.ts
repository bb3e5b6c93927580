// What happened when: indexes over a trace for views that show a stretch of time. Each index is in a
// file of its own; all of them grow with the trace, and begin anew when it took another course.
import type { TraceEvent } from '#kafka/events.ts';
import type { TraceStore } from '#trace/store.ts';
import { AllConsumerTimes } from './consumer-times.ts';
import { Exchanges } from './exchanges.ts';
import { Lives } from './lives.ts';
import { MachineSteps } from './machine-steps.ts';
import { Notes } from './notes.ts';
import { Ownership } from './ownership.ts';

/** All that is known of a trace, what lies ahead of the playhead included. */
export class Chronicle {
  readonly exchanges = new Exchanges();
  readonly lives = new Lives();
  readonly machines = new MachineSteps();
  readonly consumers = new AllConsumerTimes();
  readonly ownership = new Ownership();
  readonly notes = new Notes();
  /** Up to here, in µs, the trace is known. */
  knownUs = 0;

  add(event: TraceEvent): void {
    this.exchanges.add(event);
    this.lives.add(event);
    this.machines.add(event);
    this.consumers.add(event);
    this.ownership.add(event);
    this.notes.add(event);
    this.knownUs = event.atUs;
  }
}

interface Kept {
  readonly chronicle: Chronicle;
  length: number;
  lastEvent: TraceEvent | undefined;
}

/** One chronicle a trace: reading it twice costs nothing. */
const KEPT = new WeakMap<TraceStore, Kept>();

function isStillTrue(kept: Kept, trace: TraceStore): boolean {
  return trace.length >= kept.length && trace.at(kept.length - 1) === kept.lastEvent;
}

/** The chronicle of a trace, with all that has been added to it since. */
export function chronicleOf(trace: TraceStore): Chronicle {
  let kept = KEPT.get(trace);
  if (kept === undefined || !isStillTrue(kept, trace)) {
    kept = { chronicle: new Chronicle(), length: 0, lastEvent: undefined };
    KEPT.set(trace, kept);
  }
  for (; kept.length < trace.length; kept.length += 1) {
    const event = trace.at(kept.length);
    if (event === undefined) break;
    kept.chronicle.add(event);
    kept.lastEvent = event;
  }
  return kept.chronicle;
}
