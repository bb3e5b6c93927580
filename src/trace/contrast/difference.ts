// How far two runs differ: the first thing that happened in only one of them, and how much of what
// happened then did. Numbers of packets and ids of events differ from the first command on and say
// nothing; what is compared is who did what, and when.
import type { TraceEvent } from '#kafka/events.ts';
import { weightOf } from '#trace/face/faces.ts';
import type { TraceStore } from '#trace/store.ts';

/** Within so much time it does not matter when exactly the same thing happened, in µs. */
export const BIN_US = 250_000;

/** The first thing that happened in one run and not, or not then, in the other. */
export interface FirstDifference {
  readonly atUs: number;
  /** What came next in each; undefined: nothing that says anything. */
  readonly left: TraceEvent | undefined;
  readonly right: TraceEvent | undefined;
}

/** What happened in a stretch of time. */
export interface DifferenceBin {
  /** Where it begins; it is `BIN_US` long. */
  readonly fromUs: number;
  /** Events of both runs that say something. */
  readonly events: number;
  /** Those of them that happened in only one of the runs. */
  readonly differing: number;
}

/** Fields that differ for no reason of their own. */
export const NUMBERING: ReadonlySet<string> = new Set([
  'packet',
  'request',
  'deliverAtUs',
  'processedAtUs',
  'correlationId',
  'timestampMs',
  'maxTimestampMs',
]);

/** Whether an event is compared: it says something, and is no command itself. */
function isTelling(event: TraceEvent): boolean {
  return event.type !== 'command.applied' && weightOf(event) > 0;
}

/** What an event says, whenever it happens. */
function essenceOf({ node, type, data }: TraceEvent): string {
  return JSON.stringify([node, type, data], (name, value: unknown) =>
    NUMBERING.has(name) ? undefined : value,
  );
}

interface Side {
  readonly trace: TraceStore;
  /** The next event to look at. */
  next: number;
}

/** Two runs that share their first events; both may still grow. */
export class Difference {
  /** null: none was found so far. */
  first: FirstDifference | null = null;
  /** In order of time; empty stretches in which nothing differs are left out. */
  readonly bins: DifferenceBin[] = [];
  private readonly left: Side;
  private readonly right: Side;
  /** Events of the present bin that have no counterpart yet: how many more the left run has. */
  private readonly open = new Map<string, number>();
  private openEvents = 0;
  private binFromUs = -1;
  private shared = 0;
  /** Where each side stands in the search for the first difference. */
  private readonly search = { left: -1, right: -1 };

  constructor(left: TraceStore, right: TraceStore) {
    this.left = { trace: left, next: 0 };
    this.right = { trace: right, next: 0 };
  }

  /** How many events of both were looked at. */
  get done(): number {
    return this.left.next + this.right.next;
  }

  /**
   * Compares what happened before `untilUs`, which both runs have reached, in no more than `most`
   * steps. True: there is nothing left to do.
   */
  work(untilUs: number, most: number): boolean {
    let steps = 0;
    while (this.shared === this.left.next && this.skipShared()) {
      if ((steps += 1) > most * 8) return false;
    }
    while (this.takeNext(untilUs)) {
      if ((steps += 1) > most) return false;
    }
    this.seekFirst(untilUs);
    return true;
  }

  /** Events that happened in only one run before a moment, and how many there were in all. */
  countAt(atUs: number): { readonly events: number; readonly differing: number } {
    let [events, differing] = [0, 0];
    for (const bin of this.bins) {
      if (bin.fromUs >= atUs) break;
      events += bin.events;
      differing += bin.differing;
    }
    return { events, differing };
  }

  /** Branches of one engine share their past, event by event. */
  private skipShared(): boolean {
    const event = this.left.trace.at(this.shared);
    if (event === undefined || event !== this.right.trace.at(this.shared)) return false;
    this.shared += 1;
    this.left.next = this.shared;
    this.right.next = this.shared;
    return true;
  }

  /** Puts the earlier of the two next events into its bin; false: there is none before `untilUs`. */
  private takeNext(untilUs: number): boolean {
    const [left, right] = [this.peek(this.left), this.peek(this.right)];
    const isLeft = (left?.atUs ?? Infinity) <= (right?.atUs ?? Infinity);
    const event = isLeft ? left : right;
    if (event === undefined || event.atUs >= untilUs) {
      this.closeBefore(untilUs);
      return false;
    }
    this.closeBefore(event.atUs);
    if (this.binFromUs === -1) this.binFromUs = Math.floor(event.atUs / BIN_US) * BIN_US;
    (isLeft ? this.left : this.right).next += 1;
    if (!isTelling(event)) return true;
    const essence = essenceOf(event);
    this.openEvents += 1;
    this.open.set(essence, (this.open.get(essence) ?? 0) + (isLeft ? 1 : -1));
    return true;
  }

  private peek({ trace, next }: Side): TraceEvent | undefined {
    return trace.at(next);
  }

  /** Closes the present bin if it ends at `atUs` or before. */
  private closeBefore(atUs: number): void {
    if (this.binFromUs === -1 || atUs < this.binFromUs + BIN_US) return;
    let differing = 0;
    for (const more of this.open.values()) differing += Math.abs(more);
    this.bins.push({ fromUs: this.binFromUs, events: this.openEvents, differing });
    this.open.clear();
    this.openEvents = 0;
    this.binFromUs = -1;
  }

  /** Walks both runs from where they part, telling event by telling event, to the first that differs. */
  private seekFirst(untilUs: number): void {
    const { search } = this;
    if (this.first !== null) return;
    search.left = Math.max(search.left, this.shared);
    search.right = Math.max(search.right, this.shared);
    for (;;) {
      search.left = nextTelling(this.left.trace, search.left);
      search.right = nextTelling(this.right.trace, search.right);
      const left = this.left.trace.at(search.left);
      const right = this.right.trace.at(search.right);
      const atUs = Math.min(left?.atUs ?? Infinity, right?.atUs ?? Infinity);
      if (atUs >= untilUs) return;
      if (left?.atUs !== right?.atUs || !isSame(left, right)) {
        this.first = { atUs, left, right };
        return;
      }
      search.left += 1;
      search.right += 1;
    }
  }
}

function nextTelling(trace: TraceStore, from: number): number {
  let id = from;
  for (let event = trace.at(id); event !== undefined; event = trace.at(id)) {
    if (isTelling(event)) break;
    id += 1;
  }
  return id;
}

function isSame(left: TraceEvent | undefined, right: TraceEvent | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left === right || essenceOf(left) === essenceOf(right);
}
