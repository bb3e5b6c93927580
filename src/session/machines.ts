// The state machines of a thing at the playhead: which there are, the state of each, and what brought
// it there.
import { CHARTS } from '#kafka/charts.ts';
import { MACHINE_KEEPER, type MachineId } from '#kafka/protocol/states.ts';
import { type Chart, type ChartTransition, waysOut } from '#sim/chart.ts';
import type { Frame } from '#trace/frame.ts';
import type { TraceStore } from '#trace/store.ts';

export interface MachineView {
  readonly chart: Chart;
  readonly state: string;
  /** What may lead out of the state. */
  readonly ways: readonly ChartTransition[];
}

export interface MachineStep {
  readonly eventId: number;
  readonly atUs: number;
  readonly machine: string;
  readonly from: string;
  readonly to: string;
  readonly event: string;
  /** Name of the guard that held; null when the event alone decided. */
  readonly guard: string | null;
}

/** How far back `recentSteps` looks, in events. */
const SEARCH_DEPTH = 200_000;

/** A process that ended is in no state; what others keep about it stays. */
function isAlive(frame: Frame, machine: MachineId, subject: string): boolean {
  if (MACHINE_KEEPER[machine] !== 'itself') return true;
  const [, kind, id] = /(?:^|@)(broker|controller)-(\d+)$/.exec(subject) ?? [];
  const owner =
    kind === undefined
      ? frame.consumers.get(subject)
      : (kind === 'broker' ? frame.brokers : frame.controllers).get(Number(id));
  return owner?.status !== 'crashed' && owner?.status !== 'stopped';
}

/** Machines of a subject (`broker-1`, `orders-0@broker-1`, a group, a consumer). */
export function machinesOf(frame: Frame, subject: string): readonly MachineView[] {
  return [...CHARTS.values()].flatMap((chart) => {
    const known = frame.machines.get(`${chart.machine} ${subject}`);
    return known === undefined || !isAlive(frame, known.machine, subject)
      ? []
      : [{ chart, state: known.state, ways: waysOut(chart, known.state) }];
  });
}

/** The last steps of a subject's machines, newest first. */
export function recentSteps(
  { trace, frame }: { readonly trace: TraceStore; readonly frame: Frame },
  subject: string,
  count: number,
): MachineStep[] {
  const steps: MachineStep[] = [];
  const { nextEventId } = frame;
  const oldest = Math.max(0, nextEventId - SEARCH_DEPTH);
  for (let id = nextEventId - 1; id >= oldest && steps.length < count; id -= 1) {
    const event = trace.at(id);
    if (event?.type !== 'machine.transitioned' || event.data.subject !== subject) continue;
    const { machine, from, to, event: cause, guard } = event.data;
    steps.push({ eventId: id, atUs: event.atUs, machine, from, to, event: cause, guard });
  }
  return steps;
}
