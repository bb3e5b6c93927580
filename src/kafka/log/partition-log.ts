// One replica's log: batches by offset, leader epochs, producer states. It lies on the broker's
// disk. Follows `UnifiedLog`, without segments: nothing is deleted from the front.
import { AppendLog } from '#base/append-log.ts';
import { lastOffsetOf, type RecordBatch } from '#kafka/protocol/record.ts';
import { LeaderEpochCache } from './leader-epoch-cache.ts';
import { type ProducerStates, rebuildStates, rememberBatch } from './producer-state.ts';

/** Plain mutable data; `batches` and `epochs` fork cheaply. */
export interface PartitionLog {
  readonly topic: string;
  /** Tells it from the log of an earlier topic of the same name. */
  readonly topicId: string;
  readonly partition: number;
  readonly batches: AppendLog<RecordBatch>;
  readonly epochs: LeaderEpochCache;
  producers: ProducerStates;
  readonly logStartOffset: number;
  logEndOffset: number;
}

export function createLog(topic: string, topicId: string, partition: number): PartitionLog {
  return {
    topic,
    topicId,
    partition,
    batches: AppendLog.empty(),
    epochs: LeaderEpochCache.empty(),
    producers: new Map(),
    logStartOffset: 0,
    logEndOffset: 0,
  };
}

/** Gives a producer's batch its offsets and the leader epoch, and appends it. */
export function appendAsLeader(
  log: PartitionLog,
  batch: RecordBatch,
  leaderEpoch: number,
): RecordBatch {
  const baseOffset = log.logEndOffset;
  const appended: RecordBatch = Object.freeze({
    ...batch,
    baseOffset,
    partitionLeaderEpoch: leaderEpoch,
    records: Object.freeze(
      batch.records.map((record, index) =>
        Object.freeze({ ...record, offset: baseOffset + index }),
      ),
    ),
  });
  appendAsFollower(log, appended);
  return appended;
}

/** Appends a batch as the leader has it. */
export function appendAsFollower(log: PartitionLog, batch: RecordBatch): void {
  log.batches.push(batch);
  log.epochs.assign(batch.partitionLeaderEpoch, batch.baseOffset);
  rememberBatch(log.producers, batch);
  log.logEndOffset = lastOffsetOf(batch) + 1;
}

/**
 * Whole batches from the one that holds `fetchOffset`, all below `endOffset`, up to `maxBytes`.
 * With `minOneBatch` the first one is returned whatever its size (KIP-74).
 */
export function readLog(
  log: PartitionLog,
  fetchOffset: number,
  endOffset: number,
  maxBytes: number,
  minOneBatch: boolean,
): readonly RecordBatch[] {
  const { batches } = log;
  let index = batches.findFirst((batch) => lastOffsetOf(batch) >= fetchOffset);
  const read: RecordBatch[] = [];
  let sizeBytes = 0;
  for (;;) {
    const batch = batches.at(index);
    if (batch === undefined || lastOffsetOf(batch) >= endOffset) break;
    const isOwed = minOneBatch && read.length === 0;
    if (!isOwed && sizeBytes + batch.sizeBytes > maxBytes) break;
    read.push(batch);
    sizeBytes += batch.sizeBytes;
    index += 1;
  }
  return read;
}

/** Epoch of the last record; -1 when the log is empty. */
export function lastEpochOf(log: PartitionLog): number {
  return log.batches.last()?.partitionLeaderEpoch ?? -1;
}

/** Drops everything from `endOffset` on. True when something was dropped. */
export function truncateTo(log: PartitionLog, endOffset: number): boolean {
  if (endOffset >= log.logEndOffset) return false;
  log.batches.truncate(log.batches.findFirst((batch) => lastOffsetOf(batch) >= endOffset));
  const last = log.batches.last();
  // A batch that only partly survives goes as a whole and is fetched again.
  log.logEndOffset = last === undefined ? 0 : lastOffsetOf(last) + 1;
  log.epochs.truncateFromEnd(log.logEndOffset);
  log.producers = rebuildStates(log.batches, log.logEndOffset);
  return true;
}

/** First offset whose timestamp is at or after `timestampMs`; null when there is none. */
export function offsetForTimestamp(
  log: PartitionLog,
  timestampMs: number,
  endOffset: number,
): { readonly offset: number; readonly timestampMs: number; readonly epoch: number } | null {
  for (const batch of log.batches) {
    if (batch.maxTimestampMs < timestampMs) continue;
    for (const record of batch.records) {
      if (record.offset >= endOffset) return null;
      if (record.timestampMs < timestampMs) continue;
      const { offset, timestampMs: foundMs } = record;
      return { offset, timestampMs: foundMs, epoch: batch.partitionLeaderEpoch };
    }
  }
  return null;
}
