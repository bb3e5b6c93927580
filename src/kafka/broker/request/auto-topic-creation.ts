// A broker asks the controller for a topic that a client needs, or the group coordinator. Follows
// `AutoTopicCreationManager`.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { OFFSETS_TOPIC } from '#kafka/coordinator/offsets/offsets-topic.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import { ask } from '#kafka/broker/state/ask.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';

const CREATE_TIMEOUT_MS = 30_000;

/** Once at a time for each topic; `__consumer_offsets` with the configs of its own. */
export function createMissingTopic(broker: Broker, name: string): void {
  const { memory, disk } = broker;
  if (memory.creatingTopics.has(name) || memory.channel.leaderId === -1) return;
  memory.creatingTopics.add(name);
  const isOffsets = name === OFFSETS_TOPIC;
  const number = (config: string): number => readNumber('broker', disk.configs, config);
  ask(
    broker,
    nodeIds.controller(memory.channel.leaderId),
    {
      api: 'CreateTopics',
      topics: [
        {
          name,
          numPartitions: isOffsets ? number('offsets.topic.num.partitions') : -1,
          replicationFactor: isOffsets ? number('offsets.topic.replication.factor') : -1,
          assignments: null,
          configs: isOffsets ? { 'cleanup.policy': 'compact' } : {},
        },
      ],
    },
    CREATE_TIMEOUT_MS,
  );
}

/** Whatever came of it: if the topic is still missing, the next client may ask again. */
export function handleTopicCreated(broker: Broker, asked: RequestBody<'CreateTopics'>): void {
  for (const { name } of asked.topics) broker.memory.creatingTopics.delete(name);
}
