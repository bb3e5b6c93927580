// What clients ask besides Produce and Fetch: metadata, offsets, producer ids, coordinators.
// Follows `KafkaApis`.
import { nodeIds } from '#kafka/commands.ts';
import { offsetForTimestamp } from '#kafka/log/partition-log.ts';
import { respond, send } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { readBoolean, readNumber } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { isActive, partitionOf, type TopicImage } from '#kafka/protocol/metadata-image.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { offsetsPartitionFor } from '#kafka/coordinator/coordinator-state.ts';
import { OFFSETS_TOPIC } from '#kafka/coordinator/offsets-topic.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { type Broker, type HostedPartition, isLeading } from './broker-state.ts';
import { logOf } from './high-watermark.ts';

const CREATE_TIMEOUT_MS = 30_000;
const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;

type TopicAnswer = ResponseBody<'Metadata'>['topics'][number];

/** The leader that clients are told: a broker that is fenced is not there for them. */
function describeTopic({ memory }: Broker, topic: TopicImage): TopicAnswer {
  return {
    errorCode: 'NONE',
    name: topic.name,
    topicId: topic.topicId,
    isInternal: topic.name.startsWith('__'),
    partitions: topic.partitions.map((state) => {
      const hasLeader =
        state.leader !== -1 && memory.image.brokers.get(state.leader)?.fenced === false;
      return {
        errorCode: hasLeader ? ('NONE' as const) : ('LEADER_NOT_AVAILABLE' as const),
        partitionIndex: state.partition,
        leaderId: hasLeader ? state.leader : -1,
        leaderEpoch: state.leaderEpoch,
        replicaNodes: state.replicas,
        isrNodes: state.isr,
      };
    }),
  };
}

export function handleMetadataRequest(
  broker: Broker,
  request: RequestDelivery,
  body: RequestBody<'Metadata'>,
): void {
  const { memory, disk, port } = broker;
  const names = body.topics ?? [...memory.image.topics.keys()];
  const mayCreate =
    body.allowAutoTopicCreation && readBoolean('broker', disk.configs, 'auto.create.topics.enable');
  const topics = names.map((name): TopicAnswer => {
    const topic = memory.image.topics.get(name);
    if (topic !== undefined) return describeTopic(broker, topic);
    if (mayCreate) createMissingTopic(broker, name);
    return {
      errorCode: 'UNKNOWN_TOPIC_OR_PARTITION',
      name,
      topicId: '',
      isInternal: false,
      partitions: [],
    };
  });
  const brokers = [...memory.image.brokers.values()]
    .filter(({ fenced }) => !fenced)
    .map(({ id, rack }) => ({ nodeId: id, rack }));
  respond(port, request, {
    api: 'Metadata',
    brokers,
    controllerId: memory.channel.leaderId,
    topics,
  });
}

