// How everything looks, by name: colours for light and dark, the scale of type, spaces, radii, widths of
// the window. The page's style sheets get the same tables as custom properties (node/build/theme.ts):
// `--accent`, `--type-body`, `--font-body`, `--space-3`.
import { interpolateRgb } from 'd3-interpolate';
import { KEY_COLOURS, type KeyColour } from './key.ts';
import type { Face, Paint } from './scene.ts';

export type ThemeName = 'light' | 'dark';
/** What only the page paints with: what lies over it under a dialog. */
type PagePaint = 'shade';
export type Theme = Readonly<Record<Exclude<Paint, 'none'> | PagePaint, string>>;

/** One size of type, and how it is set where a style sheet sets it. */
interface TypeStyle {
  readonly face: Face;
  /** In px. */
  readonly size: number;
  /** Line height, in sizes. */
  readonly line: number;
  readonly weight: number;
}

function type(face: Face, size: number, line: number, weight: number): TypeStyle {
  return { face, size, line, weight };
}

/** The scale of type: of the page and of the stage. */
export const TYPE_STYLES = {
  /** Heading of a page. */
  home: type('serif', 62, 1, 560),
  /** Heading of a lesson, a panel, a dialog. */
  title: type('serif', 29, 1.12, 560),
  /** Name of a thing where there is room: Broker 2. */
  heading: type('serif', 22, 1.2, 560),
  /** What happens now. */
  caption: type('serif', 19, 1.25, 400),
  /** The caption where there is little room, and what is typed on a phone. */
  compact: type('serif', 16, 1.3, 400),
  /** The caption for a room full of people. */
  presented: type('serif', 38, 1.2, 400),
  /** What a prediction asks. */
  question: type('serif', 18, 1.3, 560),
  /** What is read: lessons, pages. At most 38 em wide. */
  text: type('serif', 17.5, 1.52, 400),
  /** Name of a thing on the stage: c1, p1. */
  name: type('serif', 17, 1.2, 560),
  /** Lists, panels. */
  body: type('sans', 14, 1.45, 400),
  /** Buttons, tabs. */
  control: type('sans', 13.5, 1.3, 550),
  /** What stands beside something: states, names of fields. */
  label: type('sans', 12, 1.35, 400),
  /** Secondary words. */
  small: type('sans', 11.5, 1.35, 400),
  /** The smallest words on the stage. */
  least: type('sans', 11, 1.3, 400),
  /** In capitals above a heading. */
  eyebrow: type('sans', 11, 1.3, 600),
  clock: type('mono', 21, 1.1, 500),
  /** Name of a partition where it has a row of its own. */
  partition: type('mono', 14, 1.2, 500),
  /** Numbers, times, configs. */
  value: type('mono', 11.5, 1.3, 500),
  code: type('mono', 11, 1.5, 400),
  /** Flags of markers, ticks of an axis. */
  tiny: type('mono', 10, 1.2, 500),
} as const;

export type TypeName = keyof typeof TYPE_STYLES;

/** Sizes of type by name, in px. */
export const TYPE = Object.fromEntries(
  Object.entries(TYPE_STYLES).map(([name, { size }]) => [name, size]),
) as Readonly<Record<TypeName, number>>;

/** Distances in px. */
export const SPACES = { 1: 4, 2: 6, 3: 8, 4: 12, 5: 16, 6: 24 } as const;

/** Radii of corners in px. */
export const RADIUS = {
  /** The flag of a marker. */
  flag: 2,
  /** A record. */
  tile: 3.5,
  /** Buttons, fields, code. */
  field: 6,
  /** What holds something together. */
  card: 8,
  /** What lies over the page, or is a part of it by itself. */
  sheet: 10,
  pill: 99,
} as const;

/** Widths of the window in px up to which a layout holds: `@media (--phone)`. Wider: all there is. */
export const BREAKPOINTS = { desk: 1199, phone: 759 } as const;

/** The typefaces (ui/theme/fonts.css), each with a stand-in of the same widths until it is there. */
export const FACES: Readonly<Record<Face, string>> = {
  serif: "Newsreader, 'Newsreader stand-in', Georgia, serif",
  sans: "'Instrument Sans', 'Instrument Sans stand-in', ui-sans-serif, system-ui, sans-serif",
  mono: "'Martian Mono', 'Martian Mono stand-in', ui-monospace, monospace",
};

/** A stage narrower than this has one column, short words and small tiles. */
export const NARROW = 680;

/** Ground colours: everything that is not a key's. */
type GroundPaints = Omit<Theme, `key-${string}`>;

