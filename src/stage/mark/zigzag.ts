// Where time is left out: a zigzag across the picture, and what was left out beside it.
import { linePath, type Point } from '#stage/layout/paths.ts';
import { widthOf } from '#stage/layout/text.ts';
import type { SvgMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import { label } from './label.ts';

/** Half a wave, and how far it swings. */
const STEP = 7;
const SWING = 3;

export interface ZigzagOptions {
  readonly left: number;
  readonly right: number;
  readonly y: number;
  /** How long it was, and what happened meanwhile. */
  readonly text: string;
  /** Where the words begin. */
  readonly textX: number;
}

function wave(left: number, right: number, y: number): string {
  const points: Point[] = [];
  for (let index = 0; left + index * STEP <= right; index += 1) {
    points.push({ x: left + index * STEP, y: y + (index % 2 === 0 ? SWING : -SWING) });
  }
  return linePath(...points);
}

/** The zigzag with its words in a gap of it. */
export function zigzag(
  key: string,
  { left, right, y, text, textX }: ZigzagOptions,
): readonly SvgMark[] {
  const end = textX + widthOf(text, TYPE.small) + 8;
  const line = { type: 'path', stroke: 'line-strong', strokeWidth: 1 } as const;
  return [
    { ...line, key: `${key}/before`, path: wave(left, textX - 8, y) },
    label(`${key}/text`, text, textX, y + 4, { sign: 'cut' }),
    ...(end < right ? [{ ...line, key: `${key}/after`, path: wave(end, right, y) }] : []),
  ];
}
