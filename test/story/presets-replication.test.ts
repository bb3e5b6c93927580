// The presets about replication show what they promise: who is in sync, what is visible, what is
// kept and what is lost.
import { describe, expect, test } from 'vitest';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { Cluster, recordIds } from './cluster.ts';

const TOPIC = 'orders';

/** Values of the high watermark on a broker, from one second to another. */
function highWatermarks(cluster: Cluster, broker: number, fromS: number, toS: number) {
  return cluster
    .events('highWatermark.advanced', fromS)
    .filter((one) => one.atUs < toS * 1e6 && one.data.topic === TOPIC && one.data.broker === broker)
    .map((one) => one.data.highWatermark);
}

describe('the high watermark', () => {
  test('moves when a fetch tells the leader that all have the record, and followers hear later', () => {
    const cluster = Cluster.preset('high-watermark').at('18s');
    const [appended] = cluster
      .events('records.appended', '12s')
      .filter((one) => one.data.broker === 1);
    const offset = appended?.data.batch.baseOffset ?? -1;
    const order = [...cluster.trace].flatMap((event) => {
      if (event.type === 'records.appended' && event.data.batch.baseOffset === offset) {
        return event.data.topic === TOPIC ? [`append on ${event.data.broker}`] : [];
      }
      if (event.type !== 'highWatermark.advanced' || event.data.topic !== TOPIC) return [];
      return event.data.highWatermark === offset + 1 ? [`mark on ${event.data.broker}`] : [];
    });
    expect(order[0]).toBe('append on 1');
    expect(order.slice(1, 3).sort()).toEqual(['append on 2', 'append on 3']);
    expect(order[3]).toBe('mark on 1');
    expect(order.slice(4).sort()).toEqual(['mark on 2', 'mark on 3']);
    const polled = cluster
      .events('records.polled')
      .find(({ data }) => data.partitions.some((one) => one.position > offset));
    const marked = cluster
      .events('highWatermark.advanced')
      .find(({ data }) => data.broker === 1 && data.highWatermark > offset);
    expect(polled?.atUs).toBeGreaterThan(marked?.atUs ?? Infinity);
  });

  test('stands still while a replica of the ISR cannot fetch, and the log grows', () => {
    const cluster = Cluster.preset('high-watermark').at('40s');
    expect(highWatermarks(cluster, 1, 22, 30)).toEqual([]);
    const grown = cluster
      .events('records.appended', '22s')
      .filter((one) => one.atUs < 30e6 && one.data.broker === 1);
    expect(grown.length).toBeGreaterThan(2);
    expect(highWatermarks(cluster, 1, 30, 40).length).toBeGreaterThan(0);
    // Shorter than replica.lag.time.max.ms: the ISR stays as it is.
    expect(cluster.changes('orders-0')).toEqual([]);
  });
});

describe('the ISR', () => {
  test('shrinks and expands by AlterPartition: the partition epoch counts, the leader stays', () => {
    const cluster = Cluster.preset('isr-shrink-expand').at('45s');
    for (const [partition, isr] of [
      [0, [1, 2]],
      [1, [2, 1]],
    ] as const) {
      const leader = isr[0];
      expect(cluster.changes(`orders-${partition}`)).toMatchObject([
        { reason: 'AlterPartition', isr, leader, leaderEpoch: 0, partitionEpoch: 1 },
        { reason: 'AlterPartition', isr: [...isr, 3], leader, leaderEpoch: 0, partitionEpoch: 2 },
      ]);
    }
    // Each request names the partition epoch that it builds on.
    const asked = cluster.events('request.sent', '15s').flatMap(({ node, data }) => {
      const body = data.body as RequestBody;
      return node === 'broker-1' && body.api === 'AlterPartition' ? body.partitions : [];
    });
    expect(asked.filter((one) => one.topic === TOPIC)).toMatchObject([
      { leaderEpoch: 0, partitionEpoch: 0, newIsr: [{ brokerId: 1 }, { brokerId: 2 }] },
      {
        leaderEpoch: 0,
        partitionEpoch: 1,
        newIsr: [{ brokerId: 1 }, { brokerId: 2 }, { brokerId: 3 }],
      },
    ]);
    const [shrunk, expanded] = cluster.changes('orders-0');
    // Behind since 15 s, looked for every half of replica.lag.time.max.ms.
    expect(shrunk?.atS).toBeGreaterThan(19);
    expect(shrunk?.atS).toBeLessThan(22);
    expect(expanded?.atS).toBeGreaterThan(30);
    expect(cluster.events('broker.fenced')).toEqual([]);
    // While broker 3 counted, nothing new was visible; then acks=all went on with two.
    expect(highWatermarks(cluster, 1, 16, 20)).toEqual([]);
    expect(highWatermarks(cluster, 1, 20, 30).length).toBeGreaterThan(0);
  });
});

