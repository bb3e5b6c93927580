// *Why?* never contradicts the Frame: what it says about the present holds at that moment, in the
// presets and in clusters that nobody thought of.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Frame } from '#trace/frame.ts';
import { Projection } from '#trace/project/projection.ts';
import type { TraceStore } from '#trace/store.ts';
import { Memory } from '#trace/why/memory.ts';
import { why, type WhyAnswer } from '#trace/why/why.ts';
import { clusterPlans } from '#test/property/cluster-plan.ts';
import { runPlan } from '#test/property/cluster-run.ts';
import { Cluster } from '#test/story/cluster.ts';
import { CLAIM_COUNT, subjectsOf, type Untruth, untruths } from './why-claims.ts';

const heard = new Set<string>();

function check(trace: TraceStore, frame: Frame, memory: Memory): readonly Untruth[] {
  return subjectsOf(frame).flatMap((about) =>
    untruths(frame, about, why(trace, frame, about, memory), heard),
  );
}

/** Presets whose state is not that of every day, with moments at which it is. */
const MOMENTS: readonly (readonly [preset: string, atS: readonly number[]])[] = [
  ['broker-crash', [12, 15.2, 18, 23.3, 30, 41, 44]],
  ['cooperative-rebalance', [14, 15.1, 15.5, 18, 25]],
  ['eager-rebalance', [14, 15.05, 15.6, 18, 25]],
  ['consumer-protocol', [14, 15.1, 15.4, 16, 20]],
  ['idle-consumer', [8, 20]],
  ['zombie-commit', [15, 25, 40]],
  ['unclean-election', [21, 25, 36, 45]],
  ['not-enough-replicas', [26, 35]],
  ['high-watermark', [12, 21, 25]],
  ['growing-partitions', [12, 15, 22, 40]],
  ['coordinator-failover', [16, 20, 30]],
  ['static-membership', [14, 20, 30]],
  ['pattern-subscription', [14, 20, 30]],
  ['controlled-shutdown', [14, 16, 25]],
];

describe('at the telling moments of', () => {
  test.each(MOMENTS)('%s', (preset, moments) => {
    const run = Cluster.preset(preset);
    for (const atS of moments) {
      run.at(atS);
      expect([atS, check(run.trace, run.frame(), new Memory())]).toEqual([atS, []]);
    }
  });
});

test('in any cluster under any faults', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(clusterPlans, (plan) => {
      const { trace, endUs } = runPlan(plan);
      for (const share of [0.1, 0.3, 0.5, 0.7]) {
        const atUs = Math.round(endUs * share);
        const frame = new Projection().moveTo(trace, trace.countUntil(atUs), atUs);
        expect([atUs, check(trace, frame, new Memory())]).toEqual([atUs, []]);
      }
    }),
    { numRuns: 3, seed: 4_848 },
  );
});

test('most kinds of statements were made, and held against the Frame', () => {
  expect(heard.size).toBeGreaterThanOrEqual(CLAIM_COUNT - 5);
});

describe('a member that owns nothing', () => {
  function ask(run: Cluster, type: string, id: string): WhyAnswer {
    return why(run.trace, run.frame(), { type, id });
  }
  function said({ facts }: WhyAnswer): string {
    return facts.map(({ text }) => text).join('\n');
  }

  test('among too many members is told that the others own all there is', () => {
    const run = Cluster.preset('idle-consumer').at('20s');
    const idle = [...run.frame().consumers.values()].find(({ owned }) => owned.length === 0);
    const id = idle?.spec.id ?? '';
    expect(said(ask(run, 'consumer', id))).toMatch(
      /owns nothing: .* members own (all \d|the only)/,
    );
  });

  test('beside partitions that nobody owns is told of them, and when its group hears of them', () => {
    const run = Cluster.preset('three-brokers').at('12s');
    run.topic('orders').grow(6).after('1s');
    for (const name of ['billing-c4', 'billing-c5']) {
      const [first] = [...run.frame().consumers.values()];
      if (first === undefined) throw new Error('nobody reads');
      run.consumer(name).add({ ...first.spec, id: name });
    }
    run.after('15s');
    const { consumers, groups } = run.frame();
    const idle = [...consumers.values()].filter(({ owned }) => owned.length === 0);
    expect(groups.get('billing')?.state).toBe('Stable');
    expect(idle.length).toBeGreaterThan(0);
    for (const { spec } of idle) {
      expect(said(ask(run, 'consumer', spec.id))).toMatch(
        /owns nothing, though orders-3, orders-4, orders-5 have no owner\.\nIts leader billing-c\d made the assignment without them/,
      );
    }
    expect(said(ask(run, 'group', 'billing'))).toMatch(/own nothing, though orders-3/);
  });
});
