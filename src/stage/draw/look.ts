// How the stage is looked at: what d3-zoom calls a transform, without its code, so that the first picture
// need not wait for the camera.

import type { Point } from '#stage/layout/paths.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A point of the scene is drawn at x + k·sceneX, y + k·sceneY. */
export interface Look {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

/** As a view begins: life-size, from the top. */
export const LIFE_SIZE: Look = Object.freeze({ x: 0, y: 0, k: 1 });

/** Where a point of the scene is drawn. */
export function drawnAt({ x, y, k }: Look, point: Point): Point {
  return { x: x + k * point.x, y: y + k * point.y };
}

/** For an SVG's `transform`. */
export function transformOf({ x, y, k }: Look): string {
  return `translate(${x},${y}) scale(${k})`;
}
