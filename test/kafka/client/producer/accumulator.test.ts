// The producer's accumulator: which records share a batch, and when a batch is ready to go.
import { expect, test } from 'vitest';
import { Bytes } from '#base/bytes.ts';
import {
  append,
  createAccumulator,
  firstWaiting,
  giveBack,
  queueOf,
  readyAtUs,
  recordSize,
  remove,
  takeFirst,
  waitingQueues,
} from '#kafka/client/producer/accumulator.ts';
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import { recordOf } from '#test/kafka/records.ts';

const LINGER_US = 5_000;

function record(id: string, sizeBytes = 100): KafkaRecord {
  return recordOf('v', { id, sizeBytes });
}

test('records share a batch until batch.size is reached; one that is larger goes alone', () => {
  const accumulator = createAccumulator();
  const queue = queueOf(accumulator, 'orders', 0);
  // 61 bytes of overhead and three records of 100 fit into 400.
  for (const id of ['a', 'b', 'c', 'd']) append(accumulator, queue, record(id), 400, 0);
  append(accumulator, queue, record('large', 1_000), 400, 0);
  expect(queue.batches.map((batch) => batch.records.map(({ id }) => id))).toEqual([
    ['a', 'b', 'c'],
    ['d'],
    ['large'],
  ]);
});

test('a batch is ready after linger.ms, or at once when it is full, followed or flushed', () => {
  const accumulator = createAccumulator();
  const queue = queueOf(accumulator, 'orders', 0);
  append(accumulator, queue, record('a'), 400, 1_000);
  expect(readyAtUs(queue, 400, LINGER_US, false)).toBe(1_000 + LINGER_US);
  expect(readyAtUs(queue, 161, LINGER_US, false)).toBeLessThanOrEqual(1_000);
  expect(readyAtUs(queue, 400, LINGER_US, true)).toBeLessThanOrEqual(1_000);
  append(accumulator, queue, record('large', 1_000), 400, 2_000);
  expect(readyAtUs(queue, 400, LINGER_US, false)).toBeLessThanOrEqual(2_000);
});

test('nothing is added to a batch that was sent, nor to one that comes back', () => {
  const accumulator = createAccumulator();
  const queue = queueOf(accumulator, 'orders', 0);
  append(accumulator, queue, record('a'), 400, 0);
  const batch = takeFirst(accumulator, queue);
  append(accumulator, queue, record('b'), 400, 0);
  expect(queue.batches).toHaveLength(2);
  if (batch === undefined) throw new Error('nothing to take');
  giveBack(accumulator, queue, batch);
  batch.attempts += 1;
  // It goes before what came after it, and not before its backoff is over.
  batch.notBeforeUs = 90_000;
  expect(firstWaiting(queue)).toBe(batch);
  expect(readyAtUs(queue, 400, LINGER_US, false)).toBe(90_000);
});

test('only queues with something to send are looked at', () => {
  const accumulator = createAccumulator();
  const queues = [0, 1].map((partition) => queueOf(accumulator, 'orders', partition));
  for (const queue of queues) append(accumulator, queue, record('a'), 400, 0);
  const [first, second] = queues;
  if (first === undefined || second === undefined) throw new Error('two queues were made');
  const batch = takeFirst(accumulator, first);
  expect(waitingQueues(accumulator)).toEqual([second]);
  if (batch !== undefined) remove(accumulator, first, batch);
  expect(first.batches).toEqual([]);
  expect(takeFirst(accumulator, first)).toBeUndefined();
});

/** Size of a record with this key, value and headers, less that of one without any. */
function sizeOf(
  key: string | null,
  value: string | null,
  headers: Readonly<Record<string, string | null>> = {},
  valueBytes = 0,
): number {
  const bytesOf = (text: string | null): Bytes | null =>
    text === null ? null : Bytes.ofText(text);
  const fields = Object.entries(headers).map(([name, text]) => ({
    key: name,
    value: bytesOf(text),
  }));
  const record = { key: bytesOf(key), value: bytesOf(value), headers: fields };
  return recordSize(record, valueBytes) - recordSize({ key: null, value: null, headers: [] }, 0);
}

test('sizes are those of UTF-8', () => {
  expect(sizeOf('a', 'b')).toBe(2);
  expect(['é', '€', '🦊'].map((key) => sizeOf(key, null))).toEqual([2, 3, 4]);
  expect(sizeOf(null, 'v', {}, 100)).toBe(100);
});

test('headers count with their lengths, as varints', () => {
  expect(sizeOf(null, null, { trace: 'é' })).toBe(1 + 5 + 1 + 2);
  expect(sizeOf(null, null, { empty: null })).toBe(1 + 5 + 1);
  expect(sizeOf(null, null, { a: 'x'.repeat(63) })).toBe(1 + 1 + 1 + 63);
  expect(sizeOf(null, null, { a: 'x'.repeat(64) })).toBe(1 + 1 + 2 + 64);
  expect(sizeOf(null, null, { a: 'x'.repeat(8_192) })).toBe(1 + 1 + 3 + 8_192);
});
