// A consumer by itself: where it begins to read, and what it does before it joins again.
import { expect, test } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { Cluster } from '#test/story/cluster.ts';

/** Records 0 to 4 of `orders-0` are there before `reader` comes at 12 s; more come at 20 s. */
function runReader(reset: string, commands: readonly object[] = []): Cluster {
  const produce = (at: string, value: string) => ({
    at,
    type: 'record.produce',
    producer: 'p1',
    topic: 'orders',
    key: 'k',
    value,
  });
  return Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', replicationFactor: 3 }],
    producers: [{ topic: 'orders', recordsPerSecond: 0 }],
    commands: [
      ...['a', 'b', 'c', 'd', 'e'].map((value) => produce('8s', value)),
      {
        at: '12s',
        type: 'consumer.add',
        id: 'reader',
        group: 'readers',
        topics: ['orders'],
        processingMs: 0,
        commit: 'none',
        rack: null,
        configs: { 'auto.offset.reset': reset },
      },
      produce('20s', 'f'),
      ...commands,
    ],
  }).at('30s');
}

function offsetsRead(run: Cluster): readonly number[] {
  return run
    .events('records.polled')
    .flatMap((event) => event.data.partitions)
    .flatMap(({ baseOffset, recordIds }) => recordIds.map((_, index) => baseOffset + index));
}

test('auto.offset.reset=earliest reads everything that is there', () => {
  const run = runReader('earliest');
  expect(run.events('offset.reset')[0]?.data).toMatchObject({ by: 'earliest', offset: 0 });
  expect(offsetsRead(run)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('auto.offset.reset=latest reads only what comes after it', () => {
  const run = runReader('latest');
  expect(run.events('offset.reset')[0]?.data).toMatchObject({ by: 'latest', offset: 5 });
  expect(offsetsRead(run)).toEqual([5]);
});

test('auto.offset.reset=none tells the application and reads nothing', () => {
  const run = runReader('none');
  expect(run.events('client.failed')[0]?.data.errorMessage).toContain('orders-0');
  expect(offsetsRead(run)).toEqual([]);
});

test('seek moves the position of a partition that is owned', () => {
  const seek = { consumer: 'reader', topic: 'orders', partition: 0, offset: 3 };
  const run = runReader('latest', [{ at: '25s', type: 'consumer.seek', ...seek }]);
  expect(offsetsRead(run)).toEqual([5, 3, 4, 5]);
});

test('a committed offset comes before the reset policy', () => {
  const run = Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', replicationFactor: 3 }],
    producers: [{ topic: 'orders', recordsPerSecond: 5 }],
    groups: [
      {
        id: 'g',
        topics: ['orders'],
        commit: 'sync',
        configs: { 'auto.offset.reset': 'latest', 'session.timeout.ms': 6000 },
      },
    ],
    commands: [
      { at: '20s', type: 'consumer.crash', consumer: 'g-c1' },
      { at: '30s', type: 'consumer.restart', consumer: 'g-c1' },
    ],
  }).at('50s');
  const committed = run.events('offset.committed').filter((event) => event.atUs < 30_000_000);
  const [reset] = run.events('offset.reset', 30);
  expect(reset?.data).toMatchObject({ by: 'committed', offset: committed.at(-1)?.data.offset });
});

test('an eager consumer gives up its partitions before it joins again', () => {
  const group = (id: string) => ({
    id,
    group: 'g',
    topics: ['orders'],
    processingMs: 0,
    commit: 'auto',
    rack: null,
    configs: { 'partition.assignment.strategy': 'range' },
  });
  // Records come in while the commit before the JoinGroup is on its way.
  const run = Cluster.of({
    cluster: { brokers: 3, network: { latencyMs: 40 } },
    topics: [{ name: 'orders', partitions: 4, replicationFactor: 3 }],
    producers: [{ topic: 'orders', keys: 'many', recordsPerSecond: 100 }],
    consumers: [group('c1'), group('c2')],
    commands: [20, 30, 40].map((at) => ({
      at: `${at}s`,
      type: 'consumer.add',
      ...group(`late-${at}`),
    })),
  }).at('60s');
  const owned = new Map<string, number>();
  let joins = 0;
  for (const event of run.trace) {
    if (event.type === 'partitions.assigned' || event.type === 'partitions.revoked') {
      owned.set(event.node, event.data.owned.length);
    }
    if (event.type !== 'request.sent' || (event.data.body as RequestBody).api !== 'JoinGroup')
      continue;
    joins += 1;
    expect(owned.get(event.node) ?? 0, `${event.node} at ${event.atUs} µs`).toBe(0);
  }
  expect(joins).toBeGreaterThan(10);
});

test('without a leader, a position is looked for at most every retry.backoff.ms', () => {
  const run = Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 1, replicationFactor: 1, assignments: [[3]] }],
    commands: [
      { at: '5s', type: 'broker.crash', broker: 3 },
      {
        at: '20s',
        type: 'consumer.add',
        id: 'reader',
        group: 'g',
        topics: ['orders'],
        processingMs: 0,
        commit: 'auto',
        rack: null,
        configs: { 'auto.offset.reset': 'earliest' },
      },
    ],
  }).at('40s');
  const lookups = run.events('request.sent', 30).filter((event) => {
    const { api } = event.data.body as RequestBody;
    return event.node === 'consumer-reader' && (api === 'OffsetFetch' || api === 'ListOffsets');
  });
  expect(lookups.length).toBeGreaterThan(0);
  expect(lookups.length).toBeLessThanOrEqual(100);
});

