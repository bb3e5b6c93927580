// Sequence numbers of an idempotent producer: what may be sent, and what a refusal means.
import { expect, test } from 'vitest';
import {
  type Accumulator,
  appendNewBatch,
  createAccumulator,
  queueOf,
  removeInFlight,
  takeFirst,
  tryAppend,
} from '#kafka/client/producer/accumulator.ts';
import type { PartitionQueue, ProducerBatch } from '#kafka/client/producer/producer-batch.ts';
import {
  isGap,
  lastSequenceOf,
  mayDrain,
  noteAcknowledged,
  noteExpired,
  numberBatch,
  resolveExpired,
  restartSequences,
} from '#kafka/client/producer/sequences.ts';
import { NO_HEADERS } from '#kafka/protocol/record.ts';

interface Setting {
  readonly accumulator: Accumulator;
  readonly queue: PartitionQueue;
  readonly batches: readonly ProducerBatch[];
}

/** Batches of so many records each, none of them sent. */
function waitingBatches(...sizes: readonly number[]): Setting {
  const accumulator = createAccumulator();
  const queue = queueOf(accumulator, 'orders', 0);
  sizes.forEach((size, index) => {
    for (let count = 0; count < size; count += 1) {
      const draft = {
        id: `p1:${index}-${count}`,
        key: null,
        value: null,
        headers: NO_HEADERS,
        valueBytes: 0,
        timestampMs: 0,
      };
      if (count === 0) appendNewBatch(accumulator, queue, draft, 1_000, 0);
      else tryAppend(queue, draft);
    }
  });
  return { accumulator, queue, batches: queue.batches.slice() };
}

function send({ accumulator, queue }: Setting, count: number, epoch = 0): void {
  for (let sent = 0; sent < count; sent += 1) {
    const batch = takeFirst(accumulator, queue);
    if (batch !== undefined) numberBatch(queue, batch, epoch);
  }
}

function settle({ accumulator, queue }: Setting, batch: ProducerBatch): void {
  removeInFlight(accumulator, queue, batch);
}

function acknowledge(setting: Setting, index: number): void {
  const batch = at(setting, index);
  settle(setting, batch);
  noteAcknowledged(setting.queue, lastSequenceOf(batch));
}

function at(setting: Setting, index: number): ProducerBatch {
  const batch = setting.batches[index];
  if (batch === undefined) throw new Error(`no batch ${index}`);
  return batch;
}

test('sequences count records, and a retry keeps its number', () => {
  const setting = waitingBatches(2, 3, 1);
  send(setting, 3);
  expect(setting.batches.map((batch) => batch.baseSequence)).toEqual([0, 2, 5]);
  numberBatch(setting.queue, at(setting, 1), 0);
  expect(at(setting, 1).baseSequence).toBe(2);
});

test('the next number refused is a gap; a later one waits for those before it', () => {
  const setting = waitingBatches(1, 1, 1);
  send(setting, 3);
  acknowledge(setting, 0);
  expect(isGap(setting.queue, at(setting, 1))).toBe(true);
  expect(isGap(setting.queue, at(setting, 2))).toBe(false);
});

test('a batch that comes back waits for those with smaller numbers', () => {
  const setting = waitingBatches(1, 1);
  send(setting, 2);
  expect(mayDrain(setting.queue, at(setting, 1), 0)).toBe(false);
  acknowledge(setting, 0);
  expect(mayDrain(setting.queue, at(setting, 1), 0)).toBe(true);
});

test('a new epoch counts from 0, for the batches without an answer as well', () => {
  const setting = waitingBatches(2, 2, 3, 1);
  send(setting, 3);
  acknowledge(setting, 0);
  restartSequences(setting.queue, 1);
  expect(setting.batches.slice(1, 3).map((batch) => batch.baseSequence)).toEqual([0, 2]);
  expect(setting.batches.slice(1, 3).map((batch) => batch.producerEpoch)).toEqual([1, 1]);
  send(setting, 1, 1);
  expect(at(setting, 3).baseSequence).toBe(5);
});

test('a partition takes another’s new epoch only when nothing of the old one is open', () => {
  const setting = waitingBatches(1, 1);
  send(setting, 1);
  expect(mayDrain(setting.queue, at(setting, 1), 1)).toBe(false);
  acknowledge(setting, 0);
  expect(mayDrain(setting.queue, at(setting, 1), 1)).toBe(true);
  numberBatch(setting.queue, at(setting, 1), 1);
  expect(at(setting, 1)).toMatchObject({ baseSequence: 0, producerEpoch: 1 });
});

test('after a batch expired, new ones wait until those sent are settled', () => {
  const setting = waitingBatches(1, 1, 1);
  send(setting, 2);
  noteExpired(setting.queue, at(setting, 0));
  settle(setting, at(setting, 0));
  expect(resolveExpired(setting.queue)).toBe('open');
  expect(mayDrain(setting.queue, at(setting, 2), 0)).toBe(false);
  // The one behind it was taken: so was the expired one, and no number is missing.
  acknowledge(setting, 1);
  expect(resolveExpired(setting.queue)).toBe('written');
  expect(mayDrain(setting.queue, at(setting, 2), 0)).toBe(true);
});

test('an expired batch with nothing behind it leaves a gap', () => {
  const setting = waitingBatches(1, 1);
  send(setting, 1);
  noteExpired(setting.queue, at(setting, 0));
  settle(setting, at(setting, 0));
  expect(resolveExpired(setting.queue)).toBe('gap');
});
