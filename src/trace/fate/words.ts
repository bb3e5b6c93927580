// How records are named in sentences about their fate.
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { RecordFate } from './fate.ts';

const NUMBERS = [
  ['none', 'one', 'two', 'three', 'four', 'five', 'six'],
  ['seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
].flat();

/** `four`; from thirteen on in digits. */
export function inWords(number: number): string {
  return NUMBERS[number] ?? String(number);
}

/** 40_012_000 µs → `40.0 s`. */
export function atTime(us: number): string {
  return `${(us / 1_000_000).toFixed(1)} s`;
}

/** `16`, `16 and 18`, `16 to 19`, `16 to 19 and 23`: of numbers in any order. */
export function ranges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const spans: [from: number, to: number][] = [];
  for (const number of sorted) {
    const last = spans.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else spans.push([number, number]);
  }
  const words = spans.map(([from, to]) => {
    if (from === to) return String(from);
    return to === from + 1 ? `${from} and ${to}` : `${from} to ${to}`;
  });
  const [end = ''] = words.slice(-1);
  return words.length < 2 ? end : `${words.slice(0, -1).join(', ')} and ${end}`;
}

/** Where a leader wrote a record last; null: none has. */
export function offsetOf(fate: RecordFate): number | null {
  return fate.appends.at(-1)?.offset ?? null;
}

/** `orders-1 28 to 31` */
export function placesOf(fates: readonly RecordFate[]): string {
  const [first] = fates;
  if (first === undefined) return 'nothing';
  const offsets = fates.flatMap((fate) => offsetOf(fate) ?? []);
  const key = partitionKey(first.topic, first.partition);
  return offsets.length === 0 ? key : `${key} ${ranges(offsets)}`;
}
