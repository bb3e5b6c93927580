// A static leader of a classic group that starts again within its session keeps its assignment, and
// goes on watching the topics for the group (KIP-814).
import { expect, test } from 'vitest';
import { Cluster, group, ownedCounts } from './cluster.ts';

test('a static leader that returned calls for a rebalance when a topic grows', () => {
  const cluster = Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 2 }],
    groups: [
      {
        id: 'billing',
        topics: ['orders'],
        consumers: 1,
        configs: { 'group.instance.id': 'billing-1', 'metadata.max.age.ms': 5_000 },
      },
    ],
  }).at('15s');
  cluster.consumer('billing-c1').crash().consumer('billing-c1').restart().at('25s');
  expect(cluster.read(group('billing')).generation).toBe(1);
  cluster.topic('orders').grow(4).at('45s').expect(ownedCounts(), [4]);
});
