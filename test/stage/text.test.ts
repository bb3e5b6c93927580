// Words and their room: every letter has a width, and what was cut to fit does.
import { describe, expect, test } from 'vitest';
import { fit, shorten, widthOf } from '#stage/layout/text.ts';

describe('the width of a text', () => {
  test('grows with every letter, with its size and its weight', () => {
    for (let code = 33; code < 127; code += 1) {
      const letter = String.fromCharCode(code);
      expect(widthOf(`a${letter}`, 12), letter).toBeGreaterThan(widthOf('a', 12) + 2);
      expect(widthOf(letter, 24), letter).toBeCloseTo(2 * widthOf(letter, 12));
    }
    expect(widthOf('broker', 12, 'sans', 700)).toBeGreaterThan(widthOf('broker', 12));
  });

  test('knows narrow letters from wide ones, and that mono has neither', () => {
    expect(widthOf('illi', 12)).toBeLessThan(widthOf('mmmm', 12) / 2);
    expect(widthOf('illi', 12, 'mono')).toBe(widthOf('mmmm', 12, 'mono'));
  });

  // As headless Chromium measures them in Instrument Sans and Newsreader.
  test.each([
    ['Broker 2', 'serif', 560, 42.7],
    ['active controller', 'sans', 400, 81.4],
    ['NETWORK_EXCEPTION', 'sans', 600, 125.1],
    ['billing committed 14', 'sans', 400, 102],
    ['orders-0', 'mono', 500, 52.8],
    ['reads 24 next', 'sans', 700, 70.2],
  ] as const)('of %s (%s, %i) is that of the real letters', (text, face, weight, measured) => {
    const width = widthOf(text, 11, face, weight);
    expect(Math.abs(width - measured) / measured).toBeLessThan(0.05);
  });
});

describe('a text that is cut to fit', () => {
  test.each([200, 80, 40, 20])('goes into %i px', (room) => {
    const text = fit('looking for its coordinator', room, 11);
    expect(widthOf(text, 11)).toBeLessThanOrEqual(room);
    expect(text.endsWith('…')).toBe(room < 170);
  });

  test('stays as it is where there is room, and keeps its first letter where there is none', () => {
    expect(fit('Stable', 100, 11)).toBe('Stable');
    expect(fit('Stable', 0, 11)).toBe('S…');
  });
});

test('a shortened name keeps its end, which tells partitions apart', () => {
  expect(shorten('orders-0', 10)).toBe('orders-0');
  expect(shorten('customer-orders-12', 10)).toBe('custom…-12');
});
