// What an active controller wrote and could not commit: once another takes over, it never was.
import { expect, it } from 'vitest';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { Projection } from '#trace/project/projection.ts';
import type { Frame } from '#trace/frame.ts';
import { Cluster, leader, recordIds, topicNames } from './cluster.ts';

/** At 10 s the active controller is cut off from the other voters. */
function cutOffController(): { readonly cluster: Cluster; readonly others: readonly number[] } {
  const cluster = Cluster.of({
    cluster: {
      brokers: 3,
      controllers: { mode: 'separate', count: 3 },
      configs: { 'message.max.bytes': 2000 },
    },
    topics: [{ name: 'orders', partitions: 1, replicationFactor: 3 }],
    producers: [{ topic: 'orders', recordsPerSecond: 5 }],
  }).at('10s');
  const { activeController: active, controllers } = cluster.frame();
  const others = [...controllers.keys()].filter((id) => id !== active);
  for (const other of others) {
    cluster.link(nodeIds.controller(active), nodeIds.controller(other)).cut();
  }
  return { cluster, others };
}

// The administrator asks the next active controller again after 12 s.

it('a config that was changed without a majority is what it was before', () => {
  const minIsr = ({ topics }: Frame) => topics.get('orders')?.configs['min.insync.replicas'];
  const { cluster } = cutOffController();
  cluster.topic('orders').set('min.insync.replicas', '2').at('10.5s').expect(minIsr, '2');
  cluster.at('12s').expect(minIsr, undefined);

  const maxBytes = ({ clusterConfigs }: Frame) => clusterConfigs['message.max.bytes'];
  const { cluster: other } = cutOffController();
  const data = {
    ...{ resourceType: 'BROKER' as const, resourceName: '' },
    ...{ name: 'message.max.bytes', value: '1000' },
  };
  other.when({ type: 'config.alter', data }).at('10.5s').expect(maxBytes, '1000');
  other.at('12s').expect(maxBytes, '2000');
});

it('a topic that was deleted without a majority is there again, with all that was written', () => {
  const { cluster } = cutOffController();
  cluster.topic('orders').delete().at('10.5s').expect(topicNames(), []);
  cluster.at('12s').expect(topicNames(), ['orders']);
  const log = cluster.read(recordIds('orders-0', cluster.read(leader('orders-0'))));
  expect(cluster.acknowledged('p1').filter((id) => !log.includes(id))).toEqual([]);
  expect(log.length).toBeGreaterThan(25);
});

it('a broker config that is taken back is what stands in the brokers’ files', () => {
  const cluster = Cluster.bare(1, { 'message.max.bytes': '2000' }).at('8s');
  const maxBytes = ({ clusterConfigs }: Frame) => clusterConfigs['message.max.bytes'];
  for (const [value, expected] of [
    ['1000', '1000'],
    [null, '2000'],
  ] as const) {
    const data = {
      ...{ resourceType: 'BROKER' as const, resourceName: '' },
      ...{ name: 'message.max.bytes', value },
    };
    cluster.when({ type: 'config.alter', data }).after('1s').expect(maxBytes, expected);
  }
});

it('a decision that no majority has is undone by the next active controller', () => {
  const { cluster, others } = cutOffController();
  cluster.topic('late').create({ partitions: 1, replicationFactor: 1 });
  cluster.at('10.1s').expect(topicNames(), ['orders', 'late']).at('20s');
  const [loaded] = cluster.events('metadata.loaded', '10s');
  expect(others).toContain(loaded?.data.controller);
  const then = new Projection().moveTo(cluster.trace, (loaded?.id ?? 0) + 1, loaded?.atUs ?? 0);
  expect(topicNames()(then)).toEqual(['orders']);
});
