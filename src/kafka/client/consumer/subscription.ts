// What a consumer asked to read: topics by name or by pattern, for which its group hands out
// partitions, or partitions by hand. Follows `SubscriptionState` and its SubscriptionType.
import { regexOf } from '#base/regex.ts';
import type { ConsumerSpec } from '#kafka/commands.ts';
import {
  isUpdateRequested,
  requestMetadata,
  wantTopics,
} from '#kafka/client/metadata/metadata-cache.ts';
import { emit } from '#kafka/port.ts';
import { readBoolean } from '#kafka/protocol/configs.ts';
import {
  partitionKey,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import { addPartitions, notIn } from './assignment-changes.ts';
import { type Consumer, config, fail, isManaged, speaksConsumerProtocol } from './state.ts';
import { disown, update } from '#kafka/client/consumer/fetching/owned-partitions.ts';
import type { OwnedPartition } from '#kafka/client/consumer/fetching/owned-partition.ts';

/**
 * subscribe() or assign(), if the application wants to read something else since its last poll(). It
 * keeps its consumer: the group learns of it, and only what must move moves.
 */
export function subscribeAnew(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  const before = memory.subscribedBy;
  if (before === disk.spec) return;
  memory.subscribedBy = disk.spec;
  if (before === null || readsSame(before, disk.spec)) return;
  wantSubscribed(consumer, memory.classic.groupSubscription);
  updateSubscription(consumer);
  requestMetadata(memory.metadata, port, 'a new subscription');
  if (!isManaged(disk)) assignByHand(consumer);
}

/** Metadata is to tell of what is subscribed to; what a broker finds by a pattern is not known yet. */
export function wantSubscribed(consumer: Consumer, groupSubscription?: readonly string[]): void {
  const { memory, disk } = consumer;
  const pattern = speaksConsumerProtocol(consumer) ? null : (disk.spec.pattern ?? null);
  const { configs } = disk.spec;
  const isAllowed = readBoolean('consumer', configs, 'allow.auto.create.topics');
  memory.metadata.allowsAutoTopicCreation = isAllowed;
  wantTopics(memory.metadata, { ...disk.spec, pattern }, groupSubscription);
}

function readsSame(one: ConsumerSpec, other: ConsumerSpec): boolean {
  return (
    one.topics === other.topics && one.pattern === other.pattern && one.assign === other.assign
  );
}

/** How a consumer says what it reads; Kafka lets none mix them (`SubscriptionType`). */
export function subscriptionType({
  pattern,
  assign,
}: ConsumerSpec): 'assign' | 'pattern' | 'topics' {
  if ((assign ?? null) !== null) return 'assign';
  return (pattern ?? null) === null ? 'topics' : 'pattern';
}

/**
 * Renews the list of subscribed topics: those named, and those known whose whole name matches the
 * pattern (`ConsumerCoordinator.updatePatternSubscription`). By the consumer protocol the broker looks
 * for those (`SubscriptionPattern`). True when it changed.
 */
export function updateSubscription(consumer: Consumer): boolean {
  const { memory, disk } = consumer;
  const { topics, pattern = null } = disk.spec;
  const isByBroker = speaksConsumerProtocol(consumer);
  const matching = pattern === null || isByBroker ? [] : matchingTopics(consumer, pattern);
  const subscription = [...new Set([...topics, ...matching])].sort();
  if (subscription.join() === memory.subscription.join()) return false;
  memory.subscription = Object.freeze(subscription);
  return true;
}

function matchingTopics(consumer: Consumer, pattern: string): readonly string[] {
  const wholeName = regexOf(pattern);
  const excludesInternal = config(consumer, 'exclude.internal.topics') === 'true';
  return [...consumer.memory.metadata.topics.keys()].filter(
    (topic) => wholeName.matches(topic) && !(excludesInternal && topic.startsWith('__')),
  );
}

/**
 * Whether an assignment is for what is subscribed to now. A leader that knows more topics than this
 * member may assign what the pattern matches: it is subscribed to as well
 * (`checkAssignmentMatchedSubscription`, `maybeUpdateJoinedSubscription`).
 */
export function acceptsAssignment(
  { memory, disk }: Consumer,
  partitions: readonly TopicPartition[],
): boolean {
  const { pattern = null } = disk.spec;
  const wholeName = pattern === null ? null : regexOf(pattern);
  const known = new Set(memory.subscription);
  for (const { topic } of partitions) {
    if (known.has(topic)) continue;
    if (wholeName?.matches(topic) !== true) return false;
    known.add(topic);
  }
  if (known.size === memory.subscription.length) return true;
  const joined = new Set([...known, ...(memory.classic.joinedSubscription ?? [])]);
  memory.subscription = Object.freeze([...known].sort());
  memory.classic.joinedSubscription = Object.freeze([...joined].sort());
  return true;
}

/**
 * Of the leader of a classic group: it wants to know of all topics of its members. True when there is
 * metadata to wait for first (`updateGroupSubscription`).
 */
export function subscribeForGroup(consumer: Consumer, topics: readonly string[]): boolean {
  const { memory, port } = consumer;
  const { metadata, classic } = memory;
  classic.groupSubscription = Object.freeze(topics);
  const isNew = !metadata.wantsAll && topics.some((topic) => !metadata.wanted.has(topic));
  wantSubscribed(consumer, topics);
  if (isNew) requestMetadata(metadata, port, 'members of the group read other topics');
  return isUpdateRequested(metadata);
}

/** A member is assigned topics of which it may not have heard, as the broker knows the pattern. */
export function wantAssignedTopics(
  { memory, port }: Consumer,
  assignment: readonly TopicPartition[],
): void {
  const { metadata } = memory;
  const unknown = assignment.filter(({ topic }) => !metadata.topics.has(topic));
  for (const { topic } of assignment) metadata.wanted.add(topic);
  if (unknown.length > 0) requestMetadata(metadata, port, 'a topic of the assignment is not known');
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
