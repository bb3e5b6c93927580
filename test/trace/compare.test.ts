// The ledger of records, and two branches of one run held against each other.
import { describe, expect, test } from 'vitest';
import { compareTraces, outcomeOf } from '#trace/compare.ts';
import { Ledger, type RecordFate } from '#trace/ledger.ts';
import { Cluster } from '#test/story/cluster.ts';

/**
 * Broker 1 leads with acks=1 while 2 and 3 are cut off from it; when the controller has made 2 the
 * leader, what 1 took meanwhile is cut away.
 */
function splitBrain(): Cluster {
  return Cluster.of({
    cluster: { brokers: 3, controllers: { mode: 'separate', count: 1 } },
    topics: [{ name: 'orders', replicationFactor: 3, assignments: [[1, 2, 3]] }],
    producers: [{ topic: 'orders', recordsPerSecond: 10, configs: { acks: 1 } }],
    groups: [{ id: 'g', topics: ['orders'], configs: { 'auto.offset.reset': 'earliest' } }],
  });
}

function cutOff(run: Cluster, isCut: boolean): void {
  for (const b of ['broker-2', 'broker-3', 'controller-101']) {
    const data = { a: 'broker-1', b };
    run.when(isCut ? { type: 'link.cut', data } : { type: 'link.heal', data });
  }
}

function ledgerOf(run: Cluster): Ledger {
  const ledger = new Ledger();
  for (const event of run.trace) ledger.add(event);
  return ledger;
}

function fatesOf(run: Cluster): readonly RecordFate[] {
  return [...ledgerOf(run).records()];
}

describe('the ledger', () => {
  test('follows a record from send() to poll()', () => {
    const run = splitBrain().at('30s');
    const [fate] = fatesOf(run);
    expect(fate).toMatchObject({ recordId: 'p1:1', topic: 'orders', outcome: 'acknowledged' });
    expect([...(fate?.brokers ?? [])].sort()).toEqual([1, 2, 3]);
    expect(fate?.appends).toHaveLength(1);
    const delivery = fate?.deliveries[0];
    expect(delivery).toMatchObject({ consumer: 'g-c1', group: 'g' });
    const times = [
      fate?.createdAtUs,
      fate?.appends[0]?.atUs,
      fate?.visibleAtUs,
      delivery?.atUs,
    ].map(Number);
    expect(times).toEqual(times.slice().sort((a, b) => a - b));
  });

  test('knows since when no leader has an acknowledged record', () => {
    const run = splitBrain().at('15s');
    cutOff(run, true);
    run.at('40s');
    cutOff(run, false);
    run.at('80s');
    const lost = fatesOf(run).filter((fate) => fate.lostAtUs !== null);
    expect(lost.length).toBeGreaterThan(5);
    const cutAtUs = run.events('log.truncated')[0]?.atUs ?? 0;
    for (const fate of lost) {
      expect(fate).toMatchObject({ outcome: 'acknowledged', brokers: [], visibleAtUs: null });
      expect(fate.deliveries).toEqual([]);
      // From the election on, or since the leader that does not know of it wrote it.
      expect(fate.lostAtUs).toBeGreaterThan(15_000_000);
      expect(fate.lostAtUs).toBeLessThan(cutAtUs);
      expect(fate.losses.at(-1)?.holders).toEqual([1]);
    }
  });

  test('keeps pending what nobody has answered yet', () => {
    const run = splitBrain().at('15s');
    run.when({ type: 'broker.pause', data: { broker: 1 } }).at('20s');
    const last = fatesOf(run).at(-1);
    expect(last).toMatchObject({ outcome: 'pending', brokers: [], outcomeAtUs: null });
  });
});

describe('a comparison', () => {
  test('of a run with itself finds nothing', () => {
    const { trace } = splitBrain().at('20s');
    const { parting, left, right } = compareTraces(trace, trace.fork());
    expect(parting).toBeNull();
    expect(left).toEqual(right);
    expect(left).toMatchObject({ failed: 0, lost: 0, duplicated: 0, deliveredAgain: 0 });
    expect(left.leaders).toEqual(new Map([['orders-0', 1]]));
    expect(left.created).toBeGreaterThan(100);
  });

  test('of two branches names the command where they part, and what it did', () => {
    const calm = splitBrain().at('15s');
    const cut = splitBrain().at('15s');
    cutOff(cut, true);
    cut.at('40s');
    cutOff(cut, false);
    cut.at('80s');
    calm.at('80s');
    const { parting, left, right } = compareTraces(calm.trace, cut.trace);
    expect(parting?.right).toMatchObject({ type: 'command.applied', atUs: 15_000_000 });
    expect(parting?.atUs).toBe(15_000_000);
    expect(calm.trace.at((parting?.eventId ?? 0) - 1)).toEqual(
      cut.trace.at((parting?.eventId ?? 0) - 1),
    );
    expect(left.lost).toBe(0);
    expect(right.lost).toBeGreaterThan(5);
    expect(right.delivered).toBeLessThan(left.delivered);
    expect([left.leaders.get('orders-0'), right.leaders.get('orders-0')]).not.toEqual([1, 1]);
  });

  test('ends at the moment that is asked for', () => {
    const run = splitBrain().at('30s');
    expect(outcomeOf(run.trace, 15_000_000)).toEqual(outcomeOf(splitBrain().at('15s').trace));
    expect(compareTraces(run.trace, splitBrain().at('15s').trace, 15_000_000).parting).toBeNull();
    expect(compareTraces(run.trace, splitBrain().at('15s').trace).parting).toMatchObject({
      right: undefined,
    });
  });
});
