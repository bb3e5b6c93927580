// How large replicas are drawn: from records with room around them to one bar a replica.
import type { CellStyle } from '#stage/layout/cells.ts';

/** How a replica's row is drawn at a given height. */
export interface RowStyle {
  readonly height: number;
  readonly cell: CellStyle | null;
  readonly labelWidth: number;
  readonly isTwoLine: boolean;
}

/** The largest first. */
export const ROW_STYLES: readonly RowStyle[] = [
  {
    height: 62,
    cell: { width: 40, height: 32, gap: 3, isTall: false },
    labelWidth: 84,
    isTwoLine: true,
  },
  {
    height: 48,
    cell: { width: 31, height: 24, gap: 3, isTall: false },
    labelWidth: 84,
    isTwoLine: true,
  },
  {
    height: 30,
    cell: { width: 29, height: 20, gap: 2, isTall: false },
    labelWidth: 84,
    isTwoLine: false,
  },
  {
    height: 22,
    cell: { width: 27, height: 16, gap: 2, isTall: false },
    labelWidth: 84,
    isTwoLine: false,
  },
  { height: 15, cell: null, labelWidth: 84, isTwoLine: false },
];
