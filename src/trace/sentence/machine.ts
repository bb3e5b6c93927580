// Sentences for what state machines tell.
import type { MachineEventMap } from '#kafka/events/machine.ts';
import { nameOf } from '#trace/name.ts';
import type { Sentences } from './words.ts';

export const MACHINE_SENTENCES: Sentences<keyof MachineEventMap> = {
  'machine.transitioned': ({ data: { machine, subject, from, to, event } }) =>
    `${machine} of ${nameOf(subject)}: ${from} → ${to} (${event}).`,
};
