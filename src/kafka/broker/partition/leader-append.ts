// Appending to a log that this broker leads. Follows `Partition.appendRecordsToLeader`, after its
// checks.
import { appendAsLeader } from '#kafka/log/partition-log.ts';
import { emit } from '#kafka/port.ts';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import type { Broker, HostedPartition } from '#kafka/broker/state/broker-state.ts';
import { logOf } from './high-watermark.ts';

/** Appends a batch to a log that this broker leads, and tells the trace. */
export function appendToLeader(
  broker: Broker,
  partition: HostedPartition,
  batch: RecordBatch,
): RecordBatch {
  const log = logOf(broker, partition);
  noteCaughtUp(broker, partition, log.logEndOffset);
  const appended = appendAsLeader(log, batch, partition.leaderEpoch);
  emit(broker.port, 'records.appended', {
    topic: partition.topic,
    partition: partition.partition,
    broker: broker.disk.id,
    role: 'leader',
    batch: appended,
    logEndOffset: log.logEndOffset,
  });
  return appended;
}

/**
 * A follower that had everything was caught up until its last fetch: Kafka notes that at each of its
 * (mostly empty) fetches, here it is noted when it begins to matter.
 */
function noteCaughtUp(broker: Broker, partition: HostedPartition, logEndOffset: number): void {
  for (const [id, follower] of partition.followers) {
    if (follower.logEndOffset !== logEndOffset) continue;
    const lastFetchUs = broker.memory.followerFetchUs.get(id) ?? 0;
    follower.lastCaughtUpUs = Math.max(follower.lastCaughtUpUs, lastFetchUs);
    follower.lastFetchUs = Math.max(follower.lastFetchUs, lastFetchUs);
  }
}
