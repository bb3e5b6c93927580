// Folds what state machines tell.
import type { MachineEventMap } from '#kafka/events/machine.ts';
import type { Folds } from './fold.ts';

/** The machines whose state is a consumer's membership: one for each protocol. */
const MEMBERSHIPS: readonly string[] = ['consumer membership', 'consumer group membership'];

export const MACHINE_FOLDS: Folds<keyof MachineEventMap> = {
  'machine.transitioned'(frame, { data: { machine, subject, to } }) {
    frame.machines.set(`${machine} ${subject}`, Object.freeze({ machine, state: to }));
    if (!MEMBERSHIPS.includes(machine)) return;
    const consumer = frame.consumers.get(subject);
    if (consumer !== undefined) consumer.membership = to;
  },
};
