// Where two plain values differ, by path: `/groups/g[1]/leader`. A failing case shows these instead
// of two whole documents.
import { isDeepStrictEqual } from 'node:util';

export interface Difference {
  /** `/key` for a field, `[2]` for an entry of a list; '' when the values differ as a whole. */
  readonly path: string;
  /** undefined: there is nothing at this path. */
  readonly got: unknown;
  readonly expected: unknown;
}

/** Longer values are cut when they are shown. */
const SHOWN_LENGTH = 300;

/**
 * Every place where the values differ. Objects and lists of objects are compared piece by piece;
 * all else (a number, a list of offsets or of partitions) as one.
 */
export function differencesBetween(got: unknown, expected: unknown, path = ''): Difference[] {
  if (isDeepStrictEqual(got, expected)) return [];
  if (isPlainObject(got) && isPlainObject(expected)) {
    const keys = new Set([...Object.keys(got), ...Object.keys(expected)]);
    return [...keys].flatMap((key) =>
      differencesBetween(got[key], expected[key], `${path}/${key}`),
    );
  }
  if (Array.isArray(got) && Array.isArray(expected) && isSequence(got, expected)) {
    const length = Math.max(got.length, expected.length);
    return Array.from({ length }).flatMap((_, index) =>
      differencesBetween(got[index], expected[index], `${path}[${index}]`),
    );
  }
  return [{ path, got, expected }];
}

/** `/groups/g[1]/leader: got "c2", expected "c1"`. */
export function describeDifference({ path, got, expected }: Difference): string {
  const where = path === '' ? '' : `${path}: `;
  return `${where}got ${show(got)}, expected ${show(expected)}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Two lists whose entries are worth a path of their own: they begin with an object or a list. */
function isSequence(got: readonly unknown[], expected: readonly unknown[]): boolean {
  const first = expected[0] ?? got[0];
  return typeof first === 'object' && first !== null;
}
