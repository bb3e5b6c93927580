// The broker's regular expressions: whole names, and held against what RE2/J itself made of them.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileRe2 } from '#kafka/coordinator/consumer/re2.ts';

function matches(source: string, text: string): boolean {
  const compiled = compileRe2(source);
  if (compiled.type === 'invalid') throw new Error(compiled.description);
  return compiled.regex.test(text);
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
  expect(matches(source, yes)).toBe(true);
  expect(matches(source, no)).toBe(false);
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
    const compiled = compileRe2(regex);
    if (compiled.type === 'invalid') expect(compiled.description).toBe(error);
    else expect(texts.filter((text) => compiled.regex.test(text))).toEqual(matching);
  });
});
