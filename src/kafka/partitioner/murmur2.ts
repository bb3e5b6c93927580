// Which partition a keyed record goes to. Follows `Utils.murmur2`, `Utils.toPositive` and
// `BuiltInPartitioner.partitionForKey`. All arithmetic is in signed 32-bit integers, as Java's.

const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/** The bytes of word `index`, the first one lowest. */
function wordAt(bytes: Uint8Array, index: number): number {
  const at = index * 4;
  return (
    byteAt(bytes, at) |
    (byteAt(bytes, at + 1) << 8) |
    (byteAt(bytes, at + 2) << 16) |
    (byteAt(bytes, at + 3) << 24)
  );
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/** Scrambles a word before it meets the hash. */
function mixWord(word: number): number {
  const multiplied = Math.imul(word, M);
  return Math.imul(multiplied ^ (multiplied >>> R), M);
}

function absorbWord(hash: number, mixedWord: number): number {
  return Math.imul(hash, M) ^ mixedWord;
}

/** The last one to three bytes of a key, the first one lowest; 0 when there are none. */
function tailOf(bytes: Uint8Array): number {
  const start = bytes.length & ~3;
  let tail = 0;
  for (let index = bytes.length - 1; index >= start; index -= 1) {
    tail = (tail << 8) | byteAt(bytes, index);
  }
  return tail;
}

function absorbTail(hash: number, tail: number): number {
  return Math.imul(hash ^ tail, M);
}

/** Lets the high bits reach the low ones, which alone decide the partition. */
function finish(hash: number): number {
  const multiplied = Math.imul(hash ^ (hash >>> 13), M);
  return multiplied ^ (multiplied >>> 15);
}

/** Kafka's hash of a key: a signed 32-bit integer. An empty key is hashed too. */
export function murmur2(bytes: Uint8Array): number {
  let hash = SEED ^ bytes.length;
  const wordCount = bytes.length >> 2;
  for (let index = 0; index < wordCount; index += 1) {
    hash = absorbWord(hash, mixWord(wordAt(bytes, index)));
  }
  if ((bytes.length & 3) !== 0) hash = absorbTail(hash, tailOf(bytes));
  return finish(hash);
}

/** Drops the sign bit: not the absolute value. */
export function toPositive(number: number): number {
  return number & 0x7fffffff;
}

/** The partition of a key, among all the topic's partitions, with or without a leader. */
export function partitionForKey(keyBytes: Uint8Array, partitionCount: number): number {
  return toPositive(murmur2(keyBytes)) % partitionCount;
}

/** One word of four bytes on its way into the hash. */
export interface Murmur2WordStep {
  readonly bytes: readonly number[];
  readonly word: number;
  readonly mixedWord: number;
  readonly hashBefore: number;
  readonly hashAfter: number;
}

/** The bytes that did not fill a word. */
export interface Murmur2TailStep {
  readonly bytes: readonly number[];
  readonly tail: number;
  readonly hashBefore: number;
  readonly hashAfter: number;
}

/** Every intermediate value of `murmur2`, all signed 32-bit integers. */
export interface Murmur2Steps {
  readonly seed: number;
  readonly length: number;
  /** Seed and length together: where the hash starts. */
  readonly start: number;
  readonly words: readonly Murmur2WordStep[];
  /** null when the length is a multiple of four. */
  readonly tail: Murmur2TailStep | null;
  readonly beforeFinish: number;
  /** The result of `murmur2`. */
  readonly hash: number;
  readonly positive: number;
}

/** `murmur2`, keeping what happens on the way, for showing it. */
export function murmur2Steps(bytes: Uint8Array): Murmur2Steps {
  const start = SEED ^ bytes.length;
  let current = start;
  const words: Murmur2WordStep[] = [];
  const tailStart = bytes.length & ~3;
  for (let at = 0; at < tailStart; at += 4) {
    const word = wordAt(bytes, at >> 2);
    const mixedWord = mixWord(word);
    const hashAfter = absorbWord(current, mixedWord);
    words.push({
      bytes: [...bytes.slice(at, at + 4)],
      word,
      mixedWord,
      hashBefore: current,
      hashAfter,
    });
    current = hashAfter;
  }
  let tail: Murmur2TailStep | null = null;
  if (tailStart < bytes.length) {
    const value = tailOf(bytes);
    const hashAfter = absorbTail(current, value);
    tail = { bytes: [...bytes.slice(tailStart)], tail: value, hashBefore: current, hashAfter };
    current = hashAfter;
  }
  const hash = finish(current);
  return {
    seed: SEED | 0,
    length: bytes.length,
    start,
    words,
    tail,
    beforeFinish: current,
    hash,
    positive: toPositive(hash),
  };
}
