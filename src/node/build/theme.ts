// Gives the stage's theme to the page's style sheets, so that both speak the same: `virtual:theme.css`
// holds it as custom properties, and `@media (--phone)` stands for a width that the theme names.
import type { Plugin } from 'vite';
import {
  BREAKPOINTS,
  FACES,
  RADIUS,
  SPACES,
  type Theme,
  themes,
  TYPE,
  TYPE_STYLES,
} from '#stage/theme.ts';

const SHEET = 'virtual:theme.css';
/** 1rem is what the person's browser says is readable: 16 px unless they chose otherwise. */
const PX_PER_REM = 16;

function rem(px: number): string {
  return `${px / PX_PER_REM}rem`;
}

function properties(prefix: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `--${prefix}${name}: ${value};`)
    .join(' ');
}

function mapped(table: Readonly<Record<string, number>>, unit: (px: number) => string) {
  return Object.fromEntries(Object.entries(table).map(([name, px]) => [name, unit(px)]));
}

/** The scale of type as values for `font`: weight, size, line height, face. */
function fonts(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(TYPE_STYLES).map(([name, { face, size, line, weight }]) => [
      name,
      `${weight} ${rem(size)}/${line} var(--face-${face})`,
    ]),
  );
}

function colours(theme: Theme): string {
  return properties('', theme);
}

/** The theme as a style sheet: the system's choice of light or dark, unless `data-theme` names one. */
export function themeSheet(): string {
  return [
    `:root { color-scheme: light; ${colours(themes.light)}`,
    properties('type-', mapped(TYPE, rem)),
    properties('font-', fonts()),
    properties('space-', mapped(SPACES, rem)),
    properties(
      'radius-',
      mapped(RADIUS, (px) => `${px}px`),
    ),
    `${properties('face-', FACES)} }`,
    `@media (prefers-color-scheme: dark) {`,
    `  :root:not([data-theme='light']) { color-scheme: dark; ${colours(themes.dark)} }`,
    `}`,
    `:root[data-theme='dark'] { color-scheme: dark; ${colours(themes.dark)} }`,
  ].join('\n');
}

/** `@media (--phone)` → `@media (max-width: 560px)`. An unknown name stops the build. */
export function writeOutWidths(sheet: string): string {
  return sheet.replace(/@media \(--([a-z]+)\)/g, (_all, name: string) => {
    const width = new Map<string, number>(Object.entries(BREAKPOINTS)).get(name);
    if (width === undefined) {
      throw new Error(`@media (--${name}): there are ${Object.keys(BREAKPOINTS).join(', ')}`);
    }
    return `@media (max-width: ${width}px)`;
  });
}

/** The plug-in; must come before the one that compiles components. */
export function theme(): Plugin {
  return {
    name: 'kafkascope-theme',
    enforce: 'pre',
    resolveId: (id) => (id === SHEET ? `\0${SHEET}` : null),
    load: (id) => (id === `\0${SHEET}` ? themeSheet() : null),
    transform(code, id) {
      if (!/\.(svelte|css)$/.test(id) || !code.includes('@media (--')) return null;
      return { code: writeOutWidths(code), map: null };
    },
  };
}
