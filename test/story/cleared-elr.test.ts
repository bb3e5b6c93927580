// Another min.insync.replicas: who was eligible under the old one may not be any more (KIP-966).
import { expect, it } from 'vitest';
import { Cluster, partition } from './cluster.ts';

it('a change of min.insync.replicas clears the eligible leader replicas, for all to see', () => {
  const cluster = Cluster.of({
    cluster: { brokers: 3, controllers: { mode: 'separate', count: 1 } },
    topics: [
      {
        name: 'orders',
        partitions: 1,
        replicationFactor: 3,
        configs: { 'min.insync.replicas': 3 },
      },
    ],
    commands: [{ at: '10s', type: 'broker.crash', broker: 3 }],
  }).at('25s');
  const before = cluster.read(partition('orders-0'));
  expect(before.elr).toEqual([3]);
  cluster.topic('orders').set('min.insync.replicas', '2').at('26s');
  const after = cluster.read(partition('orders-0'));
  expect(after).toMatchObject({ elr: [], lastKnownElr: [], isr: before.isr });
  expect(after.partitionEpoch).toBe(before.partitionEpoch + 1);
});
