// Records and batches for tests: whatever a test does not name is as small as it can be.
import { Bytes } from '#base/bytes.ts';
import { type KafkaRecord, NO_HEADERS, type RecordBatch } from '#kafka/protocol/record.ts';

/** A record without key, of 100 bytes, before it has an offset. */
export function recordOf(value: string, changes: Partial<KafkaRecord> = {}): KafkaRecord {
  return Object.freeze({
    offset: -1,
    timestampMs: 0,
    key: null,
    value: Bytes.ofText(value),
    headers: NO_HEADERS,
    sizeBytes: 100,
    id: `client:${value}`,
    ...changes,
  });
}

/** A batch as a producer sends it, without idempotence. */
export function batchOf(
  records: readonly KafkaRecord[],
  changes: Partial<RecordBatch> = {},
): RecordBatch {
  return Object.freeze({
    baseOffset: 0,
    partitionLeaderEpoch: -1,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    sizeBytes: records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    maxTimestampMs: Math.max(0, ...records.map(({ timestampMs }) => timestampMs)),
    records: Object.freeze(records),
    ...changes,
  });
}
