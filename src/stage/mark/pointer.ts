// What points at a place of a log from below: a stem with a tip, and beside it what it says.
import type { Paint, SvgMark } from '#stage/scene.ts';
import { arrowhead } from './arrow.ts';
import { label } from './label.ts';
import { rule } from './rule.ts';

/** Between the stem and its words. */
const ASIDE = 7;

export interface PointerOptions {
  readonly x: number;
  /** Where it touches. */
  readonly top: number;
  /** Baseline of the words. */
  readonly baseline: number;
  readonly text: string;
  readonly paint: Paint;
  /** The words stand to the left of the stem. */
  readonly isLeft: boolean;
  /** Firm and full (where somebody reads), or dashed and hollow (what is committed). */
  readonly isFirm: boolean;
}

/** Stem, tip and words. */
export function pointer(
  key: string,
  { x, top, baseline, text, paint, isLeft, isFirm }: PointerOptions,
): readonly SvgMark[] {
  return [
    rule(
      `${key}/stem`,
      { x, y: top },
      { x, y: baseline - 4 },
      { stroke: paint, strokeWidth: 1.25, isDashed: !isFirm },
    ),
    arrowhead(
      `${key}/tip`,
      { x, y: top },
      {
        direction: 'up',
        length: 6,
        width: 8,
        stroke: paint,
        fill: isFirm ? paint : 'panel',
      },
    ),
    label(`${key}/text`, text, isLeft ? x - ASIDE : x + ASIDE, baseline, {
      anchor: isLeft ? 'end' : 'start',
      fill: paint,
      weight: isFirm ? 600 : 400,
    }),
  ];
}
