// How everything looks, by name: colours for light and dark, sizes of type, spaces, radii, widths of
// the window; and which colour and letter a record's key gets. The page's style sheets get the same
// tables as custom properties (node/build/theme.ts): `--accent`, `--type-body`, `--space-3`.
import { interpolateRgb } from 'd3-interpolate';
import { fnv1a } from '#base/hash.ts';
import type { Face, Paint } from './scene.ts';

export type ThemeName = 'light' | 'dark';
/** What only the page paints with: text on `accent`, and what lies over the page under a dialog. */
type PagePaint = 'on-accent' | 'shade';
export type Theme = Readonly<Record<Exclude<Paint, 'none'> | PagePaint, string>>;

/** Sizes of text in px. */
export const TYPE_SIZES = {
  /** Heading of a page. */
  home: 54,
  /** Heading of a panel. */
  title: 22,
  /** Headings within a page or a dialog, the clock. */
  caption: 19,
  /** What is read: lessons, pages. */
  text: 15.5,
  /** Controls, lists, numbers. */
  body: 14,
  /** What stands beside something: times, states, configs. */
  label: 12,
} as const;

/** Distances in px. */
export const SPACES = { 1: 4, 2: 6, 3: 8, 4: 12, 5: 16, 6: 24 } as const;

/** Radii of corners in px. */
export const RADII = {
  /** Buttons, fields, code. */
  field: 6,
  /** What holds something together. */
  card: 8,
  /** What lies over the page, or is a part of it by itself. */
  sheet: 10,
  pill: 99,
} as const;

/** Widths of the window in px up to which a layout holds: `@media (--phone)`. Wider: all there is. */
export const BREAKPOINTS = { desk: 1200, tablet: 900, phone: 560 } as const;

/** Fonts that systems have. */
export const FACES: Readonly<Record<Face, string>> = {
  sans: "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
  mono: "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
};

/** Sizes of type on the stage, in px. */
export const TYPE = { tiny: 10, small: 11, label: TYPE_SIZES.label, name: 13.5 } as const;

/** Radii of corners on the stage, in px. */
export const RADIUS = { tile: 4, field: 8, card: 12 } as const;

/** A stage narrower than this has one column, short words and small cells. */
export const NARROW = 680;

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
    'on-accent': '#ffffff',
    shade: '#0a0c1473',
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
    'on-accent': '#0d1226',
    shade: '#0a0c1473',
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
