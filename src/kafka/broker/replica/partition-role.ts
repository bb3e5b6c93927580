// What a replica's role begins and ends with, once its machine has decided: leading, following, or
// waiting for a leader. Follows `Partition.makeLeader` and `Partition.makeFollower`.
import { emit } from '#kafka/port.ts';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import { advance } from '#kafka/machine.ts';
import type { MachineAction } from '#sim/machine.ts';
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
import { replicaMachine } from '#kafka/broker/state/replica.machine.ts';

/** A new leader epoch: the machine decides what this replica is in it. */
export function changeRole(broker: Broker, partition: HostedPartition): void {
  const { disk, port } = broker;
  const subject = `${partition.key}@${port.id}`;
  const event = { type: 'new leader epoch', broker: disk.id, leader: partition.leader } as const;
  const step = advance(port, replicaMachine, subject, partition.role, event);
  partition.role = step.snapshot;
  for (const { type } of step.actions) perform(broker, partition, type);
}

function perform(
  broker: Broker,
  partition: HostedPartition,
  action: MachineAction<typeof replicaMachine>['type'],
): void {
  switch (action) {
    case 'lead':
      makeLeader(broker, partition);
      return;
    case 'stop leading':
      resign(broker, partition);
      return;
    case 'follow':
      makeFollower(broker, partition);
      return;
    case 'wait for a leader':
      waitForLeader(broker, partition);
      return;
  }
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
  tellRole(broker, partition, 'leader', partition.leader);
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
  batches: Iterable<RecordBatch>,
): Generator<{ readonly key: string; readonly value: string | null }> {
  for (const { records } of batches) {
    for (const { key, value } of records) {
      if (key !== null) yield { key: key.text, value: value?.text ?? null };
    }
  }
}

function makeFollower(broker: Broker, partition: HostedPartition): void {
  partition.followers.clear();
  tellRole(broker, partition, 'follower', partition.leader);
  wakeWatchers(broker, partition, 'all');
  if (isStoppedByShutdown(broker, partition)) unfollow(broker, partition);
  else follow(broker, partition);
}

/** A broker that is about to end need not follow what would not count on it anyway. */
export function isStoppedByShutdown(
  { memory, disk }: Broker,
  { leader, isr }: HostedPartition,
): boolean {
  const isEnding = memory.lifecycle.value === 'PENDING_CONTROLLED_SHUTDOWN';
  return isEnding && (leader === -1 || !isr.includes(disk.id));
}

function waitForLeader(broker: Broker, partition: HostedPartition): void {
  partition.followers.clear();
  tellRole(broker, partition, 'no leader', partition.leader);
  wakeWatchers(broker, partition, 'all');
  unfollow(broker, partition);
}

/** Leads no more: whoever waits for this leader is told so. */
export function resign(broker: Broker, partition: HostedPartition): void {
  failProduces(broker, partition);
  if (partition.hasCoordinator) tellResigned(broker, partition);
}

export function tellRole(
  { port, disk }: Broker,
  { topic, partition, leaderEpoch }: HostedPartition,
  role: 'leader' | 'follower' | 'no leader' | 'none',
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
