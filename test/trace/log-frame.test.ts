// A log in a Frame is read by offset, whatever compaction and retention have taken from it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import { type LogFrame, LogState } from '#trace/log-frame.ts';

/** A batch with records at these offsets. */
function batchAt(baseOffset: number, offsets: readonly number[]): RecordBatch {
  return {
    baseOffset,
    partitionLeaderEpoch: 0,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    sizeBytes: 0,
    maxTimestampMs: 0,
    records: offsets.map((offset) => ({
      offset,
      timestampMs: 0,
      key: null,
      value: null,
      headers: [],
      sizeBytes: 0,
      id: `r${offset}`,
    })),
  };
}

function offsetsOf(log: Iterable<{ readonly offset: number }>): readonly number[] {
  return [...log].map(({ offset }) => offset);
}

/** Offsets 10 to 19, of which compaction left four. */
function compacted(): LogState {
  const log = LogState.empty();
  log.append(batchAt(10, [11, 14]), 15);
  log.append(batchAt(15, [15, 18]), 20);
  return log;
}

describe('a log with holes whose front is gone', () => {
  test('begins where its first batch does', () => {
    const log = compacted();
    expect([log.startOffset, log.endOffset, log.recordCount]).toEqual([10, 20, 4]);
  });

  test('has records at their own offsets, and none in between', () => {
    const log = compacted();
    for (const offset of [11, 14, 15, 18]) expect(log.at(offset)?.id).toBe(`r${offset}`);
    for (const offset of [-1, 0, 4, 10, 12, 13, 17, 19, 20, NaN]) {
      expect(log.at(offset)).toBeUndefined();
    }
  });

  test('is read from any offset on', () => {
    const log = compacted();
    expect(offsetsOf(log)).toEqual([11, 14, 15, 18]);
    expect(offsetsOf(log.from(0))).toEqual([11, 14, 15, 18]);
    expect(offsetsOf(log.from(12))).toEqual([14, 15, 18]);
    expect(offsetsOf(log.from(19))).toEqual([]);
  });

  test('loses its tail and its front by offset', () => {
    const log = compacted();
    log.truncate(17);
    expect([log.endOffset, offsetsOf(log)]).toEqual([17, [11, 14, 15]]);
    log.dropFront(13);
    expect([log.startOffset, offsetsOf(log)]).toEqual([13, [14, 15]]);
    log.truncate(4);
    expect([log.startOffset, log.endOffset, offsetsOf(log)]).toEqual([4, 4, []]);
  });

  test('is what its fork was, whatever becomes of it', () => {
    const log = compacted();
    const fork: LogFrame = log.fork();
    log.append(batchAt(20, [20]), 21);
    log.dropFront(15);
    expect([fork.startOffset, fork.endOffset, offsetsOf(fork)]).toEqual([10, 20, [11, 14, 15, 18]]);
  });
});

test('a log that begins anew forgets what it had at those offsets', () => {
  const log = LogState.empty();
  log.append(batchAt(0, [0, 1, 2]), 3);
  log.append(batchAt(1, [1]), 2);
  expect([log.endOffset, offsetsOf(log)]).toEqual([2, [0, 1]]);
});

test('a log is the set of offsets that it was given, less those that were taken', () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant('append'), kept: fc.array(fc.boolean(), { maxLength: 9 }) }),
    fc.record({ type: fc.constant('truncate'), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ type: fc.constant('drop'), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const log = LogState.empty();
      let offsets: number[] = [];
      let [start, end] = [0, 0];
      for (const one of steps) {
        const at = 'share' in one ? start + Math.floor(one.share * (end - start)) : end;
        if ('kept' in one) {
          const added = one.kept.flatMap((isKept, index) => (isKept ? [end + index] : []));
          log.append(batchAt(end, added), end + one.kept.length);
          offsets.push(...added);
          end += one.kept.length;
        } else if (one.type === 'truncate') {
          log.truncate(at);
          offsets = offsets.filter((offset) => offset < at);
          end = at;
        } else {
          log.dropFront(at);
          offsets = offsets.filter((offset) => offset >= at);
          start = at;
        }
      }
      expect([log.startOffset, log.endOffset, offsetsOf(log)]).toEqual([start, end, offsets]);
      for (let offset = start; offset < end; offset += 1) {
        expect(log.at(offset)?.offset).toBe(offsets.includes(offset) ? offset : undefined);
      }
    }),
  );
});
