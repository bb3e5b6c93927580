// One replica's log: offsets, reading by bytes, truncation, and copies for keyframes.
import { describe, expect, it } from 'vitest';
import { clone } from '#base/clone.ts';
import {
  appendAsFollower,
  appendAsLeader,
  createLog,
  lastEpochOf,
  offsetForTimestamp,
  type PartitionLog,
  readLog,
  truncateTo,
} from '#kafka/log/partition-log.ts';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import { batchOf, recordOf } from '#test/kafka/records.ts';

/** A batch with one record for each timestamp, 100 bytes each. */
function batchAt(...timestampsMs: readonly number[]): RecordBatch {
  return batchOf(
    timestampsMs.map((timestampMs) => recordOf('v', { timestampMs, id: `p:${timestampMs}` })),
  );
}

/** Offsets 0-1, 2-4, 5 in epochs 0, 0, 2. */
function createSample(): PartitionLog {
  const log = createLog('orders', 'id', 0);
  appendAsLeader(log, batchAt(10, 20), 0);
  appendAsLeader(log, batchAt(15, 40, 30), 0);
  appendAsLeader(log, batchAt(50), 2);
  return log;
}

const basesOf = (batches: readonly RecordBatch[]): readonly number[] =>
  batches.map((batch) => batch.baseOffset);

describe('a partition log', () => {
  it('gives records dense offsets and stamps the leader epoch', () => {
    const batches = [...createSample().batches];
    expect(batches.flatMap(({ records }) => records.map(({ offset }) => offset))).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    expect(batches.map((batch) => batch.partitionLeaderEpoch)).toEqual([0, 0, 2]);
  });

  it('reads whole batches from the one that holds the offset', () => {
    const log = createSample();
    expect(basesOf(readLog(log, 3, 6, 10_000, true))).toEqual([2, 5]);
    expect(basesOf(readLog(log, 6, 6, 10_000, true))).toEqual([]);
  });

  it('stops before a batch that reaches past the end offset', () => {
    expect(basesOf(readLog(createSample(), 0, 4, 10_000, true))).toEqual([0]);
  });

  it('returns the first batch however large it is, then keeps to the limit', () => {
    const log = createSample();
    expect(basesOf(readLog(log, 0, 6, 1, true))).toEqual([0]);
    expect(basesOf(readLog(log, 0, 6, 499, true))).toEqual([0]);
    expect(basesOf(readLog(log, 0, 6, 500, true))).toEqual([0, 2]);
  });

  it('lets a follower hold the very batch of the leader', () => {
    const leader = createSample();
    const follower = createLog('orders', 'id', 0);
    for (const batch of leader.batches) appendAsFollower(follower, batch);
    expect(follower.logEndOffset).toBe(6);
    expect(follower.batches.at(1)).toBe(leader.batches.at(1));
    expect(follower.epochs.entries).toEqual(leader.epochs.entries);
  });

  it('loses its tail and the epochs that lay in it', () => {
    const log = createSample();
    expect(truncateTo(log, 5)).toBe(true);
    expect(log.logEndOffset).toBe(5);
    expect(lastEpochOf(log)).toBe(0);
    expect(log.epochs.entries).toEqual([{ epoch: 0, startOffset: 0 }]);
    expect(truncateTo(log, 5)).toBe(false);
  });

  it('gives up a batch as a whole when its middle is cut', () => {
    const log = createSample();
    truncateTo(log, 3);
    expect(log.logEndOffset).toBe(2);
  });

  it('can be emptied', () => {
    const log = createSample();
    truncateTo(log, 0);
    expect([log.logEndOffset, lastEpochOf(log), log.epochs.entries]).toEqual([0, -1, []]);
  });

  it('finds the first record at or after a time, in offset order', () => {
    const log = createSample();
    expect(offsetForTimestamp(log, 12, 6)).toEqual({ offset: 1, timestampMs: 20, epoch: 0 });
    expect(offsetForTimestamp(log, 25, 6)).toEqual({ offset: 3, timestampMs: 40, epoch: 0 });
    expect(offsetForTimestamp(log, 45, 6)).toEqual({ offset: 5, timestampMs: 50, epoch: 2 });
    expect(offsetForTimestamp(log, 51, 6)).toBeNull();
    expect(offsetForTimestamp(log, 45, 5)).toBeNull();
  });

  it('is copied for a keyframe: neither copy sees what happens to the other', () => {
    const log = createSample();
    const kept = clone(log);
    appendAsLeader(log, batchAt(60), 3);
    truncateTo(kept, 2);
    expect([log.logEndOffset, kept.logEndOffset]).toEqual([7, 2]);
    expect(log.epochs.latestEpoch()).toBe(3);
    expect(kept.epochs.latestEpoch()).toBe(0);
  });
});
