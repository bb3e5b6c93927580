// The timeline: total lag as an area, marks for what mattered, the playhead. Geometry and Scene; the
// page adds the dragging.
import type { Mark, Paint, Scene, TokenMark } from '#stage/scene.ts';
import type { MarkKind, TimelineMark } from '#trace/face/mark.ts';

export interface TimelineInput {
  readonly width: number;
  readonly height: number;
  /** What the axis spans, in µs. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly playheadUs: number;
  readonly marks: readonly TimelineMark[];
  readonly lag: readonly { readonly atUs: number; readonly lag: number }[];
}

export interface TimelineLayout {
  readonly scene: Scene;
  readonly xAt: (atUs: number) => number;
  readonly atUs: (x: number) => number;
}

interface MarkStyle {
  /** Which mark keeps its label when two would collide: the one with the lower rank. */
  readonly rank: number;
  readonly fill: Paint;
  readonly radius: number;
  readonly shape: TokenMark['shape'];
}

/** How each kind of mark looks. One that is missing does not compile. */
const MARK_STYLES: { readonly [K in MarkKind]: MarkStyle } = {
  failure: { rank: 0, fill: 'bad', radius: 5.5, shape: 'error' },
  election: { rank: 1, fill: 'accent', radius: 5.5, shape: 'record' },
  rebalance: { rank: 2, fill: 'key-4', radius: 5.5, shape: 'record' },
  recovery: { rank: 3, fill: 'good', radius: 5.5, shape: 'record' },
  error: { rank: 4, fill: 'bad', radius: 5.5, shape: 'error' },
  join: { rank: 5, fill: 'good', radius: 5.5, shape: 'record' },
  leave: { rank: 6, fill: 'warn', radius: 5.5, shape: 'record' },
  isr: { rank: 7, fill: 'key-5', radius: 4, shape: 'record' },
  command: { rank: 8, fill: 'ink-soft', radius: 4, shape: 'record' },
};

const PAD = 14;

function labelWidth(text: string): number {
  return text.length * 5.6 + 12;
}

/** Labels that fit without lying over each other, the weightier ones first. */
function chooseLabels(
  marks: readonly TimelineMark[],
  xAt: (atUs: number) => number,
  width: number,
): ReadonlySet<number> {
  const taken: [number, number][] = [];
  const chosen = new Set<number>();
  const rank = ({ kind }: TimelineMark): number => MARK_STYLES[kind].rank;
  const ordered = [...marks].sort((a, b) => rank(a) - rank(b) || a.eventId - b.eventId);
  for (const mark of ordered) {
    const half = labelWidth(mark.label) / 2;
    const x = Math.max(half, Math.min(width - half, xAt(mark.atUs)));
    if (taken.some(([from, to]) => x - half < to && x + half > from)) continue;
    taken.push([x - half, x + half]);
    chosen.add(mark.eventId);
  }
  return chosen;
}

/** Round moments (1, 2 or 5 times a power of ten), about `count` of them, from `fromUs` to `toUs`. */
function ticksBetween(fromUs: number, toUs: number, count: number): readonly number[] {
  const rough = (toUs - fromUs) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(fromUs / step);
  const last = Math.floor(toUs / step);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** Lag holds until it changes: steps, closed along the ground. */
function stepArea(
  samples: readonly { readonly x: number; readonly y: number }[],
  groundY: number,
): string | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return null;
  const steps = samples.map(({ x, y }) => `H${x.toFixed(1)}V${y.toFixed(1)}`).join('');
  return `M${first.x.toFixed(1)},${groundY}${steps}V${groundY}Z`;
}

