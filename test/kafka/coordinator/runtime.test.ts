// The runtime with a coordinator made for the purpose: it keeps a sum for each partition of its
// topic, and its records are what was added.
import { describe, expect, test } from 'vitest';
import type { CoordinatorHost, CoordinatorRecord } from '#kafka/coordinator/runtime/host.ts';
import {
  type Coordinator,
  createCoordinatorMemory,
  onElected,
  onHighWatermark,
  onResigned,
  onTimer,
  ownPartitionFor,
  shardHost,
} from '#kafka/coordinator/runtime/runtime.ts';
import type { CoordinatorShard } from '#kafka/coordinator/runtime/shard.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { RequestDelivery } from '#sim/node.ts';

const TOPIC = '__sums';

interface Sums {
  readonly byPartition: Map<number, number>;
  readonly told: number[];
}

const SHARD: CoordinatorShard<Sums, number, number> = {
  name: 'group',
  topic: TOPIC,
  keyType: 'GROUP',
  topicSettings: () => ({ numPartitions: 2, replicationFactor: 1, configs: {} }),
  partitionFor: (key, partitionCount) => Number(key) % partitionCount,
  createState: () => ({ byPartition: new Map(), told: [] }),
  start: (host) => host.setTimer('tick', 1_000, 1),
  load({ byPartition }, partition, records) {
    let sum = 0;
    for (const { value } of records) sum += Number(value);
    byPartition.set(partition, sum);
  },
  unload: ({ byPartition }, partition) => byPartition.delete(partition),
  onTopicsDeleted: () => undefined,
  carryOut: ({ told }, then) => told.push(then),
  abandon: ({ told }, then) => told.push(-then),
  onTimer: ({ byPartition }, added, host) =>
    host.write(0, {
      records: [{ key: 'added', value: String(added) }],
      replay: () => byPartition.set(0, (byPartition.get(0) ?? 0) + added),
    }),
};

class Bench {
  readonly log: CoordinatorRecord[] = [];
  readonly answers: (readonly [request: number, error: ErrorName | undefined])[] = [];
  readonly timers = new Map<string, number>();
  appendError: ErrorName = 'NONE';
  readonly coordinator: Coordinator<Sums, number, number>;
  private readonly host: CoordinatorHost & { nowMs: number };

  constructor() {
    const host: CoordinatorHost & { nowMs: number } = {
      nowMs: 0,
      brokerId: 1,
      configs: {},
      append: (_partition, records) => {
        if (this.appendError !== 'NONE') return { errorCode: this.appendError, endOffset: -1 };
        this.log.push(...records);
        return { errorCode: 'NONE', endOffset: this.log.length };
      },
      flush: () => undefined,
      respond: ({ request }, body) =>
        this.answers.push([request, 'errorCode' in body ? body.errorCode : undefined]),
      emit: () => undefined,
      setTimer: (key, afterMs) => this.timers.set(key, afterMs),
      clearTimer: (key) => this.timers.delete(key),
      topicOf: (name) => (name === TOPIC ? { topicId: TOPIC, partitionCount: 2, racks: [] } : null),
      topicNames: () => [TOPIC],
      groupConfigsOf: () => ({}),
      randomHex: () => '',
    };
    this.host = host;
    this.coordinator = { shard: SHARD, memory: createCoordinatorMemory(SHARD), host };
  }

  wait(nowMs: number): void {
    this.host.nowMs = nowMs;
  }

  /** Lets the runtime's own timer run out. */
  expire(nowMs: number): void {
    this.host.nowMs = nowMs;
    this.timers.delete('write timeout');
    onTimer(this.coordinator, 'write timeout', null);
  }

  get sums(): Sums {
    return this.coordinator.memory.state;
  }

  /** Adds to partition 0; the answer is to a request of that number. */
  add(request: number, ...added: readonly number[]): ErrorName {
    const body = { api: 'Heartbeat', errorCode: 'NONE' } as const;
    return shardHost(this.coordinator).write(0, {
      records: added.map((value) => ({ key: 'added', value: String(value) })),
      answer: { request: requestOf(request), body },
      then: added[0] ?? null,
    });
  }
}

function requestOf(request: number): RequestDelivery {
  const asked = { groupId: '0', generationId: 1, memberId: 'm', groupInstanceId: null };
  return { type: 'request', from: 'client', request, body: { api: 'Heartbeat', ...asked } };
}

