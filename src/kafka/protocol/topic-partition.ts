// Topic partitions: the value, its text form, its order and its Java hash.
// Follows `org.apache.kafka.common.TopicPartition`.
import { type JavaHashing, javaStringHash } from '#base/java-collections.ts';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** The partition's name, `orders-0`: unique, because a partition number holds no dash. */
export function partitionKey(topic: string, partition: number): string {
  let keys = KEYS.get(topic);
  if (keys === undefined) {
    keys = [];
    KEYS.set(topic, keys);
  }
  return (keys[partition] ??= `${topic}-${partition}`);
}

/** Names made so far, by topic: Maps find a string that they know faster than its equal. */
const KEYS = new Map<string, string[]>();

export function topicPartitionKey(topicPartition: TopicPartition): string {
  return partitionKey(topicPartition.topic, topicPartition.partition);
}

/** Reads `orders-0`; the partition is what follows the last dash. */
export function parseTopicPartition(text: string): TopicPartition {
  const dash = text.lastIndexOf('-');
  return { topic: text.slice(0, dash), partition: Number(text.slice(dash + 1)) };
}

/** `String.compareTo`: by UTF-16 code units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** By topic name, then partition. */
export function compareTopicPartitions(a: TopicPartition, b: TopicPartition): number {
  return compareText(a.topic, b.topic) || a.partition - b.partition;
}

export const topicPartitionKeys: JavaHashing<TopicPartition> = {
  hashCode: ({ topic, partition }) => (Math.imul(31, 31 + partition) + javaStringHash(topic)) | 0,
  equals: (a, b) => a.partition === b.partition && a.topic === b.topic,
};