describe('min.insync.replicas', () => {
  test('is checked before the append: nothing is written, and acks=1 is taken', () => {
    const cluster = Cluster.preset('not-enough-replicas').at('60s');
    expect(cluster.errorsTo('producer-p1', 'Produce')).toContainEqual(
      expect.objectContaining({ errorCode: 'NOT_ENOUGH_REPLICAS' }),
    );
    const refusals = cluster.errorsTo('producer-p2', 'Produce').map((one) => one.errorCode);
    expect(refusals).not.toContain('NOT_ENOUGH_REPLICAS');
    const alone = cluster.changes('orders-0').find((one) => one.isr.length === 1);
    expect(alone).toMatchObject({ reason: 'broker fenced', isr: [1] });
    const from = alone?.atS ?? Infinity;
    expect(highWatermarks(cluster, 1, from, 45)).toEqual([]);
    const appended = cluster.events('records.appended', from).filter((one) => one.atUs < 45e6);
    expect(appended.length).toBeGreaterThan(0);
    const producers = appended
      .filter((one) => one.data.topic === TOPIC)
      .flatMap((one) => one.data.batch.records.map((record) => record.id.split(':')[0]));
    expect(new Set(producers)).toEqual(new Set(['p2']));
  });

  test('too small after the append: no acknowledgement, and the retry is a duplicate', () => {
    const cluster = Cluster.preset('after-append').at('50s');
    expect(cluster.changes('orders-0')).toMatchObject([
      { reason: 'AlterPartition', isr: [1, 2], partitionEpoch: 1, elr: [3] },
      { reason: 'AlterPartition', isr: [1, 2, 3], partitionEpoch: 2, elr: [] },
    ]);
    const [first] = cluster
      .events('records.appended', '15s')
      .filter((one) => one.data.topic === TOPIC && one.data.broker === 1);
    const ids = first?.data.batch.records.map((record) => record.id) ?? [];
    const fate = [...cluster.trace].flatMap((event) =>
      (event.type === 'batch.retried' || event.type === 'batch.completed') &&
      event.data.recordIds[0] === ids[0]
        ? [event.data]
        : [],
    );
    const errors = fate.map((one) => one.errorCode);
    expect(errors[0]).toBe('REQUEST_TIMED_OUT');
    expect(new Set(errors.slice(1, -1))).toEqual(new Set(['NOT_ENOUGH_REPLICAS']));
    // Since KIP-966 the high watermark waits for enough replicas, and so this is never said.
    const answers = cluster.errorsTo('producer-p1', 'Produce').map((one) => one.errorCode);
    expect(answers).not.toContain('NOT_ENOUGH_REPLICAS_AFTER_APPEND');
    expect(fate.at(-1)).toMatchObject({
      errorCode: 'NONE',
      baseOffset: first?.data.batch.baseOffset,
    });
    const log = cluster.read(recordIds('orders-0', 1));
    expect(log.filter((id) => id === ids[0])).toHaveLength(1);
  });
});

