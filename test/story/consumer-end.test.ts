// How consumers end: by close(), which lets the application finish, and by errors that end it.
import { describe, expect, it } from 'vitest';
import type { ConsumerSpec } from '#kafka/commands.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { Cluster, group, type Moment } from './cluster.ts';

function withTopic(partitions = 1): Cluster {
  const cluster = Cluster.bare(3, { 'group.min.session.timeout.ms': '1000' }).after('5s');
  cluster.topic('orders').create({ partitions, replicationFactor: 3 });
  return cluster.after('1s').producer('p1').add({ topic: 'orders', recordsPerSecond: 0 });
}

function join(cluster: Cluster, id: string, fields: Partial<ConsumerSpec> = {}): Cluster {
  return cluster.consumer(id).add({
    group: 'billing',
    topics: ['orders'],
    ...fields,
    configs: { 'auto.offset.reset': 'earliest', ...fields.configs },
  });
}

function send(cluster: Cluster, count: number): Cluster {
  for (let n = 0; n < count; n += 1) cluster.producer('p1').send({ topic: 'orders' });
  return cluster;
}

const failures = (cluster: Cluster, from: Moment = 0): readonly unknown[] =>
  cluster.events('client.failed', from).map(({ data }) => [data.client, data.errorMessage]);

const FENCED =
  'The broker rejected this static consumer since another consumer with the same group.instance.id has registered with a different member.id.';
const DESK = { 'group.instance.id': 'desk-1', 'heartbeat.interval.ms': '1000' };

describe('close()', () => {
  it('commits what the application has processed, and comes after its work', () => {
    const cluster = join(withTopic(), 'c1', { processingMs: 1_000 }).after('8s');
    send(cluster, 5).after('2s').consumer('c1').remove().after('1s');
    expect(cluster.events('consumer.closed')).toEqual([]);
    expect(cluster.read(group('billing')).committed.get('orders-0') ?? 0).toBe(0);
    cluster.after('20s');
    const polled = cluster.events('records.polled');
    expect(cluster.events('records.processed')).toHaveLength(polled.length);
    const given = polled.flatMap(({ data }) => data.partitions.flatMap((one) => one.recordIds));
    expect(cluster.read(group('billing')).committed.get('orders-0')).toBe(given.length);
    expect(cluster.events('consumer.closed')).toHaveLength(1);
  });

  it('waits for the answer to its farewell', () => {
    const cluster = join(withTopic(), 'c1').after('8s');
    const from = cluster.mark();
    cluster.consumer('c1').remove().after('1s');
    const [answer] = cluster
      .events('response.received', from)
      .filter(({ data }) => (data.body as { api: string }).api === 'LeaveGroup');
    expect(answer?.id).toBeLessThan(cluster.events('consumer.closed')[0]?.id ?? 0);
  });

  it('gives up waiting for a coordinator after 30 s', () => {
    const cluster = join(withTopic(), 'c1').after('8s');
    for (const broker of [1, 2, 3]) cluster.broker(broker).crash();
    cluster.after('1s').consumer('c1').remove().after('29s');
    expect(cluster.events('consumer.closed')).toEqual([]);
    cluster.after('2s');
    expect(cluster.events('consumer.closed')).toHaveLength(1);
  });
});

describe('a static member that another one has fenced', () => {
  function fenced(): Cluster {
    const cluster = join(withTopic(2), 'c1', { configs: DESK }).after('8s');
    return join(cluster, 'c2', { configs: DESK }).after('5s');
  }

  it('ends: poll() throws, its partitions are lost, and only the other one reads', () => {
    const cluster = fenced();
    expect(failures(cluster)).toEqual([['c1', FENCED]]);
    const [lost] = cluster.events('partitions.revoked');
    expect(lost?.data).toMatchObject({ consumer: 'c1', isLost: true });
    expect(cluster.events('consumer.closed').map(({ data }) => data.consumer)).toEqual(['c1']);
    const from = cluster.mark();
    send(cluster, 6).after('5s');
    const readers = new Set(
      cluster.events('records.polled', from).map(({ data }) => data.consumer),
    );
    expect(readers).toEqual(new Set(['c2']));
  });

  it('fences the other one when its application is started again', () => {
    const cluster = fenced();
    cluster.consumer('c1').restart().after('5s');
    expect(failures(cluster)).toEqual([
      ['c1', FENCED],
      ['c2', FENCED],
    ]);
    cluster.consumer('c2').restart().after('5s');
    expect(failures(cluster).at(-1)).toEqual(['c1', FENCED]);
    expect(cluster.read(group('billing')).members).toHaveLength(1);
  });

  it('ends as well when it learns so from its commit', () => {
    const slow = { ...DESK, 'heartbeat.interval.ms': '30000', 'session.timeout.ms': '40000' };
    const fields = { processingMs: 3_000, commit: 'sync' as const, configs: slow };
    const cluster = join(withTopic(), 'c1', fields).after('8s');
    send(cluster, 1).after('1s');
    join(cluster, 'c2', fields).after('6s');
    expect(failures(cluster)).toEqual([['c1', FENCED]]);
    expect(cluster.events('consumer.closed')).toHaveLength(1);
  });
});

describe('an error that no retry mends', () => {
  it('of JoinGroup ends the application with the words of Kafka', () => {
    const strategy = (name: string) => ({ configs: { 'partition.assignment.strategy': name } });
    const cluster = join(withTopic(), 'c1', strategy('range')).after('8s');
    join(cluster, 'c2', strategy('roundrobin')).after('5s');
    expect(failures(cluster)).toEqual([
      [
        'c2',
        "The group member's supported protocols are incompatible with those of existing members or first group member tried to join with empty protocol type or empty protocol list.",
      ],
    ]);
    expect(cluster.events('consumer.closed').map(({ data }) => data.consumer)).toEqual(['c2']);
  });

  it('of a heartbeat of the consumer protocol ends it without a farewell', () => {
    const configs = { 'group.protocol': 'consumer', 'group.remote.assignor': 'unheard-of' };
    const cluster = join(withTopic(), 'c1', { configs }).after('8s');
    expect(failures(cluster)).toHaveLength(1);
    expect(cluster.events('consumer.closed')).toHaveLength(1);
    const steps = cluster.events('machine.transitioned').flatMap(({ data }) => {
      return data.machine === 'consumer protocol membership' ? [data.to] : [];
    });
    expect(steps).toEqual(['JOINING', 'FATAL']);
    const farewells = cluster.events('request.sent').filter(({ data }) => {
      const body = data.body as RequestBody;
      return body.api === 'ConsumerGroupHeartbeat' && body.memberEpoch < 0;
    });
    expect(farewells).toEqual([]);
  });
});

it('commitSync() of a member by the consumer protocol that was thrown out says why', () => {
  const configs = { 'group.protocol': 'consumer', 'max.poll.interval.ms': '3000' };
  const cluster = join(withTopic(), 'c1', { processingMs: 6_000, commit: 'sync', configs });
  join(cluster.after('8s'), 'c2', { configs }).after('8s');
  send(cluster, 1).after('8s');
  expect(failures(cluster)).toEqual([
    [
      'c1',
      'OffsetCommit failed with unknown member ID. The coordinator is not aware of this member.',
    ],
  ]);
});
