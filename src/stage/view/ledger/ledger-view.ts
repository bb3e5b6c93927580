// The Ledger view: every record's fate as one column, in order of birth. A row says how long it took
// until the record was acked, visible, delivered; what came again or was lost stands out.
import { scaleLog } from 'd3-scale';
import { keyPaint } from '#stage/key.ts';
import { newPath } from '#stage/layout/paths.ts';
import { widthOf } from '#stage/layout/text.ts';
import { label } from '#stage/mark/label.ts';
import { rule } from '#stage/mark/rule.ts';
import type { Paint, SvgMark, ViewContext } from '#stage/scene.ts';
import { NARROW, RADIUS, TYPE } from '#stage/theme.ts';
import type { View, ViewLayout } from '#stage/view/view.ts';
import type { Landmark } from '#trace/fate/records.ts';
import { offsetOf } from '#trace/fate/words.ts';
import type { Moment } from '#trace/moment.ts';
import { type Column, type Columns, columnsOf } from './columns.ts';

/** The lowest column: half a millisecond and less. */
const SHORTEST_US = 500;
/** The scale reaches at least so far: a healthy run must not look like an eventful one. */
const LEAST_LONGEST_US = 1_000_000;
const LOWEST = 2.5;
/** Above the rows: names of what happened. */
const HEAD = 44;
/** Below them: the axis. */
const FOOT = 26;
/** Columns of one mishap that are no further apart share a frame. */
const NEAR = 3;

/** How a row draws a column: how tall, in which paint; null: nothing. */
interface Row {
  readonly id: string;
  readonly name: string;
  readonly paint: Paint;
  readonly bar: (column: Column, height: (us: number) => number, full: number) => Bar | null;
}

interface Bar {
  readonly height: number;
  readonly paint: Paint;
}

function timed(us: number | null, height: (us: number) => number, paint: Paint): Bar | null {
  return us === null ? null : { height: height(us), paint };
}

const ROWS: readonly Row[] = [
  {
    id: 'produced',
    name: 'produced',
    paint: 'ink',
    bar: ({ key }, _height, full) => ({
      height: full * 0.7,
      paint: key === undefined ? 'ink-faint' : keyPaint(key),
    }),
  },
  {
    id: 'acked',
    name: 'acked',
    paint: 'ink',
    bar: ({ answeredInUs, hasFailed }, height) =>
      timed(answeredInUs, height, hasFailed ? 'bad' : 'ink'),
  },
  {
    id: 'visible',
    name: 'visible',
    paint: 'ink',
    bar: ({ visibleInUs }, height) => timed(visibleInUs, height, 'ink-faint'),
  },
  {
    id: 'delivered',
    name: 'delivered',
    paint: 'ink',
    bar: ({ deliveredInUs }, height) => timed(deliveredInUs, height, 'accent'),
  },
  {
    id: 'again',
    name: 'delivered again',
    paint: 'warn',
    bar: ({ againAfterUs }, height) => timed(againAfterUs, height, 'warn'),
  },
  {
    id: 'lost',
    name: 'lost',
    paint: 'bad',
    bar: ({ isLost }, _height, full) => (isLost ? { height: full * 0.7, paint: 'bad' } : null),
  },
];

export interface LedgerLayout extends ViewLayout {
  readonly columns: Columns;
}

/** Where everything stands. */
interface Sheet {
  readonly left: number;
  readonly right: number;
  readonly pitch: number;
  readonly full: number;
  readonly isNarrow: boolean;
  readonly columns: Columns;
}

function baseOf({ pitch }: Sheet, index: number): number {
  return HEAD + (index + 1) * pitch - 8;
}

/** What is spoken of below the picture. */
export interface LedgerPointers {
  /** Id of the record that is looked at; '': none. */
  readonly chosen: string;
  /** Ids of the records of a mishap; none when there is none. */
  readonly told: readonly string[];
}

