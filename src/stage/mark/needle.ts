// Now: the one line that moves.
import { polygonPath } from '#stage/layout/paths.ts';
import type { SvgMark } from '#stage/scene.ts';
import { rule } from './rule.ts';

/** Now across a picture in which time runs down. */
export function needleAcross(left: number, right: number, y: number): readonly SvgMark[] {
  return [
    rule('now', { x: left, y }, { x: right, y }, { stroke: 'accent', strokeWidth: 2, sign: 'now' }),
    {
      type: 'path',
      key: 'now/head',
      path: polygonPath({ x: left - 7, y: y - 6 }, { x: left + 2, y }, { x: left - 7, y: y + 6 }),
      stroke: 'accent',
      fill: 'accent',
      strokeWidth: 1,
    },
  ];
}

/** Now down a picture in which time runs to the right. */
export function needleDown(x: number, top: number, bottom: number): readonly SvgMark[] {
  return [
    rule('now', { x, y: top }, { x, y: bottom }, { stroke: 'accent', strokeWidth: 2, sign: 'now' }),
    {
      type: 'path',
      key: 'now/head',
      path: polygonPath(
        { x: x - 5, y: top - 7 },
        { x: x + 5, y: top - 7 },
        { x: x + 5, y: top - 2 },
        { x, y: top + 3 },
        { x: x - 5, y: top - 2 },
      ),
      stroke: 'accent',
      fill: 'accent',
      strokeWidth: 1,
    },
  ];
}
