// What valibot finds, in a person's words.
import type * as v from 'valibot';

export type Issue = v.BaseIssue<unknown>;

/** What is said of a field that no schema knows. */
export const UNKNOWN_FIELD = 'is not a field that exists here';

/** The rule that an issue breaks. Schemas give most of them a sentence of their own. */
export function ruleOf(issue: Issue): string {
  const { expected, message, received } = issue;
  if (expected === 'never') return UNKNOWN_FIELD;
  if (!message.startsWith('Invalid ')) return message;
  if (received === 'undefined') return 'must be given';
  return `must be ${inWords(expected)}`;
}

/** `("a" | "b")` and `Array` as people write them. */
function inWords(expected: string | null): string {
  switch (expected) {
    case 'Array':
      return 'a list';
    case 'Object':
      return 'an object with fields';
    case null:
      return 'something else';
    default:
      return expected.replace(/^\((.*)\)$/, '$1').replaceAll(' | ', ', ');
  }
}
