// A log with holes, a moved start and a lost tail, held against a list of its batches: whatever is
// done to it, it reads as a walk through that list would.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clone } from '#base/clone.ts';
import {
  appendAsFollower,
  appendAsLeader,
  createLog,
  lastEpochOf,
  maybeIncrementLogStartOffset,
  offsetForTimestamp,
  offsetOfMaxTimestamp,
  type PartitionLog,
  readLog,
  truncateFullyAndStartAt,
  truncateTo,
} from '#kafka/log/partition-log.ts';
import { checkProducer } from '#kafka/log/producer-state.ts';
import { lastOffsetOf, type RecordBatch } from '#kafka/protocol/record.ts';
import { batchOf, recordOf } from '#test/kafka/records.ts';

const PRODUCER = 7;
/** So many batches of a producer are recognised when they come again. */
const BATCHES_REMEMBERED = 5;

/** A batch as it lies in a compacted log: some of its records, and the offsets of all. */
function compacted(baseOffset: number, kept: readonly boolean[], epoch: number): RecordBatch {
  const records = kept.flatMap((isKept, delta) =>
    isKept
      ? [recordOf('v', { offset: baseOffset + delta, timestampMs: timeAt(baseOffset + delta) })]
      : [],
  );
  return batchOf(records, {
    baseOffset,
    partitionLeaderEpoch: epoch,
    lastOffsetDelta: kept.length - 1,
  });
}

/** Timestamps that are not in order of offset. */
function timeAt(offset: number): number {
  return (offset * 37) % 101;
}

/** The log as a list: what was appended and not lost. */
interface Model {
  start: number;
  end: number;
  batches: RecordBatch[];
  /** Batches of the producer, also those that were dropped from the front. */
  produced: RecordBatch[];
  lastEpoch: number;
}

type Step =
  | { readonly type: 'produce'; readonly count: number; readonly isNewEpoch: boolean }
  | {
      readonly type: 'replicate';
      readonly gap: number;
      readonly kept: readonly boolean[];
      readonly isNewEpoch: boolean;
    }
  | { readonly type: 'truncate' | 'move start'; readonly percent: number };

const percent = fc.integer({ min: -20, max: 110 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('produce' as const),
      count: fc.integer({ min: 1, max: 4 }),
      isNewEpoch: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('replicate' as const),
      gap: fc.integer({ min: 0, max: 3 }),
      kept: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
      isNewEpoch: fc.boolean(),
    }),
  },
  fc.record({ type: fc.constantFrom('truncate' as const, 'move start' as const), percent }),
);

function perform(log: PartitionLog, model: Model, one: Step): void {
  const epoch = Math.max(0, model.lastEpoch) + ('isNewEpoch' in one && one.isNewEpoch ? 1 : 0);
  const at = (share: number): number =>
    model.start + Math.round(((model.end - model.start) * share) / 100);
  switch (one.type) {
    case 'produce': {
      const baseSequence = model.produced.at(-1) === undefined ? 0 : nextSequence(model);
      const records = Array.from({ length: one.count }, (_, index) =>
        recordOf('v', { timestampMs: timeAt(model.end + index) }),
      );
      const batch = batchOf(records, { producerId: PRODUCER, producerEpoch: 0, baseSequence });
      const appended = appendAsLeader(log, batch, epoch);
      model.produced.push(appended);
      note(model, appended);
      return;
    }
    case 'replicate': {
      const batch = compacted(model.end + one.gap, one.kept, epoch);
      appendAsFollower(log, batch);
      note(model, batch);
      return;
    }
    case 'truncate':
      truncate(log, model, Math.max(0, at(one.percent)));
      return;
    case 'move start': {
      const start = Math.min(model.end, at(one.percent));
      maybeIncrementLogStartOffset(log, start);
      model.start = Math.max(model.start, start);
      model.batches = model.batches.filter((batch) => lastOffsetOf(batch) >= model.start);
      return;
    }
  }
}

function nextSequence({ produced }: Model): number {
  const last = produced.at(-1);
  return last === undefined ? 0 : last.baseSequence + last.records.length;
}

function note(model: Model, batch: RecordBatch): void {
  model.batches.push(batch);
  model.end = lastOffsetOf(batch) + 1;
  model.lastEpoch = batch.partitionLeaderEpoch;
}

function truncate(log: PartitionLog, model: Model, endOffset: number): void {
  expect(truncateTo(log, endOffset)).toBe(endOffset < model.end);
  if (endOffset >= model.end) return;
  if (endOffset < model.start) {
    Object.assign(model, { batches: [], produced: [], start: endOffset, end: endOffset });
    model.lastEpoch = -1;
    return;
  }
  const cut = model.batches.find((batch) => lastOffsetOf(batch) >= endOffset);
  model.end = Math.min(endOffset, cut?.baseOffset ?? endOffset);
  const survives = (batch: RecordBatch): boolean => lastOffsetOf(batch) < model.end;
  model.batches = model.batches.filter(survives);
  // Of what was dropped from the front, only what was remembered until now is known still.
  const remembered = new Set([...model.produced.slice(-BATCHES_REMEMBERED), ...model.batches]);
  model.produced = model.produced.filter((batch) => survives(batch) && remembered.has(batch));
  model.start = Math.min(model.start, model.end);
  const epoch = log.epochs.latestEpoch();
  // Without a record the epochs tell: of those that were dropped from the front one is left.
  model.lastEpoch = model.batches.at(-1)?.partitionLeaderEpoch ?? epoch ?? -1;
}

