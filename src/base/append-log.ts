// An append-only list that forks in constant time: forks share full chunks, and copy the open one
// only when they next write to it. Partition logs, the metadata log and the trace are AppendLogs,
// which is what makes keyframes cheap.

const CHUNK_SHIFT = 8;
const CHUNK_SIZE = 1 << CHUNK_SHIFT;
const CHUNK_MASK = CHUNK_SIZE - 1;

/** Append-only list with cheap `fork` and with `truncate`, for logs that lose their tail. */
export class AppendLog<T> {
  private tailIsShared = false;
  private chunksAreShared = false;

  private constructor(
    private chunks: T[][],
    private count: number,
  ) {}

  static empty<T>(): AppendLog<T> {
    return new AppendLog<T>([], 0);
  }

  static of<T>(items: Iterable<T>): AppendLog<T> {
    const log = AppendLog.empty<T>();
    for (const item of items) log.push(item);
    return log;
  }

  get length(): number {
    return this.count;
  }

  /** The item at `index` (from 0), or undefined outside the list. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.count) return undefined;
    return this.chunks[index >> CHUNK_SHIFT]?.[index & CHUNK_MASK];
  }

  last(): T | undefined {
    return this.at(this.count - 1);
  }

  push(item: T): void {
    const slot = this.count & CHUNK_MASK;
    this.ownChunks();
    if (slot === 0) {
      this.chunks.push([item]);
      this.tailIsShared = false;
    } else {
      this.ownTail(slot);
      (this.chunks[this.chunks.length - 1] as T[]).push(item);
    }
    this.count += 1;
  }

  /** Drops everything from `length` on; a longer length than there is changes nothing. */
  truncate(length: number): void {
    if (length >= this.count) return;
    this.ownChunks();
    this.count = Math.max(0, length);
    this.chunks.length = (this.count + CHUNK_MASK) >> CHUNK_SHIFT;
    const slot = this.count & CHUNK_MASK;
    if (slot !== 0) {
      this.tailIsShared = true;
      this.ownTail(slot);
    }
  }

  /** An independent list with the same items, in constant time. */
  fork(): AppendLog<T> {
    this.tailIsShared = true;
    this.chunksAreShared = true;
    const copy = new AppendLog(this.chunks, this.count);
    copy.tailIsShared = true;
    copy.chunksAreShared = true;
    return copy;
  }

  /** Items with index in [from, to), clamped to the list. */
  slice(from = 0, to = this.count): T[] {
    const items: T[] = [];
    const end = Math.min(to, this.count);
    for (let index = Math.max(0, from); index < end; index += 1) items.push(this.at(index) as T);
    return items;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let index = 0; index < this.count; index += 1) yield this.at(index) as T;
  }

  /** Smallest index whose item satisfies a predicate that is false, then true; `length` if none. */
  findFirst(isAtOrAfter: (item: T) => boolean): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAtOrAfter(this.at(middle) as T)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private ownChunks(): void {
    if (!this.chunksAreShared) return;
    this.chunks = this.chunks.slice();
    this.chunksAreShared = false;
  }

  private ownTail(slot: number): void {
    if (!this.tailIsShared) return;
    const tailIndex = this.chunks.length - 1;
    this.chunks[tailIndex] = (this.chunks[tailIndex] as T[]).slice(0, slot);
    this.tailIsShared = false;
  }
}