describe('a write', () => {
  test('is answered once its records are replicated, after what else is to be done', () => {
    const bench = new Bench();
    onElected(bench.coordinator, 0, []);
    bench.add(1, 5, 6);
    bench.add(2, 7);
    onHighWatermark(bench.coordinator, 0, 1);
    expect(bench.answers).toEqual([]);
    onHighWatermark(bench.coordinator, 1, 3);
    expect(bench.answers).toEqual([]);
    onHighWatermark(bench.coordinator, 0, 2);
    expect(bench.answers).toEqual([[1, 'NONE']]);
    expect(bench.sums.told).toEqual([5]);
    onHighWatermark(bench.coordinator, 0, 3);
    expect(bench.answers).toEqual([
      [1, 'NONE'],
      [2, 'NONE'],
    ]);
  });

  test('without records is answered at once, but not before those that wait', () => {
    const bench = new Bench();
    onElected(bench.coordinator, 0, []);
    bench.add(1);
    expect(bench.answers).toEqual([[1, 'NONE']]);
    bench.add(2, 5);
    bench.add(3);
    expect(bench.answers).toEqual([[1, 'NONE']]);
    onHighWatermark(bench.coordinator, 0, 1);
    expect(bench.answers.map(([request]) => request)).toEqual([1, 2, 3]);
  });

  test.each([
    ['NOT_ENOUGH_REPLICAS', 'COORDINATOR_NOT_AVAILABLE'],
    ['NOT_LEADER_OR_FOLLOWER', 'NOT_COORDINATOR'],
  ] as const)('that the log refuses with %s is answered with %s', (error, answer) => {
    const bench = new Bench();
    onElected(bench.coordinator, 0, []);
    bench.appendError = error;
    expect(bench.add(1, 5)).toBe(error);
    expect(bench.answers).toEqual([[1, answer]]);
    onHighWatermark(bench.coordinator, 0, 9);
    expect(bench.sums.told).toEqual([]);
  });
});

describe('a write that is not replicated', () => {
  test('is answered with an error after offsets.commit.timeout.ms, and counts when it is', () => {
    const bench = new Bench();
    onElected(bench.coordinator, 0, []);
    bench.add(1, 5);
    expect(bench.timers.get('write timeout')).toBe(5_000);
    bench.expire(5_000);
    expect(bench.answers).toEqual([[1, 'COORDINATOR_NOT_AVAILABLE']]);
    expect(bench.sums.told).toEqual([-5]);
    onHighWatermark(bench.coordinator, 0, 1);
    expect(bench.answers).toHaveLength(1);
    expect(bench.sums.told).toEqual([-5, 5]);
  });

  test('does not hold up the deadline of a later one', () => {
    const bench = new Bench();
    onElected(bench.coordinator, 0, []);
    bench.add(1, 5);
    bench.wait(2_000);
    bench.add(2, 6);
    bench.expire(5_000);
    expect(bench.answers.map(([request]) => request)).toEqual([1]);
    expect(bench.timers.get('write timeout')).toBe(2_000);
    bench.expire(7_000);
    expect(bench.answers.map(([request]) => request)).toEqual([1, 2]);
    expect(bench.timers.has('write timeout')).toBe(false);
  });
});

describe('a partition', () => {
  test('is read when this broker comes to lead it, and only then', () => {
    const bench = new Bench();
    const records = [{ key: 'added', value: '3' }];
    expect(ownPartitionFor(bench.coordinator, '4')).toBe('NOT_COORDINATOR');
    onElected(bench.coordinator, 0, records);
    expect(ownPartitionFor(bench.coordinator, '4')).toBe(0);
    expect(bench.timers.get('tick')).toBe(1_000);
    bench.timers.clear();
    onElected(bench.coordinator, 0, [...records, ...records]);
    onElected(bench.coordinator, 1, records);
    expect([...bench.sums.byPartition]).toEqual([
      [0, 3],
      [1, 3],
    ]);
    expect(bench.timers.size).toBe(0);
  });

  test('is let go of with all who wait for it', () => {
    const bench = new Bench();
    onElected(bench.coordinator, 0, []);
    onElected(bench.coordinator, 1, []);
    bench.add(1, 5);
    onResigned(bench.coordinator, 0);
    expect(bench.answers).toEqual([[1, 'NOT_COORDINATOR']]);
    expect([...bench.sums.byPartition.keys()]).toEqual([1]);
    onHighWatermark(bench.coordinator, 0, 1);
    expect(bench.sums.told).toEqual([]);
  });
});

describe('a timer', () => {
  test('runs again when what it wanted to write was refused', () => {
    const bench = new Bench();
    onElected(bench.coordinator, 0, []);
    bench.timers.clear();
    bench.appendError = 'NOT_ENOUGH_REPLICAS';
    onTimer(bench.coordinator, 'tick', 2);
    expect(bench.timers.get('tick')).toBe(500);
    expect(bench.sums.byPartition.get(0)).toBe(0);
    bench.timers.clear();
    bench.appendError = 'NONE';
    onTimer(bench.coordinator, 'tick', 2);
    expect(bench.sums.byPartition.get(0)).toBe(2);
    expect(bench.timers.size).toBe(0);
  });

  test('that outlives the last partition does nothing', () => {
    const bench = new Bench();
    onElected(bench.coordinator, 0, []);
    onResigned(bench.coordinator, 0);
    onTimer(bench.coordinator, 'tick', 2);
    expect(bench.log).toEqual([]);
  });
});
