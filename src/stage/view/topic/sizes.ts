// The measures that the parts of the Topic view share, and how its rows take the height of the stage.
import { TILE_SIZES, type TileSize } from '#stage/mark/tile.ts';
import { NARROW } from '#stage/theme.ts';

/** Height of one line of pointers. */
export const LANE = 17;
/** Where the first partition begins, below the producers. */
export const TOP = 62;
/** Above the strip: rulers and what lies further back. */
export const HEAD = 24;
/** Between two partitions. */
export const ROW_GAP = 12;

/** The largest first. */
const WIDE_CELLS: readonly TileSize[] = [TILE_SIZES.XXL, TILE_SIZES.XL, TILE_SIZES.L];
const NARROW_CELLS: readonly TileSize[] = [TILE_SIZES.L, TILE_SIZES.M];
/** Lanes of pointers for which there is always room, so that rows stand still. */
const LEAST_LANES = 2;
const MOST_LANES = 6;
/** More air than this around a strip looks lost. */
const MOST_AIR = 36;

/** What a partition needs with so many lanes of pointers. */
export function naturalHeight(cell: TileSize, lanes: number): number {
  return HEAD + cell.height + 12 + lanes * LANE + 10;
}

export interface RowSizes {
  readonly cell: TileSize;
  /** The least height of a partition's card. */
  readonly height: number;
  /** Air above the strip, and below its pointers. */
  readonly air: number;
  /** Air above the first row and below the last. */
  readonly margin: number;
}

/**
 * The largest cells with which `count` partitions fit into `room` px, or the smallest there are.
 * `pointers` is how many lanes of pointers a partition may come to need.
 */
export function rowSizes(width: number, room: number, count: number, pointers: number): RowSizes {
  const lanes = Math.min(MOST_LANES, Math.max(LEAST_LANES, pointers));
  const share = room / Math.max(1, count) - ROW_GAP;
  const cells = width < NARROW ? NARROW_CELLS : WIDE_CELLS;
  const fitting = cells.find((one) => naturalHeight(one, lanes) <= share);
  const cell = fitting ?? (cells.at(-1) as TileSize);
  const natural = naturalHeight(cell, lanes);
  const air = Math.max(0, Math.min(MOST_AIR, share - natural)) / 2;
  // Where rows have to scroll, none is higher than its pointers ask for.
  const height = fitting === undefined ? 0 : natural + 2 * air;
  const margin = fitting === undefined ? 0 : (room - count * (height + ROW_GAP)) / 2;
  return { cell, height, air, margin };
}
