// The consumer group protocol (KIP-848) live: members come, go and die, and partitions move one by one.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { ScenarioRun } from './scenario-run.ts';

const run = new ScenarioRun(
  JSON.parse(readFileSync('public/scenarios/consumer-protocol.json', 'utf8')),
).until(70);

/** What each consumer owns at a moment, from the trace alone. */
function ownedAt(atS: number): ReadonlyMap<string, readonly string[]> {
  const owned = new Map<string, readonly string[]>();
  for (const event of run.trace) {
    if (event.atUs > atS * 1e6) break;
    if (event.type === 'partitions.assigned' || event.type === 'partitions.revoked') {
      const keys = event.data.owned.map(({ topic, partition }) => partitionKey(topic, partition));
      owned.set(event.data.consumer, keys.sort());
    }
  }
  return owned;
}

const countsAt = (atS: number): readonly number[] =>
  [...ownedAt(atS).values()].map((keys) => keys.length).sort();

describe('the consumer group protocol', () => {
  it('speaks by heartbeats alone', () => {
    const apis = new Set(
      run
        .events('request.sent')
        .filter(({ node }) => node.startsWith('consumer-billing'))
        .map(({ data }) => (data.body as RequestBody).api),
    );
    expect(apis).toContain('ConsumerGroupHeartbeat');
    for (const classic of ['JoinGroup', 'SyncGroup', 'Heartbeat', 'LeaveGroup']) {
      expect(apis).not.toContain(classic);
    }
  });

  it('shares the partitions out, and again when a member joins', () => {
    expect(countsAt(14)).toEqual([3, 3]);
    expect(countsAt(25)).toEqual([2, 2, 2]);
  });

  it('takes from each member only what moves, and gives it on once it was given up', () => {
    const revocations = run
      .events('partitions.revoked', 15)
      .filter(({ atUs }) => atUs < 29_000_000);
    expect(revocations.map(({ data }) => data.partitions.length)).toEqual([1, 1]);
    const moved = revocations.flatMap(({ data }) => data.partitions);
    const [given] = run
      .events('partitions.assigned', 15)
      .filter(({ data }) => data.consumer === 'billing-c3' && data.partitions.length > 0);
    expect(new Set(given?.data.partitions)).toEqual(new Set(moved));
    expect(given?.atUs).toBeGreaterThan(Math.max(...revocations.map(({ atUs }) => atUs)));
  });

  it('lets members read on that keep their partitions', () => {
    const kept = run
      .events('records.polled', 15)
      .filter(({ atUs, data }) => atUs < 18_000_000 && data.consumer !== 'billing-c3');
    const seconds = new Set(kept.map(({ atUs }) => Math.floor(atUs / 1e6)));
    expect([...seconds]).toEqual([15, 16, 17]);
  });

  it('hands on the partitions of one that leaves at its heartbeat with epoch -1', () => {
    const farewell = run
      .events('request.sent', 30)
      .map(({ data }) => data.body as RequestBody)
      .find((body) => body.api === 'ConsumerGroupHeartbeat' && body.memberEpoch === -1);
    expect(farewell).toBeDefined();
    expect(countsAt(39)).toEqual([0, 3, 3]);
  });

  it('hands on those of one that died when its session ends, ten seconds after its last heartbeat', () => {
    const last = run
      .events('request.sent', 30)
      .filter(({ node, data }) => {
        const isHeartbeat = (data.body as RequestBody).api === 'ConsumerGroupHeartbeat';
        return isHeartbeat && node === 'consumer-billing-c1';
      })
      .at(-1);
    const [left] = run
      .events('member.left', 40)
      .filter(({ data }) => data.clientId === 'billing-c1');
    expect(left?.data.reason).toBe('session timeout');
    expect((left?.atUs ?? 0) - (last?.atUs ?? 0)).toBeGreaterThanOrEqual(10_000_000);
    expect((left?.atUs ?? 0) - (last?.atUs ?? 0)).toBeLessThan(10_100_000);
    expect(ownedAt(65).get('billing-c3')).toHaveLength(6);
  });

  it('raises the group epoch with each change, and every member reaches it', () => {
    const epochs = run
      .events('group.changed')
      .filter(({ data }) => data.group === 'billing')
      .map(({ data }) => data.generation);
    expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
    const group = run.frame().groups.get('billing');
    expect(group?.protocol).toBe('consumer');
    expect(group?.state).toBe('Stable');
  });
});

describe('a member whose coordinator moves', () => {
  const silent = new ScenarioRun({
    cluster: {
      brokers: 3,
      controllers: { mode: 'separate', count: 1 },
      configs: {
        'group.consumer.min.session.timeout.ms': 6_000,
        'group.consumer.session.timeout.ms': 6_000,
      },
    },
    topics: [{ name: 'orders', partitions: 2, replicationFactor: 3 }],
    producers: [{ topic: 'orders', recordsPerSecond: 10 }],
    groups: [
      {
        id: 'billing',
        topics: ['orders'],
        consumers: 1,
        configs: { 'group.protocol': 'consumer' },
      },
    ],
  }).until(15);
  const coordinator = silent.frame().groups.get('billing')?.coordinator ?? -1;
  silent.when({ type: 'broker.stop', data: { broker: coordinator } }).until(60);

  it('tells the new one that it lives, and stays', () => {
    expect(silent.frame().groups.get('billing')?.coordinator).not.toBe(coordinator);
    expect(silent.events('member.left')).toEqual([]);
  });
});
