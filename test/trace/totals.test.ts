// The ledger's totals at any moment: what a naive count over the trace up to there finds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '#kafka/events.ts';
import { progressAt } from '#trace/fate/fate.ts';
import { recordsOf } from '#trace/fate/records.ts';
import { Steps, type Totals } from '#trace/fate/totals.ts';
import type { TraceStore } from '#trace/store.ts';
import { clusterPlans } from '#test/property/cluster-plan.ts';
import { runPlan } from '#test/property/cluster-run.ts';
import { Cluster } from '#test/story/cluster.ts';

type PartitionField = { readonly topic: string; readonly partition: number };

/** What the first `end` events tell: whole logs and lists are kept, and counted at the end. */
function recount(trace: TraceStore, end: number): Totals {
  const made: string[] = [];
  const outcomes = new Map<string, string>();
  const visible = new Set<string>();
  const readers = new Map<string, string[]>();
  const writtenTo = new Map<string, string>();
  /** Partition → broker → ids of records by offset. */
  const logs = new Map<string, Map<number, string[]>>();
  const roles = new Map<string, string>();
  /** Partition and broker → the first offset that is not known to be visible. */
  const seenUntil = new Map<string, number>();
  const leaders = new Map<string, { broker: number | null; epoch: number }>();
  const keyOf = ({ topic, partition }: PartitionField): string => `${topic}-${partition}`;
  const logOf = (key: string, broker: number): string[] => {
    const all = logs.get(key) ?? new Map<number, string[]>();
    logs.set(key, all);
    const log = all.get(broker) ?? [];
    all.set(broker, log);
    return log;
  };
  /** What stands from there on is looked at again. */
  const unsee = (key: string, broker: number, offset: number): void => {
    const name = `${key}@${broker}`;
    seenUntil.set(name, Math.min(seenUntil.get(name) ?? 0, offset));
  };
  for (let id = 0; id < end; id += 1) {
    const event = trace.at(id) as TraceEvent;
    if (event.type === 'record.created') made.push(event.data.recordId);
    else if (event.type === 'batch.completed') {
      for (const one of event.data.recordIds) outcomes.set(one, event.data.errorCode);
    } else if (event.type === 'records.appended') {
      const { batch, broker, role } = event.data;
      const log = logOf(keyOf(event.data), broker);
      log.length = Math.min(log.length, batch.baseOffset);
      unsee(keyOf(event.data), broker, batch.baseOffset);
      for (const record of batch.records) {
        log[record.offset] = record.id;
        if (role === 'leader') writtenTo.set(record.id, keyOf(event.data));
      }
    } else if (event.type === 'log.truncated') {
      const log = logOf(keyOf(event.data), event.data.broker);
      log.length = Math.min(log.length, event.data.logEndOffset);
      unsee(keyOf(event.data), event.data.broker, event.data.logEndOffset);
    } else if (event.type === 'highWatermark.advanced') {
      const { broker, highWatermark } = event.data;
      const key = keyOf(event.data);
      if (roles.get(`${key}@${broker}`) !== 'leader') continue;
      const from = seenUntil.get(`${key}@${broker}`) ?? 0;
      for (const one of logOf(key, broker).slice(from, highWatermark)) visible.add(one);
      seenUntil.set(`${key}@${broker}`, Math.max(from, highWatermark));
    } else if (event.type === 'replica.role-changed') {
      const { broker, role, leaderEpoch } = event.data;
      const key = keyOf(event.data);
      const leader = leaders.get(key) ?? { broker: null, epoch: -1 };
      roles.set(`${key}@${broker}`, role);
      if (role === 'none') {
        logs.get(key)?.delete(broker);
        unsee(key, broker, 0);
        if (leader.broker === broker) leaders.set(key, { ...leader, broker: null });
      } else if (role === 'leader' && leaderEpoch >= leader.epoch) {
        leaders.set(key, { broker, epoch: leaderEpoch });
      }
    } else if (event.type === 'topic.deleted') {
      const isOfIt = (key: string): boolean => key.startsWith(`${event.data.topic}-`);
      for (const all of [logs, roles, leaders, seenUntil]) {
        for (const key of [...all.keys()].filter(isOfIt)) all.delete(key);
      }
    } else if (event.type === 'records.polled') {
      for (const one of event.data.partitions.flatMap(({ recordIds }) => recordIds)) {
        const before = readers.get(one) ?? [];
        before.push(event.data.group || event.data.consumer);
        readers.set(one, before);
      }
    }
  }
  const double = new Set<string>();
  const kept = new Set<string>();
  for (const [key, replicas] of logs) {
    const broker = leaders.get(key)?.broker ?? null;
    for (const [owner, log] of replicas) {
      const seen = new Set<string>();
      for (const one of log) {
        if (seen.has(one)) double.add(one);
        seen.add(one);
        if (broker === null || broker === owner) kept.add(one);
      }
    }
  }
  const isAcked = (one: string): boolean => outcomes.get(one) === 'NONE';
  const gotBy = (one: string): readonly string[] => readers.get(one) ?? [];
  const howMany = (test: (one: string) => boolean): number => made.filter(test).length;
  return {
    produced: made.length,
    acked: howMany(isAcked),
    failed: howMany((one) => outcomes.has(one) && !isAcked(one)),
    visible: howMany((one) => visible.has(one)),
    delivered: howMany((one) => gotBy(one).length > 0),
    again: howMany((one) => new Set(gotBy(one)).size < gotBy(one).length),
    duplicated: howMany((one) => double.has(one)),
    lost: howMany((one) => isAcked(one) && writtenTo.has(one) && !kept.has(one)),
  };
}

