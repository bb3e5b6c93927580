// Turns applied metadata into roles: which replicas this broker hosts, leads, follows. Follows
// `ReplicaManager.applyDelta` and `Partition.makeLeader / makeFollower`.
import { createLog } from '#kafka/log/partition-log.ts';
import { emit } from '#kafka/port.ts';
import { applyBatch, partitionOf } from '#kafka/protocol/metadata-image.ts';
import type {
  MetadataBatch,
  MetadataRecord,
  PartitionState,
} from '#kafka/protocol/metadata-record.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { startMachine, stepMachine } from '#sim/machine.ts';
import { onElected, onResigned } from '#kafka/coordinator/group-coordinator.ts';
import { type Broker, type HostedPartition, isLeading, NEVER_US } from './broker-state.ts';
import { coordinatorHost, offsetsPartitionOf } from './coordinator-host.ts';
import { logOf, maybeAdvanceHighWatermark } from './high-watermark.ts';
import { adoptIsr, watchOutOfSync } from './isr.ts';
import { failProduces, onHighWatermarkMoved, wakeWatchers } from './purgatory.ts';
import { follow, unfollow } from './replica-fetcher.ts';
import { type ReplicaEvent, replicaMachine } from './replica.machine.ts';
import { refreshTopicSettings } from './settings.ts';

/** Applies committed batches of the metadata log, then acts on what changed for this broker. */
export function applyMetadata(broker: Broker, batches: readonly MetadataBatch[]): void {
  if (batches.length === 0) return;
  const { memory, disk, port } = broker;
  const delta: Delta = {
    partitions: new Map(),
    removedTopics: new Set(),
    isOfInterest: false,
    affectsAll: false,
    clearsElrs: false,
  };
  for (const batch of batches) {
    for (const record of batch.records) noteRecord(delta, record);
    applyBatch(memory.image, batch);
  }
  if (!delta.isOfInterest) return;
  emit(port, 'metadata.applied', { broker: disk.id, offset: memory.image.offset });
  if (!memory.isPublishing) {
    const registration = memory.image.brokers.get(disk.id);
    if (registration?.incarnationId === memory.channel.incarnationId) publishFirst(broker);
    return;
  }
  for (const topic of delta.removedTopics) removeTopic(broker, topic);
  for (const [key, state] of delta.partitions) applyPartition(broker, key, state);
  if (delta.clearsElrs) catchUpWithImage(broker);
  if (!delta.affectsAll) return;
  // Who may be in an ISR, or what is enough of one, has changed for any partition.
  for (const partition of memory.partitions.values()) {
    refreshTopicSettings(broker, partition);
    if (maybeAdvanceHighWatermark(broker, partition)) onHighWatermarkMoved(broker, partition);
  }
}

/** What a run of metadata records means for a broker. */
interface Delta {
  readonly partitions: Map<string, PartitionState>;
  readonly removedTopics: Set<string>;
  isOfInterest: boolean;
  affectsAll: boolean;
  /** Partitions took a step of their epochs without a record of their own. */
  clearsElrs: boolean;
}

function noteRecord(delta: Delta, record: MetadataRecord): void {
  switch (record.type) {
    case 'NoOpRecord':
    case 'LeaderChangeMessage':
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

/**
 * The first image that this life acts on is one that knows of it: what was true of the last life is
 * settled by then. Logs of topics that are gone go too.
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
  const wasLeading = isLeading(partition);
  if (partition.replicas.length !== state.replicas.length) {
    partition.replicas = state.replicas;
    refreshTopicSettings(broker, partition);
  } else partition.replicas = state.replicas;
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
  let log = disk.logs.get(key);
  if (log === undefined) {
    log = createLog(state.topic, state.topicId, state.partition);
    disk.logs.set(key, log);
  }
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
    follower.lastCaughtUpUs = partition.isr.includes(id) ? port.nowUs : NEVER_US;
  }
  watchOutOfSync(broker, partition);
  changeRole(broker, partition, 'make leader');
  wakeWatchers(broker, partition, 'all');
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
      lastCaughtUpUs: NEVER_US,
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
  wakeWatchers(broker, partition, 'all');
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
  wakeWatchers(broker, partition, 'all');
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