const LIGHT: GroundPaints = {
  paper: '#f6f3ec',
  panel: '#fcfbf7',
  raised: '#ffffff',
  line: '#e0dbcf',
  'line-strong': '#b9b2a2',
  ink: '#1c2026',
  'ink-soft': '#50565f',
  'ink-faint': '#686d75',
  accent: '#0a6a60',
  'accent-soft': '#d8ebe6',
  'on-accent': '#ffffff',
  bad: '#b0261c',
  'bad-soft': '#f9e4df',
  warn: '#8a5700',
  'warn-soft': '#f6ead2',
  shade: '#1c202673',
};

const DARK: GroundPaints = {
  paper: '#101316',
  panel: '#161a1e',
  raised: '#1d2227',
  line: '#2b3137',
  'line-strong': '#4a535c',
  ink: '#ebe8e0',
  'ink-soft': '#b6b7b2',
  'ink-faint': '#92969a',
  accent: '#5bd8c0',
  'accent-soft': '#123a34',
  'on-accent': '#0d1413',
  bad: '#ff8b7e',
  'bad-soft': '#3d1d1a',
  warn: '#ecb45e',
  'warn-soft': '#3a2d14',
  shade: '#050608a6',
};

/** A tile in full colour, and the colour of the words on it. */
type KeyPair = readonly [face: string, text: string];
/** Words on light tiles. */
const BLACK = '#14181d';
const WHITE = '#ffffff';

/**
 * Two tiers of lightness, so that the colours differ with the common colour deficiencies too. The
 * words on a tile have a contrast of at least 4.5.
 */
const KEYS: Readonly<Record<ThemeName, Readonly<Record<KeyColour, KeyPair>>>> = {
  light: {
    a: ['#2f6be0', WHITE],
    b: ['#c84f00', WHITE],
    c: ['#b3206f', WHITE],
    d: ['#e7bb3a', BLACK],
    e: ['#551f9c', WHITE],
    f: ['#6b2f1d', WHITE],
    g: ['#8dbfe3', BLACK],
    h: ['#1f2b57', WHITE],
    none: ['#6a6f76', WHITE],
  },
  dark: {
    a: ['#86b4ff', BLACK],
    b: ['#f58a3f', BLACK],
    c: ['#f277b0', BLACK],
    d: ['#f6da72', BLACK],
    e: ['#9069ee', BLACK],
    f: ['#9c5a3c', WHITE],
    g: ['#cdeaf9', BLACK],
    h: ['#4c6086', WHITE],
    none: ['#8f959b', BLACK],
  },
};

/** How much of a key's colour is in each of its paler tones, and how dark a tile's lower edge is. */
interface Shares {
  readonly edge: number;
  readonly follower: number;
  readonly veiled: number;
  readonly open: number;
  readonly aborted: number;
  readonly disk: number;
}
const SHARES: Readonly<Record<ThemeName, Shares>> = {
  light: { edge: 0.3, follower: 0.3, veiled: 0.26, open: 0.3, aborted: 0.16, disk: 0.12 },
  dark: { edge: 0.38, follower: 0.42, veiled: 0.26, open: 0.3, aborted: 0.16, disk: 0.12 },
};

function keyPaints(name: ThemeName, { paper, raised }: GroundPaints): Record<string, string> {
  const shares = SHARES[name];
  const paints: Record<string, string> = {
    // On all paler tones of keys.
    'key-pale-text': name === 'light' ? LIGHT.ink : WHITE,
  };
  for (const key of KEY_COLOURS) {
    const [face, text] = KEYS[name][key];
    paints[`key-${key}`] = face;
    paints[`key-${key}-text`] = text;
    paints[`key-${key}-edge`] = interpolateRgb(face, '#000000')(shares.edge);
    paints[`key-${key}-follower`] = interpolateRgb(raised, face)(shares.follower);
    paints[`key-${key}-veiled`] = interpolateRgb(paper, face)(shares.veiled);
    paints[`key-${key}-open`] = interpolateRgb(raised, face)(shares.open);
    paints[`key-${key}-aborted`] = interpolateRgb(raised, face)(shares.aborted);
    paints[`key-${key}-disk`] = interpolateRgb(paper, face)(shares.disk);
  }
  return paints;
}

export const themes: Readonly<Record<ThemeName, Theme>> = {
  light: { ...LIGHT, ...keyPaints('light', LIGHT) } as Theme,
  dark: { ...DARK, ...keyPaints('dark', DARK) } as Theme,
};
