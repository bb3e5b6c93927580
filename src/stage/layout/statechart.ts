// Where a statechart's boxes and arcs go: states in a column in the order in which they were written,
// transitions as arcs beside it, down on the right, up on the left; longer ones reach further out.
import type { Chart } from '#sim/chart.ts';

export interface StateBox {
  readonly state: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface StateArc {
  readonly from: string;
  readonly to: string;
  /** SVG path, from the edge of one box to the edge of the other. */
  readonly path: string;
  /** Where the arrow ends, and into which direction it points. */
  readonly tip: { readonly x: number; readonly y: number; readonly pointsRight: boolean };
  /** Events that lead this way. */
  readonly events: readonly string[];
}

export interface StatechartLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly StateBox[];
  readonly arcs: readonly StateArc[];
}

const BOX_HEIGHT = 24;
const ROW = 36;
const PADDING = 4;
const CHARACTER_WIDTH = 7.2;
const BOX_PADDING = 20;
/** How far an arc between neighbours reaches out, and how much more with each state it passes. */
const REACH = 16;
const REACH_STEP = 9;
/** Arcs leave and arrive this far from the middle of a box, so that both can be seen. */
const OFFSET = 5;

/** Lays out a chart in its own coordinates; `width` grows with the longest name and the widest arc. */
export function layoutStatechart({ states, transitions }: Chart): StatechartLayout {
  const longest = Math.max(0, ...states.map((state) => state.length));
  const boxWidth = longest * CHARACTER_WIDTH + BOX_PADDING;
  const margin = REACH + REACH_STEP * Math.max(0, states.length - 2) + PADDING;
  const boxes = states.map((state, row) => ({
    state,
    x: margin,
    y: PADDING + row * ROW,
    width: boxWidth,
    height: BOX_HEIGHT,
  }));
  const eventsByWay = new Map<string, { from: string; to: string; events: string[] }>();
  for (const { from, to, event } of transitions) {
    if (from === null || from === to) continue;
    const way = eventsByWay.get(`${from} ${to}`);
    if (way === undefined) eventsByWay.set(`${from} ${to}`, { from, to, events: [event] });
    else if (!way.events.includes(event)) way.events.push(event);
  }
  const arcs = [...eventsByWay.values()].flatMap((way) => {
    const start = boxes.find(({ state }) => state === way.from);
    const end = boxes.find(({ state }) => state === way.to);
    return start === undefined || end === undefined ? [] : [arcBetween(start, end, way)];
  });
  const height = PADDING * 2 + (states.length - 1) * ROW + BOX_HEIGHT;
  return { width: boxWidth + margin * 2, height, boxes, arcs };
}

function arcBetween(
  start: StateBox,
  end: StateBox,
  way: { readonly from: string; readonly to: string; readonly events: readonly string[] },
): StateArc {
  const isDown = end.y > start.y;
  const rows = Math.abs(end.y - start.y) / ROW;
  const edge = isDown ? start.x + start.width : start.x;
  const out = edge + (isDown ? 1 : -1) * (REACH + REACH_STEP * (rows - 1));
  const middle = BOX_HEIGHT / 2;
  const y1 = start.y + middle + (isDown ? OFFSET : -OFFSET);
  const y2 = end.y + middle + (isDown ? -OFFSET : OFFSET);
  return {
    ...way,
    path: `M${edge},${y1}C${out},${y1} ${out},${y2} ${edge},${y2}`,
    tip: { x: edge, y: y2, pointsRight: !isDown },
  };
}
