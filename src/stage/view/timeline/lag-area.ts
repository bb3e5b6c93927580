// What the groups have still to read, as an area behind the timeline, and what they have not committed
// yet, as a dotted line over it.
import { bisector, greatest, group, max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { widthOf } from '#stage/layout/text.ts';
import { label } from '#stage/mark/label.ts';
import type { PathMark, SvgMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import { PAD, type TimeScale } from './axis.ts';

export interface LagInput {
  readonly atUs: number;
  readonly unread: number;
  readonly uncommitted: number;
}

/** Lag that fills the height, at the least: a lag of one must not look like a mountain. */
const LEAST_FULL_LAG = 8;
/** More changes within so many pixels would not be seen. */
const COLUMN = 0.5;
/** So that the playhead at the beginning does not stand on the name, in px. */
const BESIDE_PLAYHEAD = 10;
const NAME = 'not read yet; dotted: not committed yet';
/** Above the highest value, for the words. */
const TOP = 22;

const byTime = bisector<{ readonly atUs: number }, number>(({ atUs }) => atUs);

/** The latest of things in order of time that is not after `atUs`. */
export function latestAt<T extends { readonly atUs: number }>(
  things: readonly T[],
  atUs: number,
): T | undefined {
  return things[byTime.right(things, atUs) - 1];
}

/** Those of things in order of time from `fromUs` to `toUs`. */
export function between<T extends { readonly atUs: number }>(
  things: readonly T[],
  fromUs: number,
  toUs: number,
): readonly T[] {
  return things.slice(byTime.left(things, fromUs), byTime.right(things, toUs));
}

/** Of the samples that fall into one column of pixels the highest and the last. */
function thinned(
  samples: readonly LagInput[],
  x: TimeScale,
  valueOf: (sample: LagInput) => number,
): readonly LagInput[] {
  const columns = group(samples, ({ atUs }) => Math.floor(x(atUs) / COLUMN));
  return [...columns.values()].flatMap((column) => {
    const kept = [greatest(column, valueOf), column.at(-1)];
    return [...new Set(kept)].filter((sample) => sample !== undefined);
  });
}

/** The samples of a stretch: each holds until the next. */
function samplesOf(lag: readonly LagInput[], fromUs: number, untilUs: number): readonly LagInput[] {
  const before = latestAt(lag, fromUs);
  const first = before === undefined ? [] : [{ ...before, atUs: fromUs }];
  const samples = [...first, ...between(lag, fromUs + 1, untilUs)];
  const last = samples.at(-1);
  return last === undefined ? [] : [...samples, { ...last, atUs: Math.max(last.atUs, untilUs) }];
}

export interface LagAreaOptions {
  readonly lag: readonly LagInput[];
  readonly x: TimeScale;
  readonly axisY: number;
  readonly fromUs: number;
  /** The last moment that was seen. */
  readonly untilUs: number;
}

export function lagMarks(options: LagAreaOptions): readonly SvgMark[] {
  const { lag, x, axisY, fromUs, untilUs } = options;
  const samples = untilUs < fromUs ? [] : samplesOf(lag, fromUs, untilUs);
  if (samples.length === 0) return [];
  const groundY = axisY - 6;
  const highest = max(samples, ({ unread, uncommitted }) => Math.max(unread, uncommitted)) ?? 0;
  const y = scaleLinear([0, Math.max(LEAST_FULL_LAG, highest)], [groundY, TOP]);
  const unread = area<LagInput>()
    .x(({ atUs }) => x(atUs))
    .y0(groundY)
    .y1((sample) => y(sample.unread))
    .curve(curveStepAfter)
    .digits(1);
  const uncommitted = line<LagInput>()
    .x(({ atUs }) => x(atUs))
    .y((sample) => y(sample.uncommitted))
    .curve(curveStepAfter)
    .digits(1);
  const dotted: PathMark = {
    type: 'path',
    key: 'lag/uncommitted',
    path: uncommitted(thinned(samples, x, (sample) => sample.uncommitted)) ?? '',
    stroke: 'ink-soft',
    strokeWidth: 1.2,
    dash: '1.5 3',
  };
  const filled: PathMark = {
    type: 'path',
    key: 'lag',
    path: unread(thinned(samples, x, (sample) => sample.unread)) ?? '',
    stroke: 'accent',
    fill: 'accent-soft',
    strokeWidth: 1.25,
  };
  return [
    filled,
    dotted,
    ...(isWide(x)
      ? [label('lag/name', NAME, PAD + BESIDE_PLAYHEAD, 12, { size: TYPE.least })]
      : []),
    ...(highest === 0 ? [] : [highestMark(highest, y(highest), x)]),
  ];
}

/** Whether there is room for the name beside the playhead. */
function isWide(x: TimeScale): boolean {
  return (x.range().at(-1) ?? 0) > 2 * widthOf(NAME, TYPE.least);
}

/** The highest value, written where it stands on the scale. */
function highestMark(highest: number, y: number, x: TimeScale): SvgMark {
  const right = x.range().at(-1) ?? 0;
  return label('lag/highest', `${highest}`, right, Math.max(12, y + 3), {
    size: TYPE.tiny,
    anchor: 'end',
    face: 'mono',
  });
}