/** Asks the controller for a topic that a client needs (`AutoTopicCreationManager`). */
function createMissingTopic(broker: Broker, name: string): void {
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

export function handleFindCoordinator(
  broker: Broker,
  request: RequestDelivery,
  body: RequestBody<'FindCoordinator'>,
): void {
  const { memory, port } = broker;
  const topic = memory.image.topics.get(OFFSETS_TOPIC);
  const answer = (errorCode: ErrorName, nodeId: number): void =>
    respond(port, request, { api: 'FindCoordinator', errorCode, nodeId });
  if (topic === undefined) {
    createMissingTopic(broker, OFFSETS_TOPIC);
    answer('COORDINATOR_NOT_AVAILABLE', -1);
    return;
  }
  const partition = offsetsPartitionFor(body.key, topic.partitions.length);
  const leader = topic.partitions[partition]?.leader ?? -1;
  if (leader === -1 || !isActive(memory.image, leader)) answer('COORDINATOR_NOT_AVAILABLE', -1);
  else answer('NONE', leader);
}

// ── Offsets by time and epoch ───────────────────────────────────────────────────────────────

/** The partition if this broker leads it in the epoch that the client knows, else the error. */
function leaderFor(
  broker: Broker,
  topic: string,
  partition: number,
  currentLeaderEpoch: number,
): HostedPartition | ErrorName {
  const hosted = broker.memory.partitions.get(partitionKey(topic, partition));
  if (hosted === undefined) {
    const known = partitionOf(broker.memory.image, topic, partition);
    return known === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'NOT_LEADER_OR_FOLLOWER';
  }
  if (currentLeaderEpoch !== -1 && currentLeaderEpoch !== hosted.leaderEpoch) {
    return currentLeaderEpoch < hosted.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH';
  }
  return isLeading(hosted) ? hosted : 'NOT_LEADER_OR_FOLLOWER';
}

export function handleListOffsets(
  broker: Broker,
  request: RequestDelivery,
  body: RequestBody<'ListOffsets'>,
): void {
  const partitions = body.partitions.map(({ topic, partition, currentLeaderEpoch, timestamp }) => {
    const hosted = leaderFor(broker, topic, partition, currentLeaderEpoch);
    if (typeof hosted === 'string') {
      return { topic, partition, errorCode: hosted, timestamp: -1, offset: -1, leaderEpoch: -1 };
    }
    const found = offsetFor(broker, hosted, timestamp);
    if (isLagging(hosted) && (timestamp === LATEST || (timestamp >= 0 && found.offset === -1))) {
      const errorCode = 'OFFSET_NOT_AVAILABLE' as const;
      return { topic, partition, errorCode, timestamp: -1, offset: -1, leaderEpoch: -1 };
    }
    return { topic, partition, errorCode: 'NONE' as const, ...found };
  });
  respond(broker.port, request, { api: 'ListOffsets', partitions });
}

/** A new leader may not know yet how far its predecessor's high watermark was (KIP-207). */
function isLagging({ highWatermark, epochStartOffset }: HostedPartition): boolean {
  return highWatermark < epochStartOffset;
}

function offsetFor(
  broker: Broker,
  hosted: HostedPartition,
  timestamp: number,
): { readonly timestamp: number; readonly offset: number; readonly leaderEpoch: number } {
  const log = logOf(broker, hosted);
  const { leaderEpoch, highWatermark } = hosted;
  switch (timestamp) {
    case LATEST:
      return { timestamp: -1, offset: highWatermark, leaderEpoch };
    case EARLIEST:
      return { timestamp: -1, offset: log.logStartOffset, leaderEpoch };
    case MAX_TIMESTAMP: {
      let latest = { timestamp: -1, offset: -1, leaderEpoch: -1 };
      for (const batch of log.batches) {
        for (const record of batch.records) {
          if (record.offset >= highWatermark || record.timestampMs <= latest.timestamp) continue;
          const { timestampMs, offset } = record;
          latest = { timestamp: timestampMs, offset, leaderEpoch: batch.partitionLeaderEpoch };
        }
      }
      return latest;
    }
    default: {
      const found = offsetForTimestamp(log, timestamp, highWatermark);
      return found === null
        ? { timestamp: -1, offset: -1, leaderEpoch: -1 }
        : { timestamp: found.timestampMs, offset: found.offset, leaderEpoch: found.epoch };
    }
  }
}

export function handleOffsetForLeaderEpoch(
  broker: Broker,
  request: RequestDelivery,
  body: RequestBody<'OffsetForLeaderEpoch'>,
): void {
  const partitions = body.partitions.map((asked) => {
    const { topic, partition, currentLeaderEpoch } = asked;
    const hosted = leaderFor(broker, topic, partition, currentLeaderEpoch);
    if (typeof hosted === 'string') {
      return { topic, partition, errorCode: hosted, leaderEpoch: -1, endOffset: -1 };
    }
    const log = logOf(broker, hosted);
    const { epoch, endOffset } = log.epochs.endOffsetFor(asked.leaderEpoch, log.logEndOffset);
    return { topic, partition, errorCode: 'NONE' as const, leaderEpoch: epoch, endOffset };
  });
  respond(broker.port, request, { api: 'OffsetForLeaderEpoch', partitions });
}

// ── Producer ids ────────────────────────────────────────────────────────────────────────────

export function handleInitProducerId(broker: Broker, request: RequestDelivery): void {
  const { producerIds } = broker.memory;
  if (producerIds.next < producerIds.end) {
    const producerId = producerIds.next;
    producerIds.next += 1;
    respond(broker.port, request, {
      api: 'InitProducerId',
      errorCode: 'NONE',
      producerId,
      producerEpoch: 0,
    });
    return;
  }
  producerIds.waiting.push(request);
  askForProducerIds(broker);
}

/** Gets the next block of ids from the controller (`RPCProducerIdManager`). */
function askForProducerIds({ memory, disk, port }: Broker): void {
  const { producerIds, channel } = memory;
  if (producerIds.request !== -1) return;
  if (channel.leaderId === -1) {
    refuseProducerIds({ memory, disk, port });
    return;
  }
  producerIds.request = send(
    port,
    nodeIds.controller(channel.leaderId),
    { api: 'AllocateProducerIds', brokerId: disk.id, brokerEpoch: channel.brokerEpoch },
    CREATE_TIMEOUT_MS,
  );
}

export function handleProducerIds(broker: Broker, body: ResponseBody<'AllocateProducerIds'>): void {
  const { producerIds } = broker.memory;
  producerIds.request = -1;
  if (body.errorCode !== 'NONE') {
    refuseProducerIds(broker);
    return;
  }
  producerIds.next = body.producerIdStart;
  producerIds.end = body.producerIdStart + body.producerIdLen;
  const waiting = producerIds.waiting;
  producerIds.waiting = [];
  for (const request of waiting) handleInitProducerId(broker, request);
}

/** Clients try again by themselves. */
export function refuseProducerIds({ memory, port }: Broker): void {
  const { producerIds } = memory;
  producerIds.request = -1;
  const waiting = producerIds.waiting;
  producerIds.waiting = [];
  for (const request of waiting) {
    respond(port, request, {
      api: 'InitProducerId',
      errorCode: 'COORDINATOR_LOAD_IN_PROGRESS',
      producerId: -1,
      producerEpoch: -1,
    });
  }
}
