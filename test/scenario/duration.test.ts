// Durations as people write them, unit by unit.
import { expect, test } from 'vitest';
import { parseDuration } from '#scenario/duration.ts';

test.each([
  ['250ms', 250],
  ['1s', 1_000],
  ['1.5s', 1_500],
  ['1m', 60_000],
  ['1h', 3_600_000],
  ['1h30m', 5_400_000],
  ['1m30s', 90_000],
  ['0s', 0],
  ['250', 250],
  [' 2s ', 2_000],
  [0, 0],
  [12.5, 12.5],
])('%j is %d ms', (written, ms) => {
  expect(parseDuration(written)).toBe(ms);
});

test.each(['', 'soon', '-1s', '1 s', '1d', 's', '1s2', -1, NaN, Infinity])('%j is none', (text) => {
  expect(parseDuration(text)).toBeNull();
});
