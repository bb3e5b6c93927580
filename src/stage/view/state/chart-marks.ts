// A machine as marks: its states with the present one lit, its transitions with how often each was
// taken, the last one in accent. A click on a transition goes to its last moment.
import type { Chart } from '#sim/chart.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { Places } from '#stage/layout/places.ts';
import { discPath, type Point } from '#stage/layout/paths.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { arrowhead } from '#stage/mark/arrow.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import type { Paint, SceneMark, Target } from '#stage/scene.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import type { Taken } from '#trace/chronicle/machine-steps.ts';
import type { MachineStep } from '#trace/steps.ts';
import {
  type ChartLayout,
  type Edge,
  layoutChart,
  type StateBox,
  transitionsOf,
  waysOf,
} from './chart-layout.ts';
import type { Cell } from './grid.ts';

export interface ChartInput {
  /** Begins the keys of its marks. */
  readonly key: string;
  readonly chart: Chart;
  /** The present state; null: only the machine is drawn, nobody is in it. */
  readonly state: string | null;
  readonly sinceUs: number | null;
  readonly nowUs: number;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly area: Rect;
  readonly boxHeight: number;
  readonly taken: ReadonlyMap<string, Taken>;
  readonly last: MachineStep | undefined;
  /** States that somebody is in, where several are drawn into one machine. */
  readonly occupied?: ReadonlySet<string>;
  /** What a click on a part of it selects. */
  readonly target: Target;
}

const BULLET = 4.5;
const LINE_HEIGHT = 13;
/** Words of a transition wrap when they are longer. */
const LINE = 116;
/** Between two boxes. */
const LEAST_GAP = 22;
const ROOMY_GAP = 70;
/** Names longer than this stand in two lines. */
const LONG_NAME = 13;

/** The picture of a machine, and where its boxes are. */
export function chartMarks(input: ChartInput): {
  readonly marks: readonly SceneMark[];
  readonly boxes: readonly StateBox[];
} {
  const { chart, cells, area, boxHeight, taken } = input;
  const columns = Math.max(...[...cells.values()].map(([column]) => column)) + 1;
  const isSmall = boxHeight < 40;
  const widest = Math.max(...chart.states.map((state) => widestLine(state, isSmall)));
  const gap = !isSmall && area.width > 460 ? ROOMY_GAP : LEAST_GAP;
  const most = (area.width - (columns - 1) * gap) / columns;
  const width = Math.min(widest + (isSmall ? 20 : 46), most);
  const ways = waysOf(
    chart,
    [...taken.values()].map(({ last }) => last),
  );
  const layout = layoutChart(chart, ways, cells, area, { width, height: boxHeight });
  const places = new Places();
  for (const box of layout.boxes) places.claim(box);
  return {
    marks: [
      ...layout.edges.flatMap((edge) => lineMarks(input, edge)),
      ...layout.boxes.flatMap((box) => boxMarks(input, box)),
      ...anywhereMarks(input, layout, places),
      ...layout.edges.flatMap((edge) => wordMarks(input, edge, places)),
    ],
    boxes: layout.boxes,
  };
}

/** How often a way was taken, and when the last time. */
function takenOf({ taken }: ChartInput, edge: Edge): Taken | null {
  const all = transitionsOf(edge).flatMap((way) => taken.get(way) ?? []);
  const [first] = all;
  if (first === undefined) return null;
  const last = all.reduce((one, other) => (other.last.eventId > one.last.eventId ? other : one));
  return { count: all.reduce((sum, { count }) => sum + count, 0), last: last.last };
}

function isLast({ last }: ChartInput, edge: Edge): boolean {
  return last?.from === edge.from && last.to === edge.to;
}

function lookOf(
  input: ChartInput,
  edge: Edge,
): { readonly stroke: Paint; readonly strokeWidth: number } {
  if (isLast(input, edge)) return { stroke: 'accent', strokeWidth: 2.4 };
  if (takenOf(input, edge) !== null) return { stroke: 'ink', strokeWidth: 1.6 };
  return { stroke: 'line-strong', strokeWidth: 1.2 };
}

function keyOf({ key }: ChartInput, { from, to }: Edge): string {
  return `${key}/way/${from}/${to}`;
}

