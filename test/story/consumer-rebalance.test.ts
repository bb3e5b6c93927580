// Rebalances as a group's members go through them: nothing is read twice without need, the leader sees
// to the topics of all, and whoever wants other topics stays who it is.
import { describe, expect, it } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { assignment, Cluster, group, type Moment } from './cluster.ts';

const CLASSIC: Configs = { 'auto.offset.reset': 'earliest' };
const CONSUMER: Configs = { ...CLASSIC, 'group.protocol': 'consumer' };
const COOPERATIVE: Configs = {
  ...CLASSIC,
  'partition.assignment.strategy': 'cooperative-sticky',
};

/** What a consumer's listener was called with, in order: `assigned`, `revoked`, `lost`. */
function callbacks(cluster: Cluster, consumer: string, from: Moment = 0): readonly unknown[] {
  const calls = [
    ...cluster.events('partitions.assigned', from).map(({ id, data }) => ({
      id,
      data,
      kind: 'assigned',
    })),
    ...cluster.events('partitions.revoked', from).map(({ id, data }) => ({
      id,
      data,
      kind: data.isLost ? 'lost' : 'revoked',
    })),
  ];
  return calls
    .filter(({ data }) => data.consumer === consumer)
    .sort((a, b) => a.id - b.id)
    .map(({ kind, data }) => [kind, data.partitions.map(topicPartitionKey).sort()]);
}

/** Offsets that a group was given more than once. */
function readTwice(cluster: Cluster): readonly string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const { data } of cluster.events('records.polled')) {
    for (const { recordIds } of data.partitions) {
      for (const id of recordIds) {
        if (seen.has(id)) twice.push(id);
        seen.add(id);
      }
    }
  }
  return twice;
}

function withTopics(...topics: readonly string[]): Cluster {
  const cluster = Cluster.bare(3, {
    'auto.create.topics.enable': 'false',
    'group.consumer.heartbeat.interval.ms': '1000',
    'group.consumer.min.heartbeat.interval.ms': '1000',
  }).after('5s');
  for (const name of topics) {
    cluster.topic(name).create({ assignments: [[1], [2], [3], [1]] });
  }
  return cluster.after('1s');
}

describe.each([
  ['classic', CLASSIC],
  ['consumer', CONSUMER],
])('an ordinary rebalance of a %s group', (_protocol, configs) => {
  it('reads no record twice: what will be revoked is not read while its commit is under way', () => {
    const cluster = Cluster.of({
      cluster: { brokers: 3, network: { latencyMs: 20, jitterMs: 0 } },
      topics: [{ name: 'orders', partitions: 4, replicationFactor: 3 }],
      producers: [{ topic: 'orders', recordsPerSecond: 50, keys: 'many' }],
      groups: [{ id: 'billing', topics: ['orders'], consumers: 2, processingMs: 5, configs }],
      commands: [
        {
          at: '20s',
          type: 'consumer.add',
          id: 'late',
          group: 'billing',
          topics: ['orders'],
          processingMs: 5,
          commit: 'auto',
          rack: null,
          configs,
        },
      ],
    }).at('45s');
    expect(cluster.events('partitions.revoked', '20s').length).toBeGreaterThan(0);
    expect(readTwice(cluster)).toEqual([]);
  });
});

describe('members that read different topics', () => {
  it('are all given partitions by a leader that reads but one of them', () => {
    const cluster = withTopics('orders', 'refunds');
    const member = (id: string, topics: readonly string[]) =>
      cluster.consumer(id).add({ group: 'billing', topics, configs: CLASSIC }).after('2s');
    member('c1', ['orders']);
    member('c2', ['orders', 'refunds']);
    member('c3', ['refunds']).after('10s');
    const all = (topic: string): readonly string[] => [0, 1, 2, 3].map((n) => `${topic}-${n}`);
    const given = Object.values(cluster.read(assignment('billing'))).flat();
    expect(given.sort()).toEqual([...all('orders'), ...all('refunds')].sort());
    expect(cluster.read(assignment('billing')).c3).toHaveLength(2);
  });

  it('rebalance when a topic grows that their leader does not read', () => {
    const cluster = withTopics('orders', 'refunds');
    const configs = { ...CLASSIC, 'metadata.max.age.ms': '2000' };
    cluster
      .consumer('c1')
      .add({ group: 'billing', topics: ['orders'], configs })
      .after('1s');
    cluster
      .consumer('c2')
      .add({ group: 'billing', topics: ['refunds'], configs })
      .after('10s');
    cluster.topic('refunds').grow(6).after('10s');
    expect(cluster.read(assignment('billing')).c2).toHaveLength(6);
  });
});

