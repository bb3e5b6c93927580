// What becomes of commits that fail: those that an application waits for, those that it does not, and
// those that a consumer makes by itself.
import { describe, expect, it } from 'vitest';
import type { ConsumerSpec } from '#kafka/commands.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { Cluster, group, type Moment } from './cluster.ts';

/** One consumer of a group that reads one topic; `orders` is not on the group's coordinator. */
function givenReader(
  fields: Partial<ConsumerSpec>,
  offsetsReplicas = 3,
): { readonly cluster: Cluster; readonly coordinator: number } {
  const cluster = Cluster.bare(3, {
    'offsets.topic.replication.factor': String(offsetsReplicas),
    'offsets.topic.num.partitions': '1',
  }).after('5s');
  const reader = (topic: string): void => {
    cluster.consumer('c1').add({
      group: 'billing',
      topics: [topic],
      ...fields,
      configs: { 'auto.offset.reset': 'earliest', ...fields.configs },
    });
  };
  cluster
    .consumer('scout')
    .add({ group: 'scouts', topics: ['none'] })
    .after('4s');
  cluster.consumer('scout').crash();
  const coordinator = cluster.frame().topics.get('__consumer_offsets')?.partitions[0]?.state.leader;
  const other = ((coordinator ?? 1) % 3) + 1;
  cluster.topic('orders').on([other]);
  reader('orders');
  cluster.producer('p1').add({ topic: 'orders', recordsPerSecond: 0 }).after('6s');
  return { cluster, coordinator: coordinator ?? -1 };
}

const RETRIABLE =
  'Offset commit failed with a retriable exception. You should retry committing the latest consumed offsets.';

function commits(cluster: Cluster, from: Moment) {
  return cluster.events('request.sent', from).flatMap(({ atUs, data }) => {
    const body = data.body as RequestBody;
    if (body.api !== 'OffsetCommit') return [];
    return [{ atS: atUs / 1e6, offset: body.partitions[0]?.committedOffset }];
  });
}

const failures = (cluster: Cluster, from: Moment = 0): readonly string[] =>
  cluster.events('client.failed', from).map(({ data }) => data.errorMessage);

describe('commitSync()', () => {
  it('is repeated until the new coordinator takes it, and the application waits', () => {
    const { cluster, coordinator } = givenReader({ commit: 'sync' });
    const from = cluster.mark();
    cluster.broker(coordinator).crash();
    cluster.producer('p1').send({ topic: 'orders' }).after('2s');
    cluster.producer('p1').send({ topic: 'orders' }).after('1s');
    expect(cluster.events('records.polled', from)).toHaveLength(1);
    cluster.after('20s');
    expect(cluster.read(group('billing')).committed.get('orders-0')).toBe(2);
    expect(cluster.events('records.polled', from)).toHaveLength(2);
    expect(failures(cluster)).toEqual([]);
  });

  it('throws after default.api.timeout.ms', () => {
    const { cluster, coordinator } = givenReader({ commit: 'sync' }, 1);
    cluster.broker(coordinator).crash();
    cluster.producer('p1').send({ topic: 'orders' }).after('59s');
    expect(failures(cluster)).toEqual([]);
    cluster.after('2s');
    expect(failures(cluster)).toEqual([
      "Timeout of 60000ms expired before successfully committing offsets {orders-0=OffsetAndMetadata{offset=1, leaderEpoch=0, metadata=''}}",
    ]);
  });
});

describe('commitAsync()', () => {
  it('is sent once: the application hears that it failed, and the next commit goes further', () => {
    const { cluster, coordinator } = givenReader({ commit: 'async' });
    const from = cluster.mark();
    cluster.broker(coordinator).stop();
    cluster.producer('p1').send({ topic: 'orders' }).after('30s');
    const sent = commits(cluster, from).filter(({ offset }) => offset === 1);
    expect(sent).toHaveLength(1);
    const committed = cluster.read(group('billing')).committed.get('orders-0');
    expect(failures(cluster, from)).toEqual(committed === 1 ? [] : [RETRIABLE]);
  });

  it('waits for a coordinator if there is none, and is not forgotten', () => {
    const { cluster, coordinator } = givenReader({ commit: 'async' });
    cluster.broker(coordinator).crash().after('20ms');
    const from = cluster.mark();
    cluster.producer('p1').send({ topic: 'orders' }).after('5s');
    // The one that is found is still the one that crashed.
    expect(failures(cluster, from)).toEqual([RETRIABLE]);
  });
});

describe('an automatic commit', () => {
  it.each([
    ['is not made with enable.auto.commit=false', 'auto', 'false', false],
    ['is made with enable.auto.commit=true, whatever the application does', 'none', 'true', true],
  ] as const)('%s', (_what, commit, isOn, isMade) => {
    const { cluster } = givenReader({ commit, configs: { 'enable.auto.commit': isOn } });
    cluster.producer('p1').send({ topic: 'orders' }).after('8s');
    expect(commits(cluster, 0).some(({ offset }) => offset === 1)).toBe(isMade);
    cluster.consumer('c1').remove().after('1s');
    expect(cluster.read(group('billing')).committed.get('orders-0')).toBe(isMade ? 1 : undefined);
  });

  it('that the coordinator refuses reaches no application', () => {
    const { cluster } = givenReader({ commit: 'auto', configs: { 'session.timeout.ms': '6000' } });
    cluster.producer('p1').send({ topic: 'orders' }).after('100ms');
    cluster.when({ type: 'consumer.pause', data: { consumer: 'c1' } }).after('10s');
    const from = cluster.mark();
    cluster.when({ type: 'consumer.resume', data: { consumer: 'c1' } }).after('10s');
    expect(cluster.errorsTo('consumer-c1', 'OffsetCommit').at(-1)?.errorCode).toBe(
      'UNKNOWN_MEMBER_ID',
    );
    expect(cluster.events('partitions.revoked', from)[0]?.data.isLost).toBe(true);
    expect(failures(cluster)).toEqual([]);
  });

  it('that may succeed is soon sent again', () => {
    const { cluster, coordinator } = givenReader({
      commit: 'auto',
      configs: { 'auto.commit.interval.ms': '20000' },
    });
    cluster.producer('p1').send({ topic: 'orders' });
    cluster.until(() => commits(cluster, 0).some(({ offset }) => offset === 1), '25s');
    const from = cluster.mark();
    cluster.broker(coordinator).crash().after('15s');
    const again = commits(cluster, from);
    expect(again.length).toBeGreaterThan(0);
    expect(cluster.read(group('billing')).committed.get('orders-0')).toBe(1);
  });

  it('before close() is repeated, and close() waits for it', () => {
    const { cluster, coordinator } = givenReader({ commit: 'auto' });
    cluster.broker(coordinator).crash();
    cluster.producer('p1').send({ topic: 'orders' }).after('1s');
    cluster.consumer('c1').remove().after('1s');
    expect(cluster.events('consumer.closed')).toHaveLength(0);
    cluster.after('25s');
    expect(cluster.events('consumer.closed')).toHaveLength(1);
    expect(cluster.read(group('billing')).committed.get('orders-0')).toBe(1);
  });
});
