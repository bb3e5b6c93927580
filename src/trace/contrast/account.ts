// The account of one run: the numbers that two runs are compared by, at any moment. Grows with the
// trace; a moment is a bisection.
import type { TraceEvent } from '#kafka/events.ts';
import { Ownership } from '#trace/chronicle/ownership.ts';
import { Records } from '#trace/fate/records.ts';
import type { Totals } from '#trace/fate/totals.ts';

/** A wait is long from here on, in µs. */
const LONG_US = 1_000_000;

/** What came of a run, up to a moment. */
export interface RunTotals extends Totals {
  /** From send() to the acknowledgement, in µs; null: nothing was acknowledged yet. */
  readonly middleWaitUs: number | null;
  readonly longestWaitUs: number | null;
  /** Acknowledgements that took longer than a second. */
  readonly longWaits: number;
  /** Requests that were sent, by whomever. */
  readonly requests: number;
  /** Partition-µs in which a partition of a group was owned by nobody. */
  readonly unownedUs: number;
}

export class Account {
  private readonly records = new Records();
  private readonly ownership = new Ownership();
  private readonly groups = new Set<string>();
  /** Ids of the events, in order. */
  private readonly requestIds: number[] = [];
  private readonly ackIds: number[] = [];
  /** Of the acknowledgements, in the same order. */
  private readonly waitsUs: number[] = [];

  add(event: TraceEvent): void {
    this.records.add(event);
    this.ownership.add(event);
    if (event.type === 'request.sent') this.requestIds.push(event.id);
    else if (event.type === 'partitions.assigned') this.groups.add(event.data.group);
    else if (event.type === 'batch.completed' && event.data.errorCode === 'NONE') {
      for (const recordId of event.data.recordIds) {
        const madeUs = this.records.fateOf(recordId)?.createdAtUs;
        if (madeUs === undefined) continue;
        this.ackIds.push(event.id);
        this.waitsUs.push(event.atUs - madeUs);
      }
    }
  }

  /** What had come of the run after its first `end` events, at `atUs`. */
  at(end: number, atUs: number): RunTotals {
    const waits = this.waitsUs.slice(0, countBelow(this.ackIds, end)).sort((a, b) => a - b);
    let unownedUs = 0;
    for (const group of this.groups) unownedUs += this.ownership.unownedUs(group, atUs);
    return {
      ...this.records.totalsAt(end),
      middleWaitUs: waits[Math.floor((waits.length - 1) / 2)] ?? null,
      longestWaitUs: waits.at(-1) ?? null,
      longWaits: waits.length - countBelow(waits, LONG_US + 1),
      requests: countBelow(this.requestIds, end),
      unownedUs,
    };
  }
}

/** How many of some numbers in order are less than another. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
