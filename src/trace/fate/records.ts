// The ledger of a whole trace, kept as the trace grows: all fates, and the totals at any moment of it.
import type { TraceEvent } from '#kafka/events.ts';
import { markOf } from '#trace/face/faces.ts';
import { Ledger } from '#trace/ledger.ts';
import type { TraceStore } from '#trace/store.ts';
import type { RecordFate } from './fate.ts';
import { type Totals, TotalsOverTime } from './totals.ts';

/** What happened to the cluster while records were on their way, in few words. */
export interface Landmark {
  readonly eventId: number;
  readonly atUs: number;
  readonly label: string;
  /** It failed; or it made things move. */
  readonly tone: 'bad' | 'warn';
}

export class Records {
  private readonly ledger = new Ledger();
  private readonly totals = new TotalsOverTime();
  private readonly born: RecordFate[] = [];
  /** Id of the event; Infinity: nothing has crashed. */
  private firstCrash = Infinity;

  /** Failures, and what moved because of them; in order of time. Grows in place. */
  readonly landmarks: Landmark[] = [];

  /** All records in order of birth, as far as the trace goes. Grows in place. */
  get fates(): readonly RecordFate[] {
    return this.born;
  }

  /** How many of them were made by the first `end` events. */
  countAt(end: number): number {
    return this.totalsAt(end).produced;
  }

  fateOf(recordId: string): RecordFate | undefined {
    return this.ledger.fateOf(recordId);
  }

  /** What had become of them after the first `end` events. */
  totalsAt(end: number): Totals {
    return this.totals.at(end);
  }

  /** Whether a process had crashed, or a record met with something, after the first `end` events. */
  isTroubledAt(end: number): boolean {
    const { failed, lost, again, duplicated } = this.totalsAt(end);
    return failed + lost + again + duplicated > 0 || this.firstCrash < end;
  }

  /** Takes the next event of the trace. */
  add(event: TraceEvent): void {
    this.ledger.add(event);
    this.totals.note(event, this.ledger.totals);
    if (event.type === 'record.created') {
      const fate = this.ledger.fateOf(event.data.recordId);
      if (fate !== undefined) this.born.push(fate);
    } else if (event.type === 'node.crashed') {
      this.firstCrash = Math.min(this.firstCrash, event.id);
    }
    this.noteLandmark(event);
  }

  private noteLandmark(event: TraceEvent): void {
    const mark = markOf(event);
    if (mark?.kind !== 'failure' && mark?.kind !== 'rebalance') return;
    const { id: eventId, atUs } = event;
    const { label } = mark;
    const isSaid = this.landmarks.some((one) => one.atUs === atUs && one.label === label);
    if (isSaid || mark.unlessSaid !== undefined) return;
    const tone = mark.kind === 'failure' ? 'bad' : 'warn';
    this.landmarks.push(Object.freeze({ eventId, atUs, label, tone }));
  }
}

interface Kept {
  readonly records: Records;
  length: number;
  lastEvent: TraceEvent | undefined;
}

/** One ledger a trace: reading it twice costs nothing. */
const KEPT = new WeakMap<TraceStore, Kept>();

/** The ledger of a trace, with all that has been added to it since; anew when it took another course. */
export function recordsOf(trace: TraceStore): Records {
  let kept = KEPT.get(trace);
  const isStillTrue =
    kept !== undefined &&
    trace.length >= kept.length &&
    trace.at(kept.length - 1) === kept.lastEvent;
  if (kept === undefined || !isStillTrue) {
    kept = { records: new Records(), length: 0, lastEvent: undefined };
    KEPT.set(trace, kept);
  }
  for (; kept.length < trace.length; kept.length += 1) {
    const event = trace.at(kept.length);
    if (event === undefined) break;
    kept.records.add(event);
    kept.lastEvent = event;
  }
  return kept.records;
}
