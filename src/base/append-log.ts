// An append-only list that forks in constant time: forks share full chunks, and copy the open one
// only when they next write to it. Partition logs, the metadata log and the trace are AppendLogs,
// which is what makes keyframes cheap.

const CHUNK_SHIFT = 8;
const CHUNK_SIZE = 1 << CHUNK_SHIFT;
const CHUNK_MASK = CHUNK_SIZE - 1;

/**
 * Append-only list with cheap `fork`; `truncate` and `dropFirst` are for logs that lose their tail or
 * their front. Indexes count from the first item that is left.
 */
export class AppendLog<T> {
  private fullIsShared = false;
  private tailIsShared = false;

  private constructor(
    /** Chunks that are full. */
    private full: T[][],
    /** The chunk that is being filled: most reads and all writes go here. */
    private tail: T[],
    /** Items at the beginning of the first chunk that were dropped. */
    private dropped: number,
  ) {}

  static empty<T>(): AppendLog<T> {
    return new AppendLog<T>([], [], 0);
  }

  static of<T>(items: Iterable<T>): AppendLog<T> {
    const log = AppendLog.empty<T>();
    for (const item of items) log.push(item);
    return log;
  }

  get length(): number {
    return this.full.length * CHUNK_SIZE + this.tail.length - this.dropped;
  }

  /** The item at `index` (from 0), or undefined outside the list. */
  at(index: number): T | undefined {
    if (index < 0) return undefined;
    const place = index + this.dropped;
    const tailStart = this.full.length * CHUNK_SIZE;
    if (place >= tailStart) return this.tail[place - tailStart];
    return this.full[place >> CHUNK_SHIFT]?.[place & CHUNK_MASK];
  }

  last(): T | undefined {
    return this.at(this.length - 1);
  }

  push(item: T): void {
    if (this.tail.length === CHUNK_SIZE) {
      if (this.fullIsShared) this.full = this.full.slice();
      this.full.push(this.tail);
      this.fullIsShared = false;
      this.tail = [];
      this.tailIsShared = false;
    } else if (this.tailIsShared) {
      this.tail = this.tail.slice();
      this.tailIsShared = false;
    }
    this.tail.push(item);
  }

  /** Drops everything from `length` on; a longer length than there is changes nothing. */
  truncate(length: number): void {
    if (length >= this.length) return;
    const end = Math.max(0, length) + this.dropped;
    const fullLength = end >> CHUNK_SHIFT;
    const tail = this.full[fullLength] ?? this.tail;
    this.tail = tail.slice(0, end & CHUNK_MASK);
    this.tailIsShared = false;
    this.full = this.full.slice(0, fullLength);
    this.fullIsShared = false;
  }

  /** Drops the first `count` items, or all of them; chunks that are empty then are let go. */
  dropFirst(count: number): void {
    const place = Math.min(Math.max(0, count), this.length) + this.dropped;
    const chunks = Math.min(place >> CHUNK_SHIFT, this.full.length);
    if (chunks > 0) {
      this.full = this.full.slice(chunks);
      this.fullIsShared = false;
    }
    this.dropped = place - chunks * CHUNK_SIZE;
  }

  /** An independent list with the same items, in constant time. */
  fork(): AppendLog<T> {
    const copy = new AppendLog(this.full, this.tail, this.dropped);
    for (const log of [this, copy]) {
      log.fullIsShared = true;
      log.tailIsShared = true;
    }
    return copy;
  }

  /** Items with index in [from, to), clamped to the list. */
  slice(from = 0, to = this.length): T[] {
    const items: T[] = [];
    const end = Math.min(to, this.length);
    for (let index = Math.max(0, from); index < end; index += 1) items.push(this.at(index) as T);
    return items;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let index = 0; index < this.length; index += 1) yield this.at(index) as T;
  }

  /**
   * Smallest index whose item satisfies a predicate that is false, then true; `length` if none.
   * Logs are mostly read near their end: the search begins there, in steps twice as long each time.
   */
  findFirst(isAtOrAfter: (item: T) => boolean): number {
    let high = this.length;
    let low = high;
    for (let stride = 1; low > 0; stride *= 2) {
      low = Math.max(0, high - stride);
      if (!isAtOrAfter(this.at(low) as T)) break;
      high = low;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAtOrAfter(this.at(middle) as T)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
