// Records and batches as they lie in a log and travel in Produce and Fetch. All immutable. Follows
// `DefaultRecord` and `DefaultRecordBatch` of Apache Kafka 4.3.
import type { Bytes } from '#base/bytes.ts';

/** A header of a record (KIP-82); the same key may come more than once. */
export interface RecordHeader {
  readonly key: string;
  readonly value: Bytes | null;
}

/** The one list of all records without headers; JSON leaves it out. */
export const NO_HEADERS: readonly RecordHeader[] = Object.freeze(
  Object.defineProperty<RecordHeader[]>([], 'toJSON', { value: () => undefined }),
);

/** One record. `offset` is -1 until the leader has appended it. */
export interface KafkaRecord {
  readonly offset: number;
  /** CreateTime in virtual ms. */
  readonly timestampMs: number;
  /** null: a record without key (an empty string is a key). */
  readonly key: Bytes | null;
  /** null: a tombstone. */
  readonly value: Bytes | null;
  readonly headers: readonly RecordHeader[];
  /** Serialized size in bytes: key, value, headers and overhead. */
  readonly sizeBytes: number;
  /** The record's own number over the whole run, `producer:count`: how the picture follows it. */
  readonly id: string;
}

/** A record batch (magic 2). Frozen when it is made; the leader makes the one with offsets. */
export interface RecordBatch {
  /** Offset of the first record; 0 while the batch comes from a producer. */
  readonly baseOffset: number;
  /** Leader epoch stamped at append; -1 before. */
  readonly partitionLeaderEpoch: number;
  /** -1: the producer is not idempotent. */
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Sequence of the first record; -1 without idempotence. */
  readonly baseSequence: number;
  readonly sizeBytes: number;
  readonly maxTimestampMs: number;
  /**
   * Offset of the last record that the batch was written with, less `baseOffset`. Only a batch that
   * compaction has taken records out of says it; else its records are all there.
   */
  readonly lastOffsetDelta?: number;
  /** In order of offset; there may be holes between them, and after the last. */
  readonly records: readonly KafkaRecord[];
}

/** How many offsets and sequence numbers after the first a batch takes. */
export function lastOffsetDeltaOf(batch: RecordBatch): number {
  return batch.lastOffsetDelta ?? batch.records.length - 1;
}

/** The last offset of a batch, whether or not its record is still there. */
export function lastOffsetOf(batch: RecordBatch): number {
  return batch.baseOffset + lastOffsetDeltaOf(batch);
}
