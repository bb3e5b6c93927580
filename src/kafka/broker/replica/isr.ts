// Who is in sync: followers' progress, shrinking by time, expanding on fetch, and AlterPartition.
// Follows `Partition.maybeShrinkIsr / maybeExpandIsr` and `AlterPartitionManager`.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { emit } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { msToUs } from '#base/time.ts';
import { ask } from '#kafka/broker/state/ask.ts';
import {
  type Broker,
  type FetchSession,
  type HostedPartition,
  isLeading,
} from '#kafka/broker/state/broker-state.ts';
import {
  isCaughtUp,
  isEligible,
  logOf,
  maximalIsr,
  maybeAdvanceHighWatermark,
} from '#kafka/broker/partition/high-watermark.ts';
import { onHighWatermarkMoved } from '#kafka/broker/purgatory/purgatory.ts';

const REQUEST_TIMEOUT_MS = 30_000;
const RETRY_BACKOFF_MS = 50;

/** A follower fetches from `fetchOffset`: it has all records before, and may be caught up by now. */
export function noteFollowerFetch(
  broker: Broker,
  partition: HostedPartition,
  followerId: number,
  fetchOffset: number,
  brokerEpoch: number,
): void {
  const follower = partition.followers.get(followerId);
  if (follower === undefined) return;
  const { port } = broker;
  const leaderEndOffset = logOf(broker, partition).logEndOffset;
  if (fetchOffset >= leaderEndOffset) follower.lastCaughtUpUs = port.nowUs;
  else if (fetchOffset >= follower.lastFetchLeaderEndOffset) {
    follower.lastCaughtUpUs = Math.max(follower.lastCaughtUpUs, follower.lastFetchUs);
  }
  follower.lastFetchLeaderEndOffset = leaderEndOffset;
  follower.lastFetchUs = port.nowUs;
  follower.brokerEpoch = brokerEpoch;
  if (follower.logEndOffset !== fetchOffset) {
    follower.logEndOffset = fetchOffset;
    emit(port, 'follower.progressed', {
      topic: partition.topic,
      partition: partition.partition,
      broker: broker.disk.id,
      follower: followerId,
      logEndOffset: fetchOffset,
    });
  }
  if (maybeAdvanceHighWatermark(broker, partition)) onHighWatermarkMoved(broker, partition);
}

/** Keeps `outOfSync` true to the ISR of a partition; call when either has changed. */
export function watchOutOfSync({ memory }: Broker, partition: HostedPartition): void {
  for (const id of partition.followers.keys()) {
    let keys = memory.outOfSync.get(id);
    if (partition.isr.includes(id)) keys?.delete(partition.key);
    else {
      if (keys === undefined) {
        keys = new Set();
        memory.outOfSync.set(id, keys);
      }
      keys.add(partition.key);
    }
  }
}

/**
 * A follower fetched: may it come back where it is missing? Its session need not name a partition
 * at whose end it stands, so these are looked at apart from what it asked for.
 */
export function expandIsrs(
  broker: Broker,
  { replicaId: followerId, partitions }: FetchSession,
  brokerEpoch: number,
): void {
  const keys = broker.memory.outOfSync.get(followerId);
  if (keys === undefined) return;
  for (const key of keys) {
    const partition = broker.memory.partitions.get(key);
    const follower = partition?.followers.get(followerId);
    if (partition === undefined || follower === undefined || !isLeading(partition)) {
      keys.delete(key);
    } else if (partitions.has(key)) {
      follower.brokerEpoch = brokerEpoch;
      maybeExpandIsr(broker, partition, followerId);
    }
  }
}

function maybeExpandIsr(broker: Broker, partition: HostedPartition, followerId: number): void {
  if (partition.pendingIsr !== null || maximalIsr(partition).includes(followerId)) return;
  const follower = partition.followers.get(followerId);
  if (follower === undefined || !isEligible(broker, followerId, follower)) return;
  const { logEndOffset } = follower;
  if (logEndOffset < partition.highWatermark || logEndOffset < partition.epochStartOffset) return;
  askForIsr(
    broker,
    partition,
    [...partition.isr, followerId],
    `broker ${followerId} has caught up to ${logEndOffset}`,
  );
}

/** Every replica.lag.time.max.ms / 2: followers that were behind for too long must go. */
export function shrinkIsrs(broker: Broker): void {
  broker.port.setTimer('isr expiration', Math.floor(broker.memory.settings.lagTimeUs / 2));
  for (const partition of broker.memory.partitions.values()) {
    if (isLeading(partition)) maybeShrinkIsr(broker, partition);
  }
}

function maybeShrinkIsr(broker: Broker, partition: HostedPartition): void {
  if (partition.pendingIsr !== null || partition.isr.length <= 1) return;
  const leaderEndOffset = logOf(broker, partition).logEndOffset;
  const slow = partition.isr.filter((id) => {
    const follower = partition.followers.get(id);
    return follower !== undefined && !isCaughtUp(broker, follower, leaderEndOffset);
  });
  if (slow.length === 0) return;
  askForIsr(
    broker,
    partition,
    partition.isr.filter((id) => !slow.includes(id)),
    `broker ${slow.join(', ')} was behind for longer than replica.lag.time.max.ms`,
  );
}

