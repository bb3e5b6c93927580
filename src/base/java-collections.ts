// The iteration order of java.util.HashMap and HashSet (OpenJDK 17), which decides several of
// Kafka's results. Everything that needs that order takes it from here, by name.
// Buckets that OpenJDK turns into trees (nine or more keys in one bucket of a table of 64 or more)
// keep insertion order here; no group or cluster that fits on a screen gets there.

/** What Java's `hashCode` and `equals` are for a kind of key. */
export interface JavaHashing<K> {
  /** A signed 32-bit integer. */
  hashCode(key: K): number;
  equals(a: K, b: K): boolean;
}

/** `String.hashCode`: 31·h + code unit, in 32 bits. */
export function javaStringHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  }
  return hash;
}

export const stringKeys: JavaHashing<string> = {
  hashCode: javaStringHash,
  equals: (a, b) => a === b,
};

/** `Integer.hashCode` is the value itself. */
export const integerKeys: JavaHashing<number> = {
  hashCode: (value) => value | 0,
  equals: (a, b) => a === b,
};

interface Entry<K, V> {
  readonly spreadHash: number;
  readonly key: K;
  value: V;
}

const DEFAULT_CAPACITY = 16;
const LOAD_FACTOR = 0.75;
/** From this many keys in one bucket, a small table doubles instead of growing a tree. */
const TREEIFY_THRESHOLD = 8;
const MIN_TREEIFY_CAPACITY = 64;

function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}

/** The next power of two that is not below `capacity` (`HashMap.tableSizeFor`). */
function tableSizeFor(capacity: number): number {
  let size = 1;
  while (size < capacity) size *= 2;
  return size;
}

/** A map that iterates as java.util.HashMap does. Mutable; do not change it while iterating. */
export class JavaHashMap<K, V> {
  private buckets: Entry<K, V>[][];
  private count = 0;

  /** `initialCapacity` as in `new HashMap(int)`; leave it out for `new HashMap()`. */
  constructor(
    private readonly keysAre: JavaHashing<K>,
    initialCapacity = DEFAULT_CAPACITY,
  ) {
    this.buckets = emptyBuckets(tableSizeFor(initialCapacity));
  }

  /** `new HashMap(map)`: a table sized for `entries` at once, then filled in their order. */
  static copyOf<K, V>(
    keysAre: JavaHashing<K>,
    entries: readonly (readonly [K, V])[],
  ): JavaHashMap<K, V> {
    const map = new JavaHashMap<K, V>(keysAre, Math.floor(entries.length / LOAD_FACTOR + 1));
    for (const [key, value] of entries) map.set(key, value);
    return map;
  }

  get size(): number {
    return this.count;
  }

  get(key: K): V | undefined {
    return this.find(key)?.value;
  }

  has(key: K): boolean {
    return this.find(key) !== undefined;
  }

  /** Puts a key; one that is there keeps its place. */
  set(key: K, value: V): this {
    const spreadHash = spread(this.keysAre.hashCode(key));
    const bucket = this.bucketOf(spreadHash);
    const existing = this.findIn(bucket, spreadHash, key);
    if (existing !== undefined) {
      existing.value = value;
      return this;
    }
    const mustSpread = this.mustSpread(bucket);
    bucket.push({ spreadHash, key, value });
    this.count += 1;
    if (mustSpread) this.resize();
    if (this.count > this.threshold) this.resize();
    return this;
  }

  /**
   * The value of a key, made on first use. As in Java, a key that comes this way stands before the
   * others of its bucket, and the table grows only on the next call.
   */
  computeIfAbsent(key: K, create: () => V): V {
    if (this.count > this.threshold) this.resize();
    const spreadHash = spread(this.keysAre.hashCode(key));
    const bucket = this.bucketOf(spreadHash);
    const existing = this.findIn(bucket, spreadHash, key);
    if (existing !== undefined) return existing.value;
    const mustSpread = this.mustSpread(bucket);
    const value = create();
    bucket.unshift({ spreadHash, key, value });
    this.count += 1;
    if (mustSpread) this.resize();
    return value;
  }

