// A key's colour and letters: the same everywhere, and never to be taken for an offset.
import { describe, expect, test } from 'vitest';
import { KEY_COLOURS, keyColour, keyGlyph, keyPaint } from '#stage/key.ts';

describe('the colour of a key', () => {
  test('follows the alphabet, so that small scenarios use different ones', () => {
    expect([...'abcdefghij'].map(keyColour)).toEqual([...'abcdefgh', 'a', 'b']);
  });

  test('follows the number in user-7', () => {
    expect(['user-0', 'user-7', 'user-8', 'k9'].map(keyColour)).toEqual(['a', 'h', 'a', 'b']);
  });

  test('of other keys is one of all', () => {
    const keys = Array.from({ length: 200 }, (_, index) => `Łódź ${index}`);
    const colours = new Set(keys.map(keyColour));
    expect([...colours].sort()).toEqual(KEY_COLOURS.filter((one) => one !== 'none'));
  });

  test('is grey without a key', () => {
    expect(keyPaint(null)).toBe('key-none');
    expect(keyPaint('a', 'edge')).toBe('key-a-edge');
  });
});

describe('what stands on a tile', () => {
  test.each([
    ['a', 1, 'a'],
    ['alice', 5, 'alice'],
    ['alice', 3, 'a'],
    ['charlie', 5, 'c'],
    ['user-42', 5, 'u42'],
    ['user-42', 3, 'u42'],
    ['user-42', 2, 'u'],
    ['User 7', 3, 'u7'],
    ['17', 5, '#17'],
    ['17', 1, '#'],
    ['', 5, '◦'],
    [null, 5, '·'],
  ])('for %j with room for %i is %s', (key, most, glyph) => {
    expect(keyGlyph(key, most)).toBe(glyph);
  });

  test('is never a bare number, and never longer than its room', () => {
    for (const key of ['0', '42', 'user-42', 'k1', '7a', 'order-123456', 'ß', '😀😀😀😀😀😀']) {
      for (let most = 1; most <= 6; most += 1) {
        expect(keyGlyph(key, most)).not.toMatch(/^\d/);
        expect([...keyGlyph(key, most)].length).toBeLessThanOrEqual(most);
      }
    }
  });
});
