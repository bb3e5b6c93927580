// A ring that empties: how much of a time is left, or fills: how much of a wait is over.
import { line } from 'd3-shape';
import { discPath, type Point } from '#stage/layout/paths.ts';
import type { Paint, PathMark } from '#stage/scene.ts';

const WIDTH = 2.8;
const RADIUS = 8.5;
/** Always as many pieces: then a ring can be mixed with what it will be, which arcs cannot. */
const PIECES = 24;
const STEPS = Array.from({ length: PIECES + 1 }, (_, index) => index / PIECES);

function arcPath({ x, y }: Point, share: number): string {
  const angle = (step: number): number => step * Math.max(0, Math.min(1, share)) * 2 * Math.PI;
  const arc = line<number>()
    .x((step) => x + RADIUS * Math.sin(angle(step)))
    .y((step) => y - RADIUS * Math.cos(angle(step)))
    .digits(1);
  return arc(STEPS) ?? '';
}

/** The ring around a point; `share` (0 … 1) is what is full. */
export function ring(key: string, at: Point, share: number, paint: Paint): readonly PathMark[] {
  const look = { type: 'path', strokeWidth: WIDTH } as const;
  return [
    { ...look, key: `${key}/ground`, path: discPath(at, RADIUS), stroke: 'line' },
    { ...look, key: `${key}/share`, path: arcPath(at, share), stroke: paint },
  ];
}
