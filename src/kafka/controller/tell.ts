// What the active controller writes, told to the trace.
import type { KafkaEventMap } from '#kafka/events.ts';
import { emit } from '#kafka/port.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import { configsOf, type MetadataImage, partitionOf } from '#kafka/protocol/metadata-image.ts';
import type { MetadataRecord, PartitionState } from '#kafka/protocol/metadata-record.ts';
import type { NodePort } from '#sim/node.ts';
import type { BrokerStep, Change } from './controller-state.ts';
import { allPartitions, electionIn } from '#kafka/controller/partitions/elections.ts';

/** A broker changed its control state: told before the records that follow from it. */
export function tellStep(port: NodePort, { broker, to, told }: BrokerStep): void {
  if (told !== null) emit(port, 'machine.transitioned', told);
  switch (to) {
    case 'UNFENCED':
      emit(port, 'broker.unfenced', { broker });
      return;
    case 'CONTROLLED_SHUTDOWN':
      emit(port, 'broker.shutting-down', { broker });
      return;
    case 'SHUTDOWN_NOW':
      emit(port, 'broker.fenced', { broker, reason: 'shutdown' });
      return;
    case 'FENCED':
      emit(port, 'broker.fenced', { broker, reason: 'session timeout' });
      return;
  }
}

/**
 * What counts from now on: a new active controller knows nothing of what the one before it wrote and
 * could not commit.
 */
export function tellImage(port: NodePort, controller: number, image: MetadataImage): void {
  emit(port, 'metadata.loaded', {
    controller,
    offset: image.offset,
    brokers: Object.freeze([...image.brokers.values()]),
    partitions: Object.freeze([...allPartitions(image)]),
    topics: Object.freeze(
      [...image.topics.values()].map(({ name: topic, topicId }) =>
        Object.freeze({ topic, topicId, configs: configsOf(image, 'TOPIC', topic) }),
      ),
    ),
    brokerConfigs: configsOf(image, 'BROKER', ''),
  });
}

/** The meaning of records that were applied to `image`; `previous` holds what partitions were before. */
export function tellRecords(
  port: NodePort,
  image: MetadataImage,
  { records, reason }: Change,
  previous: readonly (PartitionState | null)[],
): void {
  for (const record of records) {
    if (record.type !== 'TopicRecord') continue;
    const { topic, topicId } = record;
    const configs = image.configs.get(`TOPIC:${topic}`) ?? {};
    emit(port, 'topic.created', { topic, topicId, isInternal: isInternalTopic(topic), configs });
  }
  records.forEach((record, index) => tellRecord(port, record, previous[index] ?? null, reason));
}

/** One ClearElrRecord changes many partitions; `before` has them as they were. */
export function tellClearedElrs(
  port: NodePort,
  image: MetadataImage,
  before: readonly PartitionState[],
): void {
  for (const previous of before) {
    const state = partitionOf(image, previous.topic, previous.partition);
    if (state === undefined) continue;
    emit(port, 'partition.changed', { state, previous, reason: 'config change', election: null });
  }
}

function tellRecord(
  port: NodePort,
  record: MetadataRecord,
  previous: PartitionState | null,
  reason: KafkaEventMap['partition.changed']['reason'],
): void {
  switch (record.type) {
    case 'RegisterBrokerRecord': {
      const { brokerId: broker, brokerEpoch, incarnationId, rack } = record;
      emit(port, 'broker.registered', { broker, brokerEpoch, incarnationId, rack });
      return;
    }
    case 'PartitionRecord': {
      const { state } = record;
      emit(port, 'partition.changed', { state, previous, reason: 'created', election: null });
      return;
    }
    case 'PartitionChangeRecord': {
      if (previous === null) return;
      const election = electionIn(record, previous, reason === 'preferred election');
      emit(port, 'partition.changed', { state: record.state, previous, reason, election });
      return;
    }
    case 'RemoveTopicRecord':
      emit(port, 'topic.deleted', { topic: record.topic });
      return;
    case 'ConfigRecord': {
      const { resourceType, resourceName, name, value } = record;
      emit(port, 'config.altered', { resourceType, resourceName, name, value });
      return;
    }
    case 'UnregisterBrokerRecord':
      emit(port, 'broker.unregistered', { broker: record.brokerId });
      return;
    case 'ClearElrRecord':
    case 'ProducerIdsRecord':
    case 'BrokerRegistrationChangeRecord':
    case 'TopicRecord':
    case 'NoOpRecord':
    case 'LeaderChangeMessage':
      return;
  }
}
