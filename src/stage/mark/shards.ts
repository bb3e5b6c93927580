// A message that was lost: the packet in two shards where it broke.
import { type Point, polygonPath } from '#stage/layout/paths.ts';
import type { PathMark } from '#stage/scene.ts';

const HEIGHT = 5;
const WIDTH = 7;

/** Two shards around a point, along a line that is turned by `angle` (radians). */
export function shards(key: string, at: Point, angle: number, opacity = 1): readonly PathMark[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turned = (x: number, y: number): Point => ({
    x: at.x + x * cos - y * sin,
    y: at.y + x * sin + y * cos,
  });
  const piece = (side: 1 | -1): string =>
    polygonPath(
      turned(side * 2, -HEIGHT),
      turned(side * (WIDTH + 2), -HEIGHT),
      turned(side * (WIDTH - 1), 0),
      turned(side * (WIDTH + 2), HEIGHT),
      turned(side * 2, HEIGHT),
      turned(side * 4.5, 0),
    );
  const look = {
    type: 'path',
    stroke: 'bad',
    fill: 'bad-soft',
    strokeWidth: 1.3,
    opacity,
  } as const;
  return [
    { ...look, key: `${key}/shard-1`, path: piece(-1) },
    { ...look, key: `${key}/shard-2`, path: piece(1) },
  ];
}