describe('a deposed leader', () => {
  test('truncates at the diverging epoch; what acks=1 acknowledged there is lost', () => {
    const cluster = Cluster.preset('deposed-leader').at('60s');
    expect(cluster.changes('orders-0')).toMatchObject([
      { reason: 'broker fenced', leader: 2, leaderEpoch: 1, partitionEpoch: 1, isr: [2, 3] },
      { reason: 'AlterPartition', leader: 2, leaderEpoch: 1, partitionEpoch: 2, isr: [2, 3, 1] },
    ]);
    const [cut, ...others] = cluster
      .events('log.truncated')
      .filter((one) => one.data.topic === TOPIC);
    expect(others).toEqual([]);
    expect(cut?.data.broker).toBe(1);
    // The new leader said where epoch 0 ended, and its own begins there.
    const diverged = cluster.events('response.sent').flatMap(({ data }) => {
      const body = data.body as ResponseBody;
      if (body.api !== 'Fetch' || data.to !== 'broker-1') return [];
      return body.partitions.filter((one) => one.topic === TOPIC && one.divergingEpoch !== null);
    });
    expect(diverged.map((one) => one.divergingEpoch)).toEqual([
      { epoch: 0, endOffset: cut?.data.logEndOffset },
    ]);
    const [begun] = cluster
      .events('records.appended')
      .filter((one) => one.data.topic === TOPIC && one.data.batch.partitionLeaderEpoch === 1);
    expect(begun?.data).toMatchObject({
      broker: 2,
      batch: { baseOffset: cut?.data.logEndOffset },
    });
    const kept = new Set(cluster.read(recordIds('orders-0', 2)));
    const lost = (producer: string) => cluster.acknowledged(producer).filter((id) => !kept.has(id));
    expect(lost('p1').length).toBeGreaterThan(20);
    expect(lost('p2')).toEqual([]);
    expect(cluster.read(recordIds('orders-0', 1))).toEqual(cluster.read(recordIds('orders-0', 2)));
  });
});

describe('eligible leader replicas (KIP-966)', () => {
  test('one of them leads when the ISR is empty, and nothing is lost', () => {
    const cluster = Cluster.preset('eligible-leader-replicas').at('60s');
    expect(cluster.changes('orders-0')).toMatchObject([
      { reason: 'controlled shutdown', leader: 1, isr: [1, 2], elr: [] },
      { reason: 'controlled shutdown', leader: 1, isr: [1], elr: [2] },
      { reason: 'broker fenced', leader: -1, leaderEpoch: 1, isr: [], elr: [1, 2] },
      { reason: 'broker unfenced', leader: 2, leaderEpoch: 2, isr: [2], elr: [1] },
      { reason: 'AlterPartition', leader: 2, leaderEpoch: 2, isr: [2, 3], elr: [] },
    ]);
    expect(cluster.changes('orders-0')[2]?.lastKnownElr).toEqual([1]);
    expect(cluster.changes('orders-0')[3]).toMatchObject({ election: 'clean', lastKnownElr: [] });
    const kept = new Set(cluster.read(recordIds('orders-0', 2)));
    expect(cluster.acknowledged('p1').length).toBeGreaterThan(30);
    expect(cluster.acknowledged('p1').filter((id) => !kept.has(id))).toEqual([]);
    const refused = cluster.errorsTo('producer-p1', 'Produce').filter((one) => one.atS > 47);
    expect(new Set(refused.map((one) => one.errorCode))).toEqual(new Set(['NOT_ENOUGH_REPLICAS']));
  });

  test('after unclean ends nobody is eligible, and only the last known leader is trusted', () => {
    const cluster = Cluster.preset('last-known-leader').at('60s');
    expect(cluster.changes('orders-0')).toMatchObject([
      { reason: 'broker fenced', leader: 1, isr: [1, 2], elr: [] },
      { reason: 'broker fenced', leader: 1, isr: [1], elr: [2] },
      { reason: 'broker fenced', leader: -1, isr: [], elr: [1, 2], lastKnownElr: [1] },
      { reason: 'unclean restart', leader: -1, isr: [], elr: [1], lastKnownElr: [1] },
      { reason: 'unclean restart', leader: -1, isr: [], elr: [], lastKnownElr: [1] },
      {
        reason: 'broker unfenced',
        election: 'last known leader',
        leader: 1,
        leaderEpoch: 2,
        isr: [1],
        leaderRecoveryState: 'RECOVERING',
        lastKnownElr: [],
      },
      { reason: 'AlterPartition', isr: [1, 2], leaderRecoveryState: 'RECOVERED' },
    ]);
  });
});

