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
}

/** The step that an event tells of; null for every other event. */
function stepOf(trace: TraceStore, id: number): MachineStep | null {
  const event = trace.at(id);
  if (event?.type !== 'machine.transitioned') return null;
  const { machine, subject, from, to, event: cause } = event.data;
  return { eventId: id, atUs: event.atUs, machine, subject, from, to, event: cause };
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
    const step = stepOf(trace, id);
    if (step !== null) steps.push(step);
  }
  return steps;
}
