// Virtual time → height, piece by piece: what happens has room, and stretches in which nothing that is
// shown happens are cut out.
import { scaleLinear } from 'd3-scale';

/** Longer without anything to show, in µs: the stretch is cut out. */
const CUT_US = 25_000;
/** Height of a cut. */
const CUT_HEIGHT = 38;
/** Height of a short stretch, and how much more for each doubling of it. */
const LEAST = 4;
const PER_DOUBLING = 13;
/** The stretch from which on doubling counts, in µs. */
const UNIT_US = 450;

export interface Cut {
  readonly fromUs: number;
  readonly toUs: number;
  /** Its middle. */
  readonly y: number;
}

export interface TimeScale {
  /** Height of a moment. */
  readonly y: (atUs: number) => number;
  /** Moments at which something happens, in order. */
  readonly stops: readonly number[];
  readonly cuts: readonly Cut[];
}

function heightOf(us: number): number {
  return us > CUT_US ? CUT_HEIGHT : LEAST + PER_DOUBLING * Math.log2(1 + us / UNIT_US);
}

/** Puts `nowUs` at `nowY`, and the moments before and after it above and below. */
export function timeScale(moments: Iterable<number>, nowUs: number, nowY: number): TimeScale {
  const stops = [...new Set(moments)].sort((a, b) => a - b);
  const heights: number[] = [];
  let height = 0;
  stops.forEach((atUs, index) => {
    const before = stops[index - 1];
    if (before !== undefined) height += heightOf(atUs - before);
    heights.push(height);
  });
  const [first = nowUs, last = nowUs] = [stops[0], stops.at(-1)];
  // Before the first and after the last moment time goes on as if something happened now and then.
  const domain = [first - CUT_US, ...stops, Math.max(last, nowUs) + CUT_US];
  const range = [
    -heightOf(CUT_US),
    ...heights,
    height + heightOf(Math.max(0, nowUs - last) + CUT_US),
  ];
  const raw = scaleLinear(domain, range);
  const shift = nowY - raw(nowUs);
  const y = (atUs: number): number => raw(atUs) + shift;
  const cuts = stops.flatMap((toUs, index): readonly Cut[] => {
    const fromUs = stops[index - 1];
    if (fromUs === undefined || toUs - fromUs <= CUT_US) return [];
    return [{ fromUs, toUs, y: (y(fromUs) + y(toUs)) / 2 }];
  });
  return { y, stops, cuts };
}
