// Where things are on the stage: what edges, tokens and clicks need to know of a layout.
import { newPath, type Point } from './paths.ts';
import type { Wire } from './wire.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A replica's row of cells. */
export interface Row extends Rect {
  /** Where the next record will stand. */
  readonly tailX: number;
}

/** What a view placed where. */
export interface Geometry {
  /** Sim node id (`broker-1`, `producer-p1`) → its card. */
  readonly nodes: ReadonlyMap<string, Rect>;
  /** `orders-0@1` → the row in which that replica is drawn. */
  readonly rows: ReadonlyMap<string, Row>;
  /**
   * Wires by their ends: `producer-p1>broker-2`; with `/orders-1` behind it where a partition has its
   * own, with `/Fetch` where an API has. Packets go either way along them; where there is none they take a curve.
   */
  readonly wires?: ReadonlyMap<string, Wire>;
  /** Names of cards of the middle column, between which packets take a way around. */
  readonly isMiddle: (node: string) => boolean;
}

/** A cubic curve from one point to another. */
export interface Curve {
  readonly from: Point;
  readonly control1: Point;
  readonly control2: Point;
  readonly to: Point;
}

export function centreOf({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** How much of the difference in height shows at a card's side: lines to one card fan out. */
const FAN = 0.16;

/** The height at which a line to `other` touches the side of `card`. */
function dockY(card: Rect, other: Rect): number {
  const [own, far] = [centreOf(card).y, centreOf(other).y];
  const most = Math.max(0, card.height / 2 - 14);
  return own + Math.max(-most, Math.min(most, (far - own) * FAN));
}

/** Leaves and arrives sideways when the cards stand side by side, else up and down. */
export function curveBetween(from: Rect, to: Rect): Curve {
  const [a, b] = [centreOf(from), centreOf(to)];
  const isSideways = from.x + from.width <= to.x || to.x + to.width <= from.x;
  if (isSideways) {
    const isRight = a.x < b.x;
    const start = { x: isRight ? from.x + from.width : from.x, y: dockY(from, to) };
    const end = { x: isRight ? to.x : to.x + to.width, y: dockY(to, from) };
    const bend = (end.x - start.x) * 0.5;
    return {
      from: start,
      control1: { x: start.x + bend, y: start.y },
      control2: { x: end.x - bend, y: end.y },
      to: end,
    };
  }
  const isDown = a.y < b.y;
  const start = { x: a.x, y: isDown ? from.y + from.height : from.y };
  const end = { x: b.x, y: isDown ? to.y : to.y + to.height };
  const bend = (end.y - start.y) * 0.5;
  return {
    from: start,
    control1: { x: start.x, y: start.y + bend },
    control2: { x: end.x, y: end.y - bend },
    to: end,
  };
}

/** Between two cards of one column: out to the left and back. */
export function detourBetween(from: Rect, to: Rect): Curve {
  const sameColumn = Math.abs(from.x - to.x) < 1;
  if (!sameColumn) return curveBetween(from, to);
  const start = { x: from.x, y: from.y + Math.min(20, from.height / 2) };
  const end = { x: to.x, y: to.y + Math.min(20, to.height / 2) };
  const bulge = 22 + Math.min(26, Math.abs(end.y - start.y) / 14);
  return {
    from: start,
    control1: { x: start.x - bulge, y: start.y },
    control2: { x: end.x - bulge, y: end.y },
    to: end,
  };
}

/** The point at `progress` (0 … 1) of a curve. */
export function pointOn({ from, control1, control2, to }: Curve, progress: number): Point {
  const t = Math.max(0, Math.min(1, progress));
  const u = 1 - t;
  const weights = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t] as const;
  return {
    x: weights[0] * from.x + weights[1] * control1.x + weights[2] * control2.x + weights[3] * to.x,
    y: weights[0] * from.y + weights[1] * control1.y + weights[2] * control2.y + weights[3] * to.y,
  };
}

/** Points of a curve, close enough together to look like it. */
export function wireOf(curve: Curve): Wire {
  return Array.from({ length: CURVE_STEPS + 1 }, (_, index) => pointOn(curve, index / CURVE_STEPS));
}
const CURVE_STEPS = 14;

/** SVG path data of a curve. */
export function pathOf({ from, control1, control2, to }: Curve): string {
  const path = newPath();
  path.moveTo(from.x, from.y);
  path.bezierCurveTo(control1.x, control1.y, control2.x, control2.y, to.x, to.y);
  return path.toString();
}
