// How large replicas are drawn: from records with room around them to one bar a replica.
import { TILE_SIZES, type TileSize } from '#stage/mark/tile.ts';
import { TYPE } from '#stage/theme.ts';

/** How a replica's row is drawn at a given height. */
export interface RowStyle {
  readonly height: number;
  /** Of the line with the broker's name, above its replicas. */
  readonly header: number;
  readonly cell: TileSize | null;
  readonly isTwoLine: boolean;
}

/** A style with room for the names that are there. */
export interface FittedStyle extends RowStyle {
  readonly labelWidth: number;
}

function roomy(height: number, cell: TileSize): RowStyle {
  return { height, header: 40, cell, isTwoLine: true };
}

function dense(height: number, header: number, cell: TileSize): RowStyle {
  return { height, header, cell, isTwoLine: false };
}

/** The largest first. */
export const ROW_STYLES: readonly RowStyle[] = [
  roomy(62, TILE_SIZES.M),
  roomy(50, TILE_SIZES.M),
  dense(30, 36, TILE_SIZES.S),
  dense(22, 34, TILE_SIZES.S),
  dense(19, 31, TILE_SIZES.S),
  { height: 15, header: 32, cell: null, isTwoLine: false },
];

/** Type of a replica's name. */
export const NAME_SIZE = TYPE.label;
