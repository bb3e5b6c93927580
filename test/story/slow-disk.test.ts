// A follower's slow disk: who waits for it, for how long, and when nobody does any more.
import { describe, expect, it } from 'vitest';
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
