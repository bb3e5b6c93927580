// The consumer group protocol (KIP-848) live: members come, go and die, and partitions move one by one.
import { describe, expect, it } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { Cluster, group } from './cluster.ts';

const cluster = Cluster.preset('consumer-protocol').at('70s');

/** What each consumer owns at a moment, from the trace alone. */
function ownedAt(atS: number): ReadonlyMap<string, readonly string[]> {
  const owned = new Map<string, readonly string[]>();
  for (const event of cluster.trace) {
    if (event.atUs > atS * 1e6) break;
    if (event.type === 'partitions.assigned' || event.type === 'partitions.revoked') {
      const keys = event.data.owned.map(({ topic, partition }) => partitionKey(topic, partition));
      owned.set(event.data.consumer, keys.sort());
    }
  }
  return owned;
}

const countsAt = (atS: number): readonly number[] =>
  [...ownedAt(atS).values()].map((keys) => keys.length).sort();

describe('the consumer group protocol', () => {
  it('speaks by heartbeats alone', () => {
    const apis = new Set(
      cluster
        .events('request.sent')
        .filter(({ node }) => node.startsWith('consumer-billing'))
        .map(({ data }) => (data.body as RequestBody).api),
    );
    expect(apis).toContain('ConsumerGroupHeartbeat');
    for (const classic of ['JoinGroup', 'SyncGroup', 'Heartbeat', 'LeaveGroup']) {
      expect(apis).not.toContain(classic);
    }
  });

  it('shares the partitions out, and again when a member joins', () => {
    expect(countsAt(14)).toEqual([3, 3]);
    expect(countsAt(25)).toEqual([2, 2, 2]);
  });

  it('takes from each member only what moves, and gives it on once it was given up', () => {
    const revocations = cluster
      .events('partitions.revoked', '15s')
      .filter(({ atUs }) => atUs < 29_000_000);
    expect(revocations.map(({ data }) => data.partitions.length)).toEqual([1, 1]);
    const moved = revocations.flatMap(({ data }) => data.partitions);
    const [given] = cluster
      .events('partitions.assigned', '15s')
      .filter(({ data }) => data.consumer === 'billing-c3' && data.partitions.length > 0);
    expect(new Set(given?.data.partitions)).toEqual(new Set(moved));
    expect(given?.atUs).toBeGreaterThan(Math.max(...revocations.map(({ atUs }) => atUs)));
  });

  it('lets members read on that keep their partitions', () => {
    const kept = cluster
      .events('records.polled', '15s')
      .filter(({ atUs, data }) => atUs < 18_000_000 && data.consumer !== 'billing-c3');
    const seconds = new Set(kept.map(({ atUs }) => Math.floor(atUs / 1e6)));
    expect([...seconds]).toEqual([15, 16, 17]);
  });

  it('hands on the partitions of one that leaves at its heartbeat with epoch -1', () => {
    const farewell = cluster
      .events('request.sent', '30s')
      .map(({ data }) => data.body as RequestBody)
      .find((body) => body.api === 'ConsumerGroupHeartbeat' && body.memberEpoch === -1);
    expect(farewell).toBeDefined();
    expect(countsAt(39)).toEqual([0, 3, 3]);
  });

  it('hands on those of one that died when its session ends, ten seconds after its last heartbeat', () => {
    const last = cluster
      .events('request.sent', '30s')
      .filter(({ node, data }) => {
        const isHeartbeat = (data.body as RequestBody).api === 'ConsumerGroupHeartbeat';
        return isHeartbeat && node === 'consumer-billing-c1';
      })
      .at(-1);
    const [left] = cluster
      .events('member.left', '40s')
      .filter(({ data }) => data.clientId === 'billing-c1');
    expect(left?.data.reason).toBe('session timeout');
    expect((left?.atUs ?? 0) - (last?.atUs ?? 0)).toBeGreaterThanOrEqual(10_000_000);
    expect((left?.atUs ?? 0) - (last?.atUs ?? 0)).toBeLessThan(10_100_000);
    expect(ownedAt(65).get('billing-c3')).toHaveLength(6);
  });

  it('raises the group epoch with each change, and every member reaches it', () => {
    const epochs = cluster
      .events('group.changed')
      .filter(({ data }) => data.group === 'billing')
      .map(({ data }) => data.generation);
    expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
    expect(cluster.read(group('billing'))).toMatchObject({ protocol: 'consumer', state: 'Stable' });
  });
});

describe('a member whose coordinator moves', () => {
  const silent = Cluster.of({
    cluster: {
      brokers: 3,
      controllers: { mode: 'separate', count: 1 },
      configs: {
        'group.consumer.min.session.timeout.ms': 6_000,
        'group.consumer.session.timeout.ms': 6_000,
      },
    },
    topics: [{ name: 'orders', partitions: 2, replicationFactor: 3 }],
    producers: [{ topic: 'orders', recordsPerSecond: 10 }],
    groups: [
      {
        id: 'billing',
        topics: ['orders'],
        consumers: 1,
        configs: { 'group.protocol': 'consumer' },
      },
    ],
  }).at('15s');
  const { coordinator } = silent.read(group('billing'));
  silent.broker(coordinator).stop().at('60s');

  it('tells the new one that it lives, and stays', () => {
    expect(silent.read(group('billing')).coordinator).not.toBe(coordinator);
    expect(silent.events('member.left')).toEqual([]);
  });
});

describe('configs of the other protocol', () => {
  function problemsOf(configs: Readonly<Record<string, string | number>>): string {
    try {
      Cluster.of({
        cluster: { brokers: 1 },
        topics: [{ name: 'orders' }],
        groups: [{ id: 'billing', topics: ['orders'], configs }],
      });
      return '';
    } catch (error) {
      return String(error);
    }
  }

  it.each(['session.timeout.ms', 'heartbeat.interval.ms'])('%s is refused', (name) => {
    expect(problemsOf({ 'group.protocol': 'consumer', [name]: 6_000 })).toContain(
      `${name} cannot be set when group.protocol=CONSUMER`,
    );
    expect(problemsOf({ [name]: 6_000 })).toBe('');
  });

  it('a server’s assignor is not for a classic group', () => {
    const configs = { 'group.remote.assignor': 'uniform' };
    expect(problemsOf(configs)).toContain('cannot be set when group.protocol=CLASSIC');
    expect(problemsOf({ ...configs, 'group.protocol': 'consumer' })).toBe('');
  });
});
