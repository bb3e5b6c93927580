// RE2's regular expressions, by re2js, the port of RE2/J.
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import type { CompiledRegex, RegexOptions } from './regex.ts';

/**
 * Instructions of the compiled expression. Time is linear in the text, and in this: what repeats itself
 * thousands of times would still take seconds for one record.
 */
const MOST_INSTRUCTIONS = 3_000;

export function compileWithRe2(source: string, { ignoresCase }: RegexOptions): CompiledRegex {
  try {
    const compiled = RE2JS.compile(source, ignoresCase ? RE2JS.CASE_INSENSITIVE : 0);
    if (compiled.programSize() > MOST_INSTRUCTIONS) {
      return { type: 'invalid', description: 'expression too large' };
    }
    const find = (text: string): string | null => {
      const matcher = compiled.matcher(text);
      return matcher.find() ? matcher.group() : null;
    };
    return { type: 'regex', regex: { matches: (text) => compiled.matches(text), find } };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { type: 'invalid', description: descriptionOf(error) };
  }
}

function descriptionOf(error: RE2JSException): string {
  if (!(error instanceof RE2JSSyntaxException)) return error.message;
  const description = error.getDescription();
  // What RE2/J says of a parenthesis that was not opened.
  return description === 'unexpected )' ? 'regexp/syntax: internal error' : description;
}
