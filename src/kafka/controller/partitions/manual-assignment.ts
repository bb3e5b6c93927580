// Replica lists that people wrote by hand, checked in Kafka's order and with its messages. Follows
// `ReplicationControlManager.validateManualPartitionAssignment`.
import type { MetadataImage } from '#kafka/protocol/metadata-image.ts';

/** What is wrong with `replicas`; null: nothing. All partitions of a topic have as many of them. */
export function assignmentProblem(
  image: MetadataImage,
  replicas: readonly number[],
  replicationFactor: number | null,
): string | null {
  const includes = 'The manual partition assignment includes';
  if (replicas.length === 0) return `${includes} an empty replica list.`;
  const sorted = [...replicas].sort((a, b) => a - b);
  for (const [index, broker] of sorted.entries()) {
    if (!image.brokers.has(broker)) {
      return `${includes} broker ${broker}, but no such broker is registered.`;
    }
    if (broker === sorted[index - 1]) {
      return `${includes} the broker ${broker} more than once.`;
    }
  }
  if (replicationFactor !== null && replicas.length !== replicationFactor) {
    return `${includes} a partition with ${replicas.length} replica(s), but this is not consistent with previous partitions, which have ${replicationFactor} replica(s).`;
  }
  return null;
}
