// The envelope of a request from outside (a person, a scenario, a lesson). Scenario + commands +
// engine version determine every bit of what follows.

/** A request to the simulation, carried out at `atUs` before any delivery of that microsecond. */
export interface CommandEnvelope<Type extends string = string, Data = unknown> {
  readonly atUs: number;
  readonly type: Type;
  readonly data: Data;
}

/** Turns a map from type to data into the union of its envelopes. */
export type CommandOf<M> = { [K in keyof M & string]: CommandEnvelope<K, M[K]> }[keyof M & string];
