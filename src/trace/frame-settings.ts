// What follows from a Frame by Kafka's settings: apart from the Frame itself, because it brings along
// the table of configs.
import { topicConfigText } from '#kafka/protocol/configs.ts';
import { OFFSETS_TOPIC, offsetsPartitionFor } from '#kafka/protocol/internal-topic.ts';
import type { Frame, PartitionFrame } from './frame.ts';

/** The partition of __consumer_offsets that holds a group: its leader coordinates the group. */
export function offsetsPartition(frame: Frame, group: string): PartitionFrame | undefined {
  const partitions = frame.topics.get(OFFSETS_TOPIC)?.partitions ?? [];
  return partitions[offsetsPartitionFor(group, partitions.length)];
}

/** A topic config as the brokers read it: the topic's own, the cluster's, Kafka's default. */
export function topicConfig(frame: Frame, topic: string, name: string): string {
  const own = frame.topics.get(topic)?.configs ?? {};
  return topicConfigText(own, frame.clusterConfigs, name);
}

/** `min.insync.replicas`, never above the replication factor. */
export function minIsr(frame: Frame, { topic, state }: PartitionFrame): number {
  return Math.min(Number(topicConfig(frame, topic, 'min.insync.replicas')), state.replicas.length);
}
