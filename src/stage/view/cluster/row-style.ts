// How large replicas are drawn: from strips of tiles with room for words to a chip for each.
import { TILE_SIZES, type TileSize } from '#stage/mark/tile.ts';
import { TYPE } from '#stage/theme.ts';

/** Strips for all, for leaders only, or for none but the partition that is followed. */
type Strips = 'all' | 'leaders' | 'followed';

/** A replica that has no strip. */
export interface ChipStyle {
  readonly height: number;
  readonly gap: number;
  /** As many stand side by side as are this wide. */
  readonly least: number;
  /** A dot for each replica says which of them are in the ISR. */
  readonly hasDots: boolean;
}

/** How the replicas of a broker are drawn. */
export interface RowStyle {
  readonly strips: Strips;
  /** Of a strip's row. */
  readonly height: number;
  readonly size: TileSize;
  /** Of the line with the broker's name, above its replicas. */
  readonly header: number;
  /** The role stands below the name; flags and offsets stand at the tiles. */
  readonly hasWords: boolean;
  readonly chip: ChipStyle;
}

/** A style with room for the names that are there. */
export interface FittedStyle extends RowStyle {
  readonly labelWidth: number;
}

const { M, S } = TILE_SIZES;

const CHIP: ChipStyle = { height: 17, gap: 4, least: 72, hasDots: true };
const SMALL_CHIP: ChipStyle = { height: 16, gap: 3, least: 44, hasDots: false };

/** The largest first. */
const STYLES: readonly RowStyle[] = [
  { strips: 'all', height: 54, size: M, header: 46, hasWords: true, chip: CHIP },
  { strips: 'all', height: 46, size: M, header: 38, hasWords: true, chip: CHIP },
  { strips: 'all', height: 28, size: S, header: 34, hasWords: false, chip: CHIP },
  { strips: 'leaders', height: 28, size: S, header: 34, hasWords: false, chip: CHIP },
  { strips: 'leaders', height: 23, size: S, header: 30, hasWords: false, chip: CHIP },
  { strips: 'followed', height: 26, size: S, header: 28, hasWords: false, chip: CHIP },
  { strips: 'followed', height: 22, size: S, header: 24, hasWords: false, chip: SMALL_CHIP },
];

/** Rows of a broker with more are not all strips. */
const MOST_STRIPS = 6;

/** Styles that so many brokers may have, with so many replicas on the fullest. */
export function stylesFor(brokers: number, rows: number): readonly RowStyle[] {
  if (brokers > 6) return STYLES.filter(({ strips }) => strips === 'followed');
  if (brokers > 3 || rows > MOST_STRIPS) return STYLES.filter(({ strips }) => strips !== 'all');
  return STYLES;
}

/** Type of a replica's name. */
export const NAME_SIZE = TYPE.value;

/** How many chips stand side by side. */
export function chipsInLine(width: number, { gap, least }: ChipStyle): number {
  return Math.max(1, Math.floor((width + gap) / (least + gap)));
}
