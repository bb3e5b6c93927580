// What a consumer asks of whom: nothing of a broker whose records still wait, and the new leader at once
// when the old one names it.
import { expect, it } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { Cluster, type Moment } from './cluster.ts';

function requests(cluster: Cluster, from: Moment) {
  return cluster
    .events('request.sent', from)
    .filter(({ node }) => node === 'consumer-c1')
    .map(({ atUs, data }) => ({ atUs, to: data.to, body: data.body as RequestBody }));
}

function fetches(cluster: Cluster, from: Moment) {
  return requests(cluster, from).flatMap(({ atUs, to, body }) =>
    body.api === 'Fetch' ? [{ atUs, to, body }] : [],
  );
}

it('no partition drops out of a fetch session while records of another one wait', () => {
  const cluster = Cluster.bare(1).after('5s');
  for (const topic of ['first', 'second']) {
    cluster.topic(topic).on([1]);
    cluster.producer(topic).add({ topic, recordsPerSecond: 5 });
  }
  cluster.consumer('c1').add({
    topics: ['first', 'second'],
    processingMs: 500,
    configs: { 'max.poll.records': '1' },
  });
  cluster.after('2s');
  const from = cluster.mark();
  cluster.after('20s');
  const asked = fetches(cluster, from);
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.flatMap(({ body }) => body.forgottenPartitions)).toEqual([]);
});

it('nothing is fetched ahead while the application works, beyond what it was sent for', () => {
  const cluster = Cluster.bare(1).after('5s').topic('orders').on([1]);
  cluster.producer('p1').add({ topic: 'orders', recordsPerSecond: 0 });
  cluster
    .consumer('c1')
    .add({ topics: ['orders'], processingMs: 5_000 })
    .after('2s');
  cluster.producer('p1').send({ topic: 'orders' }).after('100ms');
  const from = cluster.mark();
  cluster.after('4s');
  expect(fetches(cluster, from)).toEqual([]);
});

it('the old leader names the new one, and is believed', () => {
  const cluster = Cluster.bare(3).after('5s').topic('orders').on([1, 2, 3]);
  cluster.producer('p1').add({ topic: 'orders', recordsPerSecond: 20 });
  cluster
    .consumer('c1')
    .add({ topics: ['orders'] })
    .after('5s');
  const from = cluster.mark();
  const replicas = [2, 3];
  cluster
    .when({ type: 'partition.reassign', data: { topic: 'orders', partition: 0, replicas } })
    .after('3s');
  const [refusal] = cluster.events('response.received', from).filter(({ node, data }) => {
    const body = data.body as { api: string; partitions?: readonly { errorCode: string }[] };
    const isRefused = body.partitions?.[0]?.errorCode === 'NOT_LEADER_OR_FOLLOWER';
    return node === 'consumer-c1' && body.api === 'Fetch' && isRefused;
  });
  expect(refusal).toBeDefined();
  const after = { eventId: refusal?.id ?? 0 };
  const [next] = requests(cluster, after).filter(
    ({ body }) => body.api === 'Fetch' || body.api === 'OffsetForLeaderEpoch',
  );
  expect(next?.to).toMatch(/broker-[23]/);
  // It connects there first: a handshake and the question after versions, nothing else.
  expect((next?.atUs ?? 0) - (refusal?.atUs ?? 0)).toBeLessThanOrEqual(2_000);
});

it('close() ends its fetch sessions, so that no broker keeps them', () => {
  const cluster = Cluster.bare(3).after('5s');
  cluster.topic('first').on([1, 2]);
  cluster.topic('second').on([2, 1]);
  cluster
    .consumer('c1')
    .add({ topics: ['first', 'second'] })
    .after('2s');
  const from = cluster.mark();
  cluster.consumer('c1').remove().after('2s');
  const ends = fetches(cluster, from).filter(({ body }) => body.sessionEpoch === -1);
  expect(ends.map(({ to }) => to).sort()).toEqual(['broker-1', 'broker-2']);
  expect(ends.every(({ body }) => body.sessionId > 0 && body.partitions.length === 0)).toBe(true);
  // A broker reads one request of a connection at a time: the fetch that waits there comes first.
  const [closed] = cluster.events('consumer.closed', from);
  const waitedMs = ((closed?.atUs ?? 0) - (ends[0]?.atUs ?? 0)) / 1e3;
  expect(waitedMs).toBeGreaterThan(0);
  expect(waitedMs).toBeLessThanOrEqual(502);
});

it('close() tells a broker nothing that is out of reach', () => {
  const cluster = Cluster.bare(2).after('5s').topic('orders').on([1]);
  cluster
    .consumer('c1')
    .add({ topics: ['orders'] })
    .after('2s');
  cluster.broker(1).crash().after('5s');
  const from = cluster.mark();
  cluster.consumer('c1').remove().after('1s');
  expect(fetches(cluster, from)).toEqual([]);
  expect(cluster.events('consumer.closed', from)).toHaveLength(1);
});

it.each(['true', 'false'])(
  'a topic that is not there is made with its consumer: allow.auto.create.topics=%s',
  (isAllowed) => {
    const cluster = Cluster.bare(1).after('5s');
    const configs = { 'allow.auto.create.topics': isAllowed };
    cluster
      .consumer('c1')
      .add({ topics: ['new'], configs })
      .after('5s');
    expect(cluster.frame().topics.has('new')).toBe(isAllowed === 'true');
  },
);