/** The timeline's Scene. Marks outside the span are left out. */
export function timelineLayout(input: TimelineInput): TimelineLayout {
  const { width, height, fromUs, toUs, playheadUs } = input;
  const spanUs = Math.max(1, toUs - fromUs);
  const innerWidth = width - 2 * PAD;
  const xAt = (atUs: number): number => PAD + ((atUs - fromUs) / spanUs) * innerWidth;
  const axisY = height - 34;
  const groundY = axisY - 6;
  const marks: Mark[] = [];
  const lagTop = 8;
  const most = input.lag.reduce((high, { lag }) => Math.max(high, lag), 4);
  const lagY = (lag: number): number => groundY - (lag / most) * (groundY - lagTop);
  const samples = [...input.lag.filter(({ atUs }) => atUs >= fromUs && atUs <= toUs)];
  const before = input.lag.findLast(({ atUs }) => atUs < fromUs);
  if (before !== undefined) samples.unshift({ atUs: fromUs, lag: before.lag });
  const last = samples.at(-1);
  // What comes after the last moment that was seen is not known, and not drawn.
  if (last !== undefined) {
    samples.push({ atUs: Math.max(last.atUs, Math.min(playheadUs, toUs)), lag: last.lag });
  }
  const lagNow = input.lag.findLast(({ atUs }) => atUs <= playheadUs)?.lag ?? 0;
  const path = stepArea(
    samples.map(({ atUs, lag }) => ({ x: xAt(atUs), y: lagY(lag) })),
    groundY,
  );
  if (path !== null) {
    marks.push({
      type: 'path',
      key: 'lag',
      path,
      stroke: 'accent',
      fill: 'accent-soft',
      strokeWidth: 1.25,
    });
  }
  marks.push(
    {
      type: 'text',
      key: 'lag-label',
      x: width - PAD,
      y: 14,
      text: `total lag ${lagNow}`,
      size: 10.5,
      fill: 'ink-soft',
      anchor: 'end',
    },
    {
      type: 'path',
      key: 'axis',
      path: `M${PAD},${axisY}H${width - PAD}`,
      stroke: 'line-strong',
      strokeWidth: 1.25,
    },
  );
  for (const tick of ticksBetween(fromUs, toUs, Math.max(3, Math.floor(width / 110)))) {
    const x = xAt(tick);
    marks.push(
      {
        type: 'path',
        key: `tick/${tick}`,
        path: `M${x},${axisY - 3}V${axisY + 3}`,
        stroke: 'line-strong',
        strokeWidth: 1,
      },
      {
        type: 'text',
        key: `tick/${tick}/text`,
        x,
        y: height - 4,
        text: `${Number((tick / 1_000_000).toFixed(3))} s`,
        size: 10,
        fill: 'ink-soft',
        anchor: 'middle',
        isMono: true,
      },
    );
  }
  const inSpan = input.marks.filter(({ atUs }) => atUs >= fromUs && atUs <= toUs);
  const labelled = chooseLabels(inSpan, xAt, width);
  for (const mark of inSpan) {
    const { fill, radius, shape } = MARK_STYLES[mark.kind];
    const x = xAt(mark.atUs);
    marks.push({
      type: 'token',
      key: `mark/${mark.eventId}`,
      x,
      y: axisY,
      radius,
      fill,
      shape,
    });
    if (!labelled.has(mark.eventId)) continue;
    const half = labelWidth(mark.label) / 2;
    marks.push({
      type: 'text',
      key: `mark/${mark.eventId}/label`,
      x: Math.max(half, Math.min(width - half, x)),
      y: axisY + 17,
      text: mark.label,
      size: 10.5,
      fill,
      anchor: 'middle',
    });
  }
  const headX = xAt(Math.max(fromUs, Math.min(toUs, playheadUs)));
  marks.push(
    {
      type: 'path',
      key: 'playhead',
      path: `M${headX},6V${axisY + 5}`,
      stroke: 'ink',
      strokeWidth: 1.75,
    },
    {
      type: 'path',
      key: 'playhead-grip',
      path: `M${headX - 6},2H${headX + 6}L${headX},11Z`,
      stroke: 'ink',
      fill: 'ink',
      strokeWidth: 1,
    },
  );
  return {
    scene: { width, height, marks, summary: `${inSpan.length} marks` },
    xAt,
    atUs: (x) => Math.max(fromUs, Math.min(toUs, fromUs + ((x - PAD) / innerWidth) * spanUs)),
  };
}
