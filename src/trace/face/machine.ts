// Faces of what state machines tell.
import type { MachineEventMap } from '#kafka/events/machine.ts';
import type { Faces } from './face.ts';

export const MACHINE_FACES: Faces<keyof MachineEventMap> = {
  'machine.transitioned': { weight: 0, why: 'link' },
};
