// What a node knows of the cluster after applying the metadata log up to an offset. Controllers
// decide on it, brokers act on it. Follows `org.apache.kafka.image.MetadataImage`.
import type { MetadataBatch, MetadataRecord, PartitionState } from './metadata-record.ts';

export interface BrokerRegistration {
  readonly id: number;
  readonly brokerEpoch: number;
  /** Offset of its RegisterBrokerRecord: who has applied that knows that it is registered. */
  readonly registrationOffset: number;
  readonly incarnationId: string;
  readonly rack: string | null;
  readonly fenced: boolean;
  readonly inControlledShutdown: boolean;
}

export interface TopicImage {
  readonly name: string;
  readonly topicId: string;
  /** By partition; states are immutable. */
  readonly partitions: PartitionState[];
  /** Whether one of them has changed since the last of them came: Kafka's hash table may have grown. */
  hasChanged: boolean;
}

/** Mutable; copied by `clone` like the rest of a node's memory. */
export interface MetadataImage {
  /** Offset of the next record to apply. */
  offset: number;
  readonly brokers: Map<number, BrokerRegistration>;
  readonly topics: Map<string, TopicImage>;
  /** `TOPIC:orders` → name → value. */
  readonly configs: Map<string, Readonly<Record<string, string>>>;
  /** The first producer id that no broker has been given. */
  nextProducerId: number;
}

export type ConfigResourceType = 'TOPIC' | 'BROKER' | 'GROUP';

export function createImage(): MetadataImage {
  return {
    offset: 0,
    brokers: new Map(),
    topics: new Map(),
    configs: new Map(),
    nextProducerId: 0,
  };
}

/** Configs of a resource that were set at run time. */
export function configsOf(
  image: MetadataImage,
  type: ConfigResourceType,
  name: string,
): Readonly<Record<string, string>> {
  return image.configs.get(`${type}:${name}`) ?? NO_CONFIGS;
}

const NO_CONFIGS: Readonly<Record<string, string>> = Object.freeze({});

export function partitionOf(
  image: MetadataImage,
  topic: string,
  partition: number,
): PartitionState | undefined {
  return image.topics.get(topic)?.partitions[partition];
}

/** Registered, not fenced, not shutting down: may lead and be in an ISR. */
export function isActive(image: MetadataImage, broker: number): boolean {
  const registration = image.brokers.get(broker);
  return registration !== undefined && !registration.fenced && !registration.inControlledShutdown;
}

/** Applies a batch of the log; batches come in order and without gaps. */
export function applyBatch(image: MetadataImage, batch: MetadataBatch): void {
  image.offset = batch.baseOffset;
  for (const record of batch.records) {
    applyRecord(image, record);
    image.offset += 1;
  }
}

/** Each partition that had eligible leader replicas takes a step of its partition epoch. */
function clearElrs(image: MetadataImage, name: string): void {
  for (const topic of image.topics.values()) {
    if (name !== '' && topic.name !== name) continue;
    for (const state of topic.partitions) {
      if (state.elr.length === 0 && state.lastKnownElr.length === 0) continue;
      topic.partitions[state.partition] = Object.freeze({
        ...state,
        elr: NO_BROKERS,
        lastKnownElr: NO_BROKERS,
        partitionEpoch: state.partitionEpoch + 1,
      });
      topic.hasChanged = true;
    }
  }
}

const NO_BROKERS: readonly number[] = Object.freeze([]);

function applyRecord(image: MetadataImage, record: MetadataRecord): void {
  switch (record.type) {
    case 'LeaderChangeMessage':
    case 'NoOpRecord':
      return;
    case 'RegisterBrokerRecord': {
      const { brokerId: id, type: _type, ...registration } = record;
      const registrationOffset = image.offset;
      image.brokers.set(id, Object.freeze({ id, ...registration, registrationOffset }));
      return;
    }
    case 'UnregisterBrokerRecord':
      image.brokers.delete(record.brokerId);
      return;
    case 'BrokerRegistrationChangeRecord': {
      const registration = image.brokers.get(record.brokerId);
      if (registration === undefined) return;
      const { fenced, inControlledShutdown } = record;
      image.brokers.set(
        record.brokerId,
        Object.freeze({ ...registration, fenced, inControlledShutdown }),
      );
      return;
    }
    case 'TopicRecord':
      image.topics.set(record.topic, {
        name: record.topic,
        topicId: record.topicId,
        partitions: [],
        hasChanged: false,
      });
      return;
    case 'RemoveTopicRecord':
      image.topics.delete(record.topic);
      image.configs.delete(`TOPIC:${record.topic}`);
      return;
    case 'PartitionRecord':
    case 'PartitionChangeRecord': {
      const { state } = record;
      const topic = image.topics.get(state.topic);
      if (topic === undefined) return;
      topic.partitions[state.partition] = state;
      topic.hasChanged = record.type === 'PartitionChangeRecord';
      return;
    }
    case 'ProducerIdsRecord':
      image.nextProducerId = record.nextProducerId;
      return;
    case 'ClearElrRecord':
      clearElrs(image, record.topic);
      return;
    case 'ConfigRecord': {
      const key = `${record.resourceType}:${record.resourceName}`;
      const { [record.name]: _replaced, ...others } = image.configs.get(key) ?? NO_CONFIGS;
      const configs = record.value === null ? others : { ...others, [record.name]: record.value };
      image.configs.set(key, Object.freeze(configs));
      return;
    }
  }
}