/** The ledger, with what is spoken of pointed at. */
export function ledgerLayout(
  moment: Moment,
  context: ViewContext,
  { chosen, told }: LedgerPointers,
): LedgerLayout {
  const { frame, records } = moment;
  const { width, height } = context;
  const isNarrow = width < NARROW;
  const left = isNarrow ? 76 : 106;
  const right = width - (isNarrow ? 10 : 24);
  const end = frame.nextEventId;
  const count = records.countAt(end);
  const columns = columnsOf(records.fates, count, end, { left, right });
  const pitch = (height - HEAD - FOOT) / ROWS.length;
  const full = Math.max(10, Math.min(44, pitch - 16));
  const sheet: Sheet = { left, right, pitch, full, isNarrow, columns };
  const numberOf = (id: string): number => records.fates.findIndex((one) => one.recordId === id);
  const columnOf = (id: string): Column | null => {
    const index = id === '' ? count : numberOf(id);
    return index < count ? columns.of(index) : null;
  };
  const landmarks = records.landmarks.filter(({ eventId }) => eventId < end);
  const marks = [
    ...chosenMarks(sheet, columnOf(chosen)),
    ...pointerMarks(sheet, columnOf(told[0] ?? ''), height),
    ...landmarkMarks(sheet, landmarks, count === 0 ? 0 : (records.fates[0]?.createdAtUs ?? 0)),
    ...ROWS.flatMap((row, at) => rowMarks(sheet, row, at)),
    ...axisMarks(sheet, records.fates.slice(0, count)),
    ...(count === 0 ? [emptyMark(sheet)] : []),
  ];
  const { produced, acked, lost, again } = records.totalsAt(end);
  return {
    scene: {
      width,
      height,
      marks,
      summary: `Ledger: ${produced} records produced, ${acked} acked, ${again} delivered again, ${lost} lost.`,
    },
    geometry: { nodes: new Map(), rows: new Map(), isMiddle: () => false },
    columns,
  };
}

/** The ledger; a selected record (`orders-0#7`) is chosen in it. */
export const ledgerView: View = (moment, context) => {
  const [type = '', id = ''] = context.selected.split(':');
  const [key = '', offset = ''] = id.split('#');
  const chosen =
    type === 'record'
      ? moment.records.fates.findLast(
          (fate) => `${fate.topic}-${fate.partition}` === key && offsetOf(fate) === Number(offset),
        )
      : undefined;
  return ledgerLayout(moment, context, { chosen: chosen?.recordId ?? '', told: [] });
};

function emptyMark({ left }: Sheet): SvgMark {
  return label('empty', 'No record has been produced yet.', left, HEAD + 20, {
    size: TYPE.caption,
    face: 'serif',
    fill: 'ink-soft',
  });
}

/** A band behind the column that is looked at. */
function chosenMarks(sheet: Sheet, column: Column | null): readonly SvgMark[] {
  if (column === null) return [];
  return [
    {
      type: 'box',
      key: 'chosen',
      x: column.x - 3,
      y: HEAD,
      width: column.width + 6,
      height: sheet.pitch * ROWS.length - 4,
      radius: RADIUS.tile,
      fill: 'accent-soft',
      stroke: 'accent',
      strokeWidth: 1,
    },
  ];
}

/** From a mishap's columns down to the words about it. */
function pointerMarks(sheet: Sheet, column: Column | null, bottom: number): readonly SvgMark[] {
  if (column === null) return [];
  const row = ROWS.findIndex(({ id }) => id === (column.isLost ? 'lost' : 'again'));
  const x = column.x + column.width / 2;
  const from = { x, y: baseOf(sheet, row) + 4 };
  const stroke = column.isLost ? 'bad' : 'warn';
  return [rule('pointer', from, { x, y: bottom }, { stroke, strokeWidth: 1.25 })];
}

function rowMarks(sheet: Sheet, row: Row, at: number): readonly SvgMark[] {
  const { left, right, full, isNarrow, columns } = sheet;
  const y = baseOf(sheet, at);
  const longest = Math.max(LEAST_LONGEST_US, ...columns.all.map(longestOf));
  const scale = scaleLog([SHORTEST_US, longest], [LOWEST, full]).clamp(true);
  const height = (us: number): number => scale(Math.max(us, SHORTEST_US));
  const paths = new Map<Paint, ReturnType<typeof newPath>>();
  const drawn: Column[] = [];
  for (const column of columns.all) {
    const bar = row.bar(column, height, full);
    if (bar === null) continue;
    drawn.push(column);
    const path = paths.get(bar.paint) ?? newPath();
    paths.set(bar.paint, path);
    path.rect(column.x, y - bar.height, column.width, bar.height);
  }
  const name = isNarrow && row.id === 'again' ? 'again' : row.name;
  const isHeld = (row.id === 'again' || row.id === 'lost') && drawn.length > 0;
  const isNone = row.id === 'lost' && drawn.length === 0;
  return [
    rule(`${row.id}/base`, { x: left - 4, y }, { x: right, y }, {}),
    label(`${row.id}/name`, name, 4, y - 4, {
      size: TYPE.control,
      fill: isHeld ? row.paint : isNone ? 'accent' : 'ink',
      ...(isHeld || isNone ? { weight: 600 as const } : {}),
    }),
    ...(isNone
      ? [
          label('lost/none', 'none', left + 4, y - 8, {
            fill: 'accent',
            face: 'serif',
            size: TYPE.text,
          }),
        ]
      : []),
    ...(isHeld ? frameMarks(row, drawn, y, full) : []),
    ...[...paths].map(([paint, path]): SvgMark => ({
      type: 'path',
      key: `${row.id}/${paint}`,
      path: path.toString(),
      stroke: 'none',
      strokeWidth: 0,
      fill: paint,
    })),
  ];
}

