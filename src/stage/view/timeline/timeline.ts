// The timeline: what mattered and what is still to come, the lag of the groups, the playhead. The scale
// says what stands where; the page adds the dragging.
import { eventMark } from '#stage/mark/event.ts';
import { label } from '#stage/mark/label.ts';
import { rule } from '#stage/mark/rule.ts';
import { polygonPath } from '#stage/layout/paths.ts';
import { widthOf } from '#stage/layout/text.ts';
import type { Paint, PathMark, SvgMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { MarkKind, TimelineMark } from '#trace/face/mark.ts';
import { axisMarks, type ClockPoint, PAD, type TimeScale, timeScale } from './axis.ts';
import { between, type LagInput, lagMarks } from './lag-area.ts';

/** A part of the run, in µs. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** What the axis spans is its `fromUs` and `toUs`. */
export interface TimelineInput extends Span {
  readonly width: number;
  readonly height: number;
  /** How wall time runs over the span. */
  readonly clock: readonly ClockPoint[];
  /** What was seen so far; what comes later is known to the engine, not to the person. */
  readonly seenUs: number;
  /** In order of time. */
  readonly marks: readonly TimelineMark[];
  /** What was done by hand, in order of time. */
  readonly deeds: readonly TimelineMark[];
  /** What is planned to come, in order of time. */
  readonly planned: readonly { readonly atUs: number; readonly label: string }[];
  /** Changes of the groups' lag, in order of time. */
  readonly lag: readonly LagInput[];
}

export interface TimelineLayout {
  readonly marks: readonly SvgMark[];
  readonly x: TimeScale;
  /** Height of the axis. */
  readonly axisY: number;
  /** Events that have a mark, in order of time. */
  readonly events: readonly { readonly eventId: number; readonly atUs: number }[];
}

interface MarkStyle {
  /** Which mark keeps its label when two would collide: the one with the lower rank. */
  readonly rank: number;
  readonly fill: Paint;
}

/** How each kind of mark looks. One that is missing does not compile. */
const MARK_STYLES: { readonly [K in MarkKind]: MarkStyle } = {
  failure: { rank: 0, fill: 'bad' },
  election: { rank: 1, fill: 'accent' },
  rebalance: { rank: 2, fill: 'warn' },
  recovery: { rank: 3, fill: 'accent' },
  error: { rank: 4, fill: 'bad' },
  join: { rank: 5, fill: 'accent' },
  leave: { rank: 6, fill: 'warn' },
  command: { rank: 7, fill: 'ink' },
  isr: { rank: 8, fill: 'ink-soft' },
};

/** Half a diagonal of a mark's diamond. */
const RADIUS = 5;
/** Below the axis: labels of marks, then those of ticks. */
const FOOT = 34;
/** Around a label. */
const LABEL_GAP = 12;
/** Of what is planned the label comes after those of all that happened. */
const PLANNED_RANK = 20;

/** A mark where it stands, with all that it says of itself. */
interface PlacedMark {
  readonly key: string;
  readonly x: number;
  readonly label: string;
  readonly rank: number;
  readonly fill: Paint;
  /** null: it has not happened. */
  readonly eventId: number | null;
  readonly isMine: boolean;
}

/** What to show once time went from one moment to another: when it ran out of the part, the next. */
export function nextPage(part: Span, wasUs: number, playheadUs: number): Span {
  const ranOut = wasUs >= part.fromUs && wasUs <= part.toUs && playheadUs > part.toUs;
  return ranOut ? { fromUs: playheadUs, toUs: playheadUs + part.toUs - part.fromUs } : part;
}

/** All but the playhead: changes only when something new was seen. */
export function timelineLayout(input: TimelineInput): TimelineLayout {
  const { width, height, fromUs, toUs, seenUs, lag, clock } = input;
  const axisY = height - FOOT;
  const x = timeScale(clock, width);
  const untilUs = Math.min(seenUs, toUs);
  const seen = seenMarks(input, untilUs);
  const placed = [
    ...seen.map((mark) => place(mark, input.deeds, x)),
    ...between(input.planned, untilUs + 1, toUs).map((mark, index) => planned(mark, index, x)),
  ];
  return {
    marks: [
      ...unseenMarks(x, untilUs, width, axisY),
      ...lagMarks({ lag, x, axisY, fromUs, untilUs }),
      ...axisMarks(x, axisY, height - 4),
      ...eventMarks(placed, axisY, width),
    ],
    x,
    axisY,
    events: seen.map(({ eventId, atUs }) => ({ eventId, atUs })),
  };
}

/** What mattered and what was done by hand; a deed that shows by itself needs no mark beside it. */
function seenMarks(
  { fromUs, marks, deeds }: TimelineInput,
  untilUs: number,
): readonly TimelineMark[] {
  const happened = between(marks, fromUs, untilUs);
  const moments = new Set(happened.map(({ atUs }) => atUs));
  const silent = between(deeds, fromUs, untilUs).filter(({ atUs }) => !moments.has(atUs));
  return [...happened, ...silent].sort((one, other) => one.atUs - other.atUs);
}

function place(mark: TimelineMark, deeds: readonly TimelineMark[], x: TimeScale): PlacedMark {
  const { eventId, atUs, kind, label: text } = mark;
  const { rank, fill } = MARK_STYLES[kind];
  const isMine = deeds.some((deed) => deed.atUs === atUs);
  return { key: `mark/${eventId}`, x: x(atUs), label: text, rank, fill, eventId, isMine };
}

function planned(
  { atUs, label: text }: { readonly atUs: number; readonly label: string },
  index: number,
  x: TimeScale,
): PlacedMark {
  return {
    key: `planned/${index}/${atUs}`,
    x: x(atUs),
    label: text,
    rank: PLANNED_RANK,
    fill: 'ink-faint',
    eventId: null,
    isMine: false,
  };
}

/** Hatched: it has not run yet. */
function unseenMarks(
  x: TimeScale,
  untilUs: number,
  width: number,
  axisY: number,
): readonly SvgMark[] {
  const from = x(untilUs);
  if (width - PAD - from < 2) return [];
  return [
    {
      type: 'box',
      key: 'unseen',
      x: from,
      y: 18,
      width: width - PAD - from,
      height: axisY - 18,
      radius: 0,
      fill: 'none',
      stroke: 'none',
      hatch: 'line',
    },
  ];
}

/** Labels that fit without lying over each other, the weightier ones first. */
function chooseLabels(marks: readonly PlacedMark[], width: number): ReadonlyMap<string, number> {
  const taken: (readonly [from: number, to: number])[] = [];
  const chosen = new Map<string, number>();
  const ordered = [...marks].sort((a, b) => a.rank - b.rank || a.x - b.x);
  for (const { key, label: text, x } of ordered) {
    const half = (widthOf(text, TYPE.small) + LABEL_GAP) / 2;
    const middle = Math.max(half, Math.min(width - half, x));
    if (taken.some(([from, to]) => middle - half < to && middle + half > from)) continue;
    taken.push([middle - half, middle + half]);
    chosen.set(key, middle);
  }
  return chosen;
}

function eventMarks(
  marks: readonly PlacedMark[],
  axisY: number,
  width: number,
): readonly SvgMark[] {
  const labels = chooseLabels(marks, width);
  return marks.flatMap((mark): readonly SvgMark[] => {
    const { key, x, label: text, fill, eventId, isMine } = mark;
    const at = { x, y: axisY };
    const shown = eventMark(key, at, { eventId, title: text, radius: RADIUS, fill, isMine });
    const middle = labels.get(key);
    if (middle === undefined) return shown;
    return [...shown, label(`${key}/label`, text, middle, axisY + 17, { fill, anchor: 'middle' })];
  });
}

/** The playhead: a needle with a flag. */
export function playheadMarks(
  { x, axisY }: Pick<TimelineLayout, 'x' | 'axisY'>,
  playheadUs: number,
): readonly SvgMark[] {
  const at = x(playheadUs);
  const grip: PathMark = {
    type: 'path',
    key: 'playhead/grip',
    path: polygonPath(
      { x: at - 6, y: 1 },
      { x: at + 6, y: 1 },
      { x: at + 6, y: 9 },
      { x: at, y: 14 },
      { x: at - 6, y: 9 },
    ),
    stroke: 'accent',
    fill: 'accent',
    strokeWidth: 1,
  };
  return [
    rule(
      'playhead',
      { x: at, y: 6 },
      { x: at, y: axisY + 5 },
      { stroke: 'accent', strokeWidth: 2 },
    ),
    grip,
  ];
}
