// A coordinator that cannot have its records replicated keeps nobody waiting for longer than
// offsets.commit.timeout.ms.
import { expect, it } from 'vitest';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { Cluster } from './cluster.ts';

/** One consumer that commits every second, whose coordinator hears of nobody else from 20 s on. */
function cutOff(): { readonly cluster: Cluster; readonly coordinator: number } {
  const cluster = Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 1, replicationFactor: 3 }],
    producers: [{ topic: 'orders', recordsPerSecond: 5 }],
    consumers: [
      { id: 'c1', group: 'g', topics: ['orders'], configs: { 'auto.commit.interval.ms': 1000 } },
    ],
  }).at('20s');
  const [found] = cluster.events('response.sent').flatMap(({ data }) => {
    const body = data.body as ResponseBody;
    return body.api === 'FindCoordinator' && body.errorCode === 'NONE' ? [body.nodeId] : [];
  });
  const coordinator = found ?? -1;
  for (const other of [1, 2, 3].filter((id) => id !== coordinator)) {
    cluster.link(coordinator, other).cut();
  }
  for (const controller of cluster.frame().controllers.keys()) {
    cluster.link(coordinator, nodeIds.controller(controller)).cut();
  }
  return { cluster, coordinator };
}

it('a commit that is not replicated is answered after five seconds', () => {
  const { cluster, coordinator } = cutOff();
  cluster.at('26.5s');
  const refused = cluster.errorsTo('consumer-c1', 'OffsetCommit').filter(({ atS }) => atS > 20);
  expect(refused[0]).toMatchObject({
    from: nodeIds.broker(coordinator),
    errorCode: 'COORDINATOR_NOT_AVAILABLE',
  });
  const received = cluster.events('request.received', 20).find(({ node, data }) => {
    const { api } = data.body as { readonly api: string };
    return node === nodeIds.broker(coordinator) && api === 'OffsetCommit';
  });
  expect((refused[0]?.atS ?? 0) - (received?.atUs ?? 0) / 1e6).toBeCloseTo(5, 3);
});

it('a heartbeat does not overtake a commit that waits, and waits no longer than it may', () => {
  const { cluster, coordinator } = cutOff();
  cluster.at('40s');
  const refused = cluster.errorsTo('consumer-c1', 'Heartbeat').filter(({ atS }) => atS > 20);
  expect(refused[0]).toMatchObject({
    from: nodeIds.broker(coordinator),
    errorCode: 'COORDINATOR_NOT_AVAILABLE',
  });
});
