// Where a statechart's boxes and arcs go: states in a column in the order in which they were written,
// transitions as arcs beside it, down on the right, up on the left; longer ones reach further out.
import type { Chart } from '#sim/chart.ts';
import { TYPE } from '#stage/theme.ts';
import type { Curve, Rect } from './geometry.ts';
import { widthOf } from './text.ts';

export interface StateBox extends Rect {
  readonly state: string;
}

/** From one state to another. */
interface Way {
  readonly from: string;
  readonly to: string;
  /** Events that lead this way. */
  readonly events: readonly string[];
}

export interface StateArc extends Way {
  /** From the edge of one box to the edge of the other. */
  readonly curve: Curve;
  /** The arrow points to the right; else to the left. */
  readonly pointsRight: boolean;
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
const BOX_PADDING = 14;
/** How far an arc between neighbours reaches out, and how much more with each state it passes. */
const REACH = 16;
const REACH_STEP = 9;
/** Arcs leave and arrive this far from the middle of a box, so that both can be seen. */
const OFFSET = 5;

/** Lays out a chart in its own coordinates; `width` grows with the longest name and the widest arc. */
export function layoutStatechart({ states, transitions }: Chart): StatechartLayout {
  const nameWidths = states.map((state) => widthOf(state, TYPE.small, 'sans', 700));
  const width = Math.max(0, ...nameWidths) + BOX_PADDING;
  const margin = REACH + REACH_STEP * Math.max(0, states.length - 2) + PADDING;
  const boxes = states.map((state, row) => ({
    state,
    x: margin,
    y: PADDING + row * ROW,
    width,
    height: BOX_HEIGHT,
  }));
  const arcs = waysOf(transitions).flatMap((way) => {
    const start = boxes.find(({ state }) => state === way.from);
    const end = boxes.find(({ state }) => state === way.to);
    return start === undefined || end === undefined ? [] : [arcBetween(start, end, way)];
  });
  const height = PADDING * 2 + (states.length - 1) * ROW + BOX_HEIGHT;
  return { width: width + margin * 2, height, boxes, arcs };
}

/** Transitions from one state to another, those of the same two states together. */
function waysOf(transitions: Chart['transitions']): readonly Way[] {
  const ways = new Map<string, { from: string; to: string; events: string[] }>();
  for (const { from, to, event } of transitions) {
    if (from === null || from === to) continue;
    const way = ways.get(`${from} ${to}`);
    if (way === undefined) ways.set(`${from} ${to}`, { from, to, events: [event] });
    else if (!way.events.includes(event)) way.events.push(event);
  }
  return [...ways.values()];
}

function arcBetween(start: StateBox, end: StateBox, way: Way): StateArc {
  const isDown = end.y > start.y;
  const rows = Math.abs(end.y - start.y) / ROW;
  const edge = isDown ? start.x + start.width : start.x;
  const out = edge + (isDown ? 1 : -1) * (REACH + REACH_STEP * (rows - 1));
  const middle = BOX_HEIGHT / 2;
  const y1 = start.y + middle + (isDown ? OFFSET : -OFFSET);
  const y2 = end.y + middle + (isDown ? -OFFSET : OFFSET);
  return {
    ...way,
    curve: {
      from: { x: edge, y: y1 },
      control1: { x: out, y: y1 },
      control2: { x: out, y: y2 },
      to: { x: edge, y: y2 },
    },
    pointsRight: !isDown,
  };
}
