// Golden data of the producer's partitioners.
import { murmur2, toPositive, partitionForKey } from '#kafka/partitioner/murmur2.ts';
import {
  createStickyState,
  peekStickyPartition,
  updateLoadStats,
  updateStickyPartition,
} from '#kafka/partitioner/sticky.ts';
import { createRunner } from './runner.ts';

interface Murmur2Case {
  readonly keyHex: string;
  readonly keyUtf8?: string;
  readonly expected: {
    readonly murmur2: number;
    readonly positive: number;
    readonly partition: Readonly<Record<string, number>>;
  };
}

export const murmur2Runner = createRunner<Murmur2Case>(
  'murmur2',
  ({ keyHex, keyUtf8, expected }) => {
    const bytes = new Uint8Array(Buffer.from(keyHex, 'hex'));
    const hash = murmur2(bytes);
    const partitionCounts = Object.keys(expected.partition);
    return {
      got: {
        murmur2: hash,
        positive: toPositive(hash),
        partition: Object.fromEntries(
          partitionCounts.map((count) => [count, partitionForKey(bytes, Number(count))]),
        ),
        ...(keyUtf8 !== undefined && { keyHex: Buffer.from(keyUtf8, 'utf8').toString('hex') }),
      },
      expected: { ...expected, ...(keyUtf8 !== undefined && { keyHex }) },
    };
  },
);

type StickyOp =
  | {
      readonly op: 'append';
      readonly bytes: number;
      readonly enableSwitch: boolean;
      readonly expected: { readonly partition: number; readonly switched?: boolean };
    }
  | {
      readonly op: 'loadStats';
      readonly queueSizes: readonly number[];
      readonly partitionIds?: readonly number[];
      readonly length?: number;
    };

interface StickyCase {
  readonly stickyBatchSize: number;
  readonly partitions: number;
  readonly withoutLeader?: readonly number[];
  readonly randoms: readonly number[];
  readonly ops: readonly StickyOp[];
  readonly expectedNextPartition: number;
}

export const stickyPartitionerRunner = createRunner<StickyCase>(
  'sticky-partitioner',
  (testCase) => {
    const withoutLeader = new Set(testCase.withoutLeader);
    const all = Array.from({ length: testCase.partitions }, (_, partition) => partition);
    const topic = {
      partitionCount: testCase.partitions,
      available: all.filter((partition) => !withoutLeader.has(partition)),
    };
    const randoms = testCase.randoms.values();
    const nextRandom = (): number => {
      const next = randoms.next();
      if (next.done) throw new Error('drew more random numbers than Kafka did');
      return next.value;
    };
    const state = createStickyState();
    const got: unknown[] = [];
    const expected: unknown[] = [];
    for (const step of testCase.ops) {
      if (step.op === 'loadStats') {
        const { queueSizes, partitionIds = [], length = queueSizes.length } = step;
        updateLoadStats(state, queueSizes.length === 0 ? null : queueSizes, partitionIds, length);
        continue;
      }
      const partition = peekStickyPartition(state, topic, nextRandom);
      const switched = updateStickyPartition(
        state,
        step.bytes,
        step.enableSwitch,
        testCase.stickyBatchSize,
        topic,
        nextRandom,
      );
      got.push({ partition, ...(switched && { switched }) });
      expected.push(step.expected);
    }
    got.push(peekStickyPartition(state, topic, nextRandom), { drawsLeft: [...randoms].length });
    expected.push(testCase.expectedNextPartition, { drawsLeft: 0 });
    return { got, expected };
  },
);
