// How large the rows of the Topic view are: from one partition that has the stage for itself to crowds.
import { TILE_SIZES, type TileSize } from '#stage/mark/tile.ts';

/** How a partition's row is drawn. Lengths in px. */
export interface RowStyle {
  readonly size: TileSize;
  /** The least height of a row with one group: nothing lies over another thing. */
  readonly least: number;
  /** Above the tiles. */
  readonly head: number;
  /** From the tiles to the track, and from one group's track to the next. */
  readonly track: number;
  readonly lane: number;
  /** Flags, pills and notes say what they are; else numbers and ticks. */
  readonly hasWords: boolean;
  /** Older records as bars behind a tear. */
  readonly hasOlder: boolean;
}

/** Those that may still be read in full. */
const WORDS = { hasWords: true, lane: 34 } as const;
const NO_WORDS = { hasWords: false, hasOlder: false } as const;

interface Level {
  /** For so many partitions. */
  readonly upTo: number;
  readonly style: RowStyle;
}

const { XXL, XL, L, M, S } = TILE_SIZES;
const TIGHT: TileSize = { width: 12, height: 12, gap: 2, hasOffset: false };
const TINY: TileSize = { width: 9, height: 9, gap: 1, hasOffset: false };

const CROWD: readonly Level[] = [
  {
    upTo: 12,
    style: { size: M, least: 46, head: 13, track: 6, lane: 14, ...NO_WORDS },
  },
  {
    upTo: 24,
    style: { size: S, least: 25, head: 3, track: 3, lane: 5, ...NO_WORDS },
  },
  // Several groups, or a low stage: still all of them in sight.
  {
    upTo: 24,
    style: { size: TIGHT, least: 18, head: 2, track: 2, lane: 4, ...NO_WORDS },
  },
  {
    upTo: 24,
    style: { size: TINY, least: 13, head: 2, track: 1.5, lane: 3, ...NO_WORDS },
  },
];

const WIDE: readonly Level[] = [
  {
    upTo: 1,
    style: {
      ...WORDS,
      size: XXL,
      least: 150,
      head: 40,
      track: 12,
      hasOlder: true,
    },
  },
  {
    upTo: 3,
    style: {
      ...WORDS,
      size: XL,
      least: 138,
      head: 36,
      track: 10,
      hasOlder: true,
    },
  },
  {
    upTo: 6,
    style: {
      ...WORDS,
      size: L,
      least: 95,
      head: 21,
      track: 7,
      hasOlder: true,
    },
  },
  ...CROWD,
];

const NARROW_LEVELS: readonly Level[] = [
  {
    upTo: 6,
    style: {
      ...WORDS,
      size: M,
      least: 104,
      head: 36,
      track: 8,
      hasOlder: false,
    },
  },
  ...CROWD,
];

export interface RowSizes {
  readonly style: RowStyle;
  /** From one row to the next. */
  readonly pitch: number;
}

/**
 * How `count` partitions that `lanes` groups read go into `room` px. When there are more than go in
 * by any style, they keep their least height, and the stage scrolls.
 */
export function rowSizes(isNarrow: boolean, room: number, count: number, lanes: number): RowSizes {
  const levels = isNarrow ? NARROW_LEVELS : WIDE;
  const more = (style: RowStyle): number => Math.max(0, lanes - 1) * style.lane;
  const fits = ({ style }: Level): boolean => (style.least + more(style)) * count <= room;
  const allowed = levels.filter(({ upTo }) => count <= upTo);
  // On a narrow stage it scrolls anyway: words first.
  const chosen = isNarrow ? allowed[0] : allowed.find(fits);
  const { style } = chosen ?? (levels.at(-1) as Level);
  const pitch = Math.max(style.least + more(style), room / Math.max(1, count));
  return { style, pitch };
}