describe('totals', () => {
  test('at any moment are what a naive count finds, in any cluster under any faults', () => {
    fc.assert(
      fc.property(clusterPlans, fc.double({ min: 0, max: 1, noNaN: true }), (plan, share) => {
        const { trace } = runPlan(plan);
        const records = recordsOf(trace);
        for (const end of [Math.floor(trace.length * share), trace.length]) {
          expect(records.totalsAt(end)).toEqual(recount(trace, end));
        }
      }),
      { numRuns: 6 },
    );
  });

  test('are the sum of what became of each record', () => {
    const { trace } = Cluster.preset('deposed-leader').at('70s');
    const records = recordsOf(trace);
    for (let end = 0; end <= trace.length; end += 997) {
      const progress = records.fates.flatMap((fate) => progressAt(fate, end) ?? []);
      const { produced, acked, failed, visible, delivered, again, lost } = records.totalsAt(end);
      expect({
        produced: progress.length,
        acked: progress.filter(({ outcome }) => outcome === 'acknowledged').length,
        failed: progress.filter(({ outcome }) => outcome === 'failed').length,
        visible: progress.filter(({ visibleInUs }) => visibleInUs !== null).length,
        delivered: progress.filter(({ deliveredInUs }) => deliveredInUs !== null).length,
        again: progress.filter(({ againAfterUs }) => againAfterUs !== null).length,
        lost: progress.filter(({ isLost }) => isLost).length,
      }).toEqual({ produced, acked, failed, visible, delivered, again, lost });
    }
    expect(records.totalsAt(trace.length).lost).toBeGreaterThan(5);
  });

  test('begin anew when the trace takes another course', () => {
    const run = Cluster.preset('one-broker').at('12s');
    const keyframe = run.keyframe();
    const before = recordsOf(run.trace).totalsAt(run.trace.length);
    run.at('20s');
    expect(recordsOf(run.trace).totalsAt(run.trace.length).produced).toBeGreaterThan(
      before.produced,
    );
    run.goBack(keyframe).producer('p1').remove().at('20s');
    expect(recordsOf(run.trace).totalsAt(run.trace.length).produced).toBe(before.produced);
  });
});

describe('a number over time', () => {
  test('has its value from the event on that changed it, and not before', () => {
    const steps = new Steps();
    steps.note(3, 1);
    steps.note(3, 2);
    steps.note(7, 5);
    steps.note(9, 5);
    steps.note(12, 0);
    const at = [0, 3, 4, 7, 8, 12, 13, 99].map((end) => steps.at(end));
    expect(at).toEqual([0, 0, 2, 2, 5, 5, 0, 0]);
  });
});

describe('the moment of a change', () => {
  /** Ends of the trace between which a total changes for the first time. */
  function firstChange(trace: TraceStore, name: keyof Totals): TraceEvent | undefined {
    const records = recordsOf(trace);
    for (let end = 1; end <= trace.length; end += 1) {
      if (records.totalsAt(end)[name] !== records.totalsAt(end - 1)[name]) return trace.at(end - 1);
    }
    return undefined;
  }

  test('a record is lost when another leads that lacks it, not when its last copy is cut', () => {
    const { trace } = Cluster.preset('deposed-leader').at('70s');
    const event = firstChange(trace, 'lost');
    expect(['replica.role-changed', 'batch.completed']).toContain(event?.type);
    const cut = [...trace].find(({ type }) => type === 'log.truncated');
    expect(event?.atUs).toBeLessThan(cut?.atUs ?? 0);
  });

  test('a record comes again with the poll() in which its group gets it a second time', () => {
    const run = Cluster.of({
      cluster: { brokers: 3 },
      topics: [{ name: 'orders' }],
      producers: [{ topic: 'orders', recordsPerSecond: 10 }],
      groups: [{ id: 'g', topics: ['orders'], configs: { 'auto.offset.reset': 'earliest' } }],
    }).at('25s');
    expect(firstChange(run.trace, 'again')).toBeUndefined();
    const mark = run.mark();
    run.consumer('g-c1').seek('orders', 0, 0).after('1s');
    const event = firstChange(run.trace, 'again');
    expect(event?.type).toBe('records.polled');
    expect(event?.id).toBeGreaterThanOrEqual(mark.eventId);
    // Another group gets them for the first time.
    const again = recordsOf(run.trace).totalsAt(run.trace.length).again;
    run
      .consumer('other')
      .add({ topics: ['orders'], group: 'other' })
      .after('10s');
    expect(recordsOf(run.trace).totalsAt(run.trace.length).again).toBe(again);
  });

  test('a record is in the log twice when its batch is sent again without idempotence', () => {
    const run = Cluster.of({
      cluster: { brokers: 1 },
      topics: [{ name: 'orders' }],
      producers: [
        {
          topic: 'orders',
          recordsPerSecond: 5,
          configs: { 'enable.idempotence': 'false', 'request.timeout.ms': '1000' },
        },
      ],
    }).at('10s');
    for (let tries = 0; tries < 400; tries += 1) {
      run.after('1ms');
      const answer = [...run.frame().packets.values()].find(
        ({ api, kind }) => api === 'Produce' && kind === 'response',
      );
      if (answer === undefined) continue;
      run.when({ type: 'packet.drop', data: { packet: answer.packet } });
      break;
    }
    run.after('5s');
    const event = firstChange(run.trace, 'duplicated');
    expect(event?.type).toBe('records.appended');
    const { duplicated, lost } = recordsOf(run.trace).totalsAt(run.trace.length);
    expect(duplicated).toBeGreaterThan(0);
    expect(lost).toBe(0);
  });
});
