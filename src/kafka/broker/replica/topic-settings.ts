// Configs of a topic that the broker's hot paths read, turned into numbers when metadata changes.
import type { Broker, HostedPartition } from '#kafka/broker/state/broker-state.ts';
import { readTopicNumber } from '#kafka/protocol/configs.ts';
import { configsOf } from '#kafka/protocol/metadata-image.ts';

/** Takes over a topic's configs as the metadata image has them now. */
export function refreshTopicSettings({ disk, memory }: Broker, partition: HostedPartition): void {
  const topicConfigs = configsOf(memory.image, 'TOPIC', partition.topic);
  const dynamicDefaults = configsOf(memory.image, 'BROKER', '');
  const ownConfigs = configsOf(memory.image, 'BROKER', String(disk.id));
  const brokerConfigs = { ...disk.configs, ...dynamicDefaults, ...ownConfigs };
  partition.maxMessageBytes = readTopicNumber(topicConfigs, brokerConfigs, 'max.message.bytes');
  const minIsr = readTopicNumber(topicConfigs, brokerConfigs, 'min.insync.replicas');
  partition.minIsr = Math.min(minIsr, partition.replicas.length);
}
