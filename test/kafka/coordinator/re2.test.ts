// The broker's regular expressions, held against what RE2/J itself made of them.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileRe2 } from '#kafka/coordinator/consumer/re2.ts';

interface Recorded {
  readonly texts: readonly string[];
  readonly cases: readonly {
    readonly regex: string;
    readonly matches?: readonly string[];
    readonly error?: string;
  }[];
}

const { texts, cases } = JSON.parse(readFileSync('test/fixtures/re2j.json', 'utf8')) as Recorded;

test.each(cases)('$regex', ({ regex, matches, error }) => {
  const compiled = compileRe2(regex);
  if (compiled.type === 'invalid') expect(compiled.description).toBe(error);
  else expect(texts.filter((text) => compiled.regex.test(text))).toEqual(matches);
});
