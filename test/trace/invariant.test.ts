// Invariants of logs hold for logs with holes too, and still see what is wrong.
import { describe, expect, test } from 'vitest';
import type { EventData, TraceEvent } from '#kafka/events.ts';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import { checkInvariants } from '#trace/invariant/check.ts';
import { readBelowWatermark } from '#trace/invariant/read-below-watermark.ts';
import { risingOffsets } from '#trace/invariant/rising-offsets.ts';
import { batchOf, recordOf } from '#test/kafka/records.ts';

const REPLICA = { topic: 'orders', partition: 0, broker: 1 };

function traceOf(
  ...events: readonly (readonly [type: TraceEvent['type'], data: unknown])[]
): readonly TraceEvent[] {
  return events.map(
    ([type, data], id) => ({ id, atUs: id, node: 'broker-1', cause: -1, type, data }) as TraceEvent,
  );
}

/** Records at these offsets, in a batch that was written with others up to `last`. */
function batchWith(baseOffset: number, offsets: readonly number[], last: number): RecordBatch {
  const records = offsets.map((offset) => recordOf('v', { offset }));
  return batchOf(records, { baseOffset, lastOffsetDelta: last - baseOffset });
}

function appendsOf(role: 'leader' | 'follower', ...batches: readonly RecordBatch[]) {
  const begins = ['replica.role-changed', { ...REPLICA, role, leaderEpoch: 0, leader: 1 }] as const;
  const appends = batches.map((batch) => {
    const logEndOffset = batch.baseOffset + (batch.lastOffsetDelta ?? 0) + 1;
    const data = { ...REPLICA, role, batch, logEndOffset } as EventData<'records.appended'>;
    return ['records.appended', data] as const;
  });
  return checkInvariants(traceOf(begins, ...appends), [risingOffsets]).map((one) => one.message);
}

describe('offsets in a log', () => {
  test('may have holes in what a follower takes over', () => {
    expect(appendsOf('follower', batchWith(0, [1, 3], 5), batchWith(9, [], 9))).toEqual([]);
  });

  test('are dense in what a leader appends', () => {
    expect(appendsOf('leader', batchWith(0, [0, 1], 1), batchWith(2, [2], 2))).toEqual([]);
    expect(appendsOf('leader', batchWith(0, [0, 2], 2))).toHaveLength(1);
    expect(appendsOf('leader', batchWith(0, [0], 0), batchWith(2, [2], 2))).toHaveLength(1);
  });

  test('never fall', () => {
    expect(appendsOf('follower', batchWith(4, [4], 4), batchWith(3, [3], 3))).toHaveLength(1);
    expect(appendsOf('follower', batchWith(0, [1, 1], 2))).toHaveLength(1);
    expect(appendsOf('follower', batchWith(0, [1, 7], 5))).toHaveLength(1);
  });
});

describe('what a consumer gets', () => {
  const polled = (baseOffset: number, count: number, position: number) => {
    const advanced = { ...REPLICA, highWatermark: 10 };
    const recordIds = Array.from({ length: count }, (_, index) => `p:${index}`);
    const partitions = [{ topic: 'orders', partition: 0, baseOffset, recordIds, position }];
    return checkInvariants(
      traceOf(
        ['highWatermark.advanced', advanced],
        ['records.polled', { consumer: 'c', group: '', partitions, skipped: 0, processedAtUs: 0 }],
      ),
      [readBelowWatermark],
    );
  };

  test('may be less than the offsets that it passes', () => {
    expect(polled(2, 3, 5)).toEqual([]);
    expect(polled(2, 3, 9)).toEqual([]);
    expect(polled(2, 0, 10)).toEqual([]);
  });

  test('lies below the high watermark, and so does its position', () => {
    expect(polled(8, 3, 11)).toHaveLength(1);
    expect(polled(2, 3, 11)).toHaveLength(1);
    expect(polled(2, 3, 4)).toHaveLength(1);
  });
});