  /** Removes a key; the table never shrinks. Returns whether it was there. */
  delete(key: K): boolean {
    const spreadHash = spread(this.keysAre.hashCode(key));
    const bucket = this.bucketOf(spreadHash);
    const entry = this.findIn(bucket, spreadHash, key);
    if (entry === undefined) return false;
    bucket.splice(bucket.indexOf(entry), 1);
    this.count -= 1;
    return true;
  }

  *entries(): Generator<readonly [K, V]> {
    for (const bucket of this.buckets) {
      for (const entry of bucket) yield [entry.key, entry.value];
    }
  }

  *keys(): Generator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): Generator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): Generator<readonly [K, V]> {
    return this.entries();
  }

  private get threshold(): number {
    return Math.floor(this.buckets.length * LOAD_FACTOR);
  }

  /** Whether one more key in this bucket makes a small table double. */
  private mustSpread(bucket: readonly Entry<K, V>[]): boolean {
    return bucket.length >= TREEIFY_THRESHOLD && this.buckets.length < MIN_TREEIFY_CAPACITY;
  }

  private find(key: K): Entry<K, V> | undefined {
    const spreadHash = spread(this.keysAre.hashCode(key));
    return this.findIn(this.bucketOf(spreadHash), spreadHash, key);
  }

  private findIn(
    bucket: readonly Entry<K, V>[],
    spreadHash: number,
    key: K,
  ): Entry<K, V> | undefined {
    return bucket.find(
      (entry) => entry.spreadHash === spreadHash && this.keysAre.equals(entry.key, key),
    );
  }

  private bucketOf(spreadHash: number): Entry<K, V>[] {
    return this.buckets[spreadHash & (this.buckets.length - 1)] as Entry<K, V>[];
  }

  /** Doubles the table. Keys of one bucket keep their order in the two that it becomes. */
  private resize(): void {
    const old = this.buckets;
    this.buckets = emptyBuckets(old.length * 2);
    for (const bucket of old) {
      for (const entry of bucket) this.bucketOf(entry.spreadHash).push(entry);
    }
  }
}

function emptyBuckets<K, V>(length: number): Entry<K, V>[][] {
  return Array.from({ length }, () => []);
}

/** A set that iterates as java.util.HashSet does. Mutable. */
export class JavaHashSet<K> {
  private readonly map: JavaHashMap<K, true>;

  constructor(keysAre: JavaHashing<K>, initialCapacity = DEFAULT_CAPACITY) {
    this.map = new JavaHashMap(keysAre, initialCapacity);
  }

  /** `new HashSet(collection)`. */
  static copyOf<K>(keysAre: JavaHashing<K>, items: readonly K[]): JavaHashSet<K> {
    const capacity = Math.max(Math.floor(items.length / LOAD_FACTOR) + 1, DEFAULT_CAPACITY);
    const set = new JavaHashSet<K>(keysAre, capacity);
    for (const item of items) set.add(item);
    return set;
  }

  get size(): number {
    return this.map.size;
  }

  has(item: K): boolean {
    return this.map.has(item);
  }

  add(item: K): this {
    this.map.set(item, true);
    return this;
  }

  delete(item: K): boolean {
    return this.map.delete(item);
  }

  [Symbol.iterator](): Generator<K> {
    return this.map.keys();
  }
}

/** The items, once each, in the order of a default HashSet that they were added to one by one. */
export function inJavaHashOrder<K>(keysAre: JavaHashing<K>, items: Iterable<K>): K[] {
  const set = new JavaHashSet<K>(keysAre);
  for (const item of items) set.add(item);
  return [...set];
}

export function stringsInJavaHashOrder(items: Iterable<string>): string[] {
  return inJavaHashOrder(stringKeys, items);
}

export function integersInJavaHashOrder(items: Iterable<number>): number[] {
  return inJavaHashOrder(integerKeys, items);
}
