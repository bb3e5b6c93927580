// The consumer's rules at their boundaries: when it commits, leaves, is given up, and what one poll()
// brings.
import { describe, expect, it } from 'vitest';
import type { ConsumerSpec } from '#kafka/commands.ts';
import type { ApiName, RequestBody } from '#kafka/protocol/api.ts';
import { Cluster, group, type Moment } from './cluster.ts';

const S = 1_000_000;

/** One broker or more, `orders` with records by hand, and `c1` of the group `readers`. */
function given(fields: Partial<ConsumerSpec> = {}, brokers = 1, partitions = 1): Cluster {
  const configs = {
    'offsets.topic.num.partitions': '1',
    'offsets.topic.replication.factor': '1',
    'group.initial.rebalance.delay.ms': '0',
  };
  const cluster = Cluster.bare(brokers, configs).at('8s');
  const assignments = Array.from({ length: partitions }, () => [1]);
  cluster.topic('orders').create({ assignments }).after('1s');
  cluster.producer('p').add({ topic: 'orders', recordsPerSecond: 0 }).after('1s');
  return join(cluster, fields).after('10s');
}

function join(cluster: Cluster, fields: Partial<ConsumerSpec> = {}, id = 'c1'): Cluster {
  return cluster.consumer(id).add({
    group: 'readers',
    topics: ['orders'],
    ...fields,
    configs: { 'auto.offset.reset': 'earliest', 'session.timeout.ms': '6000', ...fields.configs },
  });
}

function send(cluster: Cluster, count = 1, partition = 0): void {
  for (let index = 0; index < count; index += 1) {
    cluster.producer('p').send({ topic: 'orders', value: `v${index}`, partition });
  }
}

/** When `c1` sent requests of an API, from a moment on. */
function sentAt(cluster: Cluster, api: ApiName, from: Moment): readonly number[] {
  return cluster.events('request.sent', from).flatMap(({ node, atUs, data }) => {
    const isMeant = node === 'consumer-c1' && (data.body as RequestBody).api === api;
    return isMeant ? [atUs] : [];
  });
}

function polls(cluster: Cluster, from: Moment) {
  return cluster.events('records.polled', from).map(({ data }) => data.partitions);
}

describe('auto.commit.interval.ms', () => {
  it('passes after the assignment before the first commit, to the microsecond', () => {
    const cluster = given({ configs: { 'auto.commit.interval.ms': '4000' } });
    send(cluster);
    const [assigned] = cluster.events('partitions.assigned');
    cluster.after('10s');
    const from = (assigned?.atUs ?? 0) / S;
    const commits = sentAt(cluster, 'OffsetCommit', from);
    const since = commits.map((atUs) => atUs - (assigned?.atUs ?? 0));
    expect(since[0]).toBeGreaterThanOrEqual(4 * S);
    const gaps = commits.slice(1).map((atUs, index) => atUs - (commits[index] ?? 0));
    for (const gap of gaps) expect(gap).toBe(4 * S);
    // Nothing that was found out about positions has brought a commit forward.
    for (const one of since) expect(one % (4 * S)).toBe(0);
  });
});

describe('a committed offset', () => {
  it('of 0 is one', () => {
    const cluster = given({ commit: 'none' });
    const offsets = [{ topic: 'orders', partition: 0, offset: 0 }];
    cluster.when({ type: 'consumer.commit', data: { consumer: 'c1', offsets } }).after('1s');
    expect(cluster.read(group('readers')).committed.get('orders-0')).toBe(0);
    send(cluster, 3);
    cluster.after('1s').consumer('c1').remove().after('5s');
    join(cluster, { configs: { 'auto.offset.reset': 'latest' } }, 'c2').after('10s');
    const [reset] = cluster.events('offset.reset').slice(-1);
    expect(reset?.data).toMatchObject({ consumer: 'c2', by: 'committed', offset: 0 });
  });
});

