// Regular expressions as RE2/J has them, by which a broker looks for topics: no looking around and no
// references back, so that no expression takes long. Read by RE2's grammar, and written anew as one of
// JavaScript's. Follows `com.google.re2j.Parser`; what is in brackets is in re2-class.ts.
import { classEscape, codesOf, readBrackets, unescape } from './re2-class.ts';
import { type Flags, Re2Error, Reader } from './re2-reader.ts';

export type Compiled =
  | { readonly type: 'regex'; readonly regex: RegExp }
  /** In the words of `PatternSyntaxException.getDescription`. */
  | { readonly type: 'invalid'; readonly description: string };

const PERL_SYNTAX = 'invalid or unsupported Perl syntax';
/** `Parser.parseRepeat` */
const MOST_REPETITIONS = 1_000;
const UNFLAGGED: Flags = Object.freeze({ ignoresCase: false, isMultiline: false, dotIsAll: false });

/** An expression that the whole of a text has to match. */
export function compileRe2(source: string): Compiled {
  try {
    const reader = new Reader(source);
    const written = readAlternatives(reader, UNFLAGGED, new Set());
    if (!reader.isAtEnd) throw new Re2Error('regexp/syntax: internal error');
    return { type: 'regex', regex: new RegExp(`^(?:${written})$`, 'u') };
  } catch (error) {
    if (!(error instanceof Re2Error)) throw error;
    return { type: 'invalid', description: error.message };
  }
}

/** Everything up to the end, or to the parenthesis that closes this group. */
function readAlternatives(reader: Reader, outer: Flags, names: Set<string>): string {
  let flags = outer;
  let written = '';
  let hasOperand = false;
  while (!reader.isAtEnd && !reader.isAt(')')) {
    if (reader.take('|')) {
      written += '|';
      hasOperand = false;
      continue;
    }
    const changed = readFlags(reader, flags);
    if (changed !== null) {
      flags = changed;
      continue;
    }
    const repetition = readRepetition(reader, hasOperand);
    if (repetition !== null) written += repetition;
    else {
      const atom = readAtom(reader, flags, names);
      hasOperand ||= atom !== '';
      written += atom;
    }
  }
  return written;
}

// ── One thing ───────────────────────────────────────────────────────────────────────────────

function readAtom(reader: Reader, flags: Flags, names: Set<string>): string {
  if (reader.isAt('(')) return readGroup(reader, flags, names);
  if (reader.isAt('[')) return readBrackets(reader, flags);
  if (reader.isAt('\\')) return readEscape(reader, flags);
  const character = reader.next();
  switch (character) {
    case '.':
      return flags.dotIsAll ? '[^]' : '[^\\n]';
    case '^':
      return flags.isMultiline ? '(?:(?<![^\\n]))' : '(?:^)';
    case '$':
      return flags.isMultiline ? '(?:(?![^\\n]))' : '(?:$)';
    default:
      return codesOf(character.codePointAt(0) ?? 0, flags);
  }
}

function readGroup(reader: Reader, outer: Flags, names: Set<string>): string {
  let flags = outer;
  if (reader.isAt('(?P<') || reader.isAt('(?<')) readName(reader, names);
  else if (reader.isAt('(?')) flags = readFlagsOfGroup(reader, outer, ':');
  else reader.take('(');
  const inner = readAlternatives(reader, flags, names);
  if (!reader.take(')')) throw new Re2Error('missing closing )');
  return `(?:${inner})`;
}

function readName(reader: Reader, names: Set<string>): void {
  const begin = reader.takeMatch(/\(\?P?<(\w+)>/y);
  const name = begin?.[1];
  if (name === undefined) throw new Re2Error('invalid named capture');
  if (names.has(name)) throw new Re2Error('duplicate capture group name');
  names.add(name);
}

const ASSERTIONS: Readonly<Record<string, string>> = {
  A: '(?:^)',
  z: '(?:$)',
  b: '(?:\\b)',
  B: '(?:\\B)',
};

function readEscape(reader: Reader, flags: Flags): string {
  const quoted = reader.takeMatch(/\\Q(.*?)(?:\\E|$)/sy);
  if (quoted !== null) {
    return [...(quoted[1] ?? '')].map((one) => codesOf(one.codePointAt(0) ?? 0, flags)).join('');
  }
  const assertion = reader.takeMatch(/\\([AzbB])/y)?.[1];
  if (assertion !== undefined) return ASSERTIONS[assertion] ?? '';
  return classEscape(reader, flags) ?? codesOf(unescape(reader), flags);
}

// ── Flags ───────────────────────────────────────────────────────────────────────────────────

/** `(?i)`: holds from here to the end of the group. */
function readFlags(reader: Reader, flags: Flags): Flags | null {
  if (!reader.isAt('(?')) return null;
  return reader.matches(/\(\?[imsU-]*\)/y) ? readFlagsOfGroup(reader, flags, ')') : null;
}

function readFlagsOfGroup(reader: Reader, flags: Flags, end: ':' | ')'): Flags {
  const text = reader.takeMatch(end === ':' ? /\(\?([imsU-]*):/y : /\(\?([imsU-]*)\)/y)?.[1];
  const [on = '', off, ...more] = text?.split('-') ?? [];
  if (text === undefined || more.length > 0 || off === '') throw new Re2Error(PERL_SYNTAX);
  const isOn = (flag: string, before: boolean): boolean =>
    off?.includes(flag) === true ? false : on.includes(flag) || before;
  return {
    ignoresCase: isOn('i', flags.ignoresCase),
    isMultiline: isOn('m', flags.isMultiline),
    dotIsAll: isOn('s', flags.dotIsAll),
  };
}

// ── Repetition ──────────────────────────────────────────────────────────────────────────────

const REPETITION = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y;

/** null: there is none here. What is not quite one, such as `{,2}`, stands for itself. */
function readRepetition(reader: Reader, hasOperand: boolean): string | null {
  const found = reader.takeMatch(REPETITION);
  if (found === null) return null;
  const [operator, least, comma, most] = found;
  if (least !== undefined) {
    const upper = comma === undefined ? least : most === undefined || most === '' ? least : most;
    const isTooOften = Math.max(Number(least), Number(upper)) > MOST_REPETITIONS;
    if (isTooOften || Number(upper) < Number(least)) throw new Re2Error('invalid repeat count');
  }
  if (!hasOperand) throw new Re2Error('missing argument to repetition operator');
  if (reader.matches(REPETITION)) throw new Re2Error('invalid nested repetition operator');
  return operator;
}
