// A broker asks the controller for a topic that a client needs, or a coordinator. Follows
// `AutoTopicCreationManager`.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { InternalTopicSettings } from '#kafka/coordinator/runtime/shard.ts';
import { shardOf } from '#kafka/coordinator/shards.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { ask } from '#kafka/broker/state/ask.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';

const CREATE_TIMEOUT_MS = 30_000;

/** -1: as the cluster's configs say. */
const PLAIN: InternalTopicSettings = { numPartitions: -1, replicationFactor: -1, configs: {} };

/** Once at a time for each topic; that of a coordinator with the settings of its own. */
export function createMissingTopic(broker: Broker, name: string): void {
  const { memory, disk } = broker;
  if (memory.creatingTopics.has(name) || memory.channel.leaderId === -1) return;
  memory.creatingTopics.add(name);
  const { numPartitions, replicationFactor, configs } =
    shardOf(name)?.topicSettings(disk.configs) ?? PLAIN;
  ask(
    broker,
    nodeIds.controller(memory.channel.leaderId),
    {
      api: 'CreateTopics',
      topics: [{ name, numPartitions, replicationFactor, assignments: null, configs }],
    },
    CREATE_TIMEOUT_MS,
  );
}

/** Whatever came of it: if the topic is still missing, the next client may ask again. */
export function handleTopicCreated(broker: Broker, asked: RequestBody<'CreateTopics'>): void {
  for (const { name } of asked.topics) broker.memory.creatingTopics.delete(name);
}
