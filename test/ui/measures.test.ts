// How two runs are compared in numbers: signs, shares, durations.
import { expect, test } from 'vitest';
import { duration, MEASURES, thousands } from '#ui/compare/measures.ts';

function changeOf(id: string, left: number, right: number): string {
  return MEASURES.find((measure) => measure.id === id)?.change(left, right) ?? '?';
}

test('a count that grew has a plus, one that fell a minus, one that stayed nothing', () => {
  expect(changeOf('acked', 10, 12)).toBe('+ 2');
  expect(changeOf('lost', 12, 10)).toBe('− 2');
  expect(changeOf('acked', 7, 7)).toBe('');
});

test('a wait is compared in per cent of the first run', () => {
  expect(changeOf('middle-wait', 100, 150)).toBe('+ 50 %');
  expect(changeOf('longest-wait', 200, 100)).toBe('− 50 %');
  expect(changeOf('middle-wait', 0, 5_000)).toBe('+ 5.0 ms');
});

test('time without an owner is compared as time', () => {
  expect(changeOf('unowned', 1_000_000, 3_500_000)).toBe('+ 2.5 s');
});

test('long numbers and durations', () => {
  expect(thousands(41_377)).toBe('41\u2009377');
  expect([duration(0), duration(5_100), duration(1_200_000)]).toEqual(['0 s', '5.1 ms', '1.2 s']);
});
