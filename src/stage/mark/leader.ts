// Who leads: a star with the epoch in which it leads.
import { polygonPath } from '#stage/layout/paths.ts';
import { widthOf } from '#stage/layout/text.ts';
import type { PathMark, SvgMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import { label } from './label.ts';

/** Five points; the inner corners lie at this share of the outer radius. */
const POINTS = 5;
const INNER = 0.42;

/** A star about a point. The one of a partition flies when the lead changes hands. */
export function star(key: string, x: number, y: number, radius = 6): PathMark {
  const corners = Array.from({ length: 2 * POINTS }, (_, index) => {
    const reach = index % 2 === 0 ? radius : radius * INNER;
    const angle = (index * Math.PI) / POINTS - Math.PI / 2;
    return { x: x + reach * Math.cos(angle), y: y + reach * Math.sin(angle) };
  });
  return {
    type: 'path',
    key,
    path: polygonPath(...corners),
    stroke: 'none',
    fill: 'accent',
    strokeWidth: 0,
    move: 'handover',
    sign: 'leader',
  };
}

/** Room that the star with its words takes. */
export function leaderWidth(text: string): number {
  return 16 + widthOf(text, TYPE.small, 'sans', 600);
}

/** The star and its words, such as `leader, epoch 5`; `partition` is whose it is. */
export function leaderWord(
  partition: string,
  key: string,
  x: number,
  baseline: number,
  text: string,
): readonly SvgMark[] {
  return [
    star(`star/${partition}`, x + 6, baseline - 4),
    label(key, text, x + 16, baseline, { fill: 'accent', weight: 600, sign: 'leader' }),
  ];
}
