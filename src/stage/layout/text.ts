// How wide words are, without a DOM: a table of advances, and how to make words go into a given room.
import type { Face } from '#stage/scene.ts';

/**
 * Advances in hundredths of the size, by character: those of DejaVu Sans, the widest of the faces
 * that `system-ui` may stand for, so that words have room wherever the page is opened.
 */
const SANS: readonly (readonly [width: number, characters: string])[] = [
  [28, "ijlI'J"],
  [33, ' ,./:;\\|·'],
  [38, '!()[]-frt‹'],
  [48, '"*^_`s'],
  [52, 'cz?'],
  [57, 'FLkvxy'],
  [61, 'EPTYabdeghnopquSK'],
  [64, '0123456789$ABRVXZ{}'],
  [70, 'CU'],
  [76, 'DGHN&'],
  [79, 'OQ'],
  [82, 'w#+<=>~→←≠✕'],
  [88, 'M★♛'],
  [99, 'm%@W…'],
];

const SANS_ADVANCES: ReadonlyMap<string, number> = new Map(
  SANS.flatMap(([width, characters]) =>
    [...characters].map((character) => [character, width] as const),
  ),
);
const OTHER_ADVANCE = 64;
const MONO_ADVANCE = 60.5;
/** Bold letters are so much wider. */
const BOLD = 1.12;

/** Width of a text in px. */
export function widthOf(text: string, size: number, face: Face = 'sans', weight = 400): number {
  if (face === 'mono') return (text.length * MONO_ADVANCE * size) / 100;
  let sum = 0;
  for (const character of text) sum += SANS_ADVANCES.get(character) ?? OTHER_ADVANCE;
  return (sum * size * (weight >= 600 ? BOLD : 1)) / 100;
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