describe('a position', () => {
  it('is not committed before the new leader has confirmed it', () => {
    const cluster = given({ configs: { 'auto.commit.interval.ms': '1000' } }, 2);
    cluster.when({
      type: 'partition.reassign',
      data: { topic: 'orders', partition: 0, replicas: [1, 2] },
    });
    send(cluster);
    cluster.after('5s');
    expect(cluster.read(group('readers')).committed.get('orders-0')).toBe(1);
    const fault = { kind: 'response', from: null, to: 'consumer-c1', action: 'delay' } as const;
    cluster.when({
      type: 'fault.arm',
      data: { ...fault, api: 'OffsetForLeaderEpoch', delayMs: 8_000, times: 1 },
    });
    cluster.when({
      type: 'partition.reassign',
      data: { topic: 'orders', partition: 0, replicas: [2] },
    });
    cluster.until(({ faults }) => faults.size === 0);
    cluster.after('100ms');
    const from = cluster.mark();
    cluster.after('7s');
    expect(sentAt(cluster, 'OffsetCommit', from)).toEqual([]);
    cluster.after('5s');
    expect(sentAt(cluster, 'OffsetCommit', from).length).toBeGreaterThan(1);
  });
});

describe('one poll()', () => {
  it('brings max.poll.records at most, of all partitions together', () => {
    const cluster = given({ processingMs: 400, configs: { 'max.poll.records': '3' } }, 1, 3);
    const from = cluster.mark();
    // While it works on the first, the others fill its buffers.
    send(cluster, 1, 0);
    cluster.after('50ms');
    for (const partition of [0, 1, 2]) send(cluster, 2, partition);
    cluster.after('20s');
    const counts = polls(cluster, from).map((partitions) =>
      partitions.reduce((sum, { recordIds }) => sum + recordIds.length, 0),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(7);
    expect(Math.max(...counts)).toBe(3);
  });

  it('begins at the position, also in the middle of a batch', () => {
    const cluster = given({ commit: 'none' });
    cluster
      .producer('q')
      .add({ topic: 'orders', recordsPerSecond: 0, configs: { 'linger.ms': '100' } })
      .after('2s');
    for (const value of ['a', 'b', 'c']) {
      cluster.producer('q').send({ topic: 'orders', value, partition: 0 });
    }
    cluster.after('2s');
    expect(cluster.events('records.appended').at(-1)?.data.batch.records).toHaveLength(3);
    const from = cluster.mark();
    cluster.consumer('c1').seek('orders', 0, 1).after('2s');
    const [[first] = []] = polls(cluster, from);
    expect([first?.baseOffset, first?.recordIds.length]).toEqual([1, 2]);
  });
});

describe('max.poll.interval.ms', () => {
  it.each([
    ['just less', 3_999, false],
    ['just more', 4_001, true],
  ])('work that takes %s', (_, processingMs, isOut) => {
    const cluster = given({ processingMs, configs: { 'max.poll.interval.ms': '4000' } });
    const from = cluster.mark();
    send(cluster);
    cluster.after('8s');
    const polledUs = cluster.events('records.polled', from)[0]?.atUs ?? 0;
    const left = sentAt(cluster, 'LeaveGroup', from).map((atUs) => atUs - polledUs);
    expect(left).toEqual(isOut ? [4 * S] : []);
  });
});

describe('session.timeout.ms', () => {
  it('ends a membership so long after the last heartbeat came, to the microsecond', () => {
    const cluster = given();
    cluster.consumer('c1').crash().after('10s');
    const [left] = cluster.events('member.left');
    const heard = cluster.events('request.received').filter(({ data }) => {
      return data.from === 'consumer-c1' && (data.body as RequestBody).api === 'Heartbeat';
    });
    expect((left?.atUs ?? 0) - (heard.at(-1)?.atUs ?? 0)).toBe(6 * S);
    expect(left?.data.reason).toBe('session timeout');
  });

  it('makes a member look for another coordinator when its own says nothing', () => {
    const cluster = given({}, 3);
    const coordinator = cluster.read(group('readers')).coordinator;
    const answered = cluster.events('response.received').filter(({ node, data }) => {
      return node === 'consumer-c1' && (data.body as { api: string }).api === 'Heartbeat';
    });
    const from = cluster.mark();
    cluster.broker(coordinator).pause().after('14s');
    const lookedUs = sentAt(cluster, 'FindCoordinator', from)[0] ?? Infinity;
    const silentUs = lookedUs - (answered.at(-1)?.atUs ?? 0);
    expect(silentUs).toBeGreaterThan(6 * S);
    // Heartbeats are due every three seconds.
    expect(silentUs).toBeLessThanOrEqual(9.1 * S);
  });
});
