// The high watermark and the ISR as the leader works with them. Follows `kafka.cluster.Partition`
// (maybeIncrementLeaderHW, isFollowerInSync, CommittedPartitionState) and KIP-966.
import { emit } from '#kafka/port.ts';
import { isActive } from '#kafka/protocol/metadata-image.ts';
import type { PartitionLog } from '#kafka/log/partition-log.ts';
import type { Broker, FollowerState, HostedPartition } from '#kafka/broker/state/broker-state.ts';
import { isLeading } from '#kafka/broker/state/broker-state.ts';

export function logOf(broker: Broker, partition: HostedPartition): PartitionLog {
  return broker.disk.logs.get(partition.key) as PartitionLog;
}

/** The committed ISR with additions that were asked for: removals count only once committed. */
export function maximalIsr({ isr, pendingIsr }: HostedPartition): readonly number[] {
  if (pendingIsr === null || pendingIsr.length <= isr.length) return isr;
  return pendingIsr;
}

/** In sync by time: at the log's end now, or not longer behind than replica.lag.time.max.ms. */
export function isCaughtUp(
  broker: Broker,
  follower: FollowerState,
  leaderEndOffset: number,
): boolean {
  if (follower.logEndOffset === leaderEndOffset) return true;
  return broker.port.nowUs - follower.lastCaughtUpUs <= broker.memory.settings.lagTimeUs;
}

/** May be in an ISR: not fenced, not shutting down, and the same life that fetches here. */
export function isEligible(
  { memory }: Broker,
  followerId: number,
  follower: FollowerState,
): boolean {
  const registration = memory.image.brokers.get(followerId);
  return isActive(memory.image, followerId) && registration?.brokerEpoch === follower.brokerEpoch;
}

/**
 * Moves the leader's high watermark to the smallest log end offset that counts. It stands still
 * while the ISR is below min.insync.replicas, and never goes back. True when it moved.
 */
export function maybeAdvanceHighWatermark(broker: Broker, partition: HostedPartition): boolean {
  if (!isLeading(partition)) return false;
  const leaderEndOffset = logOf(broker, partition).logEndOffset;
  if (partition.highWatermark >= leaderEndOffset) return false;
  const inSync = maximalIsr(partition);
  if (partition.isr.length < partition.minIsr) return false;
  let candidate = leaderEndOffset;
  for (const [id, follower] of partition.followers) {
    const counts =
      inSync.includes(id) ||
      (isEligible(broker, id, follower) && isCaughtUp(broker, follower, leaderEndOffset));
    if (counts && follower.logEndOffset < candidate) candidate = follower.logEndOffset;
  }
  return setHighWatermark(broker, partition, candidate);
}

/** Sets a larger high watermark and tells the trace. True when it moved. */
export function setHighWatermark(
  broker: Broker,
  partition: HostedPartition,
  highWatermark: number,
): boolean {
  const previous = partition.highWatermark;
  if (highWatermark <= previous) return false;
  partition.highWatermark = highWatermark;
  emit(broker.port, 'highWatermark.advanced', {
    topic: partition.topic,
    partition: partition.partition,
    broker: broker.disk.id,
    highWatermark,
    previous,
  });
  return true;
}
