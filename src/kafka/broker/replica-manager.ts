// Turns applied metadata into roles: which replicas this broker hosts, leads, follows. Follows
// `ReplicaManager.applyDelta` and `Partition.makeLeader / makeFollower`.
import { createLog } from '#kafka/log/partition-log.ts';
import { emit } from '#kafka/port.ts';
import { applyBatch } from '#kafka/protocol/metadata-image.ts';
import type { MetadataBatch, PartitionState } from '#kafka/protocol/metadata-record.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { startMachine, stepMachine } from '#sim/machine.ts';
import { onElected, onResigned } from '#kafka/coordinator/group-coordinator.ts';
import { type Broker, type HostedPartition, isLeading } from './broker-state.ts';
import { coordinatorHost, offsetsPartitionOf } from './coordinator-host.ts';
import { logOf, maybeAdvanceHighWatermark } from './high-watermark.ts';
import { adoptIsr } from './isr.ts';
import { failProduces, onHighWatermarkMoved, wakeWatchers } from './purgatory.ts';
import { follow, unfollow } from './replica-fetcher.ts';
import { type ReplicaEvent, replicaMachine } from './replica.machine.ts';

/** Applies committed batches of the metadata log, then acts on what changed for this broker. */
export function applyMetadata(broker: Broker, batches: readonly MetadataBatch[]): void {
  if (batches.length === 0) return;
  const { memory, disk, port } = broker;
  const changed = new Map<string, PartitionState>();
  let isOfInterest = false;
  for (const batch of batches) {
    for (const record of batch.records) {
      if (record.type !== 'NoOpRecord' && record.type !== 'LeaderChangeMessage') {
        isOfInterest = true;
      }
      if (record.type === 'PartitionRecord' || record.type === 'PartitionChangeRecord') {
        changed.set(partitionKey(record.state.topic, record.state.partition), record.state);
      } else if (record.type === 'RemoveTopicRecord') removeTopic(broker, record.topic);
      else if (record.type === 'TopicRecord') memory.creatingTopics.delete(record.topic);
    }
    applyBatch(memory.image, batch);
  }
  if (!isOfInterest) return;
  emit(port, 'metadata.applied', { broker: disk.id, offset: memory.image.offset });
  for (const [key, state] of changed) applyPartition(broker, key, state);
  // Who may be in an ISR, and what is enough of one, may have changed for any partition.
  for (const partition of memory.partitions.values()) {
    if (maybeAdvanceHighWatermark(broker, partition)) onHighWatermarkMoved(broker, partition);
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
  const wasLeading = isLeading(partition);
  partition.replicas = state.replicas;
  if (!isNewEpoch) {
    if (wasLeading && state.partitionEpoch > partition.partitionEpoch) {
      updateFollowers(broker, partition);
      adoptIsr(broker, partition, state.isr, state.partitionEpoch);
    } else if (!wasLeading) {
      partition.isr = state.isr;
      partition.partitionEpoch = state.partitionEpoch;
    }
    return;
  }
  partition.leader = state.leader;
  partition.leaderEpoch = state.leaderEpoch;
  partition.partitionEpoch = state.partitionEpoch;
  partition.isr = state.isr;
  partition.pendingIsr = null;
  if (state.leader === disk.id) makeLeader(broker, partition);
  else makeFollower(broker, partition, wasLeading);
}

function hostPartition(broker: Broker, key: string, state: PartitionState): HostedPartition {
  const { memory, disk } = broker;
  if (!disk.logs.has(key)) disk.logs.set(key, createLog(state.topic, state.partition));
  const partition: HostedPartition = {
    key,
    topic: state.topic,
    partition: state.partition,
    role: startMachine(replicaMachine),
    replicas: state.replicas,
    leader: -1,
    leaderEpoch: -1,
    partitionEpoch: -1,
    isr: state.isr,
    pendingIsr: null,
    highWatermark: disk.checkpoints.get(key) ?? 0,
    epochStartOffset: 0,
    followers: new Map(),
    watchers: new Set(),
    waitingProduce: new Map(),
  };
  memory.partitions.set(key, partition);
  return partition;
}

function changeRole(broker: Broker, partition: HostedPartition, type: ReplicaEvent['type']): void {
  const from = partition.role.value;
  partition.role = stepMachine(replicaMachine, partition.role, { type }).snapshot;
  const to = partition.role.value;
  const { topic, partition: index, leaderEpoch, leader } = partition;
  if (from !== to) {
    emit(broker.port, 'machine.transitioned', {
      machine: replicaMachine.id,
      subject: `${partition.key}@broker-${broker.disk.id}`,
      from,
      to,
      event: type,
    });
  }
  const roles = { Leader: 'leader', Follower: 'follower', Offline: 'offline' } as const;
  emit(broker.port, 'replica.role-changed', {
    topic,
    partition: index,
    broker: broker.disk.id,
    role: roles[to],
    leaderEpoch,
    leader,
  });
}

function makeLeader(broker: Broker, partition: HostedPartition): void {
  const { port } = broker;
  unfollow(broker, partition);
  const log = logOf(broker, partition);
  partition.epochStartOffset = log.logEndOffset;
  log.epochs.assign(partition.leaderEpoch, log.logEndOffset);
  partition.followers = new Map();
  updateFollowers(broker, partition);
  for (const [id, follower] of partition.followers) {
    follower.lastCaughtUpUs = partition.isr.includes(id) ? port.nowUs : 0;
  }
  changeRole(broker, partition, 'make leader');
  wakeWatchers(broker, partition);
  if (maybeAdvanceHighWatermark(broker, partition)) onHighWatermarkMoved(broker, partition);
  const offsetsPartition = offsetsPartitionOf(partition);
  if (offsetsPartition !== null) {
    const host = coordinatorHost(broker);
    onElected(broker.memory.coordinator, offsetsPartition, recordsOf(log.batches), host);
  }
}

function* recordsOf(
  batches: Iterable<{ readonly records: readonly { key: string | null; value: string | null }[] }>,
): Generator<{ readonly key: string; readonly value: string | null }> {
  for (const { records } of batches) {
    for (const { key, value } of records) if (key !== null) yield { key, value };
  }
}

/** Followers come and go with the replica list; those that stay keep their progress. */
function updateFollowers(broker: Broker, partition: HostedPartition): void {
  const { disk } = broker;
  for (const id of partition.followers.keys()) {
    if (!partition.replicas.includes(id)) partition.followers.delete(id);
  }
  for (const id of partition.replicas) {
    if (id === disk.id || partition.followers.has(id)) continue;
    partition.followers.set(id, {
      logEndOffset: -1,
      lastCaughtUpUs: 0,
      lastFetchLeaderEndOffset: 0,
      lastFetchUs: 0,
      brokerEpoch: -1,
    });
  }
}

function makeFollower(broker: Broker, partition: HostedPartition, wasLeading: boolean): void {
  if (wasLeading) resign(broker, partition);
  partition.followers.clear();
  changeRole(broker, partition, partition.leader === -1 ? 'lose leader' : 'make follower');
  wakeWatchers(broker, partition);
  if (partition.leader === -1) unfollow(broker, partition);
  else follow(broker, partition);
}

function resign(broker: Broker, partition: HostedPartition): void {
  failProduces(broker, partition);
  const offsetsPartition = offsetsPartitionOf(partition);
  if (offsetsPartition !== null) {
    onResigned(broker.memory.coordinator, offsetsPartition, coordinatorHost(broker));
  }
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
  wakeWatchers(broker, partition);
  emit(broker.port, 'replica.role-changed', {
    topic: partition.topic,
    partition: partition.partition,
    broker: disk.id,
    role: 'none',
    leaderEpoch: partition.leaderEpoch,
    leader: -1,
  });
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
