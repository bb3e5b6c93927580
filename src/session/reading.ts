// What has been read off one trace: the Frame at a moment, the timeline, every record's fate, and what
// is kept in order to answer "why?". All of it is folded from the trace, and forgets what the trace
// forgets.
import type { Frame } from '#trace/frame.ts';
import type { TimelineMark } from '#trace/face/mark.ts';
import { type Records, recordsOf } from '#trace/fate/records.ts';
import { Lag, type LagSample } from '#trace/lag.ts';
import { Timeline } from '#trace/marks.ts';
import { Projection } from '#trace/project/projection.ts';
import type { TraceStore } from '#trace/store.ts';
import { Memory } from '#trace/why/memory.ts';

export class Reading {
  /** What the answers to "why?" are drawn from; notices by itself when the trace is another. */
  readonly memory = new Memory();
  private timeline = new Timeline();
  private groupLag = new Lag();

  constructor(
    private readonly trace: TraceStore,
    private readonly projection = new Projection(),
  ) {}

  /** The Frame after the first `nextEventId` events. Valid until this is called again. */
  frame(nextEventId: number, atUs: number): Frame {
    return this.projection.moveTo(this.trace, nextEventId, atUs);
  }

  /** A Frame of its own at a simulated moment: it stays as it is. */
  frameAt(atUs: number): Frame {
    return this.projection.fork().moveTo(this.trace, this.trace.countUntil(atUs), atUs);
  }

  /** What mattered, in order of time, as far as the trace goes. */
  get marks(): readonly TimelineMark[] {
    this.timeline.update(this.trace);
    return this.timeline.marks;
  }

  /** What the groups have still to read and to commit, by its changes. */
  get lag(): readonly LagSample[] {
    this.groupLag.update(this.trace);
    return this.groupLag.samples;
  }

  /** The ledger: what became of every record, as far as the trace goes. */
  get records(): Records {
    return recordsOf(this.trace);
  }

  /** To be called after the trace was truncated. */
  forget(): void {
    this.projection.truncate(this.trace.length);
    this.timeline = new Timeline();
    this.groupLag = new Lag();
  }

  /** A reading of a trace that begins like this one. */
  fork(trace: TraceStore): Reading {
    const projection = this.projection.fork();
    projection.truncate(trace.length);
    return new Reading(trace, projection);
  }
}
