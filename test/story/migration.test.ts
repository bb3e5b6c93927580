// A live group that changes its protocol while its members go over one by one
// (group.consumer.migration.policy).
import { describe, expect, it } from 'vitest';
import type { Configs } from '#kafka/protocol/configs.ts';
import { checkInvariants } from '#trace/invariant/check.ts';
import { assignment, Cluster, group, type Moment } from './cluster.ts';

const CLASSIC: Configs = { 'auto.offset.reset': 'earliest' };
const CONSUMER: Configs = { ...CLASSIC, 'group.protocol': 'consumer' };
const ALL = [0, 1, 2, 3, 4, 5].map((n) => `orders-${n}`);

function givenCluster(policy = 'bidirectional'): Cluster {
  const cluster = Cluster.bare(3, {
    'group.consumer.migration.policy': policy,
    'group.consumer.heartbeat.interval.ms': '1000',
    'group.consumer.min.heartbeat.interval.ms': '1000',
    'offsets.topic.num.partitions': '1',
  }).after('5s');
  cluster.topic('orders').create({ partitions: 6, replicationFactor: 3 }).after('1s');
  return cluster.producer('p1').add({ topic: 'orders', recordsPerSecond: 20 });
}

const join = (cluster: Cluster, id: string, configs: Configs): Cluster =>
  cluster.consumer(id).add({ group: 'billing', topics: ['orders'], configs });

/** Every partition has one owner, and everybody has some. */
function expectShared(cluster: Cluster, members: readonly string[]): void {
  const given = cluster.read(assignment('billing'));
  expect(Object.keys(given).sort()).toEqual(members);
  expect(Object.values(given).flat().sort()).toEqual(ALL);
  expect(Object.values(given).every((partitions) => partitions.length > 0)).toBe(true);
  const live = members.map((id) => cluster.frame().consumers.get(id)?.owned.length ?? 0);
  expect(live.reduce((sum, count) => sum + count, 0)).toBe(ALL.length);
}

const failures = (cluster: Cluster, from: Moment = 0): readonly string[] =>
  cluster.events('client.failed', from).map(({ data }) => data.errorMessage);

describe('a classic group', () => {
  it('becomes a consumer group with the first member that speaks its protocol', () => {
    const cluster = givenCluster();
    for (const id of ['c1', 'c2']) join(cluster, id, CLASSIC).after('2s');
    cluster.after('6s').expect((frame) => group('billing')(frame).protocol, 'classic');
    const { generation } = cluster.read(group('billing'));
    join(cluster, 'c3', CONSUMER).after('20s');
    const migrated = cluster.read(group('billing'));
    expect(migrated).toMatchObject({ protocol: 'consumer', state: 'Stable' });
    expect(migrated.generation).toBe(generation + 1);
    expectShared(cluster, ['c1', 'c2', 'c3']);
    expect(failures(cluster)).toEqual([]);
    expect(checkInvariants(cluster.trace)).toEqual([]);
  });

  it('goes over member by member, and reads on', () => {
    const cluster = givenCluster();
    for (const id of ['c1', 'c2', 'c3']) join(cluster, id, CLASSIC).after('1s');
    cluster.after('8s');
    for (const id of ['c1', 'c2', 'c3'])
      cluster.consumer(id).alter({ configs: CONSUMER }).after('15s');
    expect(cluster.read(group('billing'))).toMatchObject({ protocol: 'consumer', state: 'Stable' });
    expectShared(cluster, ['c1', 'c2', 'c3']);
    for (const { data } of cluster.events('offset.reset', '25s')) expect(data.by).toBe('committed');
    expect(failures(cluster)).toEqual([]);
  });

  it('keeps its classic members when its coordinator moves', () => {
    const cluster = givenCluster();
    join(cluster, 'c1', CLASSIC).after('5s');
    join(cluster, 'c2', CONSUMER).after('15s');
    cluster
      .broker(cluster.read(group('billing')).coordinator)
      .stop()
      .after('30s');
    expect(cluster.read(group('billing'))).toMatchObject({ protocol: 'consumer', state: 'Stable' });
    expectShared(cluster, ['c1', 'c2']);
    expect(cluster.events('member.left')).toEqual([]);
  });

  it.each(['disabled', 'downgrade'])('stays what it is under the policy %s', (policy) => {
    const cluster = join(givenCluster(policy), 'c1', CLASSIC).after('8s');
    join(cluster, 'c2', CONSUMER).after('5s');
    expect(failures(cluster)).toEqual([
      'Cannot upgrade classic group billing to consumer group because online upgrade is disabled.',
    ]);
    expect(cluster.read(group('billing')).protocol).toBe('classic');
    expectShared(cluster, ['c1']);
  });
});

describe('a consumer group', () => {
  it('takes in members that speak the classic protocol', () => {
    const cluster = join(givenCluster(), 'c1', CONSUMER).after('8s');
    join(cluster, 'c2', CLASSIC).after('20s');
    expect(cluster.read(group('billing'))).toMatchObject({ protocol: 'consumer', state: 'Stable' });
    expectShared(cluster, ['c1', 'c2']);
    expect(failures(cluster)).toEqual([]);
    expect(checkInvariants(cluster.trace)).toEqual([]);
  });

  it.each([
    ['leaves', (cluster: Cluster) => cluster.consumer('c1').remove()],
    ['dies', (cluster: Cluster) => cluster.consumer('c1').crash().after('50s')],
  ])('is a classic one again when the last that speaks its protocol %s', (_what, end) => {
    const cluster = join(givenCluster(), 'c1', CONSUMER).after('5s');
    for (const id of ['c2', 'c3']) join(cluster, id, CLASSIC).after('5s');
    cluster.after('15s').expect((frame) => group('billing')(frame).protocol, 'consumer');
    end(cluster).after('20s');
    expect(cluster.read(group('billing'))).toMatchObject({ protocol: 'classic', state: 'Stable' });
    expectShared(cluster, ['c2', 'c3']);
    expect(failures(cluster)).toEqual([]);
    expect(checkInvariants(cluster.trace)).toEqual([]);
  });

  it('removes a classic member that leaves', () => {
    const cluster = join(givenCluster(), 'c1', CONSUMER).after('5s');
    join(cluster, 'c2', CLASSIC).after('5s');
    join(cluster, 'c3', CLASSIC).after('15s');
    cluster.consumer('c2').remove().after('10s');
    expectShared(cluster, ['c1', 'c3']);
  });

  it('refuses classic members under the policy disabled', () => {
    const cluster = join(givenCluster('disabled'), 'c1', CONSUMER).after('8s');
    join(cluster, 'c2', CLASSIC).after('5s');
    expect(failures(cluster)).toHaveLength(1);
    expect(failures(cluster)[0]).toMatch(
      /^The group member's supported protocols are incompatible/,
    );
  });
});