describe('a new subscription', () => {
  it('of a classic member takes one rebalance, and no one leaves', () => {
    const cluster = withTopics('orders', 'refunds');
    cluster.consumer('c1').add({ group: 'billing', topics: ['orders'], configs: CLASSIC });
    cluster.after('10s');
    const { generation, members } = cluster.read(group('billing'));
    const from = cluster.mark();
    cluster
      .consumer('c1')
      .alter({ topics: ['orders', 'refunds'] })
      .after('10s');
    const after = cluster.read(group('billing'));
    expect(after.generation).toBe(generation + 1);
    expect(after.members[0]?.memberId).toBe(members[0]?.memberId);
    expect(cluster.events('member.left', from)).toEqual([]);
    expect(cluster.read(assignment('billing')).c1).toHaveLength(8);
  });

  it('of a cooperative member gives up only what it no longer reads', () => {
    const cluster = withTopics('orders', 'refunds');
    const topics = ['orders', 'refunds'];
    cluster.consumer('c1').add({ group: 'billing', topics, configs: COOPERATIVE }).after('10s');
    const from = cluster.mark();
    cluster
      .consumer('c1')
      .alter({ topics: ['orders'] })
      .after('10s');
    const refunds = [0, 1, 2, 3].map((n) => `refunds-${n}`);
    expect(callbacks(cluster, 'c1', from)).toEqual([
      ['revoked', refunds],
      ['assigned', []],
    ]);
  });

  it('of a member by the consumer protocol moves only what must move', () => {
    const cluster = withTopics('orders', 'refunds');
    const topics = ['orders', 'refunds'];
    cluster.consumer('c1').add({ group: 'billing', topics, configs: CONSUMER }).after('10s');
    const { generation } = cluster.read(group('billing'));
    const from = cluster.mark();
    cluster
      .consumer('c1')
      .alter({ topics: ['orders'] })
      .after('10s');
    expect(cluster.read(group('billing')).generation).toBe(generation + 1);
    expect(cluster.events('member.left', from)).toEqual([]);
    expect(callbacks(cluster, 'c1', from)).toEqual([
      ['revoked', [0, 1, 2, 3].map((n) => `refunds-${n}`)],
      ['assigned', []],
    ]);
  });

  it('holds from the next poll() on: what the application has in hand is not taken from it', () => {
    const cluster = withTopics('orders', 'refunds');
    cluster.producer('p1').add({ topic: 'orders', recordsPerSecond: 0 });
    cluster.consumer('c1').add({
      group: 'billing',
      topics: ['orders'],
      processingMs: 5_000,
      configs: CLASSIC,
    });
    cluster.after('6s').producer('p1').send({ topic: 'orders', partition: 0 }).after('1s');
    const from = cluster.mark();
    cluster
      .consumer('c1')
      .alter({ topics: ['refunds'] })
      .after('2s');
    expect(callbacks(cluster, 'c1', from)).toEqual([]);
    cluster.after('10s');
    expect(cluster.read(group('billing')).committed.get('orders-0')).toBe(1);
    expect(callbacks(cluster, 'c1', from)).toHaveLength(2);
  });
});

describe('a member by the consumer protocol', () => {
  it('is called with nothing when it joins and its partitions are not free yet', () => {
    const cluster = withTopics('orders');
    const join = (id: string) =>
      cluster.consumer(id).add({ group: 'billing', topics: ['orders'], configs: CONSUMER });
    join('c1').after('5s');
    join('c2').after('10s');
    expect(callbacks(cluster, 'c2').map((call) => (call as [string, string[]])[1].length)).toEqual([
      0, 2,
    ]);
  });

  it('commits before it takes on partitions, too', () => {
    const cluster = withTopics('orders');
    cluster.producer('p1').add({ topic: 'orders', recordsPerSecond: 20 });
    const join = (id: string) =>
      cluster.consumer(id).add({
        group: 'billing',
        topics: ['orders'],
        configs: { ...CONSUMER, 'auto.commit.interval.ms': '60000' },
      });
    join('c1').after('5s');
    join('c2').after('10s');
    const from = cluster.mark();
    cluster.consumer('c1').crash().after('60s');
    const committed = cluster.events('request.sent', from).filter(({ node, data }) => {
      return node === 'consumer-c2' && (data.body as RequestBody).api === 'OffsetCommit';
    });
    const [taken] = cluster
      .events('partitions.assigned', from)
      .filter(({ data }) => data.consumer === 'c2');
    expect(taken?.data.partitions).toHaveLength(2);
    expect(committed[0]?.id).toBeLessThan(taken?.id ?? 0);
  });

  it.each([
    ['a static one keeps its place', { 'group.instance.id': 'desk-1' }, -2],
    ['another one leaves for good', {}, -1],
  ])('whose application polls too late says farewell: %s', (_what, identity, epoch) => {
    const cluster = withTopics('orders');
    cluster.producer('p1').add({ topic: 'orders', recordsPerSecond: 0 });
    cluster.consumer('c1').add({
      group: 'billing',
      topics: ['orders'],
      processingMs: 9_000,
      configs: { ...CONSUMER, ...identity, 'max.poll.interval.ms': '3000' },
    });
    cluster.after('5s').producer('p1').send({ topic: 'orders', partition: 0 }).after('7s');
    const farewells = cluster.events('request.sent').flatMap(({ data }) => {
      const body = data.body as RequestBody;
      return body.api === 'ConsumerGroupHeartbeat' && body.memberEpoch < 0
        ? [body.memberEpoch]
        : [];
    });
    expect(farewells).toEqual([epoch]);
    expect(cluster.read(assignment('billing'))).toEqual(
      epoch === -2 ? { c1: [0, 1, 2, 3].map((n) => `orders-${n}`) } : {},
    );
  });
});

