// Rings of what waits: each from the moment at which the wait began to the one at which it ends.
import { expect, test } from 'vitest';
import { batchRing, consumerWait, durationWord } from '#stage/view/waits.ts';
import type { ConsumerFrame, Frame, ProducerFrame } from '#trace/frame.ts';

const RECORD = { recordId: 'p:1', topic: 'orders', partition: 0, key: 'k', createdAtUs: 5_000 };

function producer(changes: Partial<ProducerFrame>, configs: Readonly<Record<string, string>> = {}) {
  const spec = { id: 'p', configs };
  return { spec, backoff: null, pending: new Map(), ...changes } as unknown as ProducerFrame;
}

const pending = (sentAtUs: number | null) => new Map([['p:1', { ...RECORD, sentAtUs }]]);

function spanOf(wait: ReturnType<typeof batchRing>) {
  return wait === null ? null : [wait.name, wait.ring.fromUs, wait.ring.untilUs];
}

test('a producer with nothing waits for nothing', () => {
  expect(batchRing(producer({}))).toBeNull();
});

test('a batch lingers for linger.ms from its first record on', () => {
  expect(spanOf(batchRing(producer({ pending: pending(null) })))).toEqual([
    'linger',
    5_000,
    10_000,
  ]);
  const slow = producer({ pending: pending(null) }, { 'linger.ms': '100' });
  expect(spanOf(batchRing(slow))).toEqual(['linger', 5_000, 105_000]);
});

test('what was sent waits for its answer, request.timeout.ms at most', () => {
  const sent = producer({ pending: pending(7_000) }, { 'request.timeout.ms': '2000' });
  expect(spanOf(batchRing(sent))).toEqual(['waits for the answer', 7_000, 2_007_000]);
});

test('a retry waits out its backoff before all else', () => {
  const backoff = { fromUs: 1_000, untilUs: 4_000, attempt: 2 };
  const waiting = producer({ backoff, pending: pending(null) });
  expect(spanOf(batchRing(waiting))).toEqual(['retry backoff', 1_000, 4_000]);
});

test('an application works, else its request is held', () => {
  const held = { packet: 1, api: 'Fetch', node: 'broker-1', from: 'consumer-c', waitsFor: '' };
  const parked = new Map([[1, { ...held, sinceUs: 3_000, untilUs: 503_000 }]]);
  const frame = { parked } as unknown as Frame;
  const consumer = (changes: Partial<ConsumerFrame>) =>
    ({ spec: { id: 'c' }, processing: null, recordsInHand: 0, ...changes }) as ConsumerFrame;
  expect(spanOf(consumerWait(frame, consumer({})))).toEqual(['waits for records', 3_000, 503_000]);
  const busy = consumer({ processing: { fromUs: 4_000, untilUs: 9_000 }, recordsInHand: 2 });
  expect(spanOf(consumerWait(frame, busy))).toEqual(['works on 2 records', 4_000, 9_000]);
});

test('durations', () => {
  expect([312_000, 5_000, 500, 30_000_000, 1_500_000].map(durationWord)).toEqual([
    '312 ms',
    '5 ms',
    '0.5 ms',
    '30 s',
    '1.5 s',
  ]);
});
