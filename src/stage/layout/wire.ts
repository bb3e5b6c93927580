// Wires between things: upright and level, with round corners. A packet is at a share of its wire's
// length, and points along it.
import { newPath, type Point } from './paths.ts';

/** Corners from beginning to end. */
export type Wire = readonly Point[];

const CORNER = 7;

/** Where something is on a wire, and where it goes, in radians. */
export interface Place extends Point {
  readonly angle: number;
}

function lengthBetween(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

export function lengthOf(wire: Wire): number {
  let sum = 0;
  for (let index = 1; index < wire.length; index += 1) {
    sum += lengthBetween(wire[index - 1] as Point, wire[index] as Point);
  }
  return sum;
}

/** The place at `progress` (0 … 1) of a wire. */
export function placeOn(wire: Wire, progress: number): Place {
  const share = Math.max(0, Math.min(1, progress));
  let left = share * lengthOf(wire);
  const [start = { x: 0, y: 0 }] = wire;
  let place: Place = { ...start, angle: 0 };
  for (let index = 1; index < wire.length; index += 1) {
    const [a, b] = [wire[index - 1] as Point, wire[index] as Point];
    const length = lengthBetween(a, b);
    if (length === 0) continue;
    const along = Math.min(1, left / length);
    const angle = Math.atan2(b.y - a.y, b.x - a.x);
    place = { x: a.x + (b.x - a.x) * along, y: a.y + (b.y - a.y) * along, angle };
    if (left <= length) break;
    left -= length;
  }
  return place;
}

/** The part of a wire between two shares of its length. */
export function partOf(wire: Wire, from: number, to: number): readonly Point[] {
  const [start, end] = [Math.max(0, from), Math.min(1, to)];
  const total = lengthOf(wire);
  const points: Point[] = [placeOn(wire, start)];
  let at = 0;
  for (let index = 1; index < wire.length - 1; index += 1) {
    at += lengthBetween(wire[index - 1] as Point, wire[index] as Point);
    if (at > start * total && at < end * total) points.push(wire[index] as Point);
  }
  points.push(placeOn(wire, end));
  return points.map(({ x, y }) => ({ x, y }));
}

/** The point at a distance from a corner, towards another point. */
function towards(corner: Point, other: Point, distance: number): Point {
  const share = distance / Math.max(1e-6, lengthBetween(corner, other));
  return { x: corner.x + (other.x - corner.x) * share, y: corner.y + (other.y - corner.y) * share };
}

/** The wire as path data, its corners rounded. By curves: the flags of arcs cannot be mixed by morphs. */
export function wirePath(wire: Wire): string {
  const path = newPath();
  wire.forEach((point, index) => {
    const next = wire[index + 1];
    if (index === 0) path.moveTo(point.x, point.y);
    else if (next === undefined) path.lineTo(point.x, point.y);
    else {
      const before = wire[index - 1] as Point;
      const room = Math.min(lengthBetween(before, point), lengthBetween(point, next)) / 2;
      const radius = Math.min(CORNER, room);
      const [start, end] = [towards(point, before, radius), towards(point, next, radius)];
      path.lineTo(start.x, start.y);
      path.quadraticCurveTo(point.x, point.y, end.x, end.y);
    }
  });
  return path.toString();
}

/** Out to the side at one height, along an upright at `x`, and in at another height. */
export function elbow(from: Point, x: number, to: Point): Wire {
  if (Math.abs(from.y - to.y) < 0.5) return [from, to];
  return [from, { x, y: from.y }, { x, y: to.y }, to];
}

/** The same wire, the other way round. */
export function reversed(wire: Wire): Wire {
  return [...wire].reverse();
}
