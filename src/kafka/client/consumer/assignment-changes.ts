// Partitions that a consumer takes on and gives up, with the trace told of it. Follows
// `ConsumerRebalanceListenerInvoker`: assigned, revoked, lost.
import { emit } from '#kafka/port.ts';
import { type TopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { commitsAutomatically, type Consumer, groupOf, ownedList } from './state.ts';
import { scheduleAutoCommit } from '#kafka/client/consumer/fetching/commit.ts';
import { disown, own, update } from '#kafka/client/consumer/fetching/owned-partitions.ts';

/** Takes partitions away, all or some. `isLost`: others may own them already. */
export function giveUp(
  consumer: Consumer,
  isLost: boolean,
  partitions: readonly TopicPartition[] = ownedList(consumer),
): void {
  if (partitions.length === 0) return;
  const { port, disk } = consumer;
  for (const partition of partitions) disown(consumer, partition);
  emit(port, 'partitions.revoked', {
    consumer: disk.spec.id,
    group: groupOf(consumer),
    partitions,
    owned: ownedList(consumer),
    isLost,
  });
}

/**
 * Neither fetched nor handed over from now on: what is read while the last commit is under way would
 * be read again by the next owner (`SubscriptionState.markPendingRevocation`).
 */
export function markPendingRevocation(
  consumer: Consumer,
  partitions: readonly TopicPartition[] = ownedList(consumer),
): void {
  for (const partition of partitions) {
    const one = consumer.memory.owned.get(topicPartitionKey(partition));
    if (one !== undefined) update(consumer, one, { isPendingRevocation: true });
  }
}

/** What a group handed out: automatic commits count from here. */
export function takeOn(consumer: Consumer, partitions: readonly TopicPartition[]): void {
  addPartitions(consumer, partitions);
  if (commitsAutomatically(consumer)) scheduleAutoCommit(consumer);
}

/** Takes on what is new of an assignment. */
export function addPartitions(consumer: Consumer, partitions: readonly TopicPartition[]): void {
  const { memory, port, disk } = consumer;
  const added = partitions.filter((one) => !memory.owned.has(topicPartitionKey(one)));
  for (const partition of added) own(consumer, partition);
  emit(port, 'partitions.assigned', {
    consumer: disk.spec.id,
    group: groupOf(consumer),
    partitions: added,
    owned: ownedList(consumer),
  });
}

/** What it owns and an assignment does not name. */
export function notIn(
  consumer: Consumer,
  assignment: readonly TopicPartition[],
): readonly TopicPartition[] {
  const keys = new Set(assignment.map(topicPartitionKey));
  return ownedList(consumer).filter((one) => !keys.has(topicPartitionKey(one)));
}
