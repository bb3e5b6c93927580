// How consumers read: from which replica, by pattern, by hand, and after records were lost.
import { describe, expect, it } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { Cluster } from './cluster.ts';

describe('reading from the closest replica (KIP-392)', () => {
  const cluster = Cluster.preset('closest-replica').at('60s');
  const fetchedFrom = (group: string, fromS: number, untilS: number): ReadonlySet<string> =>
    new Set(
      cluster
        .events('request.sent', fromS)
        .filter(({ atUs, node, data }) => {
          const isFetch = (data.body as RequestBody).api === 'Fetch';
          return isFetch && node === `consumer-${group}-c1` && atUs < untilS * 1_000_000;
        })
        .map(({ data }) => data.to),
    );

  it('sends a consumer to the replica in its rack', () => {
    expect(fetchedFrom('near-b', 15, 20)).toEqual(new Set(['broker-2']));
    expect(fetchedFrom('near-c', 15, 20)).toEqual(new Set(['broker-3']));
  });

  it('leads it back to the leaders when that broker is gone, and to the replica once in sync', () => {
    const changes = cluster.events('read-replica.changed', '20s');
    const ofC = changes.filter(({ data }) => data.consumer === 'near-c-c1');
    expect(ofC.some(({ data }) => data.broker === null)).toBe(true);
    expect(fetchedFrom('near-c', 30, 44)).not.toContain('broker-3');
    expect(cluster.frame().consumers.get('near-c-c1')?.positions.size).toBe(3);
  });

  it('reads nothing that is not below the high watermark of the replica that it reads', () => {
    const { topics, groups } = cluster.frame();
    for (const partition of topics.get('orders')?.partitions ?? []) {
      const leader = partition.replicas.get(partition.state.leader);
      const committed = groups.get('near-c')?.committed.get(`orders-${partition.partition}`) ?? 0;
      expect(committed).toBeLessThanOrEqual(leader?.highWatermark ?? -1);
      expect(committed).toBeGreaterThan(0);
    }
  });
});

describe('subscribing by pattern', () => {
  const cluster = Cluster.preset('pattern-subscription').at('45s');
  const ownedTopics = (): ReadonlySet<string> => {
    const owned = [...cluster.frame().consumers.values()].flatMap((consumer) => consumer.owned);
    return new Set(owned.map(({ topic }) => topic));
  };

  it('takes what matches as a whole, and rebalances when a matching topic appears', () => {
    expect(ownedTopics()).toEqual(new Set(['orders-asia', 'orders-eu', 'orders-us']));
    const [rebalance] = cluster.events('rebalance.started', '15s');
    expect(rebalance?.atUs).toBeGreaterThan(15_000_000);
    expect(rebalance?.atUs).toBeLessThan(30_000_000);
  });
});

describe('a consumer on its own', () => {
  const cluster = Cluster.preset('standalone-consumer').at('35s');

  it('owns just what it assigned itself, and never joins a group', () => {
    const [assigned, ...others] = cluster
      .events('partitions.assigned')
      .filter(({ data }) => data.consumer === 'auditor');
    expect(assigned?.data.owned).toEqual([{ topic: 'orders', partition: 0 }]);
    expect(others).toEqual([]);
    const joins = cluster.events('request.sent').filter(({ node, data }) => {
      return node === 'consumer-auditor' && (data.body as RequestBody).api === 'JoinGroup';
    });
    expect(joins).toEqual([]);
  });

  it('reads again from where it seeks to', () => {
    const after = cluster
      .events('records.polled', '15s')
      .find(({ data }) => data.consumer === 'auditor');
    expect(after?.data.partitions[0]?.baseOffset).toBe(0);
  });

  it('gets nothing of a partition that it paused, and all of it once it resumed', () => {
    const polls = cluster.events('records.polled', '20.01s').filter((event) => {
      return event.data.consumer === 'auditor';
    });
    expect(polls[0]?.atUs).toBeGreaterThanOrEqual(25_000_000);
    const position = cluster.frame().consumers.get('auditor')?.positions.get('orders-0') ?? 0;
    const [first] = cluster.frame().topics.get('orders')?.partitions ?? [];
    const highWatermark = first?.replicas.get(first.state.leader)?.highWatermark ?? -1;
    expect(highWatermark - position).toBeLessThanOrEqual(2);
  });

  it('still fetches and passes over what its filter drops', () => {
    const polls = cluster.events('records.polled').filter(({ data }) => data.consumer === 'only-a');
    const total = polls.flatMap(({ data }) => data.partitions.flatMap((one) => one.recordIds));
    const skipped = polls.reduce((sum, { data }) => sum + data.skipped, 0);
    expect(skipped).toBeGreaterThan(0);
    expect(skipped).toBeLessThan(total.length);
    for (const { atUs, data } of polls) {
      const kept = data.partitions.flatMap((one) => one.recordIds).length - data.skipped;
      expect(data.processedAtUs - atUs).toBe(Math.max(1, kept * 100_000));
    }
  });
});

describe('records that were read and lost', () => {
  const cluster = Cluster.preset('read-and-lost').at('50s');

  it('asks the new leader about the epoch of its position', () => {
    const asked = cluster
      .events('request.sent', '20s')
      .filter(({ data }) => (data.body as RequestBody).api === 'OffsetForLeaderEpoch');
    expect(new Set(asked.map(({ data }) => data.to))).toEqual(new Set(['broker-2']));
  });

  it('goes back to where the logs part', () => {
    const [reset] = cluster
      .events('offset.reset', '20s')
      .filter(({ data }) => data.consumer === 'reader' && data.by === 'truncation');
    const truncatedTo = reset?.data.offset ?? -1;
    const [append] = cluster
      .events('records.appended', '20s')
      .filter(({ data }) => data.broker === 2 && data.topic === 'orders' && data.role === 'leader');
    expect(truncatedTo).toBe(append?.data.batch.baseOffset);
  });

  it('tells the application when there is no policy to go back by', () => {
    const failure = cluster
      .events('client.failed', '20s')
      .find(({ data }) => data.client === 'strict');
    expect(failure?.data.errorMessage).toMatch(
      /^Truncated partitions detected with divergent offsets \{orders-0=OffsetAndMetadata\{offset=31, /,
    );
    // It stays where it is: what is there now is not what it would have read.
    const asked = cluster
      .events('client.failed', '20s')
      .filter(({ data }) => data.client === 'strict');
    expect(asked.map(({ data }) => data.errorCode)).not.toContain('OFFSET_OUT_OF_RANGE');
  });
});
