// Records and batches as they lie in a log and travel in Produce and Fetch. All immutable.

/** One record. `offset` is -1 until the leader has appended it. */
export interface KafkaRecord {
  readonly offset: number;
  /** CreateTime in virtual ms. */
  readonly timestampMs: number;
  /** null: a record without key (an empty string is a key). */
  readonly key: string | null;
  /** null: a tombstone. */
  readonly value: string | null;
  /** Serialized size in bytes, key and value and overhead. */
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
  readonly records: readonly KafkaRecord[];
}

/** Offset of the last record of a batch. */
export function lastOffsetOf(batch: RecordBatch): number {
  return batch.baseOffset + batch.records.length - 1;
}
