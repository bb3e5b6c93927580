// What every language can say of a program's own logic; `language-python.ts` and its like say it. What
// is about a client (configs, sending, polling, commits) is not here: each client says that itself.
import type { Line, Value, Written } from './program.ts';

/** Something that has a value. Whole numbers throughout; `div` rounds down. */
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'name'; readonly name: string }
  | {
      readonly type: 'reckoned';
      readonly sign: '+' | '-' | '*' | '%' | 'div';
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'length'; readonly list: string }
  | { readonly type: 'item'; readonly list: string; readonly index: Expression }
  /** An item of the list, at random. */
  | { readonly type: 'any'; readonly list: string }
  /** `text` so often, else any item of the list. */
  | {
      readonly type: 'hot';
      readonly percent: number;
      readonly text: string;
      readonly list: string;
    }
  /** The prefix with a number from 1 to `count`, at random. */
  | { readonly type: 'numbered'; readonly prefix: string; readonly count: number }
  | { readonly type: 'text'; readonly parts: readonly TextPart[] }
  /** The same, with spaces behind it up to `width`. */
  | { readonly type: 'padded'; readonly parts: readonly TextPart[]; readonly width: number };

export type TextPart = { readonly literal: string } | { readonly name: string };

export interface Language {
  /** A variable that does not change any more, or counts. */
  variable(name: string, type: 'text' | 'number', is: Expression): string;
  /** A list of texts. */
  list(name: string, texts: readonly string[]): string;
  /** `n` from 0; null: for ever. */
  counted(end: number | null, body: readonly Written[]): readonly Written[];
  endless(body: readonly Written[]): readonly Written[];
  when(condition: string, body: readonly Written[]): readonly Written[];
  isEqual(left: Expression, right: number): string;
  not(condition: string): string;
  /** Whether the regular expression is found in `key` or in `value`. */
  found(pattern: string): string;
  /** One that all languages write alike, but for its end. */
  statement(text: string): string;
  /** Waits so many ms, with a word on why. */
  pause(ms: number | Value, why: string): Line;
  /** Waits as long as it takes for so many a second. */
  pauseAt(rate: Value): Line;
  /** Prints this, with `key` and `value`. */
  say(text: string): string;
  /** Ends the process. */
  crash(text: string): string;
}

/** Left before right; what is reckoned inside stands in brackets. */
export function reckoned(
  { sign, left, right }: Extract<Expression, { type: 'reckoned' }>,
  signs: Readonly<Record<string, string>>,
  write: (one: Expression) => string,
): string {
  const side = (one: Expression): string =>
    one.type === 'reckoned' ? `(${write(one)})` : write(one);
  return `${side(left)} ${signs[sign] ?? sign} ${side(right)}`;
}

/** Imports by what of them stands in the lines; each once, in order. */
export function importsIn(
  lines: readonly Written[],
  table: readonly (readonly [found: RegExp, line: string])[],
): readonly string[] {
  const texts = lines.map((one) => (typeof one === 'string' ? one : one.text));
  const needed = table.filter(([found]) => texts.some((text) => found.test(text)));
  return [...new Set(needed.map(([, line]) => line))].sort();
}
