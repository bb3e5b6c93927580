// One way for a machine of the model to go on: it steps, it must have known the event, and the trace is
// told of the new state.
import type { AnyStateMachine, EventFromLogic, SnapshotFrom, StateValue } from 'xstate';
import { assert } from '#base/assert.ts';
import { type MachineStep, stepMachine } from '#sim/machine.ts';
import type { KafkaEventMap } from './events.ts';
import type { AnyMachineTransition } from './protocol/states.ts';

/** Whoever can write to the trace: a node's port, a coordinator's host. */
export interface TraceWriter {
  emit(type: 'machine.transitioned', data: KafkaEventMap['machine.transitioned']): unknown;
}

/**
 * Steps a machine and tells the trace when it came to another state. `subject` says whose machine it
 * is. An event that the machine does not know in its state is a fault of the model: a machine may
 * ignore an event only if it says so (`IGNORED`).
 */
export function advance<M extends AnyStateMachine>(
  writer: TraceWriter,
  machine: M,
  subject: string,
  snapshot: SnapshotFrom<M>,
  event: EventFromLogic<M>,
): MachineStep<M> {
  const step = stepKnown(machine, subject, snapshot, event);
  const told = transitionOf(machine, subject, snapshot, event, step);
  if (told !== null) writer.emit('machine.transitioned', told);
  return step;
}

/** As `advance`, for one who tells the trace later, or not at all. */
export function stepKnown<M extends AnyStateMachine>(
  machine: M,
  subject: string,
  snapshot: SnapshotFrom<M>,
  event: EventFromLogic<M>,
): MachineStep<M> {
  const step = stepMachine(machine, snapshot, event);
  assert(
    step.isHandled,
    () => `${machine.id} of ${subject} knows no '${event.type}' in ${stateIn(snapshot)}`,
  );
  return step;
}

/** What the trace is told of a step; null when the state is the same as before. */
export function transitionOf<M extends AnyStateMachine>(
  machine: M,
  subject: string,
  snapshot: SnapshotFrom<M>,
  event: EventFromLogic<M>,
  step: MachineStep<M>,
): AnyMachineTransition | null {
  const from = stateIn(snapshot);
  const to = stateIn(step.snapshot);
  if (from === to) return null;
  // A test holds the ids and states of all machines against the types of `MachineStates`.
  const told = { machine: machine.id, subject, from, to, event: event.type, guard: step.guard };
  return told as AnyMachineTransition;
}

/** The state of a flat machine. */
function stateIn({ value }: { readonly value: StateValue }): string {
  return value as string;
}