test('retry.backoff.ms and request.timeout.ms are the consumer’s own', () => {
  const reader = (configs: Record<string, string>, topic: string) =>
    Cluster.of({
      cluster: { brokers: 1, configs: { 'auto.create.topics.enable': 'false' } },
      topics: [{ name: 'orders', partitions: 1, replicationFactor: 1 }],
      commands: [
        { at: '300s', type: 'topic.create', topic: 'later', partitions: 1, replicationFactor: 1 },
      ],
      consumers: [{ id: 'reader', assign: [{ topic, partition: 0 }], configs }],
    }).at('10s');
  const timeoutS = (requestTimeoutMs: string): number => {
    const run = reader({ 'request.timeout.ms': requestTimeoutMs }, 'orders')
      .when({ type: 'link.cut', data: { a: 'broker-1', b: 'consumer-reader' } })
      .at('60s');
    const timedOut = run.events('request.timed-out', 10);
    return (timedOut.find(({ node }) => node === 'consumer-reader')?.atUs ?? 0) / 1e6;
  };
  expect(timeoutS('2000')).toBeGreaterThan(11);
  expect(timeoutS('8000') - timeoutS('2000')).toBeCloseTo(6, 3);
  const lookups = (configs: Record<string, string>): number =>
    reader(configs, 'later')
      .at('60s')
      .events('request.sent', 10)
      .filter(({ node }) => node === 'consumer-reader').length;
  expect(lookups({ 'retry.backoff.ms': '200' })).toBeGreaterThan(
    2 * lookups({ 'retry.backoff.ms': '5000', 'retry.backoff.max.ms': '5000' }),
  );
});

test('a static consumer that is changed while it joins joins once more, and commits', () => {
  const configs = { 'group.instance.id': 'one', 'auto.commit.interval.ms': '1000' };
  const run = Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 1, replicationFactor: 1 }],
    producers: [{ topic: 'orders', recordsPerSecond: 10 }],
    groups: [
      { id: 'g', topics: ['orders'], consumers: 1, processingMs: 0, commit: 'auto', configs },
    ],
  });
  const isJoining = (): boolean =>
    run.frame().consumers.get('g-c1')?.membership === 'PREPARING_REBALANCE';
  for (let seconds = 0.5; !isJoining() && seconds < 20; seconds += 0.5) run.at(seconds);
  expect(isJoining()).toBe(true);
  run.when({ type: 'consumer.alter', data: { consumer: 'g-c1', changes: { configs } } }).at('60s');
  expect(run.frame().consumers.get('g-c1')?.membership).toBe('STABLE');
  expect(run.frame().groups.get('g')?.committed.get('orders-0')).toBeGreaterThan(300);
});
