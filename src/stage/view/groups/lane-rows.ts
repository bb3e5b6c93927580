// The lanes of the Groups view over one axis of time: of every member beside its row, or of the chosen
// one where there is no room for all.
import { scaleLinear, type ScaleLinear } from 'd3-scale';
import type { Rect } from '#stage/layout/geometry.ts';
import { ground } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { needleDown } from '#stage/mark/needle.ts';
import { rule } from '#stage/mark/rule.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { ConsumerFrame } from '#trace/frame.ts';
import { laneMarks } from './lanes.ts';
import { ringMarks } from './rings.ts';
import { rowRect, type Sheet, topOf } from './sheet.ts';

/** What the axis shows around now, in µs. */
const BEFORE_US = 6_000_000;
const AFTER_US = 2_400_000;
/** Room for the rings at the right; a narrower stage has none. */
const RINGS = 100;
const WIDE_ENOUGH = 700;
/** Room for the lanes' names at the left. */
const NAMES = 52;
/** A time nearer to now than this would lie under its flag. */
const FLAG = 48;

/** A member and where its lanes are. */
interface LaneRow {
  readonly member: ConsumerFrame;
  readonly row: Rect;
}

interface Lanes {
  readonly rows: readonly LaneRow[];
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly isTall: boolean;
  readonly hasRings: boolean;
  /** Only one member's lanes are shown: its name stands above them. */
  readonly isAlone: boolean;
  readonly x: ScaleLinear<number, number>;
}

/** Lays out the lanes; returns where all ends. */
export function layoutLanes(sheet: Sheet): number {
  const { builder, members, sizes } = sheet;
  const { width, height, selected } = builder.context;
  const rowsEnd = rowRect(sheet, members.length).y;
  const chosen = members.find(({ spec }) => selected === `consumer:${spec.id}`) ?? members[0];
  if (chosen === undefined) return rowsEnd;
  const { lanesX, margin } = sizes;
  if (lanesX === null) {
    const y = Math.max(rowsEnd + 34, height - 104);
    const row = { x: margin, y, width: width - 2 * margin, height: 84 };
    draw(sheet, lanesOf(sheet, [{ member: chosen, row }], margin + NAMES - 6, y - 4, true));
    return y + 90;
  }
  const top = topOf(sizes);
  if (sizes.lanes === 'chosen') {
    const row = { ...rowRect(sheet, 0), y: top + 40, height: 102 };
    draw(sheet, lanesOf(sheet, [{ member: chosen, row }], lanesX + NAMES, top + 34, true));
    return rowsEnd;
  }
  const rows = members.map((member, index) => ({ member, row: rowRect(sheet, index) }));
  draw(sheet, lanesOf(sheet, rows, lanesX + NAMES, top - 6, sizes.lanes === 'all'));
  return rowsEnd;
}

function lanesOf(
  { builder, sizes, members }: Sheet,
  rows: readonly LaneRow[],
  left: number,
  top: number,
  isTall: boolean,
): Lanes {
  const { frame, context } = builder;
  const hasRings = context.width >= WIDE_ENOUGH && isTall;
  const right = context.width - sizes.margin - (hasRings ? RINGS : 0);
  const span = [Math.max(0, frame.atUs - BEFORE_US), frame.atUs + AFTER_US];
  const x = scaleLinear(span, [left, right]).clamp(true);
  return { rows, left, right, top, isTall, hasRings, isAlone: rows.length < members.length, x };
}

function draw(sheet: Sheet, lanes: Lanes): void {
  const { builder } = sheet;
  const bottom = Math.max(...lanes.rows.map(({ row }) => row.y + row.height));
  layoutAxis(builder, lanes, bottom);
  for (const row of lanes.rows) layoutRow(sheet, row, lanes);
  layoutNow(builder, lanes, bottom);
}

/** Hairlines with their times. */
function layoutAxis(builder: Builder, { x, left, right, top }: Lanes, bottom: number): void {
  const nowX = x(builder.frame.atUs);
  const look = { anchor: 'middle', size: TYPE.tiny, face: 'mono' } as const;
  for (const us of x.ticks(Math.max(3, Math.floor((right - left) / 80)))) {
    const at = x(us);
    builder.add(rule(`axis/${us}`, { x: at, y: top }, { x: at, y: bottom }, { stroke: 'line' }));
    if (Math.abs(at - nowX) < FLAG) continue;
    const text = `${Number((us / 1e6).toFixed(3))} s`;
    builder.add(label(`axis/${us}/text`, text, at, top - 4, look));
  }
}

/** The needle with its time, and what the pale part is. */
function layoutNow(
  builder: Builder,
  { x, right, top, isTall, isAlone }: Lanes,
  bottom: number,
): void {
  const { atUs } = builder.frame;
  const at = x(atUs);
  builder.add(
    ...needleDown(at, top + 4, bottom).slice(0, 1),
    ground('now/flag', { x: at - 27, y: top - 17, width: 54, height: 15 }, 'accent', 2),
    label('now/time', (atUs / 1e6).toFixed(3), at, top - 6, {
      anchor: 'middle',
      size: TYPE.tiny,
      face: 'mono',
      weight: 600,
      fill: 'on-accent',
    }),
  );
  if (right - at <= 96 || !isTall || isAlone) return;
  const look = { anchor: 'end', size: TYPE.least, hasHalo: true } as const;
  builder.add(label('ahead', 'what will come', right, top + 14, look));
}

/** The lanes of a member, with their names and its rings. */
function layoutRow({ builder, chronicle }: Sheet, { member, row }: LaneRow, lanes: Lanes): void {
  const { id } = member.spec;
  const { x, left, right, isTall } = lanes;
  const times = chronicle.consumers.of(id);
  if (isTall) layoutNames(builder, id, row, lanes);
  builder.add(
    ...laneMarks({
      consumer: id,
      times,
      absences: chronicle.lives.of(`consumer-${id}`),
      bornUs: chronicle.lives.bornUs.get(`consumer-${id}`) ?? 0,
      x,
      nowUs: builder.frame.atUs,
      area: { x: left, y: row.y, width: right - left, height: row.height },
      isTall,
    }),
  );
  if (!lanes.hasRings) return;
  const at = { x: right + 22, y: row.y + row.height / 2 - 18 };
  builder.add(...ringMarks(builder.frame, member, times, at, 36));
}

function layoutNames(builder: Builder, id: string, row: Rect, { left, isAlone }: Lanes): void {
  const y = row.y + row.height * 0.28;
  const names = [
    ['work', y + 4],
    ['join', y + 24],
    ['heart', row.y + row.height - 8],
  ] as const;
  for (const [name, at] of names) {
    const look = { anchor: 'end', size: TYPE.least } as const;
    builder.add(label(`lane/${id}/${name}/name`, name, left - 8, at, look));
  }
  if (!isAlone) return;
  const look = { fill: 'ink', weight: 600 } as const;
  builder.add(label(`lane/${id}/whose`, `${id} over time`, left, row.y - 25, look));
}
