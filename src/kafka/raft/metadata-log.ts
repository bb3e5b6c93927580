// A voter's copy of the metadata log: batches with offsets and epochs, on disk. Pure data.
import { AppendLog } from '#base/append-log.ts';
import type { MetadataBatch, MetadataRecord } from '#kafka/protocol/metadata-record.ts';

export type MetadataLog = AppendLog<MetadataBatch>;

export function createMetadataLog(): MetadataLog {
  return AppendLog.empty();
}

/** Offset that the next record will get. */
export function endOffsetOf(log: MetadataLog): number {
  const last = log.last();
  return last === undefined ? 0 : last.baseOffset + last.records.length;
}

/** Epoch of the last batch; 0 when the log is empty. */
export function lastEpochOf(log: MetadataLog): number {
  return log.last()?.epoch ?? 0;
}

/** Appends a batch of one epoch and returns it. */
export function appendMetadata(
  log: MetadataLog,
  epoch: number,
  records: readonly MetadataRecord[],
): MetadataBatch {
  const batch = Object.freeze({ baseOffset: endOffsetOf(log), epoch, records });
  log.push(batch);
  return batch;
}

/** Batches that begin at or after `offset` and end at or before `endOffset`. */
export function readMetadata(
  log: MetadataLog,
  offset: number,
  endOffset: number,
): readonly MetadataBatch[] {
  const first = log.findFirst((batch) => batch.baseOffset >= offset);
  const last = log.findFirst((batch) => batch.baseOffset + batch.records.length > endOffset);
  return log.slice(first, last);
}

/** Where the log of `epoch` ends: the epoch found (the largest not above it) and its end offset. */
export function endOfEpoch(
  log: MetadataLog,
  epoch: number,
): { readonly epoch: number; readonly endOffset: number } {
  const next = log.findFirst((batch) => batch.epoch > epoch);
  const last = log.at(next - 1);
  return last === undefined
    ? { epoch: 0, endOffset: 0 }
    : { epoch: last.epoch, endOffset: last.baseOffset + last.records.length };
}

/** Drops what lies at or after `endOffset`. */
export function truncateMetadata(log: MetadataLog, endOffset: number): void {
  log.truncate(log.findFirst((batch) => batch.baseOffset >= endOffset));
}
