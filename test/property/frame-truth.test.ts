// The Frame, folded from events alone, is what the nodes say of themselves: at many moments of random
// clusters, between any two steps.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kafkaModel } from '#kafka/cluster.ts';
import { Engine } from '#sim/engine.ts';
import { Projection } from '#trace/project/projection.ts';
import { TraceStore } from '#trace/store.ts';
import { clusterPlans } from './cluster-plan.ts';
import { runPlan } from './cluster-run.ts';
import { contradictions } from './node-words.ts';

const RUNS = Number(process.env['CLUSTER_RUNS'] ?? 4);
const SEED = Number(process.env['CLUSTER_SEED'] ?? 417);
/** Moments of a run that are looked at; each costs a look at everything. */
const MOMENTS = 30;

describe('whatever befalls a cluster', () => {
  test('its Frame is what its nodes say', { timeout: 120_000 + RUNS * 20_000 }, () => {
    fc.assert(
      fc.property(clusterPlans, (plan) => {
        const { commands, endUs } = runPlan(plan);
        const trace = TraceStore.create();
        const engine = new Engine(kafkaModel, plan.scenario.seed, trace);
        const projection = new Projection();
        for (const command of commands) engine.submit(command);
        for (let moment = 1; moment <= MOMENTS; moment += 1) {
          // One step more than a round time: nothing is special about the moment.
          engine.runUntil(Math.floor((endUs * moment) / MOMENTS));
          engine.step();
          const frame = projection.moveTo(trace, trace.length, engine.nowUs);
          expect([engine.nowUs, contradictions(engine.world, frame)]).toEqual([engine.nowUs, []]);
        }
      }),
      // Its seed and path are enough: to shrink a cluster takes minutes.
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
  });
});
