// Path data of simple shapes, written by d3-path.
import { type Path, pathRound } from 'd3-path';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Tenths of a pixel are as exact as a screen shows. */
export function newPath(): Path {
  return pathRound(1);
}

/** Straight from point to point. */
export function linePath(...points: readonly Point[]): string {
  const path = newPath();
  points.forEach(({ x, y }, index) => (index === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  return path.toString();
}

/** The same, closed. */
export function polygonPath(...points: readonly Point[]): string {
  return `${linePath(...points)}Z`;
}

export function discPath({ x, y }: Point, radius: number): string {
  const path = newPath();
  path.moveTo(x + radius, y);
  path.arc(x, y, radius, 0, 2 * Math.PI);
  path.closePath();
  return path.toString();
}

/** A square that stands on a corner. */
export function diamondPath({ x, y }: Point, radius: number): string {
  return polygonPath(
    { x, y: y - radius },
    { x: x + radius, y },
    { x, y: y + radius },
    { x: x - radius, y },
  );
}
