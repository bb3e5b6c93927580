// The ledger of a whole trace, kept as the trace grows: all fates, and the totals at any moment of it.
import type { TraceEvent } from '#kafka/events.ts';
import { Ledger } from '#trace/ledger.ts';
import type { TraceStore } from '#trace/store.ts';
import type { RecordFate } from './fate.ts';
import { type Totals, TotalsOverTime } from './totals.ts';

export class Records {
  private readonly ledger = new Ledger();
  private readonly totals = new TotalsOverTime();
  private readonly born: RecordFate[] = [];
  /** Id of the event; Infinity: nothing has crashed. */
  private firstCrash = Infinity;
  private length = 0;

  /**
   * Takes over what the trace has got since the last time, or the next `most` events of it. The trace
   * must not have been truncated meanwhile. True: it has taken over all.
   */
  update(trace: TraceStore, most = Infinity): boolean {
    const end = Math.min(trace.length, this.length + most);
    for (; this.length < end; this.length += 1) {
      const event = trace.at(this.length);
      if (event !== undefined) this.add(event);
    }
    return this.length === trace.length;
  }

  /** All records in order of birth, as far as the trace goes. Grows in place. */
  get fates(): readonly RecordFate[] {
    return this.born;
  }

  fateOf(recordId: string): RecordFate | undefined {
    return this.ledger.fateOf(recordId);
  }

  /** What had become of them after the first `end` events. */
  totalsAt(end: number): Totals {
    return this.totals.at(end);
  }

  /** Whether a process had failed, or a record had, after the first `end` events. */
  isTroubledAt(end: number): boolean {
    const { failed, lost, again, duplicated } = this.totalsAt(end);
    if (failed + lost + again + duplicated > 0) return true;
    return this.firstCrash < end;
  }

  private add(event: TraceEvent): void {
    this.ledger.add(event);
    this.totals.note(event, this.ledger.totals);
    if (event.type === 'record.created') {
      const fate = this.ledger.fateOf(event.data.recordId);
      if (fate !== undefined) this.born.push(fate);
    } else if (event.type === 'node.crashed') {
      this.firstCrash = Math.min(this.firstCrash, event.id);
    }
  }
}
