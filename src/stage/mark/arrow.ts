// Heads of arrows, and lines that end in one.
import { type Point, polygonPath } from '#stage/layout/paths.ts';
import type { Paint, PathMark } from '#stage/scene.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** From the tip back to the middle of the base. */
const BACK: Readonly<Record<Direction, Point>> = {
  up: { x: 0, y: 1 },
  down: { x: 0, y: -1 },
  left: { x: 1, y: 0 },
  right: { x: -1, y: 0 },
};

export interface ArrowheadOptions {
  readonly direction: Direction;
  readonly length: number;
  readonly width: number;
  readonly stroke: Paint;
  /** Default: as the stroke. */
  readonly fill?: Paint;
}

/** A triangle with its tip at a point. */
export function arrowhead(
  key: string,
  { x, y }: Point,
  { direction, length, width, stroke, fill = stroke }: ArrowheadOptions,
): PathMark {
  const back = BACK[direction];
  const base = { x: x + back.x * length, y: y + back.y * length };
  const [sideX, sideY] = [(back.y * width) / 2, (back.x * width) / 2];
  return {
    type: 'path',
    key,
    path: polygonPath(
      { x: base.x - sideX, y: base.y - sideY },
      { x, y },
      { x: base.x + sideX, y: base.y + sideY },
    ),
    stroke,
    fill,
    strokeWidth: 1,
  };
}
