// Who reads: the reading head under the record that is read next, the bookmark where a successor would
// begin, and the band of what is in hand between the two.
import { discPath, linePath } from '#stage/layout/paths.ts';
import { widthOf } from '#stage/layout/text.ts';
import type { BoxMark, Paint, SvgMark, Target } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import { ground } from './card.ts';
import { label } from './label.ts';

const FORK = { stroke: 2.2, tine: 5, stem: 9 };
/** A head without a name takes little room. */
const TICK = { stroke: 2.2, tine: 2, stem: 3 };
export const PILL = { height: 18, padding: 8 };
const RIBBON = { width: 12, height: 30, notch: 6 };
const BAND = 9;

/** Further groups tell themselves apart without colour. */
export type PillStyle = 'accent' | 'ink' | 'outlined' | 'hatched';

const PILLS: Readonly<
  Record<PillStyle, { fill: Paint; stroke: Paint; ink: Paint; hatch?: Paint }>
> = {
  accent: { fill: 'accent', stroke: 'accent', ink: 'on-accent' },
  ink: { fill: 'ink', stroke: 'ink', ink: 'paper' },
  outlined: { fill: 'raised', stroke: 'ink', ink: 'ink' },
  hatched: { fill: 'raised', stroke: 'ink', ink: 'ink', hatch: 'line' },
};

export function pillWidth(name: string): number {
  return Math.max(26, widthOf(name, TYPE.least, 'sans', 600) + 2 * PILL.padding);
}

export interface HeadOptions {
  /** Left and right end of the record that is read next. */
  readonly fromX: number;
  readonly toX: number;
  /** The track. */
  readonly y: number;
  readonly style: PillStyle;
  /** What stands in the pill: who reads; '' leaves it out. */
  readonly name: string;
  /** Beside the pill, such as `reads 24 next`; '' leaves it out. */
  readonly note: string;
  /** The note stands left of the pill. */
  readonly isNoteLeft: boolean;
  /** Its consumer is gone: the head lets go. */
  readonly isGone?: boolean;
  readonly target?: Target;
}

/** A fork under the record, a stem, and the pill with the reader's name. */
export function readingHead(key: string, options: HeadOptions): readonly SvgMark[] {
  const { fromX, toX, y, style, name, note, isNoteLeft, isGone = false, target } = options;
  const look = isGone
    ? ({ fill: 'line-strong', stroke: 'line-strong', ink: 'ink' } as const)
    : PILLS[style];
  const stroke = isGone ? 'line-strong' : style === 'accent' ? 'accent' : 'ink';
  const middle = (fromX + toX) / 2;
  const { tine, stem, stroke: strokeWidth } = name === '' ? TICK : FORK;
  const bottom = y + stem;
  const fork = `${linePath(
    { x: fromX, y: y + tine },
    { x: fromX, y },
    { x: toX, y },
    { x: toX, y: y + tine },
  )}${linePath({ x: middle, y }, { x: middle, y: bottom })}`;
  const marks: SvgMark[] = [
    { type: 'path', key, path: fork, stroke, strokeWidth, move: 'head', sign: 'position' },
  ];
  if (name === '') return marks;
  const width = pillWidth(name);
  const pill = { x: middle - width / 2, y: bottom, width, height: PILL.height };
  const baseline = bottom + 13;
  marks.push(
    {
      ...ground(`${key}/pill`, pill, look.fill, PILL.height / 2),
      stroke: look.stroke,
      ...('hatch' in look && look.hatch !== undefined ? { hatch: look.hatch } : {}),
      move: 'head',
      sign: 'position',
      ...(target === undefined ? {} : { target }),
    },
    label(`${key}/name`, name, middle, baseline, {
      size: TYPE.least,
      weight: 600,
      anchor: 'middle',
      fill: look.ink,
      move: 'head',
    }),
  );
  if (note === '') return marks;
  const aside = width / 2 + 6;
  marks.push(
    label(`${key}/note`, note, isNoteLeft ? middle - aside : middle + aside, baseline, {
      anchor: isNoteLeft ? 'end' : 'start',
      move: 'head',
      sign: 'position',
    }),
  );
  return marks;
}

/** A ribbon that hangs at the boundary before the committed offset, with what it says at its left. */
export function bookmark(
  key: string,
  x: number,
  y: number,
  text: string,
  isSmall = false,
): readonly SvgMark[] {
  const { width, height, notch } = isSmall ? { width: 8, height: 14, notch: 4 } : RIBBON;
  const [left, right, bottom] = [x - width / 2, x + width / 2, y + height];
  const ribbon = `${linePath(
    { x: left, y: y - 3 },
    { x: right, y: y - 3 },
    { x: right, y: bottom - 3 },
    { x, y: bottom - 3 - notch },
    { x: left, y: bottom - 3 },
  )}Z`;
  const marks: SvgMark[] = [
    {
      type: 'path',
      key,
      path: ribbon,
      stroke: 'none',
      fill: 'ink',
      strokeWidth: 0,
      move: 'bookmark',
      sign: 'committed',
    },
  ];
  if (text === '') return marks;
  marks.push(
    label(`${key}/text`, text, left - 5, y + 15, {
      size: TYPE.value,
      face: 'mono',
      anchor: 'end',
      fill: 'ink',
      move: 'bookmark',
      sign: 'committed',
    }),
  );
  return marks;
}

/** From the bookmark to the head: read, not committed, and delivered again after a crash. */
export function inHand(key: string, fromX: number, toX: number, y: number): readonly BoxMark[] {
  if (toX - fromX < 1) return [];
  const area = { x: fromX, y: y - BAND / 2, width: toX - fromX, height: BAND };
  return [
    {
      ...ground(key, area, 'paper', 1),
      stroke: 'line-strong',
      hatch: 'line-strong',
      move: 'head',
      sign: 'in-hand',
    },
  ];
}

/** A letter in a disc that stands over a place of the log: an answer that can be chosen. */
export function answerDisc(key: string, x: number, y: number, letter: string): readonly SvgMark[] {
  return [
    {
      type: 'path',
      key,
      path: discPath({ x, y }, 10),
      stroke: 'ink',
      fill: 'raised',
      strokeWidth: 1.4,
    },
    label(`${key}/letter`, letter, x, y + 4, { weight: 600, anchor: 'middle', fill: 'ink' }),
  ];
}
