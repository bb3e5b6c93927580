// The trunk and its two branches: one line until the fork, two after it. Between them how much differs
// when; on them what mattered in each; a ring where they part.
import { bin, max, sum } from 'd3-array';
import { type ScaleLinear, scaleLinear, scaleSqrt } from 'd3-scale';
import { diamondPath, newPath, discPath } from '#stage/layout/paths.ts';
import { layoutAxis } from '#stage/layout/axis.ts';
import { widthOf } from '#stage/layout/text.ts';
import { label } from '#stage/mark/label.ts';
import { needleDown } from '#stage/mark/needle.ts';
import { rule } from '#stage/mark/rule.ts';
import type { Paint, SvgMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { MarkKind, TimelineMark } from '#trace/face/mark.ts';

export interface TrunkInput {
  readonly width: number;
  /** Room at the left for the branches' names. */
  readonly left: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly forkUs: number;
  readonly playheadUs: number;
  /** Where they part; null: not yet. */
  readonly firstUs: number | null;
  /** How much differs from when on, in order of time. */
  readonly bins: readonly { readonly fromUs: number; readonly differing: number }[];
  /** What mattered in each. */
  readonly above: readonly TimelineMark[];
  readonly below: readonly TimelineMark[];
}

export interface TrunkLayout {
  readonly marks: readonly SvgMark[];
  /** Virtual time in µs → x; inverted it stays within the picture. */
  readonly x: ScaleLinear<number, number>;
}

export const TRUNK_HEIGHT = 124;
/** Heights of the upper branch, the trunk, the lower branch. */
const ABOVE = 34;
const MIDDLE = 60;
const BELOW = 86;
/** So long the branches take to be apart, in px. */
const BEND = 44;
/** Width of a column of differences. */
const COLUMN = 8;
const MOST_DENSITY = 34;

/** Who has its name when two would collide: the one that comes first here. */
const RANKS: readonly MarkKind[] = [
  'failure',
  'election',
  'error',
  'recovery',
  'command',
  'rebalance',
  'isr',
  'leave',
  'join',
];
/** The last kind that is shown at all: the rest is on the timeline. */
const LEAST_RANK = RANKS.indexOf('rebalance');

export function trunkLayout(input: TrunkInput): TrunkLayout {
  const { width, left, fromUs, toUs, forkUs, playheadUs, firstUs } = input;
  const x = scaleLinear([fromUs, toUs], [left, width - 20]).clamp(true);
  const axis = layoutAxis(x, {
    key: 'axis',
    y: TRUNK_HEIGHT + 20,
    labelY: TRUNK_HEIGHT - 4,
    pitch: 120,
    format: (us) => `${Number((us / 1_000_000).toFixed(3))} s`,
  });
  const first = firstMarks(x, firstUs, width);
  return {
    x,
    marks: [
      ...axis.filter(({ type }) => type === 'text'),
      ...densityMarks(input, x),
      ...lineMarks(x, { forkUs, playheadUs, left, right: width - 20 }),
      ...namedMarks('above', input.above, x, { y: ABOVE, ink: 'ink', width, taken: [] }),
      ...namedMarks('below', input.below, x, {
        y: BELOW,
        ink: 'accent',
        width,
        taken: first.taken,
      }),
      ...first.marks,
      ...needleDown(x(playheadUs), 14, TRUNK_HEIGHT - 16),
    ],
  };
}

/** From the trunk to one of the branches, and along it until now. */
function branchPath(fromX: number, toX: number, y: number): string {
  const path = newPath();
  const bend = Math.min(BEND, Math.max(1, toX - fromX));
  path.moveTo(fromX, MIDDLE);
  path.bezierCurveTo(fromX + bend / 2, MIDDLE, fromX + bend / 2, y, fromX + bend, y);
  path.lineTo(Math.max(toX, fromX + bend), y);
  return path.toString();
}

function lineMarks(
  x: ScaleLinear<number, number>,
  at: {
    readonly forkUs: number;
    readonly playheadUs: number;
    readonly left: number;
    readonly right: number;
  },
): readonly SvgMark[] {
  const forkX = x(at.forkUs);
  const nowX = x(at.playheadUs);
  const branches = [
    ['above', ABOVE, 'ink'],
    ['below', BELOW, 'accent'],
  ] as const;
  return [
    rule(
      'trunk',
      { x: at.left, y: MIDDLE },
      { x: Math.min(forkX, Math.max(nowX, at.left)), y: MIDDLE },
      { stroke: 'ink', strokeWidth: 2.5 },
    ),
    ...branches.flatMap(([key, y, stroke]): readonly SvgMark[] => [
      {
        type: 'path',
        key: `branch/${key}`,
        path: branchPath(forkX, Math.max(nowX, forkX + 1), y),
        stroke,
        strokeWidth: 2.5,
      },
      rule(
        `ahead/${key}`,
        { x: Math.max(nowX, forkX + BEND), y },
        { x: at.right, y },
        { stroke: 'line-strong', strokeWidth: 1.5, isDashed: true },
      ),
    ]),
  ];
}

/** Strokes between the branches, as high as much differs. */
function densityMarks(
  { bins, playheadUs, forkUs }: TrunkInput,
  x: ScaleLinear<number, number>,
): readonly SvgMark[] {
  const seen = bins.filter((one) => one.differing > 0 && one.fromUs <= playheadUs);
  const [left = 0, right = 0] = x.range();
  const thresholds = Array.from(
    { length: Math.max(1, Math.floor((right - left) / COLUMN)) },
    (_, index) => left + index * COLUMN,
  );
  const columns = bin<(typeof seen)[number], number>()
    .value(({ fromUs }) => x(Math.max(fromUs, forkUs)))
    .domain([left, right])
    .thresholds(thresholds)(seen)
    .map((column) => ({ at: column.x0 ?? left, count: sum(column, (one) => one.differing) }))
    .filter(({ count }) => count > 0);
  const height = scaleSqrt([0, max(columns, ({ count }) => count) ?? 1], [3, MOST_DENSITY]);
  const path = newPath();
  for (const { at, count } of columns) {
    const half = height(count) / 2;
    path.moveTo(at + COLUMN / 2, MIDDLE - half);
    path.lineTo(at + COLUMN / 2, MIDDLE + half);
  }
  if (columns.length === 0) return [];
  return [
    {
      type: 'path',
      key: 'density',
      path: path.toString(),
      stroke: 'line-strong',
      strokeWidth: 2.5,
    },
  ];
}

type Span = readonly [from: number, to: number];

/** A ring where the branches part, and its words, which others must leave free. */
function firstMarks(
  scale: ScaleLinear<number, number>,
  us: number | null,
  width: number,
): { readonly marks: readonly SvgMark[]; readonly taken: readonly Span[] } {
  if (us === null) return { marks: [], taken: [] };
  const x = scale(us);
  const text = `first difference, ${(us / 1_000_000).toFixed(3)} s`;
  const half = widthOf(text, TYPE.small) / 2;
  const middle = Math.max(half + 4, Math.min(width - half - 4, x));
  const marks: readonly SvgMark[] = [
    {
      type: 'path',
      key: 'first',
      path: discPath({ x, y: MIDDLE }, 9),
      stroke: 'bad',
      fill: 'panel',
      strokeWidth: 2,
    },
    label('first/name', text, middle, MIDDLE + 46, {
      fill: 'bad',
      weight: 600,
      anchor: 'middle',
      hasHalo: true,
    }),
  ];
  return { marks, taken: [[middle - half, middle + half]] };
}

/** Diamonds on a branch, named where there is room. */
function namedMarks(
  side: 'above' | 'below',
  marks: readonly TimelineMark[],
  x: ScaleLinear<number, number>,
  {
    y,
    ink,
    width,
    taken: before,
  }: {
    readonly y: number;
    readonly ink: Paint;
    readonly width: number;
    /** Where words stand already. */
    readonly taken: readonly Span[];
  },
): readonly SvgMark[] {
  const rank = ({ kind }: TimelineMark): number => RANKS.indexOf(kind);
  const shown = marks.filter((mark) => rank(mark) <= LEAST_RANK);
  const taken: Span[] = [...before];
  const ranked = [...shown].sort((a, b) => rank(a) - rank(b) || a.eventId - b.eventId);
  return ranked.flatMap((mark): readonly SvgMark[] => {
    const at = x(mark.atUs);
    const isBad = mark.kind === 'failure' || mark.kind === 'error';
    const fill = isBad ? 'bad' : ink;
    const key = `${side}/${mark.eventId}`;
    const diamond: SvgMark = {
      type: 'path',
      key,
      path: diamondPath({ x: at, y }, 5),
      stroke: 'none',
      strokeWidth: 0,
      fill,
      title: mark.label,
    };
    const half = widthOf(mark.label, TYPE.small) / 2;
    const middle = Math.max(half + 4, Math.min(width - half - 4, at));
    if (taken.some(([from, to]) => middle - half < to + 8 && middle + half > from - 8)) {
      return [diamond];
    }
    taken.push([middle - half, middle + half]);
    const baseline = side === 'above' ? y - 11 : y + 18;
    return [
      diamond,
      label(`${key}/name`, mark.label, middle, baseline, { fill, anchor: 'middle' }),
    ];
  });
}
