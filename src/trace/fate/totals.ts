// The ledger's totals at any moment: one pass along the trace notes each change, and a moment is a
// bisection. Going back costs no more than going on.
import type { TraceEvent } from '#kafka/events.ts';

/** What is counted, in records. */
export const TOTAL_NAMES = [
  /** send() took it. */
  'produced',
  /** The producer was told that it is written. */
  'acked',
  /** The producer gave it up. */
  'failed',
  /** A leader's high watermark has passed it. */
  'visible',
  /** Some application got it from poll(). */
  'delivered',
  /** A group, or a consumer without one, got it more than once. */
  'again',
  /** It is at two offsets of one log. */
  'duplicated',
  /** The producer was told that it is written, and the leader of its partition does not have it. */
  'lost',
] as const;

export type TotalName = (typeof TOTAL_NAMES)[number];
/** Records by what became of them. */
export type Totals = Readonly<Record<TotalName, number>>;

/** All of them 0. */
export function noTotals(): Record<TotalName, number> {
  return Object.fromEntries(TOTAL_NAMES.map((name) => [name, 0])) as Record<TotalName, number>;
}

/** A number that changes now and then: its value after the first `end` events. */
export class Steps {
  private readonly eventIds: number[] = [];
  private readonly values: number[] = [];

  /** The last value; 0 before there is any. */
  get last(): number {
    return this.values.at(-1) ?? 0;
  }

  /** Notes the value that it has since an event, which is not before the last one noted. */
  note(eventId: number, value: number): void {
    if (value === this.last) return;
    if (this.eventIds.at(-1) === eventId) {
      this.values[this.values.length - 1] = value;
      return;
    }
    this.eventIds.push(eventId);
    this.values.push(value);
  }

  at(end: number): number {
    let low = 0;
    let high = this.eventIds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.eventIds[middle] ?? end) < end) low = middle + 1;
      else high = middle;
    }
    return this.values[low - 1] ?? 0;
  }
}

/** Totals over time. Note all events in order, each with the totals as they are after it. */
export class TotalsOverTime {
  private readonly steps = new Map(TOTAL_NAMES.map((name) => [name, new Steps()]));

  note({ id }: TraceEvent, totals: Totals): void {
    for (const [name, steps] of this.steps) steps.note(id, totals[name]);
  }

  /** The totals after the first `end` events. */
  at(end: number): Totals {
    const totals = noTotals();
    for (const [name, steps] of this.steps) totals[name] = steps.at(end);
    return totals;
  }
}
