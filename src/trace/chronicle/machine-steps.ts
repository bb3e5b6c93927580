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

const NO_STEPS: readonly MachineStep[] = [];

export class MachineSteps {
  private readonly bySubject = new Map<string, MachineStep[]>();

  add(event: TraceEvent): void {
    if (event.type !== 'machine.transitioned') return;
    const key = `${event.data.machine} ${event.data.subject}`;
    const step = { eventId: event.id, atUs: event.atUs, ...event.data };
    const known = this.bySubject.get(key);
    if (known === undefined) this.bySubject.set(key, [step]);
    else known.push(step);
  }

  /** Steps of one machine, in order. */
  of(machine: string, subject: string): readonly MachineStep[] {
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

/** Each transition that was taken in the first `count` steps, by `wayOf`. */
export function takenIn(steps: readonly MachineStep[], count: number): ReadonlyMap<string, Taken> {
  const taken = new Map<string, Taken>();
  for (let index = 0; index < count; index += 1) {
    const last = steps[index];
    if (last === undefined) break;
    const way = wayOf(last);
    taken.set(way, { count: (taken.get(way)?.count ?? 0) + 1, last });
  }
  return taken;
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
