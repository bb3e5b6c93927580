// Where a count ends: the sticky partition after batch.size bytes, sequence numbers after the largest int.
import { expect, test } from 'vitest';
import { queueOf, createAccumulator } from '#kafka/client/producer/accumulator.ts';
import type { ProducerBatch } from '#kafka/client/producer/producer-batch.ts';
import { lastSequenceOf, numberBatch } from '#kafka/client/producer/sequences.ts';
import { createStickyState, isSwitchDue } from '#kafka/partitioner/sticky.ts';
import { recordOf } from '#test/kafka/records.ts';

test.each([
  [true, 999, false],
  [true, 1_000, true],
  [false, 1_999, false],
  [false, 2_000, true],
])('no half-filled batch: %s, %d bytes of a batch.size of 1000', (isFree, bytes, isDue) => {
  const state = { ...createStickyState(), producedBytes: 400 };
  expect(isSwitchDue(state, bytes - 400, isFree, 1_000)).toBe(isDue);
});

test.each([
  [2_147_483_645, 2_147_483_646, 2_147_483_647],
  [2_147_483_646, 2_147_483_647, 0],
  [2_147_483_647, 0, 1],
])('two records from sequence %d on', (first, last, next) => {
  const queue = queueOf(createAccumulator(), 'orders', 0);
  queue.sequences = { ...queue.sequences, epoch: 3, next: first };
  const records = [recordOf('a'), recordOf('b')];
  const batch = { records, baseSequence: -1, producerEpoch: -1 } as unknown as ProducerBatch;
  numberBatch(queue, batch, 3);
  expect([batch.baseSequence, lastSequenceOf(batch), queue.sequences.next]).toEqual([
    first,
    last,
    next,
  ]);
});
