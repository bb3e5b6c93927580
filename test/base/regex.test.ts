// Regular expressions of people: RE2's, held against what RE2/J itself made of them, and never running
// away.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { complaintAbout, compileRegex, type Regex } from '#base/regex.ts';
import '#kafka/parts';

function regexOf(source: string): Regex {
  const compiled = compileRegex(source);
  if (compiled.type === 'invalid') throw new Error(compiled.description);
  return compiled.regex;
}

test.each([
  ['orders-.*', 'orders-eu', 'my-orders-eu'],
  ['orders|refunds', 'refunds', 'refunds2'],
  ['(?i)ORDERS', 'orders', 'order'],
  ['(?P<region>eu|us)-\\w+', 'eu-1', 'asia-1'],
  ['\\Qa.b\\E.*', 'a.bc', 'axbc'],
  ['orders\\_[\\w\\-\\.]+', 'orders_e-u', 'orders_'],
  ['orders{2,3}', 'orderss', 'orders'],
])('%s matches %s as a whole, and not %s', (source, yes, no) => {
  expect(regexOf(source).matches(yes)).toBe(true);
  expect(regexOf(source).matches(no)).toBe(false);
});

test('finds the first place, in either case if that is wanted', () => {
  expect(regexOf('o+').find('foo boo')).toBe('oo');
  expect(regexOf('x').find('foo')).toBeNull();
  const compiled = compileRegex('OO', { ignoresCase: true });
  expect(compiled.type === 'regex' && compiled.regex.find('foo')).toBe('oo');
  expect(regexOf('OO').find('foo')).toBeNull();
});

interface Recorded {
  readonly texts: readonly string[];
  readonly cases: readonly {
    readonly regex: string;
    readonly matches?: readonly string[];
    readonly error?: string;
  }[];
}

describe('as in com.google.re2j', () => {
  const { texts, cases } = JSON.parse(readFileSync('test/fixtures/re2j.json', 'utf8')) as Recorded;

  test.each(cases)('$regex', ({ regex, matches: matching, error }) => {
    const compiled = compileRegex(regex);
    if (compiled.type === 'invalid') expect(compiled.description).toBe(error);
    else expect(texts.filter((text) => compiled.regex.matches(text))).toEqual(matching);
  });
});

// By going back and trying again, each of these would take longer than the world is old.
test.each(['(a+)+$', '^(a|aa)+$', '(a*)*b', '(x+x+)+y', '^(.*)*$'])('%s ends', (source) => {
  const text = `${'a'.repeat(50_000)}!\n`;
  expect(regexOf(source).matches(text)).toBe(false);
  expect(typeof regexOf(source).find(text)).not.toBe('undefined');
});

test.each([
  ['[', 'must be a regular expression: missing closing ]'],
  ['(?!__).*', 'must do without looking ahead or behind'],
  ['(?<=a)b', 'must do without looking ahead or behind'],
  ['(a)\\1', 'must do without a reference back'],
  ['a++b', 'must do without possessive matching'],
  ['(?>a)', 'must do without possessive matching'],
  ['(a?b?c?){900}', 'must be a regular expression: expression too large'],
])('%s is refused: %s', (source, rule) => {
  expect(complaintAbout(source)).toContain(rule);
});

test('what RE2 takes is not taken for Java’s own', () => {
  for (const source of ['a.*b', '\\(\\?=', '[?+]+', 'a{2}', '\\\\1']) {
    expect(complaintAbout(source)).toBeNull();
  }
});