function expectSame(log: PartitionLog, model: Model): void {
  expect([log.logStartOffset, log.logEndOffset]).toEqual([model.start, model.end]);
  for (let offset = model.start; offset <= model.end; offset += 1) {
    const expected = model.batches.filter((batch) => lastOffsetOf(batch) >= offset);
    expect(readLog(log, offset, model.end, Infinity, true)).toEqual(expected);
  }
  for (const { partitionLeaderEpoch, baseOffset } of model.batches) {
    const readable = Math.max(baseOffset, model.start);
    expect(log.epochs.epochForOffset(readable)).toBe(partitionLeaderEpoch);
  }
  for (const { startOffset } of log.epochs.entries) {
    expect(startOffset).toBeGreaterThanOrEqual(model.start);
  }
  expect(lastEpochOf(log)).toBe(model.end === 0 ? -1 : model.lastEpoch);
  const records = model.batches
    .flatMap((batch) => batch.records)
    .filter(({ offset }) => offset >= model.start);
  for (const timestampMs of [0, 30, 60, 100]) {
    const first = records.find((record) => record.timestampMs >= timestampMs);
    expect(offsetForTimestamp(log, timestampMs, model.end)?.offset).toBe(first?.offset);
  }
  const most = Math.max(...records.map(({ timestampMs }) => timestampMs));
  const latest = records.find(({ timestampMs }) => timestampMs === most);
  expect(offsetOfMaxTimestamp(log, model.end)?.offset).toBe(latest?.offset);
  expectProducer(log, model);
}

/** The log goes on with the producer where it left off, and knows its last batch again. */
function expectProducer(log: PartitionLog, model: Model): void {
  const last = model.produced.at(-1);
  const known = log.producers.get(PRODUCER)?.batches ?? [];
  expect(known.at(-1)).toBe(last);
  expect(known).toEqual(model.produced.slice(model.produced.length - known.length));
  if (last === undefined) return;
  expect(checkProducer(log.producers, last, 'p', model.end)).toEqual({
    type: 'duplicate',
    baseOffset: last.baseOffset,
  });
  const next = { ...last, baseSequence: nextSequence(model) };
  expect(checkProducer(log.producers, next, 'p', model.end).type).toBe('append');
}

describe('a log with holes', () => {
  it('reads as a list of its batches would, whatever it gains and loses', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const log = createLog('orders', 'id', 0);
        const model: Model = { start: 0, end: 0, batches: [], produced: [], lastEpoch: -1 };
        for (const one of steps) {
          perform(log, model, one);
          expectSame(log, model);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is copied for a keyframe: neither copy sees what the other gains or loses', () => {
    fc.assert(
      fc.property(fc.array(step), fc.array(step), fc.array(step), (before, here, there) => {
        const log = createLog('orders', 'id', 0);
        const model: Model = { start: 0, end: 0, batches: [], produced: [], lastEpoch: -1 };
        for (const one of before) perform(log, model, one);
        const copy = clone(log);
        const copied: Model = {
          ...model,
          batches: model.batches.slice(),
          produced: model.produced.slice(),
        };
        for (const one of here) perform(log, model, one);
        for (const one of there) perform(copy, copied, one);
        expectSame(log, model);
        expectSame(copy, copied);
      }),
    );
  });

  it('gives whoever asks within a hole what comes after it', () => {
    const log = createLog('orders', 'id', 0);
    appendAsFollower(log, compacted(0, [true, false, false], 0));
    appendAsFollower(log, compacted(7, [false, true, false], 0));
    const read = (offset: number): readonly (readonly number[])[] =>
      readLog(log, offset, log.logEndOffset, 10_000, true).map(({ records }) =>
        records.map((record) => record.offset),
      );
    expect([0, 2, 3, 6, 9].map(read)).toEqual([[[0], [8]], [[0], [8]], [[8]], [[8]], [[8]]]);
    expect(log.logEndOffset).toBe(10);
    expect(read(10)).toEqual([]);
    expect(truncateTo(log, 5)).toBe(true);
    expect(log.logEndOffset).toBe(5);
  });

  it('refuses a batch that begins before its end, and a start beyond it', () => {
    const log = createLog('orders', 'id', 0);
    appendAsFollower(log, compacted(0, [true, true], 0));
    expect(() => appendAsFollower(log, compacted(1, [true], 0))).toThrow('ends at 2');
    expect(() => maybeIncrementLogStartOffset(log, 3)).toThrow('past the end 2');
  });

  it('may be given up as a whole, to go on where the leader begins', () => {
    const log = createLog('orders', 'id', 0);
    appendAsLeader(log, batchOf([recordOf('v')], { producerId: PRODUCER, producerEpoch: 0 }), 3);
    truncateFullyAndStartAt(log, 40);
    expect([log.logStartOffset, log.logEndOffset, log.batches.length]).toEqual([40, 40, 0]);
    expect([log.producers.size, log.epochs.entries]).toEqual([0, []]);
    appendAsFollower(log, compacted(42, [true], 5));
    expect(readLog(log, 40, 43, 10_000, true)).toHaveLength(1);
  });
});