function lineMarks(input: ChartInput, edge: Edge): readonly SceneMark[] {
  const key = keyOf(input, edge);
  const { stroke, strokeWidth } = lookOf(input, edge);
  const { path, tip, direction, from, to, events } = edge;
  const taken = takenOf(input, edge);
  const times =
    taken === null
      ? 'never taken'
      : `taken ${taken.count} ${taken.count === 1 ? 'time' : 'times'}, last at ${(taken.last.atUs / 1e6).toFixed(3)} s`;
  const title = `${from} → ${to}: ${events.join(', ')}; ${times}`;
  return [
    { type: 'path', key, path, stroke, strokeWidth },
    arrowhead(`${key}/tip`, tip, { direction, length: 9, width: 8, stroke }),
    {
      type: 'path',
      key: `${key}/reach`,
      path,
      stroke: 'none',
      strokeWidth: 16,
      title,
      ...(taken === null
        ? {}
        : { eventId: taken.last.eventId, target: { ...input.target, label: title } }),
    },
  ];
}

/** Words in as many lines as they need. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const joined = lines.length === 0 ? word : `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && widthOf(joined, TYPE.small) <= LINE) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines.slice(0, 3);
}

function wordMarks(input: ChartInput, edge: Edge, places: Places): readonly SceneMark[] {
  const taken = takenOf(input, edge);
  const count = taken === null ? '' : `× ${taken.count}`;
  const isLit = isLast(input, edge);
  const weight = isLit ? 600 : 400;
  const whole = linesOf(`${edge.events.join(', ')} ${count}`.trim());
  // Where there is no room for words, how often still has some.
  for (const lines of count === '' ? [whole] : [whole, [count]]) {
    const width = Math.max(...lines.map((line) => widthOf(line, TYPE.small, 'sans', weight)));
    const place = places.take(
      edge.stands.map((stand) => standing(edge, stand, width, lines.length)),
    );
    if (place === null) continue;
    return lines.map((line, index) =>
      label(
        `${keyOf(input, edge)}/words/${index}`,
        line,
        place.x + width / 2,
        place.y + 10 + index * LINE_HEIGHT,
        {
          anchor: 'middle',
          fill: isLit ? 'accent' : taken === null ? 'ink-faint' : 'ink',
          weight,
          hasHalo: true,
        },
      ),
    );
  }
  return [];
}

/** The room of some lines at a stand: beside an upright line, above or below a level one. */
function standing(edge: Edge, { x, y }: Point, width: number, lines: number): Rect {
  const height = lines * LINE_HEIGHT;
  const isUpright = (edge.direction === 'up' || edge.direction === 'down') && !edge.isArc;
  if (isUpright) {
    const isLeft = x < edge.tip.x;
    return { x: isLeft ? x - width : x, y: y - height / 2 - 3, width, height };
  }
  const isAbove = y <= edge.middleY;
  return { x: x - width / 2, y: isAbove ? y - height + 3 : y - 10, width, height };
}

/** `0.529 s`, `12.1 s`. */
function ageOf(us: number): string {
  return us < 10_000_000 ? `${(us / 1e6).toFixed(3)} s` : `${(us / 1e6).toFixed(1)} s`;
}

function boxMarks(input: ChartInput, box: StateBox): readonly SceneMark[] {
  const { key, state, taken, nowUs, sinceUs, target } = input;
  const isNow = box.state === state;
  const entries = [...taken.values()].filter(({ last }) => last.to === box.state);
  const wasThere =
    isNow || entries.length > 0 || [...taken.values()].some(({ last }) => last.from === box.state);
  const last = entries.reduce<MachineStep | undefined>(
    (latest, one) =>
      latest === undefined || one.last.eventId > latest.eventId ? one.last : latest,
    undefined,
  );
  const boxKey = `${key}/state/${box.state}`;
  const isHere = input.occupied?.has(box.state) === true;
  const fill: Paint = isNow ? 'on-accent' : isHere ? 'accent' : wasThere ? 'ink' : 'ink-faint';
  const words = isNow
    ? 'the present state'
    : last === undefined
      ? 'never entered'
      : `last entered at ${(last.atUs / 1e6).toFixed(3)} s`;
  const halo = { x: box.x - 5, y: box.y - 5, width: box.width + 10, height: box.height + 10 };
  return [
    ...(isNow
      ? [card(`${boxKey}/now`, halo, { fill: 'none', stroke: 'accent', radius: RADIUS.card + 4 })]
      : []),
    card(boxKey, box, {
      fill: isNow ? 'accent' : isHere ? 'accent-soft' : 'raised',
      stroke: isNow || isHere ? 'accent' : wasThere ? 'ink' : 'line-strong',
      strokeWidth: wasThere || isHere ? 1.5 : 1,
      title: `${box.state}: ${words}`,
      target: { ...target, label: `State ${box.state}, ${words}` },
      ...(last === undefined ? {} : { eventId: last.eventId }),
    }),
    ...nameMarks(
      boxKey,
      box,
      fill,
      isNow && sinceUs !== null ? `for ${ageOf(nowUs - sinceUs)}` : '',
    ),
  ];
}

