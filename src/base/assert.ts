// Programmers' mistakes: what must never happen, and the branch that must never be reached.

/** Thrown when an invariant of the program itself is broken. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/**
 * Throws an AssertionError with `message` unless `condition` holds. Where it holds a million times
 * a second, give a function: then the text is made only when it is needed.
 */
export function assert(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new AssertionError(typeof message === 'string' ? message : message());
}

/** The end of an exhaustive switch: compiles only when every case is handled. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${String(value)}`);
}
