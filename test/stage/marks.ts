// Helps tests to find their way in marks.
import type { Mark } from '#stage/scene.ts';

/** Those marks of a type. */
export function ofType<T extends Mark['type']>(
  marks: readonly Mark[],
  type: T,
): readonly Extract<Mark, { type: T }>[] {
  return marks.filter((mark): mark is Extract<Mark, { type: T }> => mark.type === type);
}

/** The mark with a key; the test fails without it. */
export function markAt<M extends Mark>(marks: readonly M[], key: string): M {
  const found = marks.find((mark) => mark.key === key);
  if (found === undefined) {
    throw new Error(`no mark ${key} among ${marks.map((mark) => mark.key).join(', ')}`);
  }
  return found;
}

/** The words of all labels. */
export function wordsOf(marks: readonly Mark[]): readonly string[] {
  return ofType(marks, 'text').map(({ text }) => text);
}
