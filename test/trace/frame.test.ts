// What one can ask a Frame.
import { expect, test } from 'vitest';
import { offsetsPartitionFor } from '#kafka/protocol/internal-topic.ts';
import { offsetsPartition } from '#trace/frame-settings.ts';
import { Cluster } from '#test/story/cluster.ts';

test('a group whose hash is Integer.MIN_VALUE has the partition that the brokers give it', () => {
  const group = 'polygenelubricants';
  const run = Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', replicationFactor: 3 }],
    groups: [{ id: group, topics: ['orders'], consumers: 1 }],
  }).at('20s');
  const frame = run.frame();
  const partition = offsetsPartition(frame, group);
  expect(partition?.partition).toBe(offsetsPartitionFor(group, 50));
  expect(partition?.partition).toBe(0);
  expect(frame.groups.get(group)?.coordinator).toBe(partition?.state.leader);
});
