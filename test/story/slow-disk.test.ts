// A follower's slow disk: who waits for it, for how long, and when nobody does any more.
import { describe, expect, it } from 'vitest';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { Cluster } from './cluster.ts';

describe('a slow disk', () => {
  const cluster = Cluster.preset('slow-disk').at('75s');

  /** Longest time from a record's birth to its acknowledgement, of those born in a stretch of time. */
  function longestWaitMs(fromS: number, untilS: number): number {
    const bornAtUs = new Map(
      cluster.events('record.created').map(({ atUs, data }) => [data.recordId, atUs] as const),
    );
    const waits = cluster.events('batch.completed', fromS).flatMap(({ atUs, data }) =>
      data.recordIds.flatMap((id) => {
        const bornUs = bornAtUs.get(id) ?? Infinity;
        return bornUs >= fromS * 1e6 && bornUs < untilS * 1e6 ? [(atUs - bornUs) / 1_000] : [];
      }),
    );
    return Math.max(...waits);
  }

  it('makes producers with acks=all wait for the slowest replica in sync', () => {
    expect(longestWaitMs(9, 11)).toBeLessThan(50);
    expect(longestWaitMs(14, 24)).toBeGreaterThanOrEqual(300);
  });

  it('costs the follower its place in the ISR once an append takes longer than the lag allowed', () => {
    const shrunk = cluster
      .events('partition.changed', '25s')
      .filter(({ data: { state, previous } }) => {
        const isOut = previous?.isr.includes(3) === true && !state.isr.includes(3);
        return isOut && state.topic === 'orders';
      });
    expect(shrunk.map(({ data }) => data.state.partition).sort()).toEqual([0, 1]);
    expect(shrunk[0]?.data.reason).toBe('AlterPartition');
    expect(longestWaitMs(42, 48)).toBeLessThan(50);
  });

  it('lets it back in once it has caught up', () => {
    for (const { state } of cluster.frame().topics.get('orders')?.partitions ?? []) {
      expect([...state.isr].sort()).toEqual([1, 2, 3]);
    }
  });
});

describe('a follower that becomes leader while its slow disk still appends', () => {
  const cluster = Cluster.of({
    cluster: { brokers: 3, controllers: { mode: 'separate', count: 1 } },
    topics: [{ name: 'orders', replicationFactor: 3, assignments: [[1, 2, 3]] }],
    producers: [
      {
        id: 'p1',
        topic: 'orders',
        keys: 'none',
        recordsPerSecond: 20,
        configs: { acks: 1, 'enable.idempotence': false, 'linger.ms': 0 },
      },
    ],
    commands: [
      { at: '8s', type: 'disk.set', broker: 2, appendLatencyMs: 300 },
      { at: '12s', type: 'broker.stop', broker: 1 },
    ],
  }).at('20s');
  const [election] = cluster.changes('orders-0').filter(({ leader }) => leader === 2);

  it('keeps what it was given: the append ends before the role changes', () => {
    const given = cluster
      .events('response.received', '11s')
      .filter(({ atUs, node }) => node === 'broker-2' && atUs < (election?.atS ?? 0) * 1e6)
      .map(({ data }) => data.body as ResponseBody)
      .flatMap((body) => (body.api === 'Fetch' ? body.partitions : []))
      .flatMap(({ batches }) => batches.flatMap(({ records }) => records));
    const { log } = cluster.frame().topics.get('orders')?.partitions[0]?.replicas.get(2) ?? {};
    const kept = new Set([...(log ?? [])].map(({ id }) => id));
    expect(given.length).toBeGreaterThan(0);
    expect(given.filter(({ id }) => !kept.has(id))).toEqual([]);
  });
});
