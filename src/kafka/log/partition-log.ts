// One replica's log: batches by offset, leader epochs, producer states. It lies on the broker's disk.
// Offsets rise and may have holes, inside batches and between them, where compaction took records
// out. Follows `UnifiedLog` of Apache Kafka 4.3, without segments.
import { AppendLog } from '#base/append-log.ts';
import { assert } from '#base/assert.ts';
import { type KafkaRecord, lastOffsetOf, type RecordBatch } from '#kafka/protocol/record.ts';
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
  /** Nothing below it may be read; the batch that it lies in is kept as a whole. */
  logStartOffset: number;
  /** Offset of the next record. */
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

/** Appends a batch as the leader has it; a hole may lie before it and in it. */
export function appendAsFollower(log: PartitionLog, batch: RecordBatch): void {
  assert(
    batch.baseOffset >= log.logEndOffset,
    () => `batch from ${batch.baseOffset} in a log that ends at ${log.logEndOffset}`,
  );
  log.batches.push(batch);
  log.epochs.assign(batch.partitionLeaderEpoch, batch.baseOffset);
  rememberBatch(log.producers, batch);
  log.logEndOffset = lastOffsetOf(batch) + 1;
}

/**
 * Whole batches from the first one whose last offset is not below `fetchOffset`, all below
 * `endOffset`, up to `maxBytes`. With `minOneBatch` the first one is returned whatever its size
 * (KIP-74). Who asks must expect records below `fetchOffset` and holes (`UnifiedLog.read`).
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

/** Epoch of the last record, also when it was dropped from the front; -1: there never was one. */
export function lastEpochOf(log: PartitionLog): number {
  const last = log.batches.last();
  if (last !== undefined) return last.partitionLeaderEpoch;
  return log.logEndOffset === 0 ? -1 : (log.epochs.latestEpoch() ?? -1);
}

/** Drops everything from `endOffset` on. True when something was dropped. */
export function truncateTo(log: PartitionLog, endOffset: number): boolean {
  if (endOffset >= log.logEndOffset) return false;
  if (endOffset < log.logStartOffset) {
    truncateFullyAndStartAt(log, endOffset);
    return true;
  }
  const index = log.batches.findFirst((batch) => lastOffsetOf(batch) >= endOffset);
  // A batch that only partly survives goes as a whole and is fetched again.
  const firstDropped = log.batches.at(index)?.baseOffset ?? endOffset;
  log.batches.truncate(index);
  log.logEndOffset = Math.min(endOffset, firstDropped);
  log.logStartOffset = Math.min(log.logStartOffset, log.logEndOffset);
  log.epochs.truncateFromEnd(log.logEndOffset);
  log.producers = rebuildStates(log.producers, log.batches, log.logStartOffset);
  return true;
}

/** Drops everything and goes on at `newOffset`: nothing of the log is of use any more. */
export function truncateFullyAndStartAt(log: PartitionLog, newOffset: number): void {
  log.batches.truncate(0);
  log.epochs.truncateFromEnd(0);
  log.producers = new Map();
  log.logStartOffset = newOffset;
  log.logEndOffset = newOffset;
}

/**
 * Drops what lies below `newStartOffset`, which is at most the high watermark: too old, too much, or
 * deleted by request. Producers are remembered all the same. True when the start has moved.
 */
export function maybeIncrementLogStartOffset(log: PartitionLog, newStartOffset: number): boolean {
  assert(
    newStartOffset <= log.logEndOffset,
    () => `log start offset ${newStartOffset} past the end ${log.logEndOffset}`,
  );
  if (newStartOffset <= log.logStartOffset) return false;
  log.logStartOffset = newStartOffset;
  log.batches.dropFirst(log.batches.findFirst((batch) => lastOffsetOf(batch) >= newStartOffset));
  log.epochs.truncateFromStart(newStartOffset);
  return true;
}

/** A record's place in time. */
export interface TimestampOffset {
  readonly offset: number;
  readonly timestampMs: number;
  readonly epoch: number;
}

/** First offset whose timestamp is at or after `timestampMs`; null when there is none. */
export function offsetForTimestamp(
  log: PartitionLog,
  timestampMs: number,
  endOffset: number,
): TimestampOffset | null {
  for (const batch of log.batches) {
    if (batch.maxTimestampMs < timestampMs) continue;
    for (const record of batch.records) {
      if (record.offset >= endOffset) return null;
      if (record.offset < log.logStartOffset || record.timestampMs < timestampMs) continue;
      return placeOf(record, batch);
    }
  }
  return null;
}

/** First offset with the largest timestamp below `endOffset`; null when there is no record. */
export function offsetOfMaxTimestamp(log: PartitionLog, endOffset: number): TimestampOffset | null {
  let latest: TimestampOffset | null = null;
  for (const batch of log.batches) {
    for (const record of batch.records) {
      if (record.offset < log.logStartOffset || record.offset >= endOffset) continue;
      if (latest === null || record.timestampMs > latest.timestampMs) {
        latest = placeOf(record, batch);
      }
    }
  }
  return latest;
}

function placeOf({ offset, timestampMs }: KafkaRecord, batch: RecordBatch): TimestampOffset {
  return { offset, timestampMs, epoch: batch.partitionLeaderEpoch };
}
