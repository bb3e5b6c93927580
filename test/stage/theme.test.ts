// Colours: words can be read on every ground in both themes, and keys can be told apart, also by those
// who see fewer colours.
import { describe, expect, test } from 'vitest';
import { KEY_COLOURS, type KeyColour, type KeyTone } from '#stage/key.ts';
import type { Paint } from '#stage/scene.ts';
import { type Theme, type ThemeName, themes } from '#stage/theme.ts';

type Triple = readonly [number, number, number];

function linear(colour: string): Triple {
  const channels = colour.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/\d+/g) ?? []).map(Number);
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

/** Relative luminance, as WCAG defines it. */
function luminance(colour: string): number {
  const [red, green, blue] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function times(matrix: readonly Triple[], [x, y, z]: Triple): Triple {
  const [a = 0, b = 0, c = 0] = matrix.map(([p, q, r]) => p * x + q * y + r * z);
  return [a, b, c];
}

/** Machado, Oliveira and Fernandes (2009), severity 1. */
const DEFICIENCIES = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
} as const satisfies Readonly<Record<string, readonly Triple[]>>;

/** Björn Ottosson's OKLab, times 100. */
function oklab(colour: Triple): Triple {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour,
  );
  const [l, m, s] = cones.map((cone) => Math.cbrt(Math.max(0, cone)) * 100) as unknown as Triple;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [l, m, s],
  );
}

function smallestDistance(theme: Theme, deficiency: keyof typeof DEFICIENCIES): number {
  const seen = KEY_COLOURS.filter((key) => key !== 'none').map((key) =>
    oklab(times(DEFICIENCIES[deficiency], linear(theme[`key-${key}`]))),
  );
  let least = Infinity;
  for (const [index, one] of seen.entries()) {
    for (const other of seen.slice(index + 1)) {
      least = Math.min(least, Math.hypot(...one.map((part, axis) => part - (other[axis] ?? 0))));
    }
  }
  return least;
}

const GROUNDS = ['paper', 'panel', 'raised'] as const;
const WORDS = ['ink', 'ink-soft', 'ink-faint', 'accent', 'bad', 'warn'] as const;
/** Words on grounds of their own. */
const PAIRS: readonly (readonly [Exclude<Paint, 'none'>, Exclude<Paint, 'none'>])[] = [
  ['accent', 'accent-soft'],
  ['ink', 'accent-soft'],
  ['on-accent', 'accent'],
  ['bad', 'bad-soft'],
  ['warn', 'warn-soft'],
];
const PALE: readonly KeyTone[] = ['follower', 'veiled', 'open', 'aborted'];

describe.each(['light', 'dark'] satisfies ThemeName[])('the %s theme', (name) => {
  const theme = themes[name];

  test('has words that can be read on all grounds (WCAG AA)', () => {
    const pairs = [
      ...GROUNDS.flatMap((ground) => WORDS.map((word) => [word, ground] as const)),
      ...PAIRS,
    ];
    for (const [word, ground] of pairs) {
      expect(contrast(theme[word], theme[ground]), `${word} on ${ground}`).toBeGreaterThanOrEqual(
        4.5,
      );
    }
  });

  test.each(KEY_COLOURS)('has words that can be read on tiles of %s', (key: KeyColour) => {
    const own = contrast(theme[`key-${key}-text`], theme[`key-${key}`]);
    expect(own).toBeGreaterThanOrEqual(4.5);
    for (const tone of PALE) {
      const pale = contrast(theme['key-pale-text'], theme[`key-${key}-${tone}`]);
      expect(pale, tone).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(theme['ink-soft'], theme[`key-${key}-disk`]), 'disk').toBeGreaterThanOrEqual(
      4.5,
    );
  });

  test.each(['none', 'protanopia', 'deuteranopia'] as const)(
    'has keys that differ (colour deficiency: %s)',
    (deficiency) => {
      expect(smallestDistance(theme, deficiency)).toBeGreaterThan(10);
    },
  );

  test('bounds each tile by an edge that is darker than its face', () => {
    for (const key of KEY_COLOURS) {
      expect(luminance(theme[`key-${key}-edge`])).toBeLessThan(luminance(theme[`key-${key}`]));
    }
  });
});

test('both themes have the same colours', () => {
  expect(Object.keys(themes.dark).sort()).toEqual(Object.keys(themes.light).sort());
});
