// A binary heap of things ordered by (atUs, sequence). The sequence makes the order total, so two
// runs of the same program pop in the same order. The engine's queue and the bench both use it.

/** Anything the heap can order: a time in virtual microseconds and a tie-breaking sequence. */
export interface Timed {
  readonly atUs: number;
  readonly sequence: number;
}

function isBefore(a: Timed, b: Timed): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.sequence < b.sequence);
}

/** Min-heap by (atUs, sequence). Entries are never mutated, so a fork is a copy of one array. */
export class Heap<T extends Timed> {
  private constructor(private readonly entries: T[]) {}

  static empty<T extends Timed>(): Heap<T> {
    return new Heap<T>([]);
  }

  get size(): number {
    return this.entries.length;
  }

  /** The earliest entry, left in place; undefined when empty. */
  peek(): T | undefined {
    return this.entries[0];
  }

  clear(): void {
    this.entries.length = 0;
  }

  push(entry: T): void {
    const entries = this.entries;
    let index = entries.length;
    entries.push(entry);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = entries[parentIndex] as T;
      if (!isBefore(entry, parent)) break;
      entries[index] = parent;
      index = parentIndex;
    }
    entries[index] = entry;
  }

  /** Removes and returns the earliest entry; undefined when empty. */
  pop(): T | undefined {
    const entries = this.entries;
    const first = entries[0];
    const last = entries.pop();
    if (first === undefined || last === undefined || entries.length === 0) return first;
    const size = entries.length;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      if (childIndex >= size) break;
      let child = entries[childIndex] as T;
      const right = entries[childIndex + 1];
      if (right !== undefined && isBefore(right, child)) {
        childIndex += 1;
        child = right;
      }
      if (!isBefore(child, last)) break;
      entries[index] = child;
      index = childIndex;
    }
    entries[index] = last;
    return first;
  }

  /** An independent heap with the same entries. */
  fork(): Heap<T> {
    return new Heap(this.entries.slice());
  }

  /** The entries in no useful order, for looking one up. */
  values(): readonly T[] {
    return this.entries;
  }
}
