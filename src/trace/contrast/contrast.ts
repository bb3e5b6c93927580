// Two runs held against each other, bit by bit: what came of each, and where they differ. A long run
// takes a while, so the work is done in portions, and goes on where it stopped when the runs have grown.
import type { TraceEvent } from '#kafka/events.ts';
import type { TraceStore } from '#trace/store.ts';
import { Account, type RunTotals } from './account.ts';
import { Difference, type DifferenceBin, type FirstDifference } from './difference.ts';

/** Events that one portion takes: some ms of work. */
const PORTION = 400;

/** How far the work has come. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** A run as a comparison knows it. */
interface Run {
  readonly trace: TraceStore;
  readonly account: Account;
  length: number;
  lastEvent: TraceEvent | undefined;
}

export class Contrast {
  private left: Run;
  private right: Run;
  private difference: Difference;

  constructor(left: TraceStore, right: TraceStore) {
    this.left = runOf(left);
    this.right = runOf(right);
    this.difference = new Difference(left, right);
  }

  /** Where the runs part; null: nowhere, so far. */
  get first(): FirstDifference | null {
    return this.difference.first;
  }

  /** How much differs, along the time. Grows in place. */
  get bins(): readonly DifferenceBin[] {
    return this.difference.bins;
  }

  /**
   * Compares what happened before `untilUs`, which both runs must have reached. Yields after every
   * portion; whoever stops asking can ask again later.
   */
  *work(untilUs: number): Generator<Progress, void> {
    this.forgetWhatChanged();
    const ends = [this.left, this.right].map(({ trace }) => trace.firstAtOrAfter(untilUs));
    const total = 2 * ends.reduce((sum, end) => sum + end, 0);
    const progress = (): Progress => ({
      done: this.left.length + this.right.length + this.difference.done,
      total,
    });
    for (const [index, run] of [this.left, this.right].entries()) {
      while (run.length < (ends[index] ?? 0)) {
        takeOver(run, Math.min(ends[index] ?? 0, run.length + PORTION));
        yield progress();
      }
    }
    while (!this.difference.work(untilUs, PORTION)) yield progress();
  }

  /** What had come of both runs at a moment up to which they were compared. */
  at(atUs: number): {
    readonly left: RunTotals;
    readonly right: RunTotals;
    /** Events that say something, and those of them that happened in only one run. */
    readonly events: number;
    readonly differing: number;
  } {
    return {
      left: this.left.account.at(this.left.trace.countUntil(atUs), atUs),
      right: this.right.account.at(this.right.trace.countUntil(atUs), atUs),
      ...this.difference.countAt(atUs),
    };
  }

  /** A run has taken another course since the last work: what is known of it is not true any more. */
  get isStale(): boolean {
    return !isStillTrue(this.left) || !isStillTrue(this.right);
  }

  private forgetWhatChanged(): void {
    if (!this.isStale) return;
    this.left = runOf(this.left.trace);
    this.right = runOf(this.right.trace);
    this.difference = new Difference(this.left.trace, this.right.trace);
  }
}

function runOf(trace: TraceStore): Run {
  return { trace, account: new Account(), length: 0, lastEvent: undefined };
}

function isStillTrue({ trace, length, lastEvent }: Run): boolean {
  return trace.length >= length && trace.at(length - 1) === lastEvent;
}

function takeOver(run: Run, end: number): void {
  for (; run.length < end; run.length += 1) {
    const event = run.trace.at(run.length);
    if (event === undefined) return;
    run.account.add(event);
    run.lastEvent = event;
  }
}
