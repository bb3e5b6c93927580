// Invariants of logs hold for logs with holes too, and still see what is wrong.
import { describe, expect, test } from 'vitest';
import type { EventData, TraceEvent } from '#kafka/events.ts';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import { checkInvariants } from '#trace/invariant/check.ts';
import { acknowledgedKept } from '#trace/invariant/acknowledged-kept.ts';
import { commitAfterPosition } from '#trace/invariant/commit-after-position.ts';
import { keyToPartition } from '#trace/invariant/key-to-partition.ts';
import { readBelowWatermark } from '#trace/invariant/read-below-watermark.ts';
import { risingOffsets } from '#trace/invariant/rising-offsets.ts';
import { batchOf, recordOf } from '#test/kafka/records.ts';

const REPLICA = { topic: 'orders', partition: 0, broker: 1 };

type Told = readonly [type: TraceEvent['type'], data: unknown];

function traceOf(...events: readonly Told[]): readonly TraceEvent[] {
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

describe('the partition of a key', () => {
  const sent = (producer: string, partition: number) =>
    ['record.created', { producer, topic: 'orders', partition, key: 'paris', by: 'key' }] as const;
  const check = (...events: readonly Told[]) =>
    checkInvariants(
      traceOf(
        ['partition.changed', { previous: null, state: REPLICA }],
        ['producer.added', { id: 'java', partitioner: 'murmur2' }],
        ['producer.added', { id: 'kcat', partitioner: 'crc32' }],
        ...events,
      ),
      [keyToPartition],
    );

  test('depends on the hash of the producer, and on nothing else of it', () => {
    expect(check(sent('java', 0), sent('kcat', 1), sent('java', 0))).toEqual([]);
    expect(check(sent('java', 0), sent('java', 1))).toHaveLength(1);
    expect(check(sent('kcat', 0), sent('kcat', 1))).toHaveLength(1);
  });
});

describe('what was acknowledged', () => {
  const batch = batchOf([recordOf('v', { id: 'p:1', offset: 0 })], { baseOffset: 0 });
  const written = [
    'records.appended',
    { ...REPLICA, role: 'leader', batch, logEndOffset: 1 },
  ] as const;
  const answered = [
    'batch.completed',
    {
      ...{ topic: 'orders', partition: 0, producer: 'p' },
      ...{ errorCode: 'NONE', baseOffset: 0, recordIds: ['p:1'] },
    },
  ] as const;
  const created = [
    'topic.created',
    { topic: 'orders', configs: { 'min.insync.replicas': '2' } },
  ] as const;
  const deleted = ['topic.deleted', { topic: 'orders' }] as const;
  const leads = [
    'replica.role-changed',
    { ...REPLICA, broker: 2, role: 'leader', leaderEpoch: 0, leader: 2 },
  ] as const;
  const follows = [
    'replica.role-changed',
    { ...REPLICA, broker: 2, role: 'follower', leaderEpoch: 0, leader: 1 },
  ] as const;
  const check = (...events: readonly Told[]) =>
    checkInvariants(
      traceOf(
        ['producer.added', { id: 'p', configs: { acks: 'all' } }],
        created,
        follows,
        ...events,
      ),
      [acknowledgedKept],
    );

  test('is missed on a leader that has it not', () => {
    expect(check(written, answered, leads)).toHaveLength(1);
    expect(check(leads)).toEqual([]);
  });

  test('may be acknowledged by a broker that has not heard that the topic is no more', () => {
    expect(check(deleted, written, answered, created, leads)).toEqual([]);
  });
});

describe('what a group commits', () => {
  const added = ['consumer.added', { id: 'c', group: 'g' }] as const;
  const place = { topic: 'orders', partition: 0 };
  const committed = ['offset.committed', { ...place, group: 'g', offset: 7 }] as const;
  const check = (...events: readonly Told[]) =>
    checkInvariants(traceOf(added, ...events), [commitAfterPosition]);

  test('its members have read, or somebody has named it', () => {
    const offsets = [{ ...place, offset: 7 }];
    const partitions = [{ ...place, committedOffset: 7 }];
    const data = { consumer: 'c', offsets };
    expect(check(committed)).toHaveLength(1);
    expect(check(['command.applied', { command: 'consumer.commit', data }], committed)).toEqual([]);
    // By the broker's name in this trace: no consumer.
    const body = { api: 'OffsetCommit', groupId: 'g', partitions };
    expect(check(['request.sent', { body }], committed)).toEqual([]);
    expect(check(['request.sent', { body: { ...body, groupId: 'h' } }], committed)).toHaveLength(1);
  });
});
