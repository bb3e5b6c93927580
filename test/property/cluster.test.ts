// Whatever cluster, whatever befalls it: no trace breaks an invariant, a mended cluster settles, and
// a run can be had again, by replay, by a keyframe or by moving about in a session.
// More runs: `CLUSTER_RUNS=2000 CLUSTER_SEED=7 npx vitest run test/property/cluster.test.ts`.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kafkaModel } from '#kafka/cluster.ts';
import { Session } from '#session/session.ts';
import { Engine } from '#sim/engine.ts';
import type { Frame } from '#trace/frame.ts';
import { hashTrace } from '#trace/hash.ts';
import { checkInvariants } from '#trace/invariant/check.ts';
import { Ledger } from '#trace/ledger.ts';
import { Projection } from '#trace/project/projection.ts';
import { TraceStore } from '#trace/store.ts';
import { clusterPlans } from './cluster-plan.ts';
import { replay, runPlan } from './cluster-run.ts';
import { findUnsettled } from './cluster-settled.ts';

const RUNS = Number(process.env['CLUSTER_RUNS'] ?? 14);
const SEED = Number(process.env['CLUSTER_SEED'] ?? 20_260);
const TIMEOUT_MS = 60_000 + RUNS * 2_000;

/** A plan runs for some minutes of virtual time: half a second of work. */
function options(share: number): { numRuns: number; seed: number } {
  return { numRuns: Math.max(1, Math.round(RUNS * share)), seed: SEED };
}

/** A Frame as text, to compare moments. */
function textOf(frame: Frame): string {
  return JSON.stringify(frame, (_key, value: unknown) => {
    if (value instanceof Map) return [...(value as Map<unknown, unknown>)];
    const isLog = typeof value === 'object' && value !== null && Symbol.iterator in value;
    return isLog && !Array.isArray(value) ? [...(value as Iterable<unknown>)] : value;
  });
}

function frameOf(trace: TraceStore, atUs: number): Frame {
  return new Projection().moveTo(trace, trace.countUntil(atUs), atUs);
}

describe('any cluster under any faults', () => {
  test('breaks no invariant, and settles when it is mended', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(clusterPlans, (plan) => {
        const { trace, endUs } = runPlan(plan);
        expect(checkInvariants(trace)).toEqual([]);
        expect(findUnsettled(frameOf(trace, endUs), plan.scenario)).toEqual([]);
      }),
      options(1),
    );
  });

  test('the ledger knows what became of every record', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(clusterPlans, (plan) => {
        const { trace, endUs } = runPlan(plan);
        const ledger = new Ledger();
        for (const event of trace) ledger.add(event);
        const frame = frameOf(trace, endUs);
        const brokersOf = new Map<string, Set<number>>();
        for (const { partitions } of frame.topics.values()) {
          for (const { replicas } of partitions) {
            for (const { broker, log } of replicas.values()) {
              for (const { id } of log) {
                brokersOf.set(id, (brokersOf.get(id) ?? new Set()).add(broker));
              }
            }
          }
        }
        for (const fate of ledger.records()) {
          const brokers = [...(brokersOf.get(fate.recordId) ?? [])].sort();
          expect([...fate.brokers].sort(), fate.recordId).toEqual(brokers);
          if (fate.deliveries.length > 0) expect(fate.visibleAtUs, fate.recordId).not.toBeNull();
        }
      }),
      options(0.25),
    );
  });

  test('the same commands make the same trace', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(clusterPlans, (plan) => {
        const { trace, commands, endUs } = runPlan(plan);
        const again = replay(plan.scenario.seed, commands, endUs);
        expect(again.length).toBe(trace.length);
        expect(hashTrace(again)).toBe(hashTrace(trace));
      }),
      options(0.25),
    );
  });

  test('a keyframe anywhere leads to the same future', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(clusterPlans, fc.double({ min: 0, max: 1, noNaN: true }), (plan, part) => {
        const { trace, commands, endUs } = runPlan(plan);
        const engine = new Engine(kafkaModel, plan.scenario.seed, TraceStore.create());
        for (const command of commands) engine.submit(command);
        engine.runUntil(Math.floor(endUs * part));
        const keyframe = engine.capture();
        // The first future happens, and must leave no mark on the keyframe.
        engine.runUntil(endUs);
        const future = TraceStore.create();
        engine.redirect(future);
        engine.restore(keyframe);
        engine.runUntil(endUs);
        const { nextEventId } = keyframe;
        expect(future.length).toBe(trace.length - nextEventId);
        for (let index = 0; index < future.length; index += 1) {
          const [one, other] = [future.at(index), trace.at(nextEventId + index)];
          if (JSON.stringify(one) !== JSON.stringify(other)) expect(one).toEqual(other);
        }
      }),
      options(0.2),
    );
  });

  test(
    'a session shows the same at a moment, however one gets there',
    { timeout: TIMEOUT_MS },
    () => {
      const moves = fc.array(
        fc.record({
          how: fc.constantFrom('seek', 'step', 'step back', 'dispatch and undo'),
          to: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        { minLength: 1, maxLength: 8 },
      );
      fc.assert(
        fc.property(clusterPlans, moves, (plan, way) => {
          const { trace, deeds, endUs } = runPlan(plan);
          const session = Session.open(plan.scenario, { commands: deeds });
          for (const { how, to } of way) {
            if (how === 'seek') session.seek(to * endUs);
            else if (how === 'step') session.stepForward();
            else if (how === 'step back') session.stepBack();
            else {
              session.dispatch({ type: 'broker.crash', data: { broker: 1 } });
              session.seek(session.playheadUs + to * 10_000_000);
              session.undo();
            }
            const { nextEventId, atUs } = session.frame();
            const straight = new Projection().moveTo(trace, nextEventId, atUs);
            expect(textOf(session.frame())).toBe(textOf(straight));
          }
          expect(session.hash(endUs)).toBe(hashTrace(trace));
        }),
        options(0.2),
      );
    },
  );
});
