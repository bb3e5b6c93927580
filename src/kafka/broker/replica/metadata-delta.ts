// What a run of metadata records means for a broker. Follows `MetadataDelta` and `TopicsDelta`.
import type {
  MetadataBatch,
  MetadataRecord,
  PartitionState,
} from '#kafka/protocol/metadata-record.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';

export interface MetadataDelta {
  readonly partitions: Map<string, PartitionState>;
  readonly removedTopics: Set<string>;
  isOfInterest: boolean;
  affectsAll: boolean;
  /** Partitions took a step of their epochs without a record of their own. */
  clearsElrs: boolean;
}

export function deltaOf(batches: readonly MetadataBatch[]): MetadataDelta {
  const delta: MetadataDelta = {
    partitions: new Map(),
    removedTopics: new Set(),
    isOfInterest: false,
    affectsAll: false,
    clearsElrs: false,
  };
  for (const { records } of batches) for (const record of records) note(delta, record);
  return delta;
}

function note(delta: MetadataDelta, record: MetadataRecord): void {
  switch (record.type) {
    case 'NoOpRecord':
    case 'LeaderChangeMessage':
    case 'ProducerIdsRecord':
      return;
    case 'PartitionRecord':
    case 'PartitionChangeRecord': {
      const { topic, partition } = record.state;
      delta.partitions.set(partitionKey(topic, partition), record.state);
      break;
    }
    case 'RemoveTopicRecord':
      delta.removedTopics.add(record.topic);
      for (const [key, { topic }] of delta.partitions) {
        if (topic === record.topic) delta.partitions.delete(key);
      }
      break;
    case 'RegisterBrokerRecord':
    case 'UnregisterBrokerRecord':
    case 'BrokerRegistrationChangeRecord':
    case 'ConfigRecord':
      delta.affectsAll = true;
      break;
    case 'ClearElrRecord':
      delta.clearsElrs = true;
      break;
    case 'TopicRecord':
      break;
  }
  delta.isOfInterest = true;
}
