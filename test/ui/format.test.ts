// Numbers and times as the page writes them.
import { expect, test } from 'vitest';
import { counted, formatRate, formatSeconds, formatSpan, formatTime, plural } from '#ui/format.ts';

test.each([
  [0, '00:00.000'],
  [12_412_000, '00:12.412'],
  [59_999_999, '00:59.999'],
  [60_000_000, '01:00.000'],
  [725_005_000, '12:05.005'],
])('%d µs on the clock', (us, text) => {
  expect(formatTime(us)).toBe(text);
});

test.each([
  [600, '0.6 ms'],
  [12_000, '12 ms'],
  [999_400, '999 ms'],
  [1_000_000, '1.0 s'],
  [6_200_000, '6.2 s'],
  [12_000_000, '12 s'],
])('%d µs as a stretch', (us, text) => {
  expect(formatSpan(us)).toBe(text);
});

test('rates, seconds and counts', () => {
  expect([0.004, 0.1, 1, 9.96, 10, 100].map(formatRate)).toEqual([
    '×0.004',
    '×0.1',
    '×1.0',
    '×10.0',
    '×10',
    '×100',
  ]);
  expect(formatSeconds(12_412_000)).toBe('12.41 s');
  expect([plural(0, 'record'), plural(1, 'record'), plural(2, 'record')]).toEqual([
    '0 records',
    '1 record',
    '2 records',
  ]);
});

test.each([
  ['3', 'orders', '3 orders'],
  ['1', 'orders', '1 order'],
  ['1', 'copies', '1 copy'],
  ['1', 'ms', '1 ms'],
  ['1', 's', '1 s'],
  ['0', 'times', '0 times'],
  ['1', 'a second', '1 a second'],
  ['7', '', '7'],
])('%s of “%s”', (value, unit, text) => {
  expect(counted(value, unit)).toBe(text);
});
