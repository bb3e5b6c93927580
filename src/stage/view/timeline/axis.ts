// The timeline's axis: as wide as things take to watch, so that what lasts a millisecond can be found.
// Where time is crossed quickly the axis is broken; its labels are true times.
import { tickStep } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { linePath } from '#stage/layout/paths.ts';
import { widthOf } from '#stage/layout/text.ts';
import { label } from '#stage/mark/label.ts';
import { rule } from '#stage/mark/rule.ts';
import type { SvgMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';

/** A moment in virtual time, in µs, and the wall time at which it is watched, in ms. */
export interface ClockPoint {
  readonly us: number;
  readonly ms: number;
}

/** Virtual time in µs → x; inverted it stays within the span. */
export type TimeScale = ScaleLinear<number, number>;

/** Free at both ends, so that what stands there is not cut off. */
export const PAD = 14;
/** Nearer points make no difference that could be seen, in px. */
const LEAST_PX = 0.5;
/** Room for a tick with its label, in px. */
const PITCH = 92;
const LEAST_PITCH = 58;
const TICK = 3;
/** A stretch is broken where it is crossed so many times as fast as real time … */
const BREAK_RATE = 5;
/** … and is at least so long, in µs, and so wide, in px. */
const BREAK_US = 1_500_000;
const BREAK_PX = 16;

/** A scale whose pieces are as wide as they last on the wall. */
export function timeScale(clock: readonly ClockPoint[], width: number): TimeScale {
  const [first, last] = [clock[0], clock.at(-1)];
  if (first === undefined || last === undefined) return scaleLinear([0, 1], [PAD, width - PAD]);
  const place = scaleLinear([first.ms, last.ms], [PAD, width - PAD]);
  const domain: number[] = [];
  const range: number[] = [];
  for (const point of clock) {
    const x = place(point.ms);
    const isLast = point === last;
    const isNear = x - (range.at(-1) ?? -Infinity) < LEAST_PX;
    if (isNear && !isLast) continue;
    if (isNear && range.length > 1) {
      domain.pop();
      range.pop();
    }
    domain.push(point.us);
    range.push(x);
  }
  return scaleLinear(domain, range).clamp(true);
}

/** The line, its ticks and its breaks. */
export function axisMarks(x: TimeScale, y: number, labelY: number): readonly SvgMark[] {
  const range = x.range();
  const [left = 0, right = 0] = [range[0], range.at(-1)];
  const breaks = breaksOf(x);
  return [
    rule('axis', { x: left, y }, { x: right, y }, { strokeWidth: 1.25 }),
    ...breaks.flatMap((at) => breakMarks(at, y)),
    ...ticksOf(x)
      .filter((us) => breaks.every((at) => Math.abs(x(us) - at) > BREAK_PX / 2))
      .flatMap((us) => tickMarks(us, x, y, labelY)),
  ];
}

/** A tick with its seconds, which stay inside the window. */
function tickMarks(us: number, x: TimeScale, y: number, labelY: number): readonly SvgMark[] {
  const text = secondsText(us, x);
  const middle = Math.max(widthOf(text, TYPE.tiny, 'mono') / 2, x(us));
  return [
    rule(`axis/${us}`, { x: x(us), y: y - TICK }, { x: x(us), y: y + TICK }, {}),
    label(`axis/${us}/text`, text, middle, labelY, {
      size: TYPE.tiny,
      anchor: 'middle',
      face: 'mono',
    }),
  ];
}

/** Two slashes that cut the line. */
function breakMarks(at: number, y: number): readonly SvgMark[] {
  const slash = (shift: number, part: string): SvgMark => ({
    type: 'path',
    key: `axis/break/${Math.round(at)}/${part}`,
    path: linePath({ x: at + shift - 2, y: y + 5 }, { x: at + shift + 2, y: y - 5 }),
    stroke: 'ink-soft',
    strokeWidth: 1.1,
  });
  return [
    rule(
      `axis/break/${Math.round(at)}`,
      { x: at - 2, y },
      { x: at + 2, y },
      { stroke: 'panel', strokeWidth: 3 },
    ),
    slash(-2.5, 'a'),
    slash(2.5, 'b'),
  ];
}

/** Places in the middle of stretches that are crossed quickly. */
function breaksOf(x: TimeScale): readonly number[] {
  const [domain, range] = [x.domain(), x.range()];
  const whole = (domain.at(-1) ?? 1) - (domain[0] ?? 0);
  const width = (range.at(-1) ?? 1) - (range[0] ?? 0);
  /** So many µs a px would be an axis without breaks. */
  const even = whole / width;
  const places: number[] = [];
  let from = -1;
  for (let index = 0; index < domain.length; index += 1) {
    const us = (domain[index + 1] ?? 0) - (domain[index] ?? 0);
    const px = (range[index + 1] ?? 0) - (range[index] ?? 0);
    const isFast = index + 1 < domain.length && us / px > Math.max(even * 2, BREAK_RATE);
    if (isFast && from < 0) from = index;
    if (isFast || from < 0) continue;
    const lasts = (domain[index] ?? 0) - (domain[from] ?? 0);
    const wide = (range[index] ?? 0) - (range[from] ?? 0);
    if (lasts >= BREAK_US && wide >= BREAK_PX)
      places.push(((range[index] ?? 0) + (range[from] ?? 0)) / 2);
    from = -1;
  }
  return places;
}

/** µs that so many px around a place stand for. */
function usAround(x: TimeScale, at: number, px: number): number {
  return Math.max(1, x.invert(at + px / 2) - x.invert(at - px / 2));
}

/** Round times, each as fine as the axis is where it stands. */
function ticksOf(x: TimeScale): readonly number[] {
  const range = x.range();
  const [left = 0, right = 0] = [range[0], range.at(-1)];
  const ticks: number[] = [];
  let lastX = -Infinity;
  for (let at = left; at <= right; at += PITCH / 2) {
    const us = x.invert(at);
    const span = usAround(x, at, PITCH);
    const step = Math.max(1, tickStep(us - span / 2, us + span / 2, 2));
    const tick = Math.round(us / step) * step;
    const place = x(tick);
    const isInside = tick >= (x.domain()[0] ?? 0) && tick <= (x.domain().at(-1) ?? 0);
    if (!isInside || place - lastX < LEAST_PITCH || ticks.includes(tick)) continue;
    ticks.push(tick);
    lastX = place;
  }
  return ticks;
}

/** As many decimals as tell a time from its neighbours: `12 s`, `21.002 s`. */
function secondsText(us: number, x: TimeScale): string {
  const span = usAround(x, x(us), LEAST_PITCH);
  const decimals =
    span > 1_000_000 ? 0 : span > 100_000 ? 1 : span > 10_000 ? 2 : span > 1_000 ? 3 : 4;
  return `${Number((us / 1_000_000).toFixed(decimals))} s`;
}
