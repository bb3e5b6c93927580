// How many bytes records and batches take. Follows `DefaultRecord` (`sizeInBytes`,
// `recordSizeUpperBound`) and `AbstractRecords.estimateSizeInBytesUpperBound`.
import { utf8Length } from '#base/utf8.ts';
import type { KafkaRecord } from '#kafka/protocol/record.ts';

/** A v2 batch before its records. */
export const BATCH_OVERHEAD_BYTES = 61;
/** The most that a record takes beside key, value and headers (`MAX_RECORD_OVERHEAD`). */
const RECORD_OVERHEAD_MAX_BYTES = 21;

type Payload = Pick<KafkaRecord, 'key' | 'value' | 'headers'>;

/** A number as zigzag varint or varlong (`ByteUtils.sizeOfVarint`). */
export function varintSize(value: number): number {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let size = 1;
  while (rest > 0x7f) {
    rest = Math.floor(rest / 0x80);
    size += 1;
  }
  return size;
}

/** A field behind its length; null is the length -1. */
function fieldSize(length: number | null): number {
  return length === null ? varintSize(-1) : varintSize(length) + length;
}

/** Key, value and headers; `valueBytes` stands for a value that is padded to a workload's size. */
function payloadSize({ key, value, headers }: Payload, valueBytes: number): number {
  let size = fieldSize(key?.length ?? null);
  size += fieldSize(value === null ? null : Math.max(value.length, valueBytes));
  size += varintSize(headers.length);
  for (const header of headers) {
    size += fieldSize(utf8Length(header.key)) + fieldSize(header.value?.length ?? null);
  }
  return size;
}

/** A record's bytes in its batch: offsets and timestamps are written as distances from the first. */
export function recordSize(
  payload: Payload,
  valueBytes: number,
  offsetDelta: number,
  timestampDeltaMs: number,
): number {
  const attributes = 1;
  const body =
    attributes +
    varintSize(timestampDeltaMs) +
    varintSize(offsetDelta) +
    payloadSize(payload, valueBytes);
  return varintSize(body) + body;
}

/** The most that a batch of this record alone can take: what send() holds against limits. */
export function recordSizeUpperBound(payload: Payload, valueBytes: number): number {
  return BATCH_OVERHEAD_BYTES + RECORD_OVERHEAD_MAX_BYTES + payloadSize(payload, valueBytes);
}
