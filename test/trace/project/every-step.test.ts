// The Frame against the nodes after every single step of a small cluster in trouble: not only where
// everything has had time to settle.
import { expect, test } from 'vitest';
import { contradictions } from '#test/property/node-words.ts';
import { Cluster } from '#test/story/cluster.ts';

const CONFIGS = {
  'offsets.topic.num.partitions': '1',
  'offsets.topic.replication.factor': '1',
  'group.initial.rebalance.delay.ms': '0',
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
};

/** Goes on step by step for so many seconds, and compares after each. */
function watch(cluster: Cluster, seconds: number): void {
  const untilUs = cluster.engine.nowUs + seconds * 1e6;
  while ((cluster.engine.nextAtUs ?? Infinity) <= untilUs) {
    cluster.engine.step();
    const found = contradictions(cluster.engine.world, cluster.frame());
    if (found.length > 0) expect([cluster.trace.length, found]).toEqual([0, []]);
  }
}

/** `orders` on brokers 1 to 3, a producer, and two members that take turns at its two partitions. */
function given(): Cluster {
  const cluster = Cluster.bare(3, CONFIGS).at(8);
  cluster.topic('orders').create({
    assignments: [
      [1, 2, 3],
      [2, 1, 3],
    ],
    configs: { 'unclean.leader.election.enable': 'true' },
  });
  cluster.producer('p').add({
    topic: 'orders',
    recordsPerSecond: 8,
    configs: { acks: '1', 'linger.ms': '20' },
  });
  for (const id of ['c1', 'c2']) {
    cluster.consumer(id).add({
      group: 'readers',
      topics: ['orders'],
      configs: { 'session.timeout.ms': '6000' },
    });
  }
  return cluster.after('8s');
}

test('leaders that are elected again, replicas that go', () => {
  const cluster = given();
  cluster.when({
    type: 'partition.reassign',
    data: { topic: 'orders', partition: 0, replicas: [1, 2] },
  });
  watch(cluster, 2);
});

test('a leader that is killed, and what it has to cut off', () => {
  const cluster = given();
  cluster.link(1, 2).cut().link(1, 3).cut().after('500ms').broker(1).crash();
  watch(cluster, 4);
  // It begins with the high watermarks of its checkpoint, of which nothing tells.
  cluster.link(1, 2).heal().link(1, 3).heal().broker(1).restart().after('8s');
  watch(cluster, 1);
});

test('members that come, go, pause and seek', () => {
  const cluster = given();
  cluster.when({
    type: 'partition.pause',
    data: { consumer: 'c1', topic: 'orders', partition: 0 },
  });
  cluster.when({
    type: 'partition.pause',
    data: { consumer: 'c1', topic: 'orders', partition: 1 },
  });
  cluster.consumer('c3').add({ group: 'readers', topics: ['orders'] });
  watch(cluster, 4);
  cluster.consumer('c2').remove().consumer('c1').seek('orders', 0, 1);
  watch(cluster, 2);
});

test('batches that nobody takes, and packets that are late', () => {
  const cluster = given();
  cluster.producer('q').add({
    topic: 'orders',
    recordsPerSecond: 40,
    configs: {
      'delivery.timeout.ms': '1500',
      'request.timeout.ms': '1000',
      'linger.ms': '50',
      acks: 'all',
    },
  });
  cluster.after('1s').broker(2).pause();
  cluster.when({
    type: 'network.set',
    data: { latencyUs: 900, jitterUs: 400, lossPerMillion: 20_000 },
  });
  watch(cluster, 4);
});
