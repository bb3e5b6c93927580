// Regular expressions in the way of RE2/J.
import { expect, test } from 'vitest';
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
  ['[[:alpha:]]+', 'orders', 'orders1'],
  ['orders\\-eu', 'orders-eu', 'orderseu'],
  ['orders\\_[\\w\\-\\.]+', 'orders_e-u', 'orders_'],
  ['\\Aorders\\z', 'orders', 'orders2'],
  ['orders{2,3}', 'orderss', 'orders'],
])('%s matches %s as a whole, and not %s', (source, yes, no) => {
  expect(matches(source, yes)).toBe(true);
  expect(matches(source, no)).toBe(false);
});

test.each([
  ['a[bc', 'missing closing ]'],
  ['(a', 'missing closing )'],
  ['a(?=b)', 'invalid or unsupported Perl syntax'],
  ['(?<!a)b', 'invalid or unsupported Perl syntax'],
  ['(a)\\1', 'invalid escape sequence'],
  ['*a', 'missing argument to repetition operator'],
  ['a**', 'invalid nested repetition operator'],
  ['a\\', 'trailing backslash at end of expression'],
  ['[z-a]', 'invalid character class range'],
])('%s is none: %s', (source, description) => {
  expect(compileRe2(source)).toEqual({ type: 'invalid', description });
});
