// Folds what happens to topics: partitions as the controller decides, replicas as brokers have them.
import type { Configs } from '#kafka/protocol/configs.ts';
import type { TraceEvent } from '#kafka/events.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';
import { createReplica, type FrameState, replicaOf } from './state.ts';

/** True when the event was of this subject. */
export function foldTopic(frame: FrameState, event: TraceEvent): boolean {
  switch (event.type) {
    case 'topic.created': {
      const { topic: name, topicId, isInternal, configs } = event.data;
      frame.topics.set(name, { name, topicId, isInternal, configs, partitions: [] });
      return true;
    }
    case 'topic.deleted':
      frame.topics.delete(event.data.topic);
      return true;
    case 'config.altered': {
      const { resourceType, resourceName, name, value } = event.data;
      if (resourceType === 'BROKER' && resourceName === '') {
        frame.clusterConfigs = withConfig(frame.clusterConfigs, name, value);
        return true;
      }
      const topic = frame.topics.get(resourceName);
      if (resourceType !== 'TOPIC' || topic === undefined) return true;
      topic.configs = withConfig(topic.configs, name, value);
      return true;
    }
    case 'partition.changed':
      setPartition(frame, event.data.state);
      return true;
    case 'metadata.loaded':
      undoUncommitted(frame, event.data.partitions);
      return true;
    case 'replica.role-changed': {
      const { role, leaderEpoch, topic, partition, broker } = event.data;
      const replica = replicaOf(frame, event.data);
      if (replica === undefined) return true;
      if (role === 'none') {
        frame.topics.get(topic)?.partitions[partition]?.replicas.delete(broker);
        return true;
      }
      replica.role = role;
      replica.leaderEpoch = leaderEpoch;
      replica.followerEndOffsets.clear();
      if (role === 'leader') {
        replica.isr = frame.topics.get(topic)?.partitions[partition]?.state.isr ?? [];
      }
      return true;
    }
    case 'records.appended': {
      const replica = replicaOf(frame, event.data);
      if (replica === undefined) return true;
      for (const record of event.data.batch.records) replica.records.push(record);
      replica.logEndOffset = event.data.logEndOffset;
      return true;
    }
    case 'log.truncated': {
      const replica = replicaOf(frame, event.data);
      if (replica === undefined) return true;
      replica.logEndOffset = event.data.logEndOffset;
      replica.records.truncate(event.data.logEndOffset - replica.logStartOffset);
      replica.highWatermark = Math.min(replica.highWatermark, replica.logEndOffset);
      return true;
    }
    case 'highWatermark.advanced': {
      const replica = replicaOf(frame, event.data);
      if (replica !== undefined) replica.highWatermark = event.data.highWatermark;
      return true;
    }
    case 'follower.progressed':
      replicaOf(frame, event.data)?.followerEndOffsets.set(
        event.data.follower,
        event.data.logEndOffset,
      );
      return true;
    case 'isr.changed': {
      const replica = replicaOf(frame, event.data);
      if (replica !== undefined) replica.isr = event.data.isr;
      return true;
    }
    default:
      return false;
  }
}

function setPartition(frame: FrameState, state: PartitionState): void {
  const topic = frame.topics.get(state.topic);
  if (topic === undefined) return;
  const known = topic.partitions[state.partition];
  if (known === undefined) {
    topic.partitions[state.partition] = {
      topic: state.topic,
      partition: state.partition,
      state,
      replicas: new Map(state.replicas.map((broker) => [broker, createReplica(broker)])),
    };
  } else known.state = state;
}

/** Back to what the log has: topics and partitions that are not in it never were. */
function undoUncommitted(frame: FrameState, partitions: readonly PartitionState[]): void {
  const counts = new Map<string, number>();
  for (const state of partitions) {
    counts.set(state.topic, Math.max(counts.get(state.topic) ?? 0, state.partition + 1));
    setPartition(frame, state);
  }
  for (const topic of frame.topics.values()) {
    const count = counts.get(topic.name) ?? 0;
    if (count === 0) frame.topics.delete(topic.name);
    else if (topic.partitions.length > count) topic.partitions.length = count;
  }
}

function withConfig(configs: Configs, name: string, value: string | null): Configs {
  const { [name]: _replaced, ...others } = configs;
  return Object.freeze(value === null ? others : { ...others, [name]: value });
}
