// The measures that the parts of the Topic view share.
import type { CellStyle } from '#stage/layout/cells.ts';

export const CELL: CellStyle = { width: 34, height: 40, gap: 3, isTall: true };
export const LARGE_CELL: CellStyle = { width: 42, height: 52, gap: 3, isTall: true };
export const SMALL_CELL: CellStyle = { width: 27, height: 34, gap: 2, isTall: true };
export const SMALL = 620;
export const LANE = 17;
/** Where the first partition begins, below the producers. */
export const TOP = 62;
/** Above the strip: rulers and what lies further back. */
export const HEAD = 24;
