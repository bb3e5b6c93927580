// A broker asks the controller for a topic that a client needs, or the group coordinator. Follows
// `AutoTopicCreationManager`.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { OFFSETS_TOPIC } from '#kafka/coordinator/offsets/offsets-topic.ts';
import { send } from '#kafka/port.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';

const CREATE_TIMEOUT_MS = 30_000;

/** Once at a time for each topic; `__consumer_offsets` with the configs of its own. */
export function createMissingTopic(broker: Broker, name: string): void {
  const { memory, disk, port } = broker;
  if (memory.creatingTopics.has(name) || memory.channel.leaderId === -1) return;
  memory.creatingTopics.add(name);
  const isOffsets = name === OFFSETS_TOPIC;
  const number = (config: string): number => readNumber('broker', disk.configs, config);
  send(
    port,
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
export function handleTopicCreated(broker: Broker, asked: RequestBody): void {
  if (asked.api !== 'CreateTopics') return;
  for (const { name } of asked.topics) broker.memory.creatingTopics.delete(name);
}
