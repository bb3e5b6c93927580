// Where the boxes and lines of a statechart go, once each state has its cell: neighbours are joined
// straight, others by curves that leave and arrive sideways.
import { linkHorizontal, linkVertical } from 'd3-shape';
import type { Chart } from '#sim/chart.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { newPath, type Point } from '#stage/layout/paths.ts';
import type { Direction } from '#stage/mark/arrow.ts';
import { wayOf } from '#trace/chronicle/machine-steps.ts';
import type { MachineStep } from '#trace/steps.ts';
import type { Cell } from './grid.ts';

export interface StateBox extends Rect {
  readonly state: string;
}

/** All transitions from one state to another. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
}

export interface Edge extends Way {
  readonly path: string;
  readonly tip: Point;
  readonly direction: Direction;
  /** It swings around something that is in its way. */
  readonly isArc: boolean;
  /** The height of its middle: words stand above or below. */
  readonly middleY: number;
  /** Where its words may stand, the best first: middle and baseline. */
  readonly stands: readonly Point[];
}

export interface ChartLayout {
  readonly boxes: readonly StateBox[];
  readonly edges: readonly Edge[];
  /** What leads to a state from everywhere: said below its box. */
  readonly fromAnywhere: readonly { readonly box: StateBox; readonly events: readonly string[] }[];
}

/** Between the two lines of a pair of states that lead to each other. */
const ASIDE = 8;

/** Ways of a chart, and those that were taken by a transition which leads from everywhere. */
export function waysOf({ transitions }: Chart, taken: Iterable<MachineStep>): readonly Way[] {
  const ways = new Map<string, { from: string; to: string; events: string[] }>();
  const add = (from: string, to: string, event: string): void => {
    if (from === to) return;
    const way = ways.get(`${from} ${to}`);
    if (way === undefined) ways.set(`${from} ${to}`, { from, to, events: [event] });
    else if (!way.events.includes(event)) way.events.push(event);
  };
  for (const { from, to, event } of transitions) if (from !== null) add(from, to, event);
  for (const { from, to, event } of taken) add(from, to, event);
  return [...ways.values()];
}

/** Ids of a way's transitions, as the trace counts them. */
export function transitionsOf({ from, to, events }: Way): readonly string[] {
  return events.map((event) => wayOf({ from, to, event }));
}

/** Boxes in their cells, as wide as the widest name, within `area`. */
function boxesOf(
  cells: ReadonlyMap<string, Cell>,
  area: Rect,
  box: { readonly width: number; readonly height: number },
): readonly StateBox[] {
  const columns = Math.max(...[...cells.values()].map(([column]) => column));
  const rows = Math.max(...[...cells.values()].map(([, row]) => row));
  const dx = columns === 0 ? 0 : (area.width - box.width) / columns;
  const dy = rows === 0 ? 0 : (area.height - box.height) / rows;
  return [...cells].map(([state, [column, row]]) => ({
    state,
    x: area.x + (columns === 0 ? (area.width - box.width) / 2 : column * dx),
    y: area.y + row * dy,
    ...box,
  }));
}

/** Lays out a chart whose states have cells. */
export function layoutChart(
  chart: Chart,
  ways: readonly Way[],
  cells: ReadonlyMap<string, Cell>,
  area: Rect,
  box: { readonly width: number; readonly height: number },
): ChartLayout {
  const boxes = boxesOf(cells, area, box);
  const byState = new Map(boxes.map((one) => [one.state, one]));
  const edges = ways.flatMap((way): readonly Edge[] => {
    const [a, b] = [byState.get(way.from), byState.get(way.to)];
    if (a === undefined || b === undefined) return [];
    const isPair = ways.some(({ from, to }) => from === way.to && to === way.from);
    return [{ ...way, ...lineOf(a, b, isPair, boxes) }];
  });
  const fromAnywhere = boxes.flatMap((one) => {
    const events = chart.transitions
      .filter(({ from, to }) => from === null && to === one.state)
      .map(({ event }) => event);
    return events.length === 0 ? [] : [{ box: one, events: [...new Set(events)] }];
  });
  return { boxes, edges, fromAnywhere };
}

type Line = Pick<Edge, 'path' | 'tip' | 'direction' | 'isArc' | 'middleY' | 'stands'>;

const horizontal = linkHorizontal<unknown, Point>()
  .source((link) => (link as readonly [Point, Point])[0])
  .target((link) => (link as readonly [Point, Point])[1])
  .x(({ x }) => x)
  .y(({ y }) => y)
  .digits(1);
const vertical = linkVertical<unknown, Point>()
  .source((link) => (link as readonly [Point, Point])[0])
  .target((link) => (link as readonly [Point, Point])[1])
  .x(({ x }) => x)
  .y(({ y }) => y)
  .digits(1);

/** Whether a third box lies between two of one row or column. */
function isBlocked(a: StateBox, b: StateBox, boxes: readonly StateBox[], axis: 'x' | 'y'): boolean {
  const other = axis === 'x' ? 'y' : 'x';
  const [low, high] = [Math.min(a[axis], b[axis]), Math.max(a[axis], b[axis])];
  return boxes.some((one) => one[axis] > low && one[axis] < high && one[other] === a[other]);
}