describe('an unclean election', () => {
  test('loses what the new leader never had, and gives its offsets away again', () => {
    const cluster = Cluster.preset('unclean-election').at('60s');
    expect(cluster.changes('orders-0')).toMatchObject([
      { reason: 'broker fenced', leader: 1, isr: [1] },
      { reason: 'broker fenced', leader: -1, leaderEpoch: 1, isr: [], elr: [1] },
      {
        reason: 'unclean election',
        election: 'unclean',
        leader: 2,
        leaderEpoch: 2,
        isr: [2],
        elr: [],
        leaderRecoveryState: 'RECOVERING',
      },
      { reason: 'AlterPartition', isr: [2, 1], leaderRecoveryState: 'RECOVERED' },
    ]);
    const log = cluster.read(recordIds('orders-0', 2));
    const kept = new Set(log);
    const lost = cluster.acknowledged('p1').filter((id) => !kept.has(id));
    const [cut] = cluster.events('log.truncated').filter((one) => one.data.topic === TOPIC);
    const { previousLogEndOffset = 0, logEndOffset = 0, broker } = cut?.data ?? {};
    expect(broker).toBe(1);
    expect(lost.length).toBe(previousLogEndOffset - logEndOffset);
    expect(lost.length).toBeGreaterThan(20);
    expect(cluster.read(recordIds('orders-0', 1))).toEqual(log);
    // The consumer had read what is gone: its position goes back to where the logs part.
    expect(cluster.events('offset.reset', '40s')).toMatchObject([
      { data: { consumer: 'reader', by: 'truncation', offset: logEndOffset } },
    ]);
    // The idempotent producer meets a gap in its sequence, and goes on in a new epoch.
    const errors = cluster.errorsTo('producer-p1', 'Produce').map((one) => one.errorCode);
    expect(errors).toContain('OUT_OF_ORDER_SEQUENCE_NUMBER');
    expect(log.length).toBeGreaterThan(logEndOffset + 20);
  });
});

describe('preferred leaders', () => {
  test('an election on demand gives back what a crash took', () => {
    const cluster = Cluster.preset('preferred-leader').at('50s');
    const elections = cluster.changes('orders-0').filter((one) => one.election !== null);
    expect(elections).toMatchObject([
      { reason: 'broker fenced', election: 'clean', leader: 2, leaderEpoch: 1 },
      { reason: 'preferred election', election: 'preferred', leader: 1, leaderEpoch: 2 },
    ]);
    expect(elections[1]?.isr).toEqual([2, 3, 1]);
    // The consumer hears once that the leader is another one, and asks the old one no more.
    const refusals = cluster.errorsTo('consumer-billing-c1', 'Fetch').filter((one) => one.atS > 40);
    expect(refusals).toMatchObject([{ from: 'broker-2', errorCode: 'FENCED_LEADER_EPOCH' }]);
    // Nothing to do for the others: they are led by their first replica.
    for (const partition of [1, 2]) {
      const reasons = cluster.changes(`orders-${partition}`).map((one) => one.reason);
      expect(reasons).not.toContain('preferred election');
    }
  });

  test('the controller balances them by itself every so often', () => {
    const cluster = Cluster.preset('leader-imbalance').at('60s');
    const elections = cluster.changes('orders-0').filter((one) => one.election !== null);
    expect(elections).toMatchObject([
      { reason: 'controlled shutdown', leader: 2, leaderEpoch: 1 },
      { reason: 'preferred election', election: 'preferred', leader: 1, leaderEpoch: 2 },
    ]);
    // Broker 1 was back in the ISR well before: the check comes every 20 s.
    const back = cluster.changes('orders-0').find((one) => one.atS > 20 && one.isr.includes(1));
    expect((elections[1]?.atS ?? 0) - (back?.atS ?? Infinity)).toBeGreaterThan(5);
  });
});

