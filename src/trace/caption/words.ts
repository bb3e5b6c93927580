// What captions are made of: numbers, lists and times in words.
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** 4 → `four`, 12 → `12`. */
export function numberWord(count: number): string {
  return NUMBERS[count] ?? String(count);
}

/** 1 → `one record`, 4 → `four records`. */
export function countOf(count: number, one: string): string {
  return `${numberWord(count)} ${one}${count === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(items: readonly (string | number)[]): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** [2] → `broker 2`, [2, 3] → `brokers 2 and 3`. */
export function brokersOf(ids: readonly number[]): string {
  return `broker${ids.length === 1 ? '' : 's'} ${listOf(ids)}`;
}

/** The first letter large, as at the beginning of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** At most three by name, else how many. */
export function partitionsOf(partitions: readonly TopicPartition[]): string {
  if (partitions.length > 3) return countOf(partitions.length, 'partition');
  return listOf(partitions.map(topicPartitionKey));
}

/** A number with one decimal where it needs one. */
function short(value: number): string {
  return value >= 10 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

/** 300_000 → `five minutes`, 3_571_000 → `about 60 minutes`, 6_200 → `6.2 s`, 1.9 → `1.9 ms`. */
export function timeOf(ms: number): string {
  if (ms >= 120_000) {
    const about = ms % 60_000 === 0 ? '' : 'about ';
    return `${about}${numberWord(Math.round(ms / 60_000))} minutes`;
  }
  if (ms >= 1_000) return `${short(ms / 1_000)} s`;
  return ms >= 0.1 || ms === 0 ? `${short(ms)} ms` : 'less than 0.1 ms';
}

/** By their offsets: `record 16`, `records 16 to 18`; a bare number would read as how many. */
export function offsetsOf(from: number, last: number): string {
  return from === last ? `record ${from}` : `records ${from} to ${last}`;
}