function lineOf(a: StateBox, b: StateBox, isPair: boolean, boxes: readonly StateBox[]): Line {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  if (Math.abs(dy) < 1 && isBlocked(a, b, boxes, 'x')) return arcOver(a, b, boxes);
  if (Math.abs(dy) < 1) return besides(a, b, isPair);
  if (Math.abs(dx) < 1) {
    return isBlocked(a, b, boxes, 'y') ? arcAside(a, b) : above(a, b, isPair);
  }
  return isInTheWay(a, b, boxes) ? arcOver(a, b, boxes) : besides(a, b, isPair);
}

/** Whether a third box stands between two, in the row of the first. */
function isInTheWay(a: StateBox, b: StateBox, boxes: readonly StateBox[]): boolean {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  return boxes.some(
    (one) =>
      one.x > left + 1 &&
      one.x < right - 1 &&
      Math.abs(one.y - a.y) < one.height &&
      Math.abs(b.y - a.y) < one.height * 2.2,
  );
}

function middleOf({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** From the side of one to the side of the other. */
function besides(a: StateBox, b: StateBox, isPair: boolean): Line {
  const isRight = b.x > a.x;
  const shift = isPair ? (isRight ? -ASIDE : ASIDE) : 0;
  const from = { x: isRight ? a.x + a.width : a.x, y: middleOf(a).y + shift };
  const tip = { x: isRight ? b.x : b.x + b.width, y: middleOf(b).y + shift };
  const middle = { x: (from.x + tip.x) / 2, y: (from.y + tip.y) / 2 };
  const up = { x: middle.x, y: middle.y - 6 };
  const down = { x: middle.x, y: middle.y + 14 };
  const isFlat = Math.abs(from.y - tip.y) < 1;
  const more = isFlat
    ? []
    : [0.25, 0.75].map((share) => ({
        x: from.x + (tip.x - from.x) * share,
        y: from.y + (tip.y - from.y) * (share < 0.5 ? 0.12 : 0.88) - 6,
      }));
  return {
    path: horizontal([from, tip]) ?? '',
    tip,
    direction: isRight ? 'right' : 'left',
    isArc: false,
    middleY: middle.y,
    stands: [...(isPair && !isRight ? [down, up] : [up, down]), ...more],
  };
}

/** From the foot of one to the head of the other. */
function above(a: StateBox, b: StateBox, isPair: boolean): Line {
  const isDown = b.y > a.y;
  const shift = isPair ? (isDown ? -ASIDE * 2 : ASIDE * 2) : 0;
  const from = { x: middleOf(a).x + shift, y: isDown ? a.y + a.height : a.y };
  const tip = { x: middleOf(b).x + shift, y: isDown ? b.y : b.y + b.height };
  const middle = (from.y + tip.y) / 2 + 4;
  const left = { x: from.x - 8, y: middle };
  const right = { x: from.x + 8, y: middle };
  return {
    path: vertical([from, tip]) ?? '',
    tip,
    direction: isDown ? 'down' : 'up',
    isArc: false,
    middleY: middle,
    stands: isPair && !isDown ? [right, left] : [left, right],
  };
}

/** Around what stands between two: over the top row, below any other. */
function arcOver(a: StateBox, b: StateBox, boxes: readonly StateBox[]): Line {
  const isTop = a.y === Math.min(...boxes.map(({ y }) => y)) && boxes.some(({ y }) => y > a.y);
  const sign = isTop ? -1 : 1;
  const edge = ({ y, height }: StateBox): number => (isTop ? y : y + height);
  const from = { x: middleOf(a).x, y: edge(a) };
  const tip = { x: middleOf(b).x, y: edge(b) };
  const outer = isTop ? Math.min(from.y, tip.y) : Math.max(from.y, tip.y);
  const turn = outer + sign * 42;
  const path = newPath();
  path.moveTo(from.x, from.y);
  path.bezierCurveTo(from.x, turn, tip.x, turn, tip.x, tip.y);
  const crest = 0.125 * from.y + 0.75 * turn + 0.125 * tip.y;
  const x = (from.x + tip.x) / 2;
  return {
    path: path.toString(),
    tip,
    direction: isTop ? 'down' : 'up',
    isArc: true,
    middleY: crest,
    stands: [-5, 14].map((dy) => ({ x, y: crest + dy })),
  };
}

/** Around what stands between two of one column, at their outer side. */
function arcAside(a: StateBox, b: StateBox): Line {
  const x = a.x + a.width;
  const from = { x, y: middleOf(a).y + (b.y > a.y ? 6 : -6) };
  const tip = { x, y: middleOf(b).y + (b.y > a.y ? -6 : 6) };
  const out = x + 34;
  const path = newPath();
  path.moveTo(from.x, from.y);
  path.bezierCurveTo(out, from.y, out, tip.y, tip.x, tip.y);
  return {
    path: path.toString(),
    tip,
    direction: 'left',
    isArc: true,
    middleY: (from.y + tip.y) / 2,
    stands: [
      { x: out, y: (from.y + tip.y) / 2 + 4 },
      { x: out + 20, y: (from.y + tip.y) / 2 - 10 },
    ],
  };
}
