// Classes of characters as RE2/J has them: brackets, `\d`, `[:alpha:]`, `\p{Greek}`, and characters by
// their numbers. Follows `com.google.re2j.Parser` (`parseClass`, `parseEscape`) and `CharGroup`.
import { type Flags, Re2Error, type Reader } from './re2-reader.ts';

/** First and last code point. */
type Range = readonly [number, number];

const LAST_CODE_POINT = 0x10ffff;
/** Letters beyond ASCII are looked up one by one where case does not count: not in longer ranges. */
const FOLDED_ONE_BY_ONE = 2_000;

const ASCII: Readonly<Record<string, string>> = {
  alnum: '09AZaz',
  alpha: 'AZaz',
  ascii: '\x00\x7f',
  blank: '\t\t  ',
  cntrl: '\x00\x1f\x7f\x7f',
  digit: '09',
  graph: '!~',
  lower: 'az',
  print: ' ~',
  punct: '!/:@[`{~',
  space: '\t\r  ',
  upper: 'AZ',
  word: '09AZ__az',
  xdigit: '09AFaf',
};

/** Unlike `[:space:]`, without the vertical tab. */
const PERL: Readonly<Record<string, string>> = { d: '09', s: '\t\n\f\r  ', w: '09AZ__az' };

function rangesOf(pairs: string): readonly Range[] {
  const ranges: Range[] = [];
  for (let index = 0; index < pairs.length; index += 2) {
    ranges.push([pairs.charCodeAt(index), pairs.charCodeAt(index + 1)]);
  }
  return ranges;
}

/** All that ascending ranges leave out. */
function othersThan(ranges: readonly Range[]): readonly Range[] {
  const others: Range[] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) others.push([next, first - 1]);
    next = last + 1;
  }
  return [...others, [next, LAST_CODE_POINT]];
}

// ── Written as JavaScript has it ────────────────────────────────────────────────────────────

function escaped(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

function written(ranges: readonly Range[], { ignoresCase }: Flags): string {
  const all = ignoresCase ? ranges.flatMap((range) => [range, ...foldsOf(range)]) : ranges;
  return all.map(([first, last]) => `${escaped(first)}-${escaped(last)}`).join('');
}

/** The same letters in the other case. */
function foldsOf([first, last]: Range): readonly Range[] {
  const folds: Range[] = [];
  const shift = (from: string, to: string, by: number): void => {
    const low = Math.max(first, from.charCodeAt(0));
    const high = Math.min(last, to.charCodeAt(0));
    if (low <= high) folds.push([low + by, high + by]);
  };
  shift('A', 'Z', 32);
  shift('a', 'z', -32);
  for (
    let code = Math.max(first, 128);
    code <= last && last - first < FOLDED_ONE_BY_ONE;
    code += 1
  ) {
    const character = String.fromCodePoint(code);
    for (const other of [character.toLowerCase(), character.toUpperCase()]) {
      const fold = other.codePointAt(0) ?? code;
      if (fold !== code && String.fromCodePoint(fold) === other) folds.push([fold, fold]);
    }
  }
  return folds;
}

/** One character, in either case where case does not count. */
export function codesOf(code: number, flags: Flags): string {
  return `[${written([[code, code]], flags)}]`;
}

// ── Escapes ─────────────────────────────────────────────────────────────────────────────────

/** `\d`, `\pL` and their like; null: the escape stands for one character, if for any. */
export function classEscape(reader: Reader, flags: Flags): string | null {
  const inside = classEscapeInside(reader, flags);
  return inside === null ? null : `[${inside}]`;
}

function classEscapeInside(reader: Reader, flags: Flags): string | null {
  const perl = reader.takeMatch(/\\([dDsSwW])/y)?.[1];
  if (perl !== undefined) {
    const ranges = rangesOf(PERL[perl.toLowerCase()] ?? '');
    return written(perl === perl.toLowerCase() ? ranges : othersThan(ranges), flags);
  }
  return unicodeClass(reader);
}

/** Categories have one letter or two, scripts have names. */
function unicodeClass(reader: Reader): string | null {
  if (!reader.matches(/\\[pP]/y)) return null;
  const found = reader.takeMatch(/\\([pP])(?:\{(\^?)([^}]*)\}|([^{]))/uy);
  const [, letter, caret = '', braced, single] = found ?? [];
  const name = braced ?? single ?? '';
  const property = /^(?:[A-Z][a-z]?|Any)$/.test(name) ? name : `Script=${name}`;
  const isNegated = (letter === 'P') !== (caret !== '');
  const source = `\\${isNegated ? 'P' : 'p'}{${property}}`;
  try {
    new RegExp(source, 'u');
    return source;
  } catch {
    throw new Re2Error('invalid character class range');
  }
}

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** A character by its number or name, or one that an escape takes the meaning from. */
export function unescape(reader: Reader): number {
  const octal = reader.takeMatch(/\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/y)?.[1];
  if (octal !== undefined) return Number.parseInt(octal, 8);
  const [, short, long] = reader.takeMatch(/\\x(?:([\da-fA-F]{2})|\{([\da-fA-F]+)\})/y) ?? [];
  const hexadecimal = short ?? long;
  if (hexadecimal !== undefined) {
    const code = Number.parseInt(hexadecimal, 16);
    if (code <= LAST_CODE_POINT) return code;
    throw new Re2Error('invalid escape sequence');
  }
  reader.take('\\');
  if (reader.isAtEnd) throw new Re2Error('trailing backslash at end of expression');
  const character = reader.next();
  const control = CONTROLS[character];
  if (control !== undefined) return control;
  if (/[\x00-\x7f]/.test(character) && !/[\dA-Za-z]/.test(character))
    return character.charCodeAt(0);
  throw new Re2Error('invalid escape sequence');
}

// ── Brackets ────────────────────────────────────────────────────────────────────────────────

/** `[…]`: characters, ranges and classes. */
export function readBrackets(reader: Reader, flags: Flags): string {
  reader.take('[');
  const isNegated = reader.take('^');
  let inside = '';
  for (let isFirst = true; isFirst || !reader.isAt(']'); isFirst = false) {
    inside += namedClass(reader, flags) ?? classEscapeInside(reader, flags) ?? range(reader, flags);
  }
  reader.take(']');
  return `[${isNegated ? '^' : ''}${inside}]`;
}

/** `[:alpha:]` or `[:^alpha:]`; null: the bracket stands for itself. */
function namedClass(reader: Reader, flags: Flags): string | null {
  const text = reader.takeMatch(/\[(?=:).*?:\]/sy)?.[0];
  if (text === undefined) return null;
  const [, caret, name = ''] = /^\[:(\^?)(\w+):\]$/.exec(text) ?? [];
  const pairs = ASCII[name];
  if (pairs === undefined) throw new Re2Error('invalid character class range');
  const ranges = rangesOf(pairs);
  return written(caret === '^' ? othersThan(ranges) : ranges, flags);
}

function range(reader: Reader, flags: Flags): string {
  const first = oneOf(reader);
  const isRange = reader.matches(/-[^\]]/sy) || reader.matches(/-$/y);
  if (!isRange) return written([[first, first]], flags);
  reader.take('-');
  const last = oneOf(reader);
  if (last < first) throw new Re2Error('invalid character class range');
  return written([[first, last]], flags);
}

function oneOf(reader: Reader): number {
  if (reader.isAtEnd) throw new Re2Error('missing closing ]');
  if (reader.isAt('\\')) return unescape(reader);
  return reader.next().codePointAt(0) ?? 0;
}
