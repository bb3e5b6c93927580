// A partition as a card that somebody owns: its number, and how far its group lags in it.
import type { Rect } from '#stage/layout/geometry.ts';
import { widthOf } from '#stage/layout/text.ts';
import type { BoxMark, Paint, SvgMark, Target } from '#stage/scene.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import { card, ground } from './card.ts';
import { label } from './label.ts';

export interface SlabOptions {
  /** Its number. */
  readonly name: string;
  /** Records between committed offset and high watermark; null: nothing committed. */
  readonly lag: number | null;
  /** Lag that fills the bar. */
  readonly fullLag: number;
  /** Owned, or owned by nobody, or owned still and to be given up. */
  readonly state: 'owned' | 'unowned' | 'leaving';
  readonly edge: Pick<BoxMark, 'stroke' | 'strokeWidth'>;
  readonly target: Target;
}

/** The smallest slab with a lag in words, and with a number. */
const WORDS_WIDTH = 46;
const NUMBER_HEIGHT = 15;
/** A lower one has no bar. */
const BAR_HEIGHT = 24;

/** The slab; it travels when its owner changes. */
export function slab(key: string, area: Rect, options: SlabOptions): readonly SvgMark[] {
  const { state, edge, target } = options;
  const isAmber = state !== 'owned';
  const ink: Paint = isAmber ? 'warn' : 'ink';
  const below = { ...area, y: area.y + Math.min(3, area.height / 6) };
  const radius = Math.min(RADIUS.field, area.width / 4);
  const marks: readonly SvgMark[] = [
    // The darker lower edge: it has weight.
    card(`${key}/foot`, below, { radius, fill: ink, stroke: ink }),
    card(key, area, {
      radius,
      fill: isAmber ? 'warn-soft' : 'raised',
      stroke: ink,
      strokeWidth: 1.4,
      ...(edge.stroke === 'accent' ? edge : {}),
      target,
      sign: 'slab',
    }),
    ...numberMarks(key, area, options.name, ink),
    ...lagMarks(key, area, options, ink),
  ];
  return marks.map((mark) => ({ ...mark, move: 'deal' }));
}

function isLargeEnough({ width, height }: Rect): boolean {
  return width >= WORDS_WIDTH && height >= 60;
}

/** The partition's number, where it can be read. */
function numberMarks(key: string, area: Rect, name: string, fill: Paint): readonly SvgMark[] {
  const { x, y, width, height } = area;
  if (height < NUMBER_HEIGHT || width < 14) return [];
  const size = isLargeEnough(area) ? 17 : Math.min(TYPE.partition, height * 0.6, width * 0.5);
  const low = height >= BAR_HEIGHT ? height * 0.52 : height / 2 + size * 0.36;
  const baseline = y + (isLargeEnough(area) ? 27 : low);
  const look = { anchor: 'middle', face: 'mono', weight: 600, size, fill } as const;
  return [label(`${key}/number`, name, x + width / 2, baseline, look)];
}

/** A bar of its lag, and where there is room the number. */
function lagMarks(
  key: string,
  area: Rect,
  { lag, fullLag }: SlabOptions,
  fill: Paint,
): readonly SvgMark[] {
  const { x, y, width, height } = area;
  if (height < BAR_HEIGHT) return [];
  const isLarge = isLargeEnough(area);
  const share = lag === null ? 0 : Math.min(1, lag / Math.max(1, fullLag));
  const bar = {
    x: x + width * 0.16,
    y: y + height * (isLarge ? 0.53 : 0.72),
    width: width * 0.68,
    height: isLarge ? 6 : 3,
  };
  const full = { ...bar, width: Math.max(share > 0 ? 3 : 0, bar.width * share) };
  const bars = [
    ground(`${key}/lag`, bar, 'line', bar.height / 2),
    ground(`${key}/lag/fill`, full, fill, bar.height / 2),
  ];
  if (!isLarge) return bars;
  const nothing = widthOf('no commit', TYPE.least) <= width - 4 ? 'no commit' : 'lag ?';
  const text = lag === null ? nothing : `lag ${lag}`;
  const isAmber = fill === 'warn';
  const look = {
    anchor: 'middle',
    size: TYPE.least,
    fill: isAmber ? 'warn' : 'ink-soft',
    weight: isAmber ? 600 : 400,
  } as const;
  return [...bars, label(`${key}/lag/text`, text, x + width / 2, y + height - 10, look)];
}

/** What a partition is to a member that does not own it. */
export type GhostKind = 'gave up' | 'will get' | 'believes it owns';

const GHOSTS: Readonly<
  Record<
    GhostKind,
    { readonly stroke: Paint; readonly fill: Paint; readonly words: readonly string[] }
  >
> = {
  'gave up': { stroke: 'line-strong', fill: 'ink-faint', words: ['gave up'] },
  'will get': { stroke: 'accent', fill: 'accent', words: ['will get'] },
  'believes it owns': { stroke: 'bad', fill: 'bad', words: ['believes', 'it owns'] },
};

/** Where a slab was, where it will be, or where somebody wrongly believes to have it. */
export function ghostSlab(
  key: string,
  area: Rect,
  name: string,
  kind: GhostKind,
): readonly SvgMark[] {
  const { stroke, fill, words } = GHOSTS[kind];
  const { x, y, width, height } = area;
  const isLarge = isLargeEnough(area);
  const middle = x + width / 2;
  const radius = Math.min(RADIUS.field, width / 4);
  const title = `partition ${name}: ${kind}`;
  const edge = card(key, area, {
    radius,
    fill: 'none',
    stroke,
    strokeWidth: 1.2,
    isDashed: true,
    sign: 'ghost',
    title,
  });
  if (height < NUMBER_HEIGHT) return [edge];
  const size = isLarge ? TYPE.partition : Math.min(12, height * 0.55, width * 0.5);
  const baseline = isLarge ? y + 28 : y + height / 2 + size * 0.36;
  const look = { anchor: 'middle', size: TYPE.least, fill } as const;
  return [
    edge,
    label(`${key}/number`, name, middle, baseline, { ...look, face: 'mono', size }),
    ...(isLarge ? words : []).map((word, line) =>
      label(`${key}/word/${line}`, word, middle, y + 45 + line * 12, look),
    ),
  ];
}
