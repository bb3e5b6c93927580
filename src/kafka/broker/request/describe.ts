// What administrators read from any broker: it answers out of its metadata image, and about its own
// disk. Follows `KafkaApis`, `DescribeTopicPartitionsRequestHandler` and `ReplicaManager.describeLogDirs`.
import { respond } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import type { TopicImage } from '#kafka/protocol/metadata-image.ts';
import { compareTopicPartitions } from '#kafka/protocol/topic-partition.ts';
import type { RequestDelivery } from '#sim/node.ts';
import type { PartitionLog } from '#kafka/log/partition-log.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';
import { ledBy } from './metadata.ts';

/** The simulated cluster's own; 22 characters of base64url, as `kafka-storage random-uuid` gives. */
const CLUSTER_ID = 'S2Fma2FzY29wZS1jbHVzdA';
/** `log.dirs` of the broker's container image. */
const LOG_DIR = '/var/lib/kafka/data';

type TopicAnswer = ResponseBody<'DescribeTopicPartitions'>['topics'][number];

export function handleDescribeCluster({ memory, port }: Broker, request: RequestDelivery): void {
  const brokers = [...memory.image.brokers.values()]
    .filter(({ fenced }) => !fenced)
    .map(({ id, rack }) => ({ brokerId: id, rack }));
  respond(port, request, {
    api: 'DescribeCluster',
    errorCode: 'NONE',
    clusterId: CLUSTER_ID,
    controllerId: memory.channel.leaderId,
    brokers,
  });
}

export function handleDescribeTopicPartitions(
  broker: Broker,
  request: RequestDelivery,
  body: RequestBody<'DescribeTopicPartitions'>,
): void {
  const topics = body.topics.map((name): TopicAnswer => {
    const topic = broker.memory.image.topics.get(name);
    if (topic !== undefined) return describeTopic(broker, topic);
    const errorCode = 'UNKNOWN_TOPIC_OR_PARTITION';
    return { errorCode, name, topicId: '', isInternal: false, partitions: [] };
  });
  respond(broker.port, request, { api: 'DescribeTopicPartitions', topics });
}

function describeTopic(broker: Broker, { name, topicId, partitions }: TopicImage): TopicAnswer {
  return {
    errorCode: 'NONE',
    name,
    topicId,
    isInternal: isInternalTopic(name),
    partitions: partitions.map((state) => ({
      ...ledBy(broker, state),
      partitionIndex: state.partition,
      leaderEpoch: state.leaderEpoch,
      replicaNodes: state.replicas,
      isrNodes: state.isr,
      eligibleLeaderReplicas: state.elr,
      lastKnownElr: state.lastKnownElr,
    })),
  };
}

export function handleDescribeLogDirs(
  { disk, memory, port }: Broker,
  request: RequestDelivery,
  { topics }: RequestBody<'DescribeLogDirs'>,
): void {
  const partitions = [...disk.logs]
    .filter(([, { topic }]) => topics === null || topics.includes(topic))
    .map(([key, log]) => ({
      topic: log.topic,
      partition: log.partition,
      partitionSize: sizeOf(log),
      offsetLag: Math.max(0, (memory.partitions.get(key)?.highWatermark ?? 0) - log.logEndOffset),
    }))
    .sort(compareTopicPartitions);
  respond(port, request, {
    api: 'DescribeLogDirs',
    errorCode: 'NONE',
    logDir: LOG_DIR,
    partitions,
  });
}

function sizeOf({ batches }: PartitionLog): number {
  let sizeBytes = 0;
  for (const batch of batches) sizeBytes += batch.sizeBytes;
  return sizeBytes;
}
