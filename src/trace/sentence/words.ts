// What sentences are made of.
import type { TraceEventOf, TraceEventType } from '#kafka/events.ts';
import { type TopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';

/** The sentence for each type of event. One that is missing does not compile. */
export type Sentences<Types extends TraceEventType> = {
  readonly [T in Types]: (event: TraceEventOf<T>) => string;
};

/** `{1, 2}` */
export function set(items: readonly (string | number)[]): string {
  return `{${items.join(', ')}}`;
}

/** `1 record`, `2 records` */
export function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}

/** `orders-0, orders-1`, or `nothing`. */
export function keysOf(partitions: readonly TopicPartition[]): string {
  return partitions.length === 0 ? 'nothing' : partitions.map(topicPartitionKey).join(', ');
}
