// A coordinator whose broker is elected again, or not any more.
import { expect, test } from 'vitest';
import { offsetsPartitionFor } from '#kafka/protocol/internal-topic.ts';
import { Cluster } from '#test/story/cluster.ts';

const OFFSETS = '__consumer_offsets';

test('a coordinator that leads on in a new leader epoch keeps the members that wait to join', () => {
  const run = Cluster.of({
    cluster: { brokers: 3, configs: { 'offsets.topic.num.partitions': 5 } },
    topics: [{ name: 'orders', partitions: 2, replicationFactor: 3 }],
    groups: [{ id: 'g', topics: ['orders'], consumers: 2 }],
  });
  // The first join waits three seconds for others (group.initial.rebalance.delay.ms).
  while (run.frame().groups.get('g')?.state !== 'PreparingRebalance') {
    run.at(run.engine.nowUs / 1_000_000 + 0.5);
  }
  const partition = offsetsPartitionFor('g', 5);
  const before = run.frame().topics.get(OFFSETS)?.partitions[partition]?.state;
  const [leader = -1, follower = -1] = before?.replicas ?? [];
  expect(before?.leader).toBe(leader);
  // One replica less is a new leader epoch under the same leader.
  const replicas = [leader, follower];
  run.when({ type: 'partition.reassign', data: { topic: OFFSETS, partition, replicas } });
  run.at(run.engine.nowUs / 1_000_000 + 1);
  const state = run.frame().topics.get(OFFSETS)?.partitions[partition]?.state;
  expect(state).toMatchObject({ leader, leaderEpoch: (before?.leaderEpoch ?? 0) + 1 });
  expect(run.frame().groups.get('g')).toMatchObject({ state: 'PreparingRebalance' });
  run.at(run.engine.nowUs / 1_000_000 + 10);
  const group = run.frame().groups.get('g');
  expect(group?.state).toBe('Stable');
  expect(group?.members.map((member) => member.assignment.length)).toEqual([1, 1]);
});
