// A group whose members change from one group protocol to the other, as a rolling restart does.
import { describe, expect, it } from 'vitest';
import { Cluster, group, ownedCounts } from './cluster.ts';

const MEMBERS = ['billing-c1', 'billing-c2'];

const speaking = (protocol: string) => ({
  configs: { 'auto.offset.reset': 'earliest', 'group.protocol': protocol },
});

describe('changing group.protocol', () => {
  const cluster = Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 4, replicationFactor: 3 }],
    producers: [{ topic: 'orders', recordsPerSecond: 5 }],
    groups: [
      {
        id: 'billing',
        topics: ['orders'],
        consumers: 2,
        configs: { 'auto.offset.reset': 'earliest' },
      },
    ],
  }).at('15s');

  it('goes on with the consumer protocol where the classic one left off', () => {
    for (const id of MEMBERS) cluster.consumer(id).alter(speaking('consumer'));
    const committed = new Map(cluster.read(group('billing')).committed);
    cluster.at('40s').expect(ownedCounts(), [2, 2]);
    expect(cluster.read(group('billing')).protocol).toBe('consumer');
    for (const { data } of cluster.events('offset.reset', '15s')) {
      expect(data.by).toBe('committed');
      const before = committed.get(`orders-${data.partition}`) ?? 0;
      expect(data.offset).toBeGreaterThanOrEqual(before);
    }
  });

  it('and back again', () => {
    for (const id of MEMBERS) cluster.consumer(id).alter(speaking('classic'));
    cluster.at('70s').expect(ownedCounts(), [2, 2]);
    expect(cluster.read(group('billing')).protocol).toBe('classic');
    expect(cluster.events('client.failed')).toEqual([]);
  });
});
