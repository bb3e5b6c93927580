// The idempotence check against golden data of Kafka's own log: cases without transactions.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  appendAsLeader,
  createLog,
  type PartitionLog,
  readLog,
  truncateTo,
} from '#kafka/log/partition-log.ts';
import { checkProducer } from '#kafka/log/producer-state.ts';
import { lastOffsetOf, type RecordBatch } from '#kafka/protocol/record.ts';
import { batchOf, recordOf } from '#test/kafka/records.ts';

interface AppendStep {
  readonly op: 'append';
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly records: number;
  readonly transactional?: boolean;
  readonly expected: {
    readonly error: string;
    readonly message?: string;
    readonly firstOffset?: number;
    readonly logEndOffset: number;
  };
}

interface FetchStep {
  readonly op: 'fetch';
  readonly offset: number;
  readonly isolation: 'LOG_END' | 'HIGH_WATERMARK' | 'TXN_COMMITTED';
  readonly expected: { readonly batches: readonly (readonly number[])[] };
}

type Step =
  | AppendStep
  | FetchStep
  | { readonly op: 'highWatermark'; readonly expected: { readonly highWatermark: number } }
  | { readonly op: 'endTxnMarker' };

interface Case {
  readonly id: string;
  readonly steps: readonly Step[];
}

function createBatch(
  records: number,
  producerId = -1,
  producerEpoch = -1,
  baseSequence = -1,
): RecordBatch {
  const values = Array.from({ length: records }, (_, index) => recordOf(`${index}`));
  return batchOf(values, { producerId, producerEpoch, baseSequence });
}

/** What the log says to an append: the error and its message, or the first offset. */
function append(log: PartitionLog, partition: string, batch: RecordBatch): unknown {
  const check = checkProducer(log.producers, batch, partition, log.logEndOffset);
  switch (check.type) {
    case 'refused':
      return { error: check.errorCode, message: check.errorMessage };
    case 'duplicate':
      return { error: 'NONE', firstOffset: check.baseOffset };
    case 'append':
      return { error: 'NONE', firstOffset: appendAsLeader(log, batch, 0).baseOffset };
  }
}

function expectedOf({ expected }: AppendStep): unknown {
  const { error, message, firstOffset } = expected;
  return error === 'NONE' ? { error, firstOffset } : { error, message };
}

const { cases } = JSON.parse(
  readFileSync('test/fixtures/kafka/log-producer-state.json', 'utf8'),
) as { cases: readonly Case[] };

const idempotent = cases.filter(({ steps }) =>
  steps.every((step) => step.op !== 'endTxnMarker' && !('transactional' in step)),
);

describe('producer state, as in Kafka', () => {
  it('finds golden cases without transactions', () => {
    expect(idempotent.length).toBeGreaterThan(5);
  });

  it.each(idempotent)('$id', ({ id, steps }) => {
    const log = createLog('t', 'id', 0);
    const partition = id.replace('producer-', 't-');
    let highWatermark = 0;
    for (const step of steps) {
      switch (step.op) {
        case 'append': {
          const { records, producerId, producerEpoch, baseSequence } = step;
          const batch = createBatch(records, producerId, producerEpoch, baseSequence);
          expect(append(log, partition, batch)).toEqual(expectedOf(step));
          expect(log.logEndOffset).toBe(step.expected.logEndOffset);
          break;
        }
        case 'fetch': {
          const end = step.isolation === 'LOG_END' ? log.logEndOffset : highWatermark;
          const batches = step.offset < end ? readLog(log, step.offset, end, 1_000_000, true) : [];
          expect(batches.map((batch) => [batch.baseOffset, lastOffsetOf(batch)])).toEqual(
            step.expected.batches,
          );
          break;
        }
        case 'highWatermark':
          ({ highWatermark } = step.expected);
          break;
        case 'endTxnMarker':
          throw new Error('a case with transactions');
      }
    }
  });
});

describe('producer state', () => {
  it('wraps sequences after 2147483647 to 0', () => {
    const log = createLog('t', 'id', 0);
    append(log, 't-0', createBatch(2, 7, 0, 2_147_483_646));
    expect(append(log, 't-0', createBatch(1, 7, 0, 0))).toEqual({ error: 'NONE', firstOffset: 2 });
  });

  it('accepts any first sequence of a producer that it does not know', () => {
    const log = createLog('t', 'id', 0);
    expect(append(log, 't-0', createBatch(1, 7, 0, 42))).toEqual({ error: 'NONE', firstOffset: 0 });
  });

  it('knows the duplicate of the fifth last batch, and no longer that of the sixth', () => {
    const log = createLog('t', 'id', 0);
    for (let sequence = 0; sequence < 6; sequence += 1) {
      append(log, 't-0', createBatch(1, 7, 0, sequence));
    }
    expect(append(log, 't-0', createBatch(1, 7, 0, 1))).toEqual({ error: 'NONE', firstOffset: 1 });
    expect(append(log, 't-0', createBatch(1, 7, 0, 0))).toMatchObject({
      error: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
    });
    expect(log.logEndOffset).toBe(6);
  });

  it('forgets what truncation took away: the sequence is expected again', () => {
    const log = createLog('t', 'id', 0);
    append(log, 't-0', createBatch(2, 7, 0, 0));
    append(log, 't-0', createBatch(2, 7, 0, 2));
    truncateTo(log, 2);
    expect(append(log, 't-0', createBatch(2, 7, 0, 4))).toMatchObject({
      error: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
    });
    expect(append(log, 't-0', createBatch(2, 7, 0, 2))).toEqual({ error: 'NONE', firstOffset: 2 });
  });
});
