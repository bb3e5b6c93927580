// Keyframes as whole worlds: one that is captured before every deed and after every kind of event is
// never changed by what comes later, and leads to the same world as the straight run.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppendLog } from '#base/append-log.ts';
import { kafkaModel } from '#kafka/cluster.ts';
import { Engine, type Keyframe } from '#sim/engine.ts';
import type { World } from '#sim/world.ts';
import { TraceStore } from '#trace/store.ts';
import { clusterPlans } from './cluster-plan.ts';
import { runPlan } from './cluster-run.ts';

const PLANS = 1;
const SEED = 90;
/** Deeds of a plan are over by then; what follows is only settling. */
const UNTIL_US = 30_000_000;
/** Every so many keyframes lead into the future once more. */
const REPLAYED = 12;

/** A world as text: all that determines its future. */
function textOf(world: World): string {
  return JSON.stringify(world, (_key, value: unknown) => {
    if (value instanceof Map) return ['map', ...(value as Map<unknown, unknown>)];
    if (value instanceof Set) return ['set', ...(value as Set<unknown>)];
    if (typeof value !== 'object' || value === null) return value;
    // How its chunks are shared with other logs says nothing of what is in it.
    if (value instanceof AppendLog) return [...(value as AppendLog<unknown>)];
    // A state machine's snapshot: its machine is code.
    if ('machine' in value && 'value' in value && 'context' in value) {
      return { state: value.value, context: value.context };
    }
    return value;
  });
}

interface Kept {
  readonly keyframe: Keyframe;
  readonly text: string;
  readonly after: string;
}

/** Steps through a run and keeps a keyframe before each command and after each new kind of event. */
function walk(engine: Engine, trace: TraceStore): readonly Kept[] {
  const kept: Kept[] = [];
  const seen = new Set<string>();
  let after = 'the start';
  let fresh: Kept | null = null;
  while ((engine.nextAtUs ?? Infinity) <= UNTIL_US) {
    const isDue = engine.world.commands[0]?.atUs === engine.nextAtUs;
    if (isDue || after !== '') {
      const keyframe = engine.capture();
      fresh = { keyframe, text: textOf(keyframe.world), after };
      kept.push(fresh);
    }
    const from = trace.length;
    engine.step();
    // Whatever the step has changed, it has not changed the keyframe before it.
    if (fresh !== null) expectUnchanged(fresh);
    fresh = null;
    after = '';
    for (let id = from; id < trace.length; id += 1) {
      const type = trace.at(id)?.type ?? '';
      if (!seen.has(type)) after = type;
      seen.add(type);
    }
  }
  return kept;
}

/** Shows where two worlds part, and not the whole of them. */
function expectSame(one: string, other: string, about: string): void {
  if (one === other) return;
  let at = 0;
  while (one[at] === other[at]) at += 1;
  const around = (text: string) => text.slice(Math.max(0, at - 300), at + 100);
  expect(`${about}: ${around(one)}`).toBe(`${about}: ${around(other)}`);
}

function expectUnchanged({ keyframe, text, after }: Kept): void {
  expectSame(textOf(keyframe.world), text, after);
}

test('a keyframe is never changed, and leads where the straight run leads', () => {
  const plans = fc.sample(clusterPlans, { numRuns: PLANS, seed: SEED });
  for (const plan of plans) {
    const { commands } = runPlan(plan);
    const trace = TraceStore.create();
    const engine = new Engine(kafkaModel, plan.scenario.seed, trace);
    for (const command of commands) engine.submit(command);
    const kept = walk(engine, trace);
    expect(kept.length).toBeGreaterThan(30);
    engine.runUntil(UNTIL_US);
    const end = textOf(engine.world);
    for (const one of kept) expectUnchanged(one);
    for (const { keyframe, after } of kept.filter((_, index) => index % REPLAYED === 0)) {
      engine.restore(keyframe);
      engine.redirect({ append: () => undefined });
      engine.runUntil(UNTIL_US);
      expectSame(textOf(engine.world), end, `from ${after} at ${keyframe.atUs} µs`);
    }
  }
});
