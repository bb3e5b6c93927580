// Captions for what state machines tell: none, they show in the State view.
import type { MachineEventMap } from '#kafka/events/machine.ts';
import type { CaptionRules } from './rule.ts';

export const MACHINE_CAPTIONS: CaptionRules<keyof MachineEventMap> = {
  'machine.transitioned': null,
};
