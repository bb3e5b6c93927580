// A replica becomes leader or follower, or is no longer here, and the trace is told. Follows
// `Partition.makeLeader` and `Partition.makeFollower`.
import { emit } from '#kafka/port.ts';
import { stepMachine } from '#sim/machine.ts';
import { type Broker, type HostedPartition, NEVER_US } from '#kafka/broker/state/broker-state.ts';
import { tellElected, tellResigned } from '#kafka/broker/coordinator-host.ts';
import { logOf, maybeAdvanceHighWatermark } from '#kafka/broker/partition/high-watermark.ts';
import { watchOutOfSync } from './isr.ts';
import {
  failProduces,
  onHighWatermarkMoved,
  wakeWatchers,
} from '#kafka/broker/purgatory/purgatory.ts';
import { follow, unfollow } from './replica-fetcher.ts';
import { type ReplicaEvent, replicaMachine } from '#kafka/broker/state/replica.machine.ts';

export function makeLeader(broker: Broker, partition: HostedPartition): void {
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
  if (partition.hasCoordinator) tellElected(broker, partition, recordsOf(log.batches));
}

/** Followers come and go with the replica list; those that stay keep their progress. */
export function updateFollowers(broker: Broker, partition: HostedPartition): void {
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

function* recordsOf(
  batches: Iterable<{ readonly records: readonly { key: string | null; value: string | null }[] }>,
): Generator<{ readonly key: string; readonly value: string | null }> {
  for (const { records } of batches) {
    for (const { key, value } of records) if (key !== null) yield { key, value };
  }
}

export function makeFollower(
  broker: Broker,
  partition: HostedPartition,
  wasLeading: boolean,
): void {
  if (wasLeading) resign(broker, partition);
  partition.followers.clear();
  changeRole(broker, partition, partition.leader === -1 ? 'lose leader' : 'make follower');
  wakeWatchers(broker, partition, 'all');
  if (partition.leader === -1) unfollow(broker, partition);
  else follow(broker, partition);
}

/** Leads no more: whoever waits for this leader is told so. */
export function resign(broker: Broker, partition: HostedPartition): void {
  failProduces(broker, partition);
  if (partition.hasCoordinator) tellResigned(broker, partition);
}

function changeRole(broker: Broker, partition: HostedPartition, type: ReplicaEvent['type']): void {
  const from = partition.role.value;
  partition.role = stepMachine(replicaMachine, partition.role, { type }).snapshot;
  const to = partition.role.value;
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
  tellRole(broker, partition, roles[to], partition.leader);
}

export function tellRole(
  { port, disk }: Broker,
  { topic, partition, leaderEpoch }: HostedPartition,
  role: 'leader' | 'follower' | 'offline' | 'none',
  leader: number,
): void {
  emit(port, 'replica.role-changed', {
    topic,
    partition,
    broker: disk.id,
    role,
    leaderEpoch,
    leader,
  });
}
