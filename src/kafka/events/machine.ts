// What the state machines of the model tell.
import type { AnyMachineTransition } from '#kafka/protocol/states.ts';

export interface MachineEventMap {
  /** An XState machine of the model changed state: what the State view shows. */
  'machine.transitioned': AnyMachineTransition;
}
