// Colours by name for light and dark, sizes of type and corners, and which colour and letter a
// record's key gets. The page takes its own colours from here as well.
import { interpolateRgb } from 'd3-interpolate';
import { fnv1a } from '#base/hash.ts';
import type { Face, Paint } from './scene.ts';

export type ThemeName = 'light' | 'dark';
export type Theme = Readonly<Record<Exclude<Paint, 'none'>, string>>;

/** Sizes of type on the stage, in px. */
export const TYPE = { tiny: 10, small: 11, label: 12, name: 13.5 } as const;

/** Radii of corners, in px. */
export const RADIUS = { tile: 4, field: 8, card: 12 } as const;

/** A stage narrower than this has one column, short words and small cells. */
export const NARROW = 680;

/** Families by use, as a canvas and CSS take them. */
export const FONTS: Readonly<Record<Face, string>> = {
  sans: "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
  mono: "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
};

/** Strong enough for white text (WCAG AA), different enough to be told apart side by side. */
const KEY_COLOURS = [
  '#2f5bea',
  '#c2255c',
  '#c2410c',
  '#237a35',
  '#9c36b5',
  '#0b7285',
  '#8a5a00',
  '#5f3dc4',
  '#a61e4d',
  '#08704f',
  '#364fc7',
  '#5c5f66',
] as const;

/** Number of key colours; the last one is for records without a key. */
export const KEY_COLOUR_COUNT = KEY_COLOURS.length;
const KEYLESS = KEY_COLOUR_COUNT - 1;

function keyPaints(ground: string, softShare: number): Record<string, string> {
  const paints: Record<string, string> = {};
  KEY_COLOURS.forEach((colour, index) => {
    paints[`key-${index}`] = colour;
    paints[`key-${index}-soft`] = interpolateRgb(ground, colour)(softShare);
  });
  return paints;
}

export const themes: Readonly<Record<ThemeName, Theme>> = {
  light: {
    paper: '#fbfaf7',
    panel: '#ffffff',
    line: '#e4e2dc',
    'line-strong': '#c8c5bc',
    ink: '#1b2230',
    'ink-soft': '#555e6e',
    'ink-faint': '#6b7280',
    accent: '#2f5bea',
    'accent-soft': '#e6ecfd',
    good: '#1f7a33',
    warn: '#a8540a',
    bad: '#c0261f',
    'bad-soft': '#fdecea',
    leader: '#2f5bea',
    follower: '#6b7280',
    offline: '#c8c5bc',
    'offline-soft': '#e4e2dc',
    'on-key': '#ffffff',
    ...keyPaints('#ffffff', 0.24),
  } as Theme,
  dark: {
    paper: '#14161b',
    panel: '#1c1f27',
    line: '#2d323d',
    'line-strong': '#464d5c',
    ink: '#e9ebf1',
    'ink-soft': '#b0b7c6',
    'ink-faint': '#98a1b3',
    accent: '#8ca6ff',
    'accent-soft': '#27325a',
    good: '#6fcf83',
    warn: '#f0a45d',
    bad: '#ff8a80',
    'bad-soft': '#43211f',
    leader: '#8ca6ff',
    follower: '#98a1b3',
    offline: '#464d5c',
    'offline-soft': '#2d323d',
    'on-key': '#ffffff',
    ...keyPaints('#1c1f27', 0.42),
  } as Theme,
};

/** `a` … `z` have colours in order, so that small scenarios use different ones; others by hash. */
function colourIndex(key: string | null): number {
  if (key === null) return KEYLESS;
  if (/^[a-z]$/.test(key)) return (key.charCodeAt(0) - 97) % KEYLESS;
  const number = /^(?:k|user-)(\d+)$/.exec(key)?.[1];
  return (number === undefined ? fnv1a(key) : Number(number)) % KEYLESS;
}

/** Colour of a key: the same everywhere. */
export function keyPaint(key: string | null, isSoft = false): Paint {
  return isSoft ? `key-${colourIndex(key)}-soft` : `key-${colourIndex(key)}`;
}

/** One letter or digit for a key, so that its colour does not stand alone; `·` without a key. */
export function keyGlyph(key: string | null): string {
  if (key === null) return '·';
  return key.length <= 1 ? key || '∅' : key.slice(-1);
}