/** `PreparingRebalance` in one line or two. */
function namesOf(state: string): readonly string[] {
  if (state.length <= LONG_NAME) return [state];
  const parts = state.split(/(?<=_)|(?<=[a-z])(?=[A-Z])/);
  const half = Math.ceil(parts.length / 2);
  return parts.length === 1 ? [state] : [parts.slice(0, half).join(''), parts.slice(half).join('')];
}

function widestLine(state: string, isSmall: boolean): number {
  const lines = namesOf(state);
  const size = isSmall ? TYPE.least : TYPE.body;
  return Math.max(...lines.map((line) => widthOf(line, size, 'sans', 600)));
}

/** What stands in a box: a bullet, the state, and for how long it has been the present one. */
function nameMarks(key: string, box: StateBox, fill: Paint, age: string): readonly SceneMark[] {
  const middle = box.y + box.height / 2;
  if (box.height < 40) {
    const options = { anchor: 'middle', size: TYPE.least, weight: 600, fill } as const;
    const isOne = widthOf(box.state, TYPE.least, 'sans', 600) <= box.width - 8;
    const lines = isOne ? [box.state] : namesOf(box.state);
    const top = middle + 4 - (lines.length - 1) * 6;
    return lines.map((line, index) =>
      label(
        `${key}/name/${index}`,
        fit(line, box.width - 8, TYPE.least, 'sans', 600),
        box.x + box.width / 2,
        top + index * 12,
        options,
      ),
    );
  }
  const x = box.x + 10 + BULLET * 2 + 8;
  const room = box.x + box.width - x - 5;
  const names = namesOf(box.state);
  const fits = names.every((name) => widthOf(name, TYPE.body, 'sans', 600) <= room);
  const size = fits && (names.length === 1 || age === '') ? TYPE.body : TYPE.least;
  const lines = names.length + (age === '' ? 0 : 1);
  const first = middle - (lines - 1) * 7 + 4;
  return [
    {
      type: 'path',
      key: `${key}/bullet`,
      path: discPath({ x: box.x + 10 + BULLET, y: middle }, BULLET),
      stroke: fill,
      fill: fill === 'on-accent' ? fill : 'none',
      strokeWidth: 1.5,
    },
    ...names.map((name, index) =>
      label(`${key}/name/${index}`, fit(name, room, size, 'sans', 600), x, first + index * 14, {
        size,
        weight: 600,
        fill,
      }),
    ),
    ...(age === ''
      ? []
      : [
          label(`${key}/age`, age, x, first + names.length * 14, {
            size: TYPE.tiny,
            face: 'mono',
            fill,
          }),
        ]),
  ];
}

/** What leads to a state from everywhere has no line: it is said below. */
function anywhereMarks(
  { key, area }: ChartInput,
  { fromAnywhere }: ChartLayout,
  places: Places,
): readonly SceneMark[] {
  return fromAnywhere.flatMap(({ box, events }) => {
    const text = fit(`${events.join(', ')}, from any state`, box.width + 50, TYPE.least);
    const width = widthOf(text, TYPE.least);
    const x = Math.max(area.x + width / 2 - 6, box.x + box.width / 2);
    const place = places.take([
      { x: x - width / 2, y: box.y + box.height + 4, width, height: 13 },
      { x: x - width / 2, y: box.y - 17, width, height: 13 },
    ]);
    if (place === null) return [];
    return [
      label(`${key}/anywhere/${box.state}`, text, x, place.y + 10, {
        anchor: 'middle',
        size: TYPE.least,
        fill: 'ink-faint',
        hasHalo: true,
      }),
    ];
  });
}
