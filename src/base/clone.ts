// Copies mutable state for keyframes. Frozen values are immutable by contract and shared; AppendLogs
// fork; plain objects, arrays, Maps and Sets are copied. State must be a tree: a mutable thing that
// two places point at would become two things.
import { AppendLog } from './append-log.ts';

/** Things that know how to copy themselves cheaply. */
interface Forkable {
  fork(): unknown;
}

function isForkable(value: object): value is Forkable {
  return 'fork' in value && typeof value.fork === 'function';
}

/** A copy that shares nothing mutable with `value`. Functions and frozen objects are shared. */
export function clone<T>(value: T): T {
  return new Copier().copy(value);
}

/** A `clone`, and how many things were copied: what another copy would cost. */
export function measuredClone<T>(value: T): { readonly copy: T; readonly size: number } {
  const copier = new Copier();
  const copy = copier.copy(value);
  return { copy, size: copier.size };
}

class Copier {
  size = 0;

  copy<T>(value: T): T {
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
    this.size += 1;
    return this.copyObject(value) as T;
  }

  private copyObject(value: object): object {
    if (value instanceof AppendLog) return value.fork();
    if (Array.isArray(value)) return value.map((item: unknown) => this.copy(item));
    if (value instanceof Map) {
      const copy = new Map<unknown, unknown>();
      for (const [key, item] of value) copy.set(key, this.copy(item));
      return copy;
    }
    if (value instanceof Set) return new Set(value);
    if (isForkable(value)) return value.fork() as object;
    const copy: Record<string, unknown> = { ...value };
    for (const key in copy) {
      const item = copy[key];
      if (typeof item === 'object') copy[key] = this.copy(item);
    }
    return copy;
  }
}
