// The producer's accumulator: which records share a batch, and when a batch is ready to go.
import { expect, test } from 'vitest';
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

const LINGER_US = 5_000;

function record(id: string, sizeBytes = 100): KafkaRecord {
  return { offset: -1, timestampMs: 0, key: null, value: 'v', sizeBytes, id };
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

test('sizes are those of UTF-8', () => {
  expect(recordSize('a', 'b', 0) - recordSize(null, 'b', 0)).toBe(1);
  expect(recordSize('é', null, 0) - recordSize(null, null, 0)).toBe(2);
  expect(recordSize('€', null, 0) - recordSize(null, null, 0)).toBe(3);
  expect(recordSize('🦊', null, 0) - recordSize(null, null, 0)).toBe(4);
  expect(recordSize(null, 'v', 100) - recordSize(null, null, 100)).toBe(100);
});
