// The measures that the parts of the Topic view share, and how its rows take the height of the stage.
import type { CellStyle } from '#stage/layout/cells.ts';
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
const WIDE_CELLS: readonly CellStyle[] = [
  { width: 54, height: 66, gap: 4, isTall: true },
  { width: 42, height: 52, gap: 3, isTall: true },
  { width: 34, height: 40, gap: 3, isTall: true },
];
const NARROW_CELLS: readonly CellStyle[] = [
  { width: 34, height: 44, gap: 3, isTall: true },
  { width: 27, height: 34, gap: 2, isTall: true },
];
/** Lanes of pointers for which there is always room, so that rows stand still. */
const LEAST_LANES = 2;
const MOST_LANES = 6;
/** More air than this around a strip looks lost. */
const MOST_AIR = 36;

/** What a partition needs with so many lanes of pointers. */
export function naturalHeight(cell: CellStyle, lanes: number): number {
  return HEAD + cell.height + 12 + lanes * LANE + 10;
}

export interface RowSizes {
  readonly cell: CellStyle;
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
  const cell = fitting ?? (cells.at(-1) as CellStyle);
  const natural = naturalHeight(cell, lanes);
  const air = Math.max(0, Math.min(MOST_AIR, share - natural)) / 2;
  // Where rows have to scroll, none is higher than its pointers ask for.
  const height = fitting === undefined ? 0 : natural + 2 * air;
  const margin = fitting === undefined ? 0 : (room - count * (height + ROW_GAP)) / 2;
  return { cell, height, air, margin };
}
