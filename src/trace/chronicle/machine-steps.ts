// The steps of every state machine, by machine and subject: what a statechart needs to say how often
// each transition was taken, and when. Grows with the trace.
import type { TraceEvent } from '#kafka/events.ts';
import type { MachineStep } from '#trace/steps.ts';

/** A stretch of time in one state. */
export interface StateSpan {
  readonly state: string;
  readonly fromUs: number;
  /** null: it lasts, as far as the trace goes. */
  readonly untilUs: number | null;
  /** Event of the step into the state. */
  readonly eventId: number;
}

/** A transition that was taken, and how often. */
export interface Taken {
  readonly count: number;
  readonly last: MachineStep;
}

/** The steps of one machine: all of them, and by transition. */
interface Steps {
  readonly all: MachineStep[];
  readonly byWay: Map<string, MachineStep[]>;
}

const NO_STEPS: Steps = { all: [], byWay: new Map() };

export class MachineSteps {
  private readonly bySubject = new Map<string, Steps>();

  add(event: TraceEvent): void {
    if (event.type !== 'machine.transitioned') return;
    const key = `${event.data.machine} ${event.data.subject}`;
    const step = Object.freeze({ eventId: event.id, atUs: event.atUs, ...event.data });
    const known = this.bySubject.get(key) ?? { all: [], byWay: new Map<string, MachineStep[]>() };
    this.bySubject.set(key, known);
    known.all.push(step);
    const way = wayOf(step);
    const same = known.byWay.get(way);
    if (same === undefined) known.byWay.set(way, [step]);
    else same.push(step);
  }

  /** Steps of one machine, in order. */
  of(machine: string, subject: string): readonly MachineStep[] {
    return this.stepsOf(machine, subject).all;
  }

  /** Each transition that a machine took before the event with that id, by `wayOf`. */
  taken(machine: string, subject: string, nextEventId: number): ReadonlyMap<string, Taken> {
    const taken = new Map<string, Taken>();
    for (const [way, steps] of this.stepsOf(machine, subject).byWay) {
      const count = countBefore(steps, nextEventId);
      const last = steps[count - 1];
      if (last !== undefined) taken.set(way, { count, last });
    }
    return taken;
  }

  private stepsOf(machine: string, subject: string): Steps {
    return this.bySubject.get(`${machine} ${subject}`) ?? NO_STEPS;
  }
}

/** How a transition is told apart: from, to, event. */
export function wayOf({ from, to, event }: Pick<MachineStep, 'from' | 'to' | 'event'>): string {
  return `${from} → ${to}: ${event}`;
}

/** How many of the steps happened before the event with that id. */
export function countBefore(steps: readonly MachineStep[], nextEventId: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle]?.eventId ?? Infinity) < nextEventId) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** In which state a machine was from `fromUs` to `untilUs`, as far as its steps tell. */
export function spansOf(
  steps: readonly MachineStep[],
  fromUs: number,
  untilUs: number,
): readonly StateSpan[] {
  const spans: StateSpan[] = [];
  for (const [index, { to: state, atUs, eventId }] of steps.entries()) {
    const next = steps[index + 1]?.atUs ?? null;
    if (atUs >= untilUs) break;
    if (next !== null && next <= fromUs) continue;
    spans.push({ state, fromUs: atUs, untilUs: next, eventId });
  }
  return spans;
}
