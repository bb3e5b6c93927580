// A heartbeat as the trace of a scope: flat, with a beat at each.
import { linePath, type Point } from '#stage/layout/paths.ts';

const BEAT: readonly Point[] = [
  { x: -4, y: 0 },
  { x: -2, y: -2 },
  { x: 0, y: -11 },
  { x: 2, y: 4 },
  { x: 4, y: 0 },
];
/** Closer beats run into one another. */
const LEAST_DISTANCE = 9;

/** From left to right at a height, with beats at some places. */
export function beatsPath(
  left: number,
  right: number,
  y: number,
  beats: readonly number[],
  scale = 1,
): string {
  const points: Point[] = [{ x: left, y }];
  let last = -Infinity;
  for (const x of beats) {
    if (x - 4 < left || x + 4 > right || x - last < LEAST_DISTANCE) continue;
    last = x;
    for (const point of BEAT) points.push({ x: x + point.x, y: y + point.y * scale });
  }
  points.push({ x: right, y });
  return linePath(...points);
}
