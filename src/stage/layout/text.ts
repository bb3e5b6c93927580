// How wide words are, without a DOM: tables of advances of the page’s typefaces, and how to make words
// go into a given room.
import type { Face } from '#stage/scene.ts';

/** Advances in hundredths of the size, by character, at weight 400. */
type Advances = readonly (readonly [width: number, characters: string])[];

/** Instrument Sans. */
const SANS: Advances = [
  [10, '·'],
  [20, ' '],
  [23, "'ijl|"],
  [25, 'I,.:;‘’'],
  [27, '!'],
  [33, '‹›'],
  [35, '`f'],
  [38, '"rt1°'],
  [41, '()*[]{}“”'],
  [43, '_/\\'],
  [46, 'Js'],
  [50, 'z-'],
  [52, 'vy7+<=>^ac~×÷'],
  [54, 'k2x'],
  [56, 'e35?'],
  [58, '8oµLu–'],
  [60, '46Fhn9$Sbdgpq'],
  [62, 'Z'],
  [64, 'BET'],
  [66, 'PR…0'],
  [68, 'YKX'],
  [71, 'U#'],
  [73, 'AVCHN'],
  [75, 'D&'],
  [77, 'Gw'],
  [79, '%OQ'],
  [85, '@'],
  [89, '—'],
  [91, 'Mm'],
  [109, 'W'],
];

/** Newsreader. */
const SERIF: Advances = [
  [20, "'"],
  [23, ' .,‘’'],
  [25, ':j|·'],
  [27, '!;li'],
  [29, '()‹'],
  [32, '{}›[]'],
  [34, 'It"-f'],
  [38, 'sr°'],
  [40, '/\\_“”'],
  [43, 'z*?c'],
  [45, 'Jae'],
  [50, '`g+<=>^x~×÷'],
  [52, 'y–ov'],
  [54, 'kubq'],
  [56, 'Sdhpµ0123456789#$n'],
  [59, 'FL'],
  [61, 'P'],
  [63, 'ZBE…'],
  [65, 'R'],
  [67, 'TY'],
  [69, 'V—'],
  [71, 'AC&X'],
  [73, 'Kw'],
  [75, 'GD'],
  [77, 'NU%OQ'],
  [80, 'H'],
  [83, 'm'],
  [89, '@'],
  [97, 'WM'],
];

function tableOf(advances: Advances): ReadonlyMap<string, number> {
  return new Map(
    advances.flatMap(([width, characters]) =>
      [...characters].map((character) => [character, width] as const),
    ),
  );
}

const TABLES: Readonly<Record<'sans' | 'serif', ReadonlyMap<string, number>>> = {
  sans: tableOf(SANS),
  serif: tableOf(SERIF),
};
/** What a face does not have comes from another, whose letters may be wide. */
const OTHER_ADVANCE = 90;
/** Martian Mono at a width of 75 %. */
const MONO_ADVANCE = 60;
/** How much wider letters are at weight 700 than at 400. */
const BOLD = { sans: 0.06, serif: 0.1 } as const;

/** Width of a text in px. */
export function widthOf(text: string, size: number, face: Face = 'sans', weight = 400): number {
  if (face === 'mono') return (text.length * MONO_ADVANCE * size) / 100;
  let sum = 0;
  for (const character of text) sum += TABLES[face].get(character) ?? OTHER_ADVANCE;
  return ((sum * size) / 100) * (1 + (BOLD[face] * (weight - 400)) / 300);
}

/** At most `most` characters of `text`; its end stays, which tells partitions apart. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 4)}…${text.slice(-3)}`;
}

/** As much of a text as goes into `width` px, and at least its first letter. */
export function fit(
  text: string,
  width: number,
  size: number,
  face: Face = 'sans',
  weight = 400,
): string {
  if (widthOf(text, size, face, weight) <= width) return text;
  let most = text.length - 1;
  while (most > 1 && widthOf(`${text.slice(0, most)}…`, size, face, weight) > width) most -= 1;
  return `${text.slice(0, most).trimEnd()}…`;
}
