// What a knob is: what it stands at now, and what turning it asks of a running cluster. A knob never
// does what Kafka would not do; where Kafka refuses, it says why.
import type { KafkaRequest } from '#kafka/commands.ts';
import type { Frame } from '#trace/frame.ts';

/** Requests to dispatch in order, or the reason why it cannot be done. */
export type Change =
  | { readonly requests: readonly KafkaRequest[]; readonly refusal: null; readonly note?: string }
  | { readonly requests: readonly []; readonly refusal: string };

export interface NumberKnob {
  readonly type: 'number';
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  read(frame: Frame): number;
  change(frame: Frame, value: number): Change;
}

export interface ChoiceKnob {
  readonly type: 'choice';
  readonly id: string;
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  read(frame: Frame): string;
  change(frame: Frame, value: string): Change;
}

export type Knob = NumberKnob | ChoiceKnob;

/** A change that these requests make, one after the other. */
export function ask(...requests: readonly KafkaRequest[]): Change {
  return { requests, refusal: null };
}

/** A change that cannot be made. */
export function refuse(refusal: string): Change {
  return { requests: [], refusal };
}
