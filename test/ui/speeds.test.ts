// From one speed to the next, and how each is said.
import { expect, test } from 'vitest';
import { FIXED_SPEEDS, neighbourSpeed, rateWords } from '#ui/workspace/speeds.ts';

const rates = FIXED_SPEEDS.map(({ rate }) => rate);

test('faster and slower walk along the list, and stay at its ends', () => {
  for (const [index, rate] of rates.entries()) {
    expect(neighbourSpeed(rate, 1)).toBe(rates[Math.min(index + 1, rates.length - 1)]);
    expect(neighbourSpeed(rate, -1)).toBe(rates[Math.max(index - 1, 0)]);
  }
  expect(neighbourSpeed('follow', 1)).toBe(1);
});

test('rates rise', () => {
  expect(rates).toEqual([...rates].sort((a, b) => a - b));
});

test.each([
  [100, '100 s a second'],
  [1, 'real time'],
  [0.1, '100 ms a second'],
  [0.01, '1 ms takes ⅒ s'],
  [0.001, '1 ms takes 1 s'],
  [0.002, '1 ms takes ½ s'],
])('a rate of %d', (rate, words) => {
  expect(rateWords(rate)).toBe(words);
});
