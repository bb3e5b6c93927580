// Steps of state machines, as the trace tells of them.
import type { TraceStore } from './store.ts';

/** One transition that a machine took. */
export interface MachineStep {
  readonly eventId: number;
  readonly atUs: number;
  readonly machine: string;
  /** Whose machine: `broker-1`, `orders-0@broker-1`, a group, a consumer. */
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** The machine's event. */
  readonly event: string;
  /** Name of the guard that held; null when the event alone decided. */
  readonly guard: string | null;
}

/** The step that the event with that id tells of; null for every other event. */
export function stepAt(trace: TraceStore, id: number): MachineStep | null {
  const event = trace.at(id);
  if (event?.type !== 'machine.transitioned') return null;
  return { eventId: id, atUs: event.atUs, ...event.data };
}

/** Steps of all machines from `fromUs` to `toUs`, in order. */
export function stepsBetween(
  trace: TraceStore,
  fromUs: number,
  toUs: number,
): readonly MachineStep[] {
  const steps: MachineStep[] = [];
  const end = trace.countUntil(toUs);
  for (let id = trace.firstAtOrAfter(fromUs); id < end; id += 1) {
    const step = stepAt(trace, id);
    if (step !== null) steps.push(step);
  }
  return steps;
}