describe('a topic that is deleted while a group reads it', () => {
  /** The first member, who leads a classic group, does not read it. */
  const deleted = (configs: Configs): Cluster => {
    const cluster = withTopics('orders', 'refunds');
    const all = { ...configs, 'metadata.max.age.ms': '1000', 'max.poll.interval.ms': '60000' };
    const join = (id: string, topics: readonly string[]) =>
      cluster.consumer(id).add({ group: 'billing', topics, configs: all }).after('2s');
    join('c1', ['orders']);
    join('c2', ['orders', 'refunds']);
    return cluster.after('15s').topic('refunds').delete().after('30s');
  };

  it('stops a classic group: its reader repeats the commit before the rebalance in vain', () => {
    const cluster = deleted(CLASSIC);
    const from = cluster.mark();
    expect(cluster.read(group('billing')).state).toBe('PreparingRebalance');
    cluster.after('45s');
    // Such a refusal says nothing about the coordinator: nobody looks for it anew.
    const apis = cluster.events('request.sent', from).map(({ data }) => data.body as RequestBody);
    expect(apis.filter(({ api }) => api === 'OffsetCommit').length).toBeGreaterThan(10);
    expect(apis.filter(({ api }) => api === 'FindCoordinator')).toEqual([]);
    expect(cluster.read(group('billing')).state).toBe('Stable');
    expect(callbacks(cluster, 'c2', from)[0]).toEqual([
      expect.stringMatching(/lost|revoked/),
      expect.arrayContaining(['refunds-0']),
    ]);
    expect(Object.values(cluster.read(assignment('billing'))).flat()).toHaveLength(4);
  });

  it('stops only the leader of a classic group that reads it: the others notice when it joins', () => {
    const cluster = withTopics('orders', 'refunds');
    cluster.producer('p1').add({ topic: 'orders', recordsPerSecond: 20 });
    const configs = { ...CLASSIC, 'metadata.max.age.ms': '1000', 'max.poll.interval.ms': '60000' };
    const join = (id: string, topics: readonly string[]) =>
      cluster.consumer(id).add({ group: 'billing', topics, configs }).after('2s');
    join('c1', ['orders', 'refunds']);
    join('c2', ['orders']);
    cluster.after('15s').topic('refunds').delete().after('5s');
    const { generation } = cluster.read(group('billing'));
    const from = cluster.mark();
    cluster.after('40s');
    expect(cluster.read(group('billing'))).toMatchObject({ state: 'Stable', generation });
    const readers = cluster.events('records.polled', from).map(({ data }) => data.consumer);
    expect(new Set(readers)).toEqual(new Set(['c2']));
    expect(callbacks(cluster, 'c1', from)).toEqual([]);
    cluster.after('30s');
    expect(cluster.read(group('billing'))).toMatchObject({
      state: 'Stable',
      generation: generation + 1,
    });
    expect(Object.values(cluster.read(assignment('billing'))).map((own) => own.length)).toEqual([
      2, 2,
    ]);
    expect(cluster.events('client.failed')).toEqual([]);
  });

  it('does not stop a group by the consumer protocol', () => {
    const cluster = deleted(CONSUMER);
    expect(cluster.read(group('billing')).state).toBe('Stable');
    expect(Object.values(cluster.read(assignment('billing'))).flat()).toHaveLength(4);
    expect(cluster.events('client.failed')).toEqual([]);
  });
});
