// What an active controller wrote and could not commit: once another takes over, it never was.
import { expect, it } from 'vitest';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { Projection } from '#trace/project/projection.ts';
import { Cluster, topicNames } from './cluster.ts';

it('a decision that no majority has is undone by the next active controller', () => {
  const cluster = Cluster.of({
    cluster: { brokers: 3, controllers: { mode: 'separate', count: 3 } },
    topics: [{ name: 'orders', partitions: 1, replicationFactor: 3 }],
  }).at('10s');
  const { activeController: active, controllers } = cluster.frame();
  const others = [...controllers.keys()].filter((id) => id !== active);
  for (const other of others) {
    cluster.link(nodeIds.controller(active), nodeIds.controller(other)).cut();
  }
  cluster.topic('late').create({ partitions: 1, replicationFactor: 1 });
  cluster.at('10.1s').expect(topicNames(), ['orders', 'late']).at('20s');
  const [loaded] = cluster.events('metadata.loaded', '10s');
  expect(others).toContain(loaded?.data.controller);
  const then = new Projection().moveTo(cluster.trace, (loaded?.id ?? 0) + 1, loaded?.atUs ?? 0);
  expect(topicNames()(then)).toEqual(['orders']);
});
