// Folds what state machines tell.
import type { MachineEventMap } from '#kafka/events/machine.ts';
import { isMembershipStep } from '#kafka/protocol/states.ts';
import type { Folds } from './fold.ts';

export const MACHINE_FOLDS: Folds<keyof MachineEventMap> = {
  'machine.transitioned'(frame, { data }) {
    const { machine, subject, to } = data;
    frame.machines.set(`${machine} ${subject}`, Object.freeze({ machine, state: to }));
    if (!isMembershipStep(data)) return;
    const consumer = frame.consumers.get(subject);
    if (consumer !== undefined) consumer.membership = data.to;
  },
};
