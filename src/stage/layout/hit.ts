// Which sign of a scene lies under a point: the smallest of those that hold it, since what stands on a
// card explains itself before the card does.
import type { LiveMark, SceneMark, Target } from '#stage/scene.ts';
import type { Sign } from '#stage/sign.ts';
import { signOf } from '#stage/sign-of.ts';
import type { Rect } from './geometry.ts';
import type { Point } from './paths.ts';
import { widthOf } from './text.ts';

/** A sign where it stands on the scene. */
export interface PlacedSign {
  readonly sign: Sign;
  readonly box: Rect;
  /** The thing that it belongs to, if it has a name. */
  readonly target: Target | null;
}

/** A pointer finds lines and small marks from so far away. */
const REACH = 4;

const NUMBER = /-?\d+(?:\.\d+)?(?:e-?\d+)?/g;

/** The box around the points of path data, whose curves and arcs are small. */
function boxOfPath(path: string): Rect {
  const numbers = (path.match(NUMBER) ?? []).map(Number);
  const [xs, ys] = [0, 1].map((rest) => numbers.filter((_, index) => index % 2 === rest));
  return around(xs ?? [], ys ?? []);
}

function around(xs: readonly number[], ys: readonly number[]): Rect {
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** The box that a mark fills. */
export function boxOfMark(mark: SceneMark | LiveMark): Rect {
  switch (mark.type) {
    case 'box':
    case 'cell':
      return mark;
    case 'path':
      return boxOfPath(mark.path);
    case 'text': {
      const width = widthOf(mark.text, mark.size, mark.face, mark.weight);
      const share = mark.anchor === 'end' ? 1 : mark.anchor === 'middle' ? 0.5 : 0;
      return {
        x: mark.x - width * share,
        y: mark.y - mark.size * 0.8,
        width,
        height: mark.size,
      };
    }
    case 'pulse':
      return { x: mark.x, y: mark.y - mark.height, width: mark.width, height: 2 * mark.height };
    case 'ring':
    case 'token': {
      const { x, y, radius } = mark;
      return { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius };
    }
  }
}

function holds({ x, y, width, height }: Rect, at: Point): boolean {
  return (
    at.x >= x - REACH &&
    at.x <= x + width + REACH &&
    at.y >= y - REACH &&
    at.y <= y + height + REACH
  );
}

/** The sign at a point of the scene; null: none. */
export function signAt(marks: readonly (SceneMark | LiveMark)[], at: Point): PlacedSign | null {
  let found: PlacedSign | null = null;
  let least = Infinity;
  for (const mark of marks) {
    const sign = signOf(mark);
    if (sign === null) continue;
    const box = boxOfMark(mark);
    const area = (box.width + REACH) * (box.height + REACH);
    if (area > least || !holds(box, at)) continue;
    least = area;
    found = { sign, box, target: mark.target ?? null };
  }
  return found;
}
