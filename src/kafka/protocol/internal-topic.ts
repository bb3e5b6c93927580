// The topics that Kafka keeps for itself, and how they are divided.
// Follows `org.apache.kafka.common.internals.Topic` and `GroupCoordinatorService.partitionFor`.
import { javaStringHash } from '#base/java-collections.ts';

/** Holds groups and their committed offsets. */
export const OFFSETS_TOPIC = '__consumer_offsets';

/** Partition of a group: `Utils.abs(groupId.hashCode()) % partitions`, where abs(MIN_VALUE) is 0. */
export function offsetsPartitionFor(group: string, partitionCount: number): number {
  const hash = javaStringHash(group);
  return (hash === -2_147_483_648 ? 0 : Math.abs(hash)) % partitionCount;
}

const INTERNAL_TOPICS: ReadonlySet<string> = new Set([
  OFFSETS_TOPIC,
  '__transaction_state',
  '__share_group_state',
]);

/** Whether a topic is one of Kafka's own: by its name, not by how that begins. */
export function isInternalTopic(topic: string): boolean {
  return INTERNAL_TOPICS.has(topic);
}
