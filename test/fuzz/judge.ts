// Runs a document and holds what happens against all that must be so. A finding is a fault of ours.
import { kafkaModel } from '#kafka/cluster.ts';
import { createToolbox } from '#kafka/tool/index.ts';
import { hasToolbox, installToolbox } from '#kafka/tool/toolbox.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import { parseScenario } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { toCommands } from '#scenario/to-commands.ts';
import { Engine } from '#sim/engine.ts';
import { CHARTS } from '#kafka/charts.ts';
import { FIRST_CHOICES } from '#stage/view/choices.ts';
import { VIEWS } from '#stage/view/index.ts';
import { layoutOfView } from '#test/stage/layouts.ts';
import { subjectsOf, untruths } from '#test/trace/why-claims.ts';
import { checkInvariants } from '#trace/invariant/check.ts';
import { momentAt } from '#trace/moment.ts';
import { Projection } from '#trace/project/projection.ts';
import { sentenceOf } from '#trace/sentence/sentence.ts';
import { TraceStore } from '#trace/store.ts';
import { Memory } from '#trace/why/memory.ts';
import { why } from '#trace/why/why.ts';

/** A run is ended when it has so many events. */
const MOST_EVENTS = 40_000;
const SLICE_US = 1_000_000;

export interface Finding {
  /** The same fault has the same name. */
  readonly name: string;
  readonly message: string;
  readonly atUs: number;
}

export interface Verdict {
  readonly findings: readonly Finding[];
  readonly events: number;
  /** Virtual time stood still, and the engine said so. */
  readonly isEnded: boolean;
}

/** `endMs`: how far it runs. `isThorough`: it also runs again, is asked why, and is drawn. */
export function judge(document: unknown, endMs: number, isThorough = true): Verdict {
  if (!hasToolbox()) installToolbox(createToolbox(readHelpTexts()));
  const { value: scenario, problems } = parseScenario(document);
  if (scenario === null) {
    const message = problems.map(({ path, rule }) => `${path} ${rule}`).join('; ');
    return { findings: [finding('is refused', message, 0)], events: 0, isEnded: false };
  }
  const trace = TraceStore.create();
  const engine = engineOf(scenario, trace);
  try {
    for (let atUs = 0; atUs < endMs * 1_000 && trace.length < MOST_EVENTS; atUs += SLICE_US) {
      engine.runUntil(Math.min(atUs + SLICE_US, endMs * 1_000));
    }
    return {
      findings: findingsOf(scenario, engine, trace, isThorough),
      events: trace.length,
      isEnded: hasEnded(trace),
    };
  } catch (error) {
    return { findings: [thrown(error, engine.nowUs)], events: trace.length, isEnded: false };
  }
}

function engineOf(scenario: Scenario, trace: TraceStore): Engine {
  const engine = new Engine(kafkaModel, scenario.seed, trace);
  for (const command of toCommands(scenario)) engine.submit(command);
  return engine;
}

function hasEnded(trace: TraceStore): boolean {
  return trace.at(trace.length - 1)?.type === 'run.ended';
}

function finding(name: string, message: string, atUs: number): Finding {
  return { name, message, atUs };
}

/** Named by where it was thrown, not by the numbers in its message. */
function thrown(error: unknown, atUs: number): Finding {
  const { message, stack = '' } = error as Error;
  const place = /(src\/[\w/.-]+\.ts)/.exec(stack)?.[1] ?? 'unknown';
  return finding(`throws in ${place}`, `${message}\n${stack}`, atUs);
}

function findingsOf(
  scenario: Scenario,
  engine: Engine,
  trace: TraceStore,
  isThorough: boolean,
): readonly Finding[] {
  const atUs = engine.nowUs;
  const violations = checkInvariants(trace).map((one) =>
    finding(one.invariant, one.message, one.atUs),
  );
  if (!isThorough) return violations;
  return [
    ...violations.slice(0, 3),
    ...checked('the same again', atUs, () => compareAgain(scenario, trace, atUs)),
    ...checked('why', atUs, () => askWhy(trace, atUs)),
    ...checked('is drawn', atUs, () => draw(trace, atUs)),
  ];
}

/** What `check` complains of, or throws. */
function checked(name: string, atUs: number, check: () => string | null): readonly Finding[] {
  try {
    const complaint = check();
    return complaint === null ? [] : [finding(name, complaint, atUs)];
  } catch (error) {
    return [thrown(error, atUs)];
  }
}

/** Again, from a keyframe in the middle: the same events. */
function compareAgain(scenario: Scenario, trace: TraceStore, atUs: number): string | null {
  const again = TraceStore.create();
  const engine = engineOf(scenario, again);
  engine.runUntil(Math.floor(atUs / 2));
  const keyframe = engine.capture();
  engine.runUntil(Math.min(atUs, Math.floor(atUs / 2) + 2 * SLICE_US));
  const future = TraceStore.create();
  engine.redirect(future);
  engine.restore(keyframe);
  engine.runUntil(atUs);
  const { nextEventId } = keyframe;
  if (future.length !== trace.length - nextEventId) {
    return `${future.length} events after a keyframe, not ${trace.length - nextEventId}`;
  }
  for (let index = 0; index < future.length; index += 1) {
    const [one, other] = [future.at(index), trace.at(nextEventId + index)];
    if (JSON.stringify(one) !== JSON.stringify(other))
      return `event ${nextEventId + index} differs`;
  }
  return null;
}

/** Every event has its sentence, and what *why?* says of the end is so. */
function askWhy(trace: TraceStore, atUs: number): string | null {
  for (const event of trace) {
    if (/undefined|NaN|\[object/.test(sentenceOf(event))) return sentenceOf(event);
  }
  const frame = new Projection().moveTo(trace, trace.length, atUs);
  const memory = new Memory();
  for (const about of subjectsOf(frame)) {
    const [untruth] = untruths(frame, about, why(trace, frame, about, memory), new Set());
    if (untruth !== undefined) return JSON.stringify(untruth);
  }
  return null;
}

/** Every view draws the end, with numbers that are numbers. */
function draw(trace: TraceStore, atUs: number): string | null {
  const frame = new Projection().moveTo(trace, trace.length, atUs);
  const context = {
    ...{ width: 1_080, height: 640, selected: '', highlighted: [], topic: '' },
    choices: FIRST_CHOICES,
    charts: CHARTS,
  };
  for (const { id } of VIEWS) {
    const { scene } = layoutOfView(id)(momentAt(trace, frame, null), context);
    for (const mark of scene.marks) {
      const odd = Object.entries(mark).find(([, value]) =>
        typeof value === 'number' ? !Number.isFinite(value) : /NaN|undefined/.test(String(value)),
      );
      if (odd !== undefined) return `${id}: ${mark.key} has ${odd[0]} ${String(odd[1])}`;
    }
  }
  return null;
}
