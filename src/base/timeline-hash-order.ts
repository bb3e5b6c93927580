// The order in which Kafka's TimelineHashMap yields its values, where it decides a result: for whole
// numbers that were put in ascending order. Follows `BaseHashTable` and the `CurrentIterator` of
// `SnapshottableHashTable` of `org.apache.kafka.timeline`.

const SMALLEST = 2;
const MAX_LOAD_FACTOR = 0.75;

// Knuth's factor for 64 bits, 2^64 divided by the golden ratio, in two halves.
const FACTOR_HIGH = 0x9e3779b9;
const FACTOR_LOW = 0x7f4a7c15;

/** The highest bits of key times factor: as many as the table's size has. */
function slotOf(key: number, size: number): number {
  const carry = Math.floor((key * FACTOR_LOW) / 2 ** 32);
  const high = (Math.imul(key, FACTOR_HIGH) + carry) >>> 0;
  return high >>> (32 - Math.log2(size));
}

function emptyTable(size: number): number[][] {
  return Array.from({ length: size }, () => []);
}

/** Twice as large if one more key would be too many: also before a put that only replaces. */
function grown(table: number[][], count: number): number[][] {
  if ((count + 1) * MAX_LOAD_FACTOR <= table.length) return table;
  const larger = emptyTable(table.length * 2);
  for (const slot of table) for (const key of slot) larger[slotOf(key, larger.length)]?.push(key);
  return larger;
}

/**
 * The keys 0 to `count` - 1 of a map that they were put into one after the other.
 * `isPutAgain`: since then the value of one of them was replaced.
 */
export function timelineHashOrder(count: number, isPutAgain: boolean): readonly number[] {
  let table = emptyTable(SMALLEST);
  for (let key = 0; key < count; key += 1) {
    table = grown(table, key);
    table[slotOf(key, table.length)]?.push(key);
  }
  if (isPutAgain) table = grown(table, count);
  // Inside a slot the last comes first.
  return table.flatMap((slot) => slot.toReversed());
}