function askForIsr(
  broker: Broker,
  partition: HostedPartition,
  newIsr: readonly number[],
  reason: string,
): void {
  partition.pendingIsr = Object.freeze([...newIsr]);
  emit(broker.port, 'isr.change-requested', {
    topic: partition.topic,
    partition: partition.partition,
    broker: broker.disk.id,
    isr: partition.isr,
    newIsr: partition.pendingIsr,
    reason,
  });
  broker.memory.isrQueue.add(partition.key);
  sendAlterPartition(broker);
}

/** At most one AlterPartition is under way; what comes meanwhile goes with the next. */
export function sendAlterPartition(broker: Broker): void {
  const { memory, port, disk } = broker;
  const { channel } = memory;
  if (memory.isrRequest !== -1 || memory.isrQueue.size === 0) return;
  if (channel.leaderId === -1 || channel.brokerEpoch === -1) {
    port.setTimer('alter partition', msToUs(RETRY_BACKOFF_MS));
    return;
  }
  const partitions = [];
  const asked: string[] = [];
  for (const key of memory.isrQueue) {
    const partition = memory.partitions.get(key);
    if (partition === undefined || partition.pendingIsr === null) continue;
    asked.push(key);
    partitions.push({
      topic: partition.topic,
      partition: partition.partition,
      leaderEpoch: partition.leaderEpoch,
      newIsr: partition.pendingIsr.map((brokerId) => ({
        brokerId,
        brokerEpoch: memory.image.brokers.get(brokerId)?.brokerEpoch ?? -1,
      })),
      leaderRecoveryState: 'RECOVERED' as const,
      partitionEpoch: partition.partitionEpoch,
    });
  }
  memory.isrQueue.clear();
  if (partitions.length === 0) return;
  memory.isrAsked = Object.freeze(asked);
  memory.isrRequest = ask(
    broker,
    nodeIds.controller(channel.leaderId),
    {
      api: 'AlterPartition',
      brokerId: disk.id,
      brokerEpoch: channel.brokerEpoch,
      partitions,
    },
    REQUEST_TIMEOUT_MS,
  );
}

export function handleAlterPartitionResponse(
  broker: Broker,
  body: ResponseBody<'AlterPartition'>,
): void {
  const { memory } = broker;
  memory.isrRequest = -1;
  if (body.errorCode !== 'NONE') {
    retryAlterPartition(broker);
    return;
  }
  for (const answer of body.partitions) {
    const partition = memory.partitions.get(partitionKey(answer.topic, answer.partition));
    if (partition === undefined || partition.pendingIsr === null) continue;
    takeAnswer(broker, partition, answer);
  }
  sendAlterPartition(broker);
}

/** Follows `Partition.handleAlterPartitionUpdate` and `handleAlterPartitionError`. */
function takeAnswer(
  broker: Broker,
  partition: HostedPartition,
  answer: ResponseBody<'AlterPartition'>['partitions'][number],
): void {
  switch (answer.errorCode) {
    case 'NONE':
      if (answer.leaderEpoch !== partition.leaderEpoch) return;
      adoptIsr(broker, partition, answer.isr, answer.partitionEpoch);
      return;
    case 'INELIGIBLE_REPLICA':
      // The one refusal that says that nothing has changed: who fetches asks again.
      partition.pendingIsr = null;
      return;
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'UNKNOWN_TOPIC_ID':
    case 'FENCED_LEADER_EPOCH':
    case 'INVALID_UPDATE_VERSION':
    case 'INVALID_REQUEST':
    case 'NEW_LEADER_ELECTED':
      // It may have been applied: the change stays pending until the metadata says what became of it.
      return;
    default:
      broker.memory.isrQueue.add(partition.key);
  }
}

/** The controller could not be asked, or is none any more: the same again a little later. */
export function retryAlterPartition(broker: Broker): void {
  const { memory, port } = broker;
  memory.isrRequest = -1;
  for (const key of memory.isrAsked) memory.isrQueue.add(key);
  port.setTimer('alter partition', msToUs(RETRY_BACKOFF_MS));
}

/** Takes over an ISR that the controller has committed. */
export function adoptIsr(
  broker: Broker,
  partition: HostedPartition,
  isr: readonly number[],
  partitionEpoch: number,
): void {
  if (partitionEpoch <= partition.partitionEpoch && partition.pendingIsr === null) return;
  if (partitionEpoch < partition.partitionEpoch) return;
  partition.partitionEpoch = partitionEpoch;
  partition.pendingIsr = null;
  partition.isr = isr;
  watchOutOfSync(broker, partition);
  emit(broker.port, 'isr.changed', {
    topic: partition.topic,
    partition: partition.partition,
    broker: broker.disk.id,
    isr,
    partitionEpoch,
  });
  if (maybeAdvanceHighWatermark(broker, partition)) onHighWatermarkMoved(broker, partition);
}
