// Regular expressions that people write: filters, patterns of topics, grep. JavaScript's own may never
// come to an end ("(a+)+$"), so these are RE2's, whose time is linear in the text; Kafka's brokers use
// RE2/J. The engine is large and most runs do without: it is a part (base/re2.ts).
import { assert } from './assert.ts';
import { partNamed } from './part.ts';

export interface Regex {
  /** Whether it matches the whole text. */
  matches(text: string): boolean;
  /** What it matches first; null: it is nowhere in the text. */
  find(text: string): string | null;
}

export type CompiledRegex =
  | { readonly type: 'regex'; readonly regex: Regex }
  /** In the words of RE2/J's `PatternSyntaxException.getDescription`. */
  | { readonly type: 'invalid'; readonly description: string };

export interface RegexOptions {
  readonly ignoresCase: boolean;
}

/** Compiles an expression; never throws. */
export const regexEngine =
  partNamed<(source: string, options: RegexOptions) => CompiledRegex>('regular expressions');

/** Runs use few, and each again and again. */
const MOST_REMEMBERED = 200;
const remembered = new Map<string, CompiledRegex>();

export function compileRegex(
  source: string,
  options: RegexOptions = { ignoresCase: false },
): CompiledRegex {
  const key = `${options.ignoresCase ? 'i' : ''}/${source}`;
  let compiled = remembered.get(key);
  if (compiled !== undefined) return compiled;
  compiled = regexEngine.get()(source, options);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, compiled);
  return compiled;
}

/** One that was checked when its document was read. */
export function regexOf(source: string): Regex {
  const compiled = compileRegex(source);
  assert(compiled.type === 'regex', () => `${source} is a regular expression`);
  return compiled.regex;
}

/** What Java's expressions have and RE2's do not. */
const JAVA_ONLY: readonly (readonly [part: RegExp, what: string])[] = [
  [/\(\?<?[=!]/, 'looking ahead or behind'],
  [/\(\?>|[*+?}]\+/, 'possessive matching'],
  [/\\(?:[1-9]|k<)/, 'a reference back'],
];

/** Why an expression cannot be used, as a rule that it breaks; null: it can. */
export function complaintAbout(source: string): string | null {
  const compiled = compileRegex(source);
  if (compiled.type === 'regex') return null;
  const javaOnly = javaOnlyIn(source);
  return javaOnly === null
    ? `must be a regular expression: ${compiled.description}`
    : `must do without ${javaOnly}: such expressions may run for ever, so only RE2’s are taken, as by Kafka’s brokers`;
}

/** What an expression that RE2 refuses may have of Java's; null: nothing, it is none anywhere. */
export function javaOnlyIn(source: string): string | null {
  return JAVA_ONLY.find(([part]) => part.test(source))?.[1] ?? null;
}
