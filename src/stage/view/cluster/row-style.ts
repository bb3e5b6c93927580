// How large replicas are drawn: from records with room around them to one bar a replica.
import type { CellStyle } from '#stage/layout/cells.ts';
import { TYPE } from '#stage/theme.ts';

/** How a replica's row is drawn at a given height. */
export interface RowStyle {
  readonly height: number;
  /** Of the line with the broker's name, above its replicas. */
  readonly header: number;
  readonly cell: CellStyle | null;
  readonly isTwoLine: boolean;
}

/** A style with room for the names that are there. */
export interface FittedStyle extends RowStyle {
  readonly labelWidth: number;
}

function roomy(height: number, cell: Omit<CellStyle, 'isTall'>): RowStyle {
  return { height, header: 40, cell: { ...cell, isTall: false }, isTwoLine: true };
}

function dense(height: number, header: number, cell: Omit<CellStyle, 'isTall'>): RowStyle {
  return { height, header, cell: { ...cell, isTall: false }, isTwoLine: false };
}

/** The largest first. */
export const ROW_STYLES: readonly RowStyle[] = [
  roomy(62, { width: 40, height: 32, gap: 3 }),
  roomy(48, { width: 31, height: 24, gap: 3 }),
  dense(30, 36, { width: 29, height: 20, gap: 2 }),
  dense(22, 34, { width: 27, height: 16, gap: 2 }),
  dense(19, 31, { width: 27, height: 15, gap: 2 }),
  { height: 15, header: 32, cell: null, isTwoLine: false },
];

/** Type of a replica's name. */
export const NAME_SIZE = TYPE.label;
