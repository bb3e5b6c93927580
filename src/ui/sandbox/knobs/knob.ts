// What a knob is: what it stands at now, and what turning it asks of a running cluster. A knob never
// does what Kafka would not do; where Kafka refuses, it says why.
import type { KafkaRequest } from '#kafka/commands.ts';
import type { ConfigScope } from '#kafka/protocol/config-defaults.ts';
import type { Frame } from '#trace/frame.ts';

/** Requests to dispatch in order, or the reason why it cannot be done. */
export type Change =
  | { readonly requests: readonly KafkaRequest[]; readonly refusal: null; readonly note?: string }
  | { readonly requests: readonly []; readonly refusal: string };

interface KnobBase {
  readonly id: string;
  readonly label: string;
  /** One sentence: what turning it shows. */
  readonly teaches: string;
  /** The config of Kafka's that it sets; absent: it sets none. */
  readonly config?: { readonly scope: ConfigScope; readonly name: string };
  /** What has to be said beside the value at this moment; '': nothing. */
  beside?(frame: Frame): string;
}

export interface NumberKnob extends KnobBase {
  readonly type: 'number';
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  read(frame: Frame): number;
  change(frame: Frame, value: number): Change;
}

export interface ChoiceKnob extends KnobBase {
  readonly type: 'choice';
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
