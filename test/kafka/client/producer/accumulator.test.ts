// The producer's accumulator: which records share a batch, how a batch comes back, what it takes.
import { expect, test } from 'vitest';
import { Bytes } from '#base/bytes.ts';
import {
  type Accumulator,
  appendNewBatch,
  areAllFull,
  createAccumulator,
  type Draft,
  queueOf,
  reenqueue,
  splitAndReenqueue,
  takeFirst,
  tryAppend,
  waitingQueues,
} from '#kafka/client/producer/accumulator.ts';
import type { PartitionQueue, ProducerBatch } from '#kafka/client/producer/producer-batch.ts';
import { recordSize, varintSize } from '#kafka/client/producer/record-size.ts';
import { NO_HEADERS } from '#kafka/protocol/record.ts';

/** A record of 100 bytes and a few more. */
function draft(id: string, valueBytes = 100): Draft {
  const value = Bytes.ofText('v');
  return { id, key: null, value, headers: NO_HEADERS, valueBytes, timestampMs: 0 };
}

function append(accumulator: Accumulator, queue: PartitionQueue, one: Draft, batchSize: number) {
  const appended = tryAppend(queue, one);
  return appended ?? appendNewBatch(accumulator, queue, one, batchSize, 0);
}

function given(batchSize: number, ...drafts: readonly Draft[]) {
  const accumulator = createAccumulator();
  const queue = queueOf(accumulator, 'orders', 0);
  for (const one of drafts) append(accumulator, queue, one, batchSize);
  return { accumulator, queue };
}

function idsOf(batches: readonly ProducerBatch[]): readonly (readonly string[])[] {
  return batches.map(({ records }) => records.map(({ id }) => id));
}

test('records share a batch until batch.size is reached; one that is larger goes alone', () => {
  // 61 bytes of the batch and three records of 108 fit into 400.
  const drafts = ['a', 'b', 'c', 'd'].map((id) => draft(id));
  const { queue } = given(400, ...drafts, draft('large', 1_000), draft('e'));
  expect(idsOf(queue.batches)).toEqual([['a', 'b', 'c'], ['d'], ['large'], ['e']]);
});

test('a record has the bytes of its format: lengths, distances and headers are varints', () => {
  expect([0, -1, 63, 64, 8_191, 8_192].map(varintSize)).toEqual([1, 1, 1, 2, 2, 3]);
  const text = { key: null, value: Bytes.ofText('v'), headers: NO_HEADERS };
  // Length, attributes, timestamp, offset, key, value and number of headers: a byte each.
  expect(recordSize(text, 0, 0, 0)).toBe(8);
  expect(recordSize(text, 0, 64, 0)).toBe(9);
  expect(recordSize({ ...text, key: Bytes.ofText('é') }, 0, 0, 0)).toBe(10);
  expect(recordSize(text, 1_000, 0, 0)).toBe(1_009);
});

test('nothing is added to a batch that was drained, nor to one that comes back', () => {
  const { accumulator, queue } = given(400, draft('a'));
  const batch = takeFirst(accumulator, queue) as ProducerBatch;
  append(accumulator, queue, draft('b'), 400);
  reenqueue(accumulator, queue, batch);
  append(accumulator, queue, draft('c'), 400);
  expect(idsOf(queue.batches)).toEqual([['a'], ['b', 'c']]);
  expect(queue.inFlight).toEqual([]);
});

test('what comes back goes before all others, or where its sequence belongs', () => {
  const { accumulator, queue } = given(1, draft('a'), draft('b'), draft('c'));
  const [first, second] = [takeFirst(accumulator, queue), takeFirst(accumulator, queue)];
  if (first === undefined || second === undefined) throw new Error('nothing to take');
  reenqueue(accumulator, queue, first);
  reenqueue(accumulator, queue, second);
  expect(idsOf(queue.batches)).toEqual([['b'], ['a'], ['c']]);
  const numbered = [takeFirst(accumulator, queue), takeFirst(accumulator, queue)];
  numbered.forEach((batch, index) => Object.assign(batch ?? {}, { baseSequence: 1 - index }));
  for (const batch of numbered) if (batch !== undefined) reenqueue(accumulator, queue, batch);
  expect(idsOf(queue.batches)).toEqual([['a'], ['b'], ['c']]);
});

test('only queues with something to send are looked at', () => {
  const { accumulator, queue } = given(400, draft('a'));
  const other = queueOf(accumulator, 'orders', 1);
  append(accumulator, other, draft('b'), 400);
  takeFirst(accumulator, queue);
  expect(waitingQueues(accumulator)).toEqual([other]);
});

test('a queue without a half-filled batch may be left by the sticky partitioner', () => {
  const { accumulator, queue } = given(400, draft('a'));
  expect(areAllFull(queue)).toBe(false);
  takeFirst(accumulator, queue);
  expect(areAllFull(queue)).toBe(true);
});

test('a batch takes batch.size of buffer.memory, or what its first record needs', () => {
  const { accumulator, queue } = given(400, draft('a'));
  expect(accumulator.allocatedBytes).toBe(400);
  append(accumulator, queue, draft('large', 1_000), 400);
  // 61 of the batch, 21 at most of the record, three lengths, and the value.
  expect(accumulator.allocatedBytes).toBe(400 + 61 + 21 + 1 + 2 + 1_000 + 1);
});

test('a batch that was too large is split by batch.size, then by half, in its order', () => {
  const drafts = ['a', 'b', 'c', 'd'].map((id) => draft(id));
  const { accumulator, queue } = given(1_000, ...drafts);
  const big = takeFirst(accumulator, queue) as ProducerBatch;
  Object.assign(big, { baseSequence: 7, producerEpoch: 0 });
  splitAndReenqueue(accumulator, queue, big, 300);
  expect(idsOf(queue.batches)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect(queue.batches.map(({ baseSequence }) => baseSequence)).toEqual([7, 9]);
  const part = takeFirst(accumulator, queue) as ProducerBatch;
  splitAndReenqueue(accumulator, queue, part, 300);
  expect(idsOf(queue.batches)).toEqual([['a'], ['b'], ['c', 'd']]);
});
