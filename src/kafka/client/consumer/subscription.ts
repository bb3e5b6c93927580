// What a consumer asked to read: topics by name or by pattern, for which its group hands out
// partitions, or partitions by hand. Follows `SubscriptionState` and its SubscriptionType.
import { emit } from '#kafka/port.ts';
import {
  partitionKey,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import { addPartitions, notIn } from './assignment-changes.ts';
import { type Consumer, config, fail } from './state.ts';
import { disown, update } from '#kafka/client/consumer/fetching/owned-partitions.ts';
import type { OwnedPartition } from '#kafka/client/consumer/fetching/owned-partition.ts';

/**
 * Renews the list of subscribed topics: those named, and those known whose whole name matches the
 * pattern (`ConsumerCoordinator.updatePatternSubscription`). True when it changed.
 */
export function updateSubscription(consumer: Consumer): boolean {
  const { memory, disk } = consumer;
  const { topics, pattern = null } = disk.spec;
  const matching = pattern === null ? [] : matchingTopics(consumer, pattern);
  const subscription = [...new Set([...topics, ...matching])].sort();
  if (subscription.join() === memory.subscription.join()) return false;
  memory.subscription = Object.freeze(subscription);
  return true;
}

function matchingTopics(consumer: Consumer, pattern: string): readonly string[] {
  const wholeName = new RegExp(`^(?:${pattern})$`);
  const excludesInternal = config(consumer, 'exclude.internal.topics') === 'true';
  return [...consumer.memory.metadata.topics.keys()].filter(
    (topic) => wholeName.test(topic) && !(excludesInternal && topic.startsWith('__')),
  );
}

/** assign(): owns just what was named; a consumer without group and names, all of its topics. */
export function assignByHand(consumer: Consumer): void {
  const wanted = consumer.disk.spec.assign ?? everyPartition(consumer);
  const dropped = notIn(consumer, wanted);
  const hasAll = wanted.every((one) => consumer.memory.owned.has(topicPartitionKey(one)));
  if (dropped.length === 0 && hasAll) return;
  for (const partition of dropped) disown(consumer, partition);
  addPartitions(consumer, wanted);
}

function everyPartition({ memory }: Consumer): readonly TopicPartition[] {
  return memory.subscription.flatMap((topic) =>
    (memory.metadata.topics.get(topic) ?? []).map((_known, partition) => ({ topic, partition })),
  );
}

/** The partition if the consumer owns it; else the application gets Kafka's IllegalStateException. */
export function ownedOrFail(
  consumer: Consumer,
  { topic, partition }: TopicPartition,
): OwnedPartition | null {
  const key = partitionKey(topic, partition);
  const owned = consumer.memory.owned.get(key);
  if (owned !== undefined) return owned;
  fail(consumer, 'UNKNOWN_TOPIC_OR_PARTITION', `No current assignment for partition ${key}`);
  return null;
}

/** `pause` and `resume`: the partition stays assigned, and is neither fetched nor handed over. */
export function setPaused(consumer: Consumer, one: TopicPartition, isPaused: boolean): void {
  const owned = ownedOrFail(consumer, one);
  if (owned === null || owned.isPaused === isPaused) return;
  update(consumer, owned, { isPaused });
  const { topic, partition } = owned;
  emit(consumer.port, 'partition.paused', {
    consumer: consumer.disk.spec.id,
    topic,
    partition,
    isPaused,
  });
}
