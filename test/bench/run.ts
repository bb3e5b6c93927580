// `npm run --silent bench [-- --only engine,growth]`: how fast the simulation is, as JSON. Figures of
// one run belong together: the engine is measured beside a bare loop on the same heap, growth as a
// ratio of two clusters. `--only` names the parts to measure: engine, growth, seek, frames, size
// (default: all); the page is built only for the last two.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Heap, type Timed } from '#base/heap.ts';
import { kafkaModel } from '#kafka/cluster.ts';
import { parseScenario } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { toCommands } from '#scenario/to-commands.ts';
import { Session } from '#session/session.ts';
import { Engine } from '#sim/engine.ts';
import { TraceStore } from '#trace/store.ts';
import { measureFrames } from './page.ts';
import { measureSize } from './size.ts';

function scenarioOf(json: unknown): Scenario {
  const { value, problems } = parseScenario(json);
  if (value === null) throw new Error(JSON.stringify(problems));
  return value;
}

/** Many brokers, one topic, a load that is the same per broker. */
function cluster(brokers: number, partitions: number, recordsPerSecond: number): Scenario {
  return scenarioOf({
    name: `${brokers} brokers`,
    cluster: { brokers },
    topics: [{ name: 'load', partitions, replicationFactor: 3 }],
    producers: Array.from({ length: Math.max(2, brokers / 5) }, () => ({
      topic: 'load',
      keys: 'many',
      recordsPerSecond,
      configs: { 'linger.ms': 0 },
    })),
    groups: [{ id: 'readers', topics: ['load'], consumers: 3, processingMs: 0 }],
  });
}

interface EngineFigures {
  readonly eventsPerSecond: number;
  readonly stepsPerSecond: number;
  readonly events: number;
  readonly microsecondsPerEvent: number;
}

/** A simulation with the full trace kept, warmed up until its clients are in full swing. */
function startEngine(scenario: Scenario): { readonly engine: Engine; readonly trace: TraceStore } {
  const trace = TraceStore.create();
  const engine = new Engine(kafkaModel, scenario.seed, trace);
  for (const command of toCommands(scenario)) engine.submit(command);
  engine.runUntil(15_000_000);
  return { engine, trace };
}

/** Runs a simulation on for `virtualS` seconds. */
function measureEngine(
  { engine, trace }: ReturnType<typeof startEngine>,
  virtualS: number,
): EngineFigures {
  const firstEvent = trace.length;
  const startedAt = process.hrtime.bigint();
  let steps = 0;
  const endUs = engine.nowUs + virtualS * 1_000_000;
  while ((engine.nextAtUs ?? Infinity) <= endUs) {
    engine.step();
    steps += 1;
  }
  engine.runUntil(endUs);
  const elapsedS = Number(process.hrtime.bigint() - startedAt) / 1e9;
  const events = trace.length - firstEvent;
  return {
    eventsPerSecond: Math.round(events / elapsedS),
    stepsPerSecond: Math.round(steps / elapsedS),
    events,
    microsecondsPerEvent: Number(((elapsedS * 1e6) / events).toFixed(3)),
  };
}

/** Pushes and pops on a heap as large as the engine's usually is. */
function measureHeap(): number {
  const heap = Heap.empty<Timed>();
  for (let sequence = 0; sequence < 500; sequence += 1)
    heap.push({ atUs: sequence * 37, sequence });
  const rounds = 2_000_000;
  const startedAt = process.hrtime.bigint();
  for (let sequence = 500; sequence < 500 + rounds; sequence += 1) {
    const first = heap.pop();
    heap.push({ atUs: (first?.atUs ?? 0) + ((sequence * 7_919) % 20_000), sequence });
  }
  return Math.round(rounds / (Number(process.hrtime.bigint() - startedAt) / 1e9));
}

/** Seeks to and fro in a run of a million events. */
function measureSeek(): {
  readonly events: number;
  readonly p50Ms: number;
  readonly mostMs: number;
} {
  const session = Session.open(cluster(3, 12, 200));
  let atUs = session.playheadUs;
  while (session.trace.length < 1_000_000) {
    atUs += 1_000_000;
    session.seek(atUs);
    session.frame();
  }
  const times: number[] = [];
  for (let index = 0; index < 40; index += 1) {
    const targetUs = Math.floor((((index * 7_919) % 97) / 97) * atUs);
    const startedAt = process.hrtime.bigint();
    session.seek(targetUs);
    session.frame();
    times.push(Number(process.hrtime.bigint() - startedAt) / 1e6);
  }
  times.sort((a, b) => a - b);
  return {
    events: session.trace.length,
    p50Ms: Number((times[20] ?? 0).toFixed(2)),
    mostMs: Number((times.at(-1) ?? 0).toFixed(2)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** The engine beside a bare heap. */
function engineFigures(): object {
  measureEngine(startEngine(cluster(3, 12, 200)), 20);
  const small = measureEngine(startEngine(cluster(3, 12, 200)), 60);
  const heapPerSecond = measureHeap();
  return {
    ...small,
    target: 400_000,
    heapPushPopPerSecond: heapPerSecond,
    stepsPerHeapRound: Number((small.stepsPerSecond / heapPerSecond).toFixed(3)),
  };
}

/**
 * What an event costs in a large cluster, in terms of what it costs in a small one: measured by
 * turns, so that whatever else the machine does falls on both. Medians over the turns.
 */
function growthFigures(): object {
  const small = startEngine(cluster(3, 36, 200));
  const large = startEngine(cluster(30, 3_000, 200));
  const turns = Array.from({ length: 9 }, () => {
    const { microsecondsPerEvent: from } = measureEngine(small, 10);
    const { microsecondsPerEvent: to } = measureEngine(large, 3);
    return { from, to, ratio: to / from };
  });
  return {
    from: median(turns.map(({ from }) => from)),
    to: median(turns.map(({ to }) => to)),
    ratio: Number(median(turns.map(({ ratio }) => ratio)).toFixed(2)),
    target: 1.5,
  };
}

/** Frames as a display of 60 Hz asks for them, and what they cost when nothing waits for one. */
async function frameFigures() {
  const shown = await measureFrames(1_000);
  const { views } = await measureFrames(1_000, 'unthrottled');
  return { ...shown, unthrottled: views };
}

const PARTS = {
  engine: engineFigures,
  growth: growthFigures,
  seek: () => ({ ...measureSeek(), targetMs: 50 }),
  frames: async () => ({ ...(await frameFigures()), targetMs: 16.7 }),
  size: measureSize,
} as const;

function chosenParts(): readonly (keyof typeof PARTS)[] {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const all = Object.keys(PARTS) as (keyof typeof PARTS)[];
  if (values.only === undefined) return all;
  const names = values.only.split(',');
  const unknown = names.filter((name) => !all.some((part) => part === name));
  if (unknown.length > 0) {
    process.stderr.write(`--only: no part ${unknown.join(', ')}; there are ${all.join(', ')}.\n`);
    process.exit(2);
  }
  return all.filter((part) => names.includes(part));
}

const parts = chosenParts();
if (parts.includes('frames')) {
  execFileSync('node_modules/.bin/vite', ['build', '--logLevel', 'error'], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
}
const figures: Record<string, object> = {};
for (const part of parts) figures[part] = await PARTS[part]();
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
