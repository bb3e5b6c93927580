// Which replicas this broker hosts, by the metadata that it has applied. Follows
// `ReplicaManager.applyDelta`; what a replica's role brings along is in partition-role.ts.
import { tellTopicsDeleted } from '#kafka/broker/coordinator-host.ts';
import { shardOf } from '#kafka/coordinator/shards.ts';
import { createLog } from '#kafka/log/partition-log.ts';
import { emit } from '#kafka/port.ts';
import { applyBatch, partitionOf } from '#kafka/protocol/metadata-image.ts';
import type { MetadataBatch, PartitionState } from '#kafka/protocol/metadata-record.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { startMachine } from '#sim/machine.ts';
import { type Broker, type HostedPartition, isLeading } from '#kafka/broker/state/broker-state.ts';
import { maybeAdvanceHighWatermark } from '#kafka/broker/partition/high-watermark.ts';
import { adoptIsr } from './isr.ts';
import { deltaOf } from './metadata-delta.ts';
import {
  changeRole,
  isStoppedByShutdown,
  resign,
  tellRole,
  updateFollowers,
} from './partition-role.ts';
import { onHighWatermarkMoved, wakeWatchers } from '#kafka/broker/purgatory/purgatory.ts';
import { finishAppends, unfollow } from './replica-fetcher.ts';
import { replicaMachine } from '#kafka/broker/state/replica.machine.ts';
import { refreshTopicSettings } from './topic-settings.ts';

/** Applies committed batches of the metadata log, then acts on what changed for this broker. */
export function applyMetadata(broker: Broker, batches: readonly MetadataBatch[]): void {
  if (batches.length === 0) return;
  const { memory, disk, port } = broker;
  const delta = deltaOf(batches);
  for (const batch of batches) applyBatch(memory.image, batch);
  if (!delta.isOfInterest) return;
  emit(port, 'metadata.applied', { broker: disk.id, offset: memory.image.offset });
  if (!memory.isPublishing) {
    const registration = memory.image.brokers.get(disk.id);
    if (registration?.incarnationId === memory.channel.incarnationId) publishFirst(broker);
    return;
  }
  for (const topic of delta.removedTopics) removeTopic(broker, topic);
  for (const [key, state] of delta.partitions) applyPartition(broker, key, state);
  if (delta.removedTopics.size > 0) tellTopicsDeleted(broker, delta.removedTopics);
  if (delta.clearsElrs) catchUpWithImage(broker);
  if (!delta.affectsAll) return;
  // Who may be in an ISR, or what is enough of one, has changed for any partition.
  for (const partition of memory.partitions.values()) {
    refreshTopicSettings(broker, partition);
    if (maybeAdvanceHighWatermark(broker, partition)) onHighWatermarkMoved(broker, partition);
  }
}

/**
 * The first image that a started broker acts on contains its own registration, so nothing in it is
 * left over from before the restart. Logs of topics that are gone go too.
 */
function publishFirst(broker: Broker): void {
  const { memory, disk } = broker;
  memory.isPublishing = true;
  for (const [key, { topic, topicId, partition }] of disk.logs) {
    const state = partitionOf(memory.image, topic, partition);
    if (state?.topicId === topicId && state.replicas.includes(disk.id)) continue;
    disk.logs.delete(key);
    disk.checkpoints.delete(key);
  }
  for (const { name, partitions } of memory.image.topics.values()) {
    for (const state of partitions) {
      applyPartition(broker, partitionKey(name, state.partition), state);
    }
  }
}

function catchUpWithImage(broker: Broker): void {
  const { memory } = broker;
  for (const [key, { topic, partition, partitionEpoch }] of memory.partitions) {
    const state = partitionOf(memory.image, topic, partition);
    if (state !== undefined && state.partitionEpoch > partitionEpoch) {
      applyPartition(broker, key, state);
    }
  }
}

function applyPartition(broker: Broker, key: string, state: PartitionState): void {
  const { memory, disk } = broker;
  const isHosted = state.replicas.includes(disk.id);
  const known = memory.partitions.get(key);
  if (!isHosted) {
    if (known !== undefined) stopReplica(broker, known);
    return;
  }
  const partition = known ?? hostPartition(broker, key, state);
  const isNewEpoch = known === undefined || state.leaderEpoch > partition.leaderEpoch;
  const hasOtherFactor = partition.replicas.length !== state.replicas.length;
  partition.replicas = state.replicas;
  if (hasOtherFactor) refreshTopicSettings(broker, partition);
  if (!isNewEpoch) {
    if (isLeading(partition) && state.partitionEpoch > partition.partitionEpoch) {
      updateFollowers(broker, partition);
      adoptIsr(broker, partition, state.isr, state.partitionEpoch);
    } else if (!isLeading(partition)) {
      partition.isr = state.isr;
      partition.partitionEpoch = state.partitionEpoch;
      if (isStoppedByShutdown(broker, partition)) unfollow(broker, partition);
    }
    return;
  }
  finishAppends(broker);
  partition.leader = state.leader;
  partition.leaderEpoch = state.leaderEpoch;
  partition.partitionEpoch = state.partitionEpoch;
  partition.isr = state.isr;
  partition.pendingIsr = null;
  changeRole(broker, partition);
}

function hostPartition(broker: Broker, key: string, state: PartitionState): HostedPartition {
  const { memory, disk } = broker;
  let log = disk.logs.get(key);
  if (log === undefined) {
    log = createLog(state.topic, state.topicId, state.partition);
    disk.logs.set(key, log);
  }
  const partition: HostedPartition = {
    key,
    topic: state.topic,
    partition: state.partition,
    hasCoordinator: shardOf(state.topic) !== undefined,
    role: startMachine(replicaMachine),
    replicas: state.replicas,
    leader: -1,
    leaderEpoch: -1,
    partitionEpoch: -1,
    isr: state.isr,
    minIsr: 1,
    maxMessageBytes: 0,
    pendingIsr: null,
    highWatermark: Math.min(disk.checkpoints.get(key) ?? 0, log.logEndOffset),
    epochStartOffset: 0,
    followers: new Map(),
    watchers: new Set(),
    waitingProduce: new Map(),
  };
  refreshTopicSettings(broker, partition);
  memory.partitions.set(key, partition);
  return partition;
}

/** The replica is no longer here: reassigned away, or its topic is gone. */
function stopReplica(broker: Broker, partition: HostedPartition): void {
  const { memory, disk } = broker;
  unfollow(broker, partition);
  if (isLeading(partition)) resign(broker, partition);
  memory.partitions.delete(partition.key);
  memory.isrQueue.delete(partition.key);
  disk.logs.delete(partition.key);
  disk.checkpoints.delete(partition.key);
  wakeWatchers(broker, partition, 'all');
  tellRole(broker, partition, 'none', -1);
}

function removeTopic(broker: Broker, topic: string): void {
  for (const partition of [...broker.memory.partitions.values()]) {
    if (partition.topic === topic) stopReplica(broker, partition);
  }
}

/** `high-watermark-checkpoint`: where a replica begins after a crash. */
export function checkpointHighWatermarks({ disk, memory }: Broker): void {
  for (const { key, highWatermark } of memory.partitions.values()) {
    if (highWatermark > 0) disk.checkpoints.set(key, highWatermark);
  }
}