describe('a reassignment', () => {
  test('adds the new replicas first, and drops the old ones when those are in sync', () => {
    const cluster = Cluster.preset('reassignment').at('30s');
    expect(cluster.changes('orders-0')).toMatchObject([
      {
        reason: 'reassignment',
        replicas: [3, 4, 1, 2],
        addingReplicas: [3, 4],
        removingReplicas: [1, 2],
        leader: 1,
        leaderEpoch: 0,
      },
      { reason: 'AlterPartition', isr: [1, 2, 3], leader: 1, leaderEpoch: 0 },
      {
        reason: 'AlterPartition',
        replicas: [3, 4],
        addingReplicas: [],
        removingReplicas: [],
        isr: [3, 4],
        leader: 3,
        leaderEpoch: 1,
        partitionEpoch: 3,
      },
    ]);
    expect(cluster.errorsTo('broker-1', 'AlterPartition')).toMatchObject([
      { errorCode: 'NEW_LEADER_ELECTED' },
    ]);
    expect(cluster.errorsTo('producer-p1', 'Produce')).toMatchObject([
      { from: 'broker-1', errorCode: 'NOT_LEADER_OR_FOLLOWER' },
    ]);
    const kept = new Set([
      ...cluster.read(recordIds('orders-0', 3)),
      ...cluster.read(recordIds('orders-1', 2)),
    ]);
    expect(cluster.acknowledged('p1').filter((id) => !kept.has(id))).toEqual([]);
  });
});

describe('a broker that ends', () => {
  test('moves its leaders first when asked, and is missed for a session when killed', () => {
    const cluster = Cluster.preset('controlled-shutdown').at('60s');
    const [asked] = cluster.changes('orders-0');
    expect(asked).toMatchObject({
      reason: 'controlled shutdown',
      election: 'clean',
      leader: 2,
      leaderEpoch: 1,
      isr: [2, 3],
    });
    expect(asked?.atS).toBeLessThan(15.1);
    const stopped = cluster.events('node.stopped').find((one) => one.node === 'broker-1');
    expect((stopped?.atUs ?? 0) / 1e6).toBeGreaterThan(asked?.atS ?? Infinity);
    const killed = cluster.changes('orders-0').find((one) => one.atS > 35);
    expect(killed).toMatchObject({ reason: 'broker fenced', leader: 1, leaderEpoch: 2 });
    // The session ends 9 s after the last heartbeat, and those come every 2 s.
    expect(killed?.atS).toBeGreaterThan(35 + 9 - 2.1);
    expect(killed?.atS).toBeLessThan(35 + 9 + 1.125);
    // The one that was asked to go keeps its log; nothing acknowledged is lost either way.
    expect(cluster.events('log.truncated').filter((one) => one.data.topic === TOPIC)).toEqual([]);
    const kept = new Set(
      [0, 1, 2].flatMap((partition) => cluster.read(recordIds(`orders-${partition}`, 3))),
    );
    expect(cluster.acknowledged('p1').filter((id) => !kept.has(id))).toEqual([]);
  });
});

describe('racks', () => {
  test('each partition stands on three, and outlives the loss of one', () => {
    const cluster = Cluster.preset('racks').at('45s');
    const rackOf = (broker: number): number => Math.ceil(broker / 2);
    for (let partition = 0; partition < 6; partition += 1) {
      const { state } = cluster.frame().topics.get(TOPIC)?.partitions[partition] ?? {};
      expect(new Set(state?.replicas.map(rackOf)).size).toBe(3);
      expect(state?.isr).toHaveLength(2);
      expect(state?.isr).toContain(state?.leader);
      expect(state?.isr.map(rackOf)).not.toContain(1);
    }
    const refused = cluster.errorsTo('producer-p1', 'Produce').map((one) => one.errorCode);
    expect(refused).not.toContain('NOT_ENOUGH_REPLICAS');
  });
});
