// A scenario document while it is made, mutated or shortened: plain JSON with names for its parts.

export type Fields = Record<string, unknown>;

export interface Document extends Fields {
  cluster: Fields;
  topics: Fields[];
  producers: Fields[];
  groups: Fields[];
  consumers: Fields[];
  commands: Fields[];
}

export function copyOf<T>(json: T): T {
  return structuredClone(json);
}
