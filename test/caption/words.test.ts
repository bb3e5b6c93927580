// How captions say times.
import { expect, test } from 'vitest';
import { timeOf } from '#trace/caption/words.ts';

test.each([
  [0.05, 'less than 0.1 ms'],
  [1.9, '1.9 ms'],
  [6_200, '6.2 s'],
  [119_999, '120 s'],
  [120_000, 'two minutes'],
  [300_000, 'five minutes'],
  [3_571_000, 'about 60 minutes'],
])('%d ms is %s', (ms, words) => {
  expect(timeOf(ms)).toBe(words);
});
