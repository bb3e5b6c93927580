// What clients ask before all else: where partitions are led, and who coordinates a group. Follows
// `KafkaApis` and `KRaftMetadataCache`.
import { shardFor } from '#kafka/coordinator/shards.ts';
import { respond } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { readBoolean } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import { isActive, type TopicImage } from '#kafka/protocol/metadata-image.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { createMissingTopic } from './auto-topic-creation.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';

type TopicAnswer = ResponseBody<'Metadata'>['topics'][number];

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
  // A client could not reach the controller: it is told of any broker that lives, which would forward
  // what is the controller's (`getRandomAliveBrokerId`).
  const random = port.random('controller id');
  const controllerId = brokers[random.nextInt(Math.max(1, brokers.length))]?.nodeId ?? -1;
  respond(port, request, { api: 'Metadata', brokers, controllerId, topics });
}

/** The leader that clients are told: a broker that is fenced is not there for them. */
function describeTopic(broker: Broker, topic: TopicImage): TopicAnswer {
  return {
    errorCode: 'NONE',
    name: topic.name,
    topicId: topic.topicId,
    isInternal: isInternalTopic(topic.name),
    partitions: topic.partitions.map((state) => ({
      ...ledBy(broker, state),
      partitionIndex: state.partition,
      leaderEpoch: state.leaderEpoch,
      replicaNodes: state.replicas,
      isrNodes: state.isr,
    })),
  };
}

/** A partition's leader, and the error when it has none that clients may ask. */
export function ledBy(
  { memory }: Broker,
  { leader }: PartitionState,
): { readonly errorCode: 'NONE' | 'LEADER_NOT_AVAILABLE'; readonly leaderId: number } {
  const hasLeader = leader !== -1 && memory.image.brokers.get(leader)?.fenced === false;
  return hasLeader
    ? { errorCode: 'NONE', leaderId: leader }
    : { errorCode: 'LEADER_NOT_AVAILABLE', leaderId: -1 };
}

export function handleFindCoordinator(
  broker: Broker,
  request: RequestDelivery,
  body: RequestBody<'FindCoordinator'>,
): void {
  const { memory, port } = broker;
  const answer = (errorCode: ErrorName, nodeId: number): void =>
    respond(port, request, { api: 'FindCoordinator', errorCode, nodeId });
  const shard = shardFor(body.keyType);
  if (shard === undefined) {
    answer('INVALID_REQUEST', -1);
    return;
  }
  const topic = memory.image.topics.get(shard.topic);
  if (topic === undefined) {
    createMissingTopic(broker, shard.topic);
    answer('COORDINATOR_NOT_AVAILABLE', -1);
    return;
  }
  const partition = shard.partitionFor(body.key, topic.partitions.length);
  const leader = topic.partitions[partition]?.leader ?? -1;
  if (leader === -1 || !isActive(memory.image, leader)) answer('COORDINATOR_NOT_AVAILABLE', -1);
  else answer('NONE', leader);
}
