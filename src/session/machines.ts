// The state machines of a thing at the playhead: which there are, the state of each, and what brought
// it there.
import { CHARTS } from '#kafka/charts.ts';

import { MACHINE_KEEPER, type MachineId } from '#kafka/protocol/states.ts';
import { type Chart, type ChartTransition, waysOut } from '#sim/chart.ts';
import { type Frame, partitionKey } from '#trace/frame.ts';
import { type MachineStep, stepAt } from '#trace/steps.ts';
import type { TraceStore } from '#trace/store.ts';

export { CHARTS } from '#kafka/charts.ts';

export interface MachineView {
  readonly chart: Chart;
  readonly state: string;
  /** Of a machine that a client has for each partition: those that are in this state; else none. */
  readonly partitions: readonly string[];
  /** What may lead out of the state. */
  readonly ways: readonly ChartTransition[];
}

/** A step as it is shown beside the thing that took it. */
export interface RecentStep extends MachineStep {
  /** Of a machine that a client has for each partition: which; else ''. */
  readonly partition: string;
}

/** How far back `recentSteps` looks, in events. */
const SEARCH_DEPTH = 200_000;

/** A process that ended is in no state; what others keep about it stays. */
function isAlive(frame: Frame, machine: MachineId, subject: string): boolean {
  if (MACHINE_KEEPER[machine] !== 'itself') return true;
  const id = subject.slice(subject.lastIndexOf('@') + 1);
  const [, kind, number] = /^(broker|controller)-(\d+)$/.exec(id) ?? [];
  const owner =
    kind === undefined
      ? (frame.consumers.get(id) ?? frame.producers.get(id))
      : (kind === 'broker' ? frame.brokers : frame.controllers).get(Number(number));
  return owner?.status !== 'crashed' && owner?.status !== 'stopped';
}

/**
 * Machines of a subject (`broker-1`, `orders-0@broker-1`, a group, a client). A consumer has one for the
 * position of each of its partitions: those in the same state are shown as one.
 */
export function machinesOf(frame: Frame, subject: string): readonly MachineView[] {
  return [...CHARTS.values()].flatMap((chart) => {
    const known = frame.machines.get(`${chart.machine} ${subject}`);
    if (known !== undefined && isAlive(frame, known.machine, subject)) {
      return [viewOf(chart, known.state, [])];
    }
    const keysByState = new Map<string, string[]>();
    for (const { topic, partition } of frame.consumers.get(subject)?.owned ?? []) {
      const key = partitionKey(topic, partition);
      const part = frame.machines.get(`${chart.machine} ${key}@${subject}`);
      if (part === undefined || !isAlive(frame, part.machine, subject)) continue;
      const keys = keysByState.get(part.state);
      if (keys === undefined) keysByState.set(part.state, [key]);
      else keys.push(key);
    }
    return [...keysByState].map(([state, keys]) => viewOf(chart, state, keys));
  });
}

function viewOf(chart: Chart, state: string, partitions: readonly string[]): MachineView {
  return { chart, state, partitions, ways: waysOut(chart, state) };
}

/** Of the application, which never rests, so many steps are shown among the last ones, and no more. */
const APPLICATION_STEPS = 2;

/** The last steps of a subject's machines, newest first. */
export function recentSteps(
  { trace, frame }: { readonly trace: TraceStore; readonly frame: Frame },
  subject: string,
  count: number,
): readonly RecentStep[] {
  const steps: RecentStep[] = [];
  const { nextEventId } = frame;
  const oldest = Math.max(0, nextEventId - SEARCH_DEPTH);
  for (let id = nextEventId - 1; id >= oldest && steps.length < count; id -= 1) {
    const step = stepAt(trace, id);
    if (step === null || !isStepOf(step, subject)) continue;
    const known = steps.filter(({ machine }) => machine === step.machine).length;
    if (step.machine === 'application' && known >= APPLICATION_STEPS) continue;
    const partition = step.subject === subject ? '' : step.subject.slice(0, -subject.length - 1);
    steps.push({ ...step, partition });
  }
  return steps;
}

/** Whether a step is one of the subject, or of the position of one of its partitions. */
function isStepOf({ machine, subject: whose }: MachineStep, subject: string): boolean {
  return whose === subject || (machine === 'fetch state' && whose.endsWith(`@${subject}`));
}
