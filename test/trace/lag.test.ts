// The lag over time is what the Frames of these times say, summed over all groups and partitions.
import { expect, test } from 'vitest';
import { Lag } from '#trace/lag.ts';
import { type Frame, leaderReplica, partitionAt, partitionLag } from '#trace/frame.ts';
import { Projection } from '#trace/project/projection.ts';
import { Cluster } from '#test/story/cluster.ts';

/** What all groups have not committed of what is visible. */
function uncommittedIn(frame: Frame): number {
  let sum = 0;
  for (const { partitions } of frame.topics.values()) {
    for (const partition of partitions) {
      for (const group of frame.groups.values()) sum += partitionLag(partition, group) ?? 0;
    }
  }
  return sum;
}

/** What consumers of groups have not read of what is visible. */
function unreadIn(frame: Frame): number {
  let sum = 0;
  for (const { spec, positions } of frame.consumers.values()) {
    if (spec.group === null) continue;
    for (const [key, position] of positions) {
      const partition = partitionAt(frame, key);
      const leader = partition === undefined ? undefined : leaderReplica(partition);
      sum += Math.max(0, (leader?.highWatermark ?? 0) - position);
    }
  }
  return sum;
}

test.each(['slow-consumer', 'two-groups', 'three-brokers', 'hot-key'])('%s', (preset) => {
  const { trace } = Cluster.preset(preset).at(30);
  const lag = new Lag();
  lag.update(trace);
  const projection = new Projection();
  let most = 0;
  for (let atUs = 9_000_000; atUs <= 30_000_000; atUs += 777_777) {
    const frame = projection.moveTo(trace, trace.countUntil(atUs), atUs);
    const sample = lag.samples.findLast((one) => one.atUs <= atUs);
    expect([atUs, sample?.uncommitted ?? 0]).toEqual([atUs, uncommittedIn(frame)]);
    expect([atUs, sample?.unread ?? 0]).toEqual([atUs, unreadIn(frame)]);
    most = Math.max(most, uncommittedIn(frame));
  }
  expect(most).toBeGreaterThan(0);
  const times = lag.samples.map(({ atUs }) => atUs);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
});
