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

it('a heartbeat does not overtake a commit that waits, and fails with it', () => {
  const { cluster, coordinator } = cutOff();
  cluster.at('26.5s');
  const refused = cluster.errorsTo('consumer-c1', 'OffsetCommit').filter(({ atS }) => atS > 20);
  const read = cluster.events('request.received', 20).flatMap(({ node, atUs, data }) => {
    const { api } = data.body as { readonly api: string };
    return node === nodeIds.broker(coordinator) ? [{ api, atS: atUs / 1e6 }] : [];
  });
  const waitsFromS = read.find(({ api }) => api === 'OffsetCommit')?.atS ?? 0;
  const untilS = refused[0]?.atS ?? 0;
  expect(untilS).toBeGreaterThan(waitsFromS);
  const overtaking = read.filter(({ api, atS }) => {
    return api === 'Heartbeat' && atS > waitsFromS && atS < untilS;
  });
  expect(overtaking).toEqual([]);
  // The client that is refused gives the connection up, with all that is in flight on it.
  const failed = cluster
    .events('request.disconnected', 20)
    .filter(({ node }) => node === 'consumer-c1');
  expect(failed.length).toBeGreaterThan(0);
  for (const { atUs } of failed) expect(atUs / 1e6 - (refused[0]?.atS ?? 0)).toBeLessThan(0.01);
});

it('what a deposed coordinator has not answered fails with the first refusal, and loses no other one', () => {
  const { cluster } = cutOff();
  cluster.at('29s');
  const found = cluster.events('response.received', 25).find(({ node, data }) => {
    const body = data.body as ResponseBody;
    return node === 'consumer-c1' && body.api === 'FindCoordinator' && body.errorCode === 'NONE';
  });
  expect(found).toBeDefined();
  cluster.at('80s');
  const [last] = cluster
    .events('request.sent', 25)
    .filter(({ node, data }) => {
      const { api } = data.body as { readonly api: string };
      return node === 'consumer-c1' && api === 'FindCoordinator';
    })
    .slice(-1);
  expect((last?.atUs ?? 0) / 1e6).toBeLessThan(45);
  const timedOut = cluster.events('request.timed-out').filter(({ node }) => node === 'consumer-c1');
  expect(timedOut).toEqual([]);
});