function longestOf({ answeredInUs, visibleInUs, deliveredInUs, againAfterUs }: Column): number {
  return Math.max(answeredInUs ?? 0, visibleInUs ?? 0, deliveredInUs ?? 0, againAfterUs ?? 0);
}

/** Frames around columns that stand together: one mishap each. */
function frameMarks(
  row: Row,
  columns: readonly Column[],
  y: number,
  full: number,
): readonly SvgMark[] {
  const groups: Column[][] = [];
  for (const column of columns) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    const reach = (before?.x ?? 0) + NEAR * column.width * 1.3;
    if (last !== undefined && before !== undefined && column.x <= reach) last.push(column);
    else groups.push([column]);
  }
  return groups.map((group): SvgMark => {
    const first = group[0];
    const last = group.at(-1);
    const x = (first?.x ?? 0) - 4;
    return {
      type: 'box',
      key: `${row.id}/frame/${first?.from ?? 0}`,
      x,
      y: y - full - 4,
      width: (last?.x ?? 0) + (last?.width ?? 0) + 4 - x,
      height: full + 8,
      radius: RADIUS.tile,
      fill: row.id === 'lost' ? 'bad-soft' : 'warn-soft',
      stroke: row.paint,
      strokeWidth: 1.25,
    };
  });
}

/** Moments of what failed, and of what moved because of it. */
function worthMarking(landmarks: readonly Landmark[], bornUs: number): readonly Landmark[] {
  const first = landmarks.find(({ tone }) => tone === 'bad')?.atUs ?? Infinity;
  return landmarks.filter(({ atUs }) => atUs >= Math.max(bornUs, first));
}

/** Closer than this, two moments are one line. */
const SAME_LINE = 3;

/** Dashed lines where something failed or moved, named where there is room. */
function landmarkMarks(
  sheet: Sheet,
  landmarks: readonly Landmark[],
  bornUs: number,
): readonly SvgMark[] {
  const bottom = baseOf(sheet, ROWS.length - 1);
  const taken: { readonly from: number; readonly to: number; readonly line: number }[] = [];
  let lastX = -Infinity;
  return worthMarking(landmarks, bornUs).flatMap(({ atUs, tone, label: text }, index) => {
    const x = sheet.columns.xOfTime(atUs);
    const marks: SvgMark[] = [];
    if (x - lastX >= SAME_LINE) {
      const stroke = { stroke: tone, strokeWidth: 1.25, isDashed: true };
      marks.push(rule(`landmark/${index}`, { x, y: 10 }, { x, y: bottom }, stroke));
      lastX = x;
    }
    const width = widthOf(text, TYPE.small);
    const isLeft = x + width + 6 > sheet.right;
    const from = isLeft ? x - width - 6 : x + 4;
    const isFree = (line: number): boolean =>
      taken.every((one) => one.line !== line || from > one.to + 8 || from + width < one.from - 8);
    const line = [0, 1].find(isFree);
    if (line === undefined || from < 0) return marks;
    taken.push({ from, to: from + width, line });
    const place = { fill: tone, anchor: isLeft ? 'end' : 'start' } as const;
    const y = line === 0 ? 18 : 34;
    marks.push(label(`landmark/${index}/name`, text, isLeft ? x - 5 : x + 5, y, place));
    return marks;
  });
}

/** Times of birth along the bottom. */
function axisMarks(sheet: Sheet, fates: readonly { readonly createdAtUs: number }[]) {
  const y = baseOf(sheet, ROWS.length - 1) + 20;
  const first = fates[0]?.createdAtUs;
  const last = fates.at(-1)?.createdAtUs;
  if (first === undefined || last === undefined) return [];
  const marks: SvgMark[] = [];
  let free = 0;
  for (const seconds of roundSeconds(first, last)) {
    const x = sheet.columns.xOfTime(seconds * 1_000_000);
    if (x < free || x > sheet.right) continue;
    free = x + 52;
    marks.push(label(`axis/${seconds}`, `${seconds} s`, x, y, { size: TYPE.tiny, face: 'mono' }));
  }
  return marks;
}

/** Whole seconds of a span, in steps that leave some ten of them. */
function roundSeconds(fromUs: number, toUs: number): readonly number[] {
  const span = (toUs - fromUs) / 1_000_000;
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 300].find((one) => span / one <= 12) ?? 600;
  const seconds: number[] = [];
  for (let at = Math.ceil(fromUs / 1_000_000 / step) * step; at * 1_000_000 <= toUs; at += step) {
    seconds.push(at);
  }
  return seconds;
}
