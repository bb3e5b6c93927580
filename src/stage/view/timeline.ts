// The timeline: total lag as an area, marks for what mattered, the playhead. The scale says what
// stands where; the page adds the dragging.
import { bisector, greatest, group, max } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import { layoutAxis } from '#stage/layout/axis.ts';
import { polygonPath } from '#stage/layout/paths.ts';
import { widthOf } from '#stage/layout/text.ts';
import { eventMark } from '#stage/mark/event.ts';
import { label } from '#stage/mark/label.ts';
import { rule } from '#stage/mark/rule.ts';
import type { Paint, PathMark, SvgMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { MarkKind, TimelineMark } from '#trace/face/mark.ts';

export interface LagInput {
  readonly atUs: number;
  readonly lag: number;
}

/** A part of the run, in µs. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** What the axis spans is its `fromUs` and `toUs`. */
export interface TimelineInput extends Span {
  readonly width: number;
  readonly height: number;
  /** What was seen so far; what comes later is known to the engine, not to the person. */
  readonly seenUs: number;
  /** In order of time. */
  readonly marks: readonly TimelineMark[];
  /** Changes of the total lag, in order of time. */
  readonly lag: readonly LagInput[];
}

export interface TimelineLayout {
  readonly marks: readonly SvgMark[];
  /** Virtual time in µs → x; inverted it stays within the span. */
  readonly x: ScaleLinear<number, number>;
  /** Height of the axis. */
  readonly axisY: number;
}

interface MarkStyle {
  /** Which mark keeps its label when two would collide: the one with the lower rank. */
  readonly rank: number;
  readonly fill: Paint;
  readonly radius: number;
  readonly shape: 'disc' | 'diamond';
}

/** How each kind of mark looks. One that is missing does not compile. */
const MARK_STYLES: { readonly [K in MarkKind]: MarkStyle } = {
  failure: { rank: 0, fill: 'bad', radius: 5.5, shape: 'diamond' },
  election: { rank: 1, fill: 'accent', radius: 5.5, shape: 'disc' },
  rebalance: { rank: 2, fill: 'warn', radius: 5.5, shape: 'disc' },
  recovery: { rank: 3, fill: 'accent', radius: 5.5, shape: 'disc' },
  error: { rank: 4, fill: 'bad', radius: 5.5, shape: 'diamond' },
  join: { rank: 5, fill: 'accent', radius: 5.5, shape: 'disc' },
  leave: { rank: 6, fill: 'warn', radius: 5.5, shape: 'disc' },
  isr: { rank: 7, fill: 'ink-soft', radius: 4, shape: 'disc' },
  command: { rank: 8, fill: 'ink-soft', radius: 4, shape: 'disc' },
};

/** Free at both ends, so that what stands there is not cut off. */
const PAD = 14;
/** Below the axis: labels of marks, then those of ticks. */
const FOOT = 34;
/** Around a label. */
const LABEL_GAP = 12;
/** Lag that fills the height, at the least: a lag of one must not look like a mountain. */
const LEAST_FULL_LAG = 4;
/** More changes within so many pixels would not be seen. */
const COLUMN = 0.5;

const byTime = bisector<{ readonly atUs: number }, number>(({ atUs }) => atUs);

/** The latest of things in order of time that is not after `atUs`. */
function latestAt<T extends { readonly atUs: number }>(
  things: readonly T[],
  atUs: number,
): T | undefined {
  return things[byTime.right(things, atUs) - 1];
}

/** Those of things in order of time from `fromUs` to `toUs`. */
function between<T extends { readonly atUs: number }>(
  things: readonly T[],
  fromUs: number,
  toUs: number,
): readonly T[] {
  return things.slice(byTime.left(things, fromUs), byTime.right(things, toUs));
}

/** What to show once time went from one moment to another: when it ran out of the part, the next. */
export function nextPage(part: Span, wasUs: number, playheadUs: number): Span {
  const ranOut = wasUs >= part.fromUs && wasUs <= part.toUs && playheadUs > part.toUs;
  return ranOut ? { fromUs: playheadUs, toUs: playheadUs + part.toUs - part.fromUs } : part;
}

/** All but the playhead: changes only when something new was seen. */
export function timelineLayout(input: TimelineInput): TimelineLayout {
  const { width, height, fromUs, toUs, seenUs } = input;
  const axisY = height - FOOT;
  const x = scaleLinear([fromUs, Math.max(fromUs + 1, toUs)], [PAD, width - PAD]).clamp(true);
  const untilUs = Math.min(seenUs, toUs);
  const seen = between(input.marks, fromUs, untilUs);
  const axis = layoutAxis(x, {
    key: 'axis',
    y: axisY,
    labelY: height - 4,
    pitch: 110,
    format: (us) => `${Number((us / 1_000_000).toFixed(6))} s`,
  });
  return {
    marks: [...lagMarks(input, x, axisY, untilUs), ...axis, ...eventMarks(seen, x, axisY, width)],
    x,
    axisY,
  };
}

/** Lag holds until it changes: steps over the ground, up to the last moment that was seen. */
function lagMarks(
  { lag, fromUs }: TimelineInput,
  x: ScaleLinear<number, number>,
  axisY: number,
  untilUs: number,
): readonly SvgMark[] {
  const before = latestAt(lag, fromUs);
  const samples = [
    ...(before === undefined ? [] : [{ atUs: fromUs, lag: before.lag }]),
    ...between(lag, fromUs + 1, untilUs),
  ];
  const last = samples.at(-1);
  if (last === undefined || untilUs < fromUs) return [];
  samples.push({ atUs: Math.max(last.atUs, untilUs), lag: last.lag });
  const groundY = axisY - 6;
  const full = Math.max(LEAST_FULL_LAG, max(samples, (sample) => sample.lag) ?? 0);
  const y = scaleLinear([0, full], [groundY, 8]);
  const outline = area<LagInput>()
    .x(({ atUs }) => x(atUs))
    .y0(groundY)
    .y1((sample) => y(sample.lag))
    .curve(curveStepAfter)
    .digits(1);
  const path = outline(thinned(samples, x)) ?? '';
  const mark: PathMark = {
    type: 'path',
    key: 'lag',
    path,
    stroke: 'accent',
    fill: 'accent-soft',
    strokeWidth: 1.25,
  };
  return [mark];
}

/** Of the samples that fall into one column of pixels the highest and the last. */
function thinned(
  samples: readonly LagInput[],
  x: ScaleLinear<number, number>,
): readonly LagInput[] {
  const columns = group(samples, ({ atUs }) => Math.floor(x(atUs) / COLUMN));
  return [...columns.values()].flatMap((column) => {
    const highest = greatest(column, ({ lag }) => lag);
    const last = column.at(-1);
    return [...new Set([highest, last])].filter((sample) => sample !== undefined);
  });
}

/** Labels that fit without lying over each other, the weightier ones first. */
function chooseLabels(
  marks: readonly TimelineMark[],
  x: ScaleLinear<number, number>,
  width: number,
): ReadonlyMap<number, number> {
  const taken: (readonly [from: number, to: number])[] = [];
  const chosen = new Map<number, number>();
  const rank = (mark: TimelineMark): number => MARK_STYLES[mark.kind].rank;
  const ordered = [...marks].sort((a, b) => rank(a) - rank(b) || a.eventId - b.eventId);
  for (const mark of ordered) {
    const half = (widthOf(mark.label, TYPE.small) + LABEL_GAP) / 2;
    const middle = Math.max(half, Math.min(width - half, x(mark.atUs)));
    if (taken.some(([from, to]) => middle - half < to && middle + half > from)) continue;
    taken.push([middle - half, middle + half]);
    chosen.set(mark.eventId, middle);
  }
  return chosen;
}

function eventMarks(
  marks: readonly TimelineMark[],
  x: ScaleLinear<number, number>,
  axisY: number,
  width: number,
): readonly SvgMark[] {
  const labels = chooseLabels(marks, x, width);
  return marks.flatMap(({ eventId, atUs, kind, label: text }): readonly SvgMark[] => {
    const { fill, radius, shape } = MARK_STYLES[kind];
    const key = `mark/${eventId}`;
    const at = { x: x(atUs), y: axisY };
    const shown = eventMark(key, at, {
      eventId,
      title: text,
      radius,
      fill,
      shape,
    });
    const middle = labels.get(eventId);
    if (middle === undefined) return shown;
    return [...shown, label(`${key}/label`, text, middle, axisY + 17, { fill, anchor: 'middle' })];
  });
}

/** The playhead, and the lag where it stands. */
export function playheadMarks(
  { lag, width }: Pick<TimelineInput, 'lag' | 'width'>,
  { x, axisY }: TimelineLayout,
  playheadUs: number,
): readonly SvgMark[] {
  const at = x(playheadUs);
  const lagNow = latestAt(lag, playheadUs)?.lag ?? 0;
  const grip: PathMark = {
    type: 'path',
    key: 'playhead/grip',
    path: polygonPath({ x: at - 6, y: 2 }, { x: at + 6, y: 2 }, { x: at, y: 11 }),
    stroke: 'ink',
    fill: 'ink',
    strokeWidth: 1,
  };
  return [
    label('lag/now', `total lag ${lagNow}`, width - PAD, 14, { anchor: 'end' }),
    rule(
      'playhead',
      { x: at, y: 6 },
      { x: at, y: axisY + 5 },
      { stroke: 'ink', strokeWidth: 1.75 },
    ),
    grip,
  ];
}
