// The columns of the Topic view: names | older records | logs | the members' cards.
import { NARROW } from '#stage/theme.ts';
import type { RowStyle } from './sizes.ts';

/** Where things stand from left to right. */
export interface Columns {
  readonly isNarrow: boolean;
  readonly labelX: number;
  readonly labelEnd: number;
  /** Where bars of older records may begin. */
  readonly olderX: number;
  readonly stripX: number;
  /** All strips end here. */
  readonly stripEnd: number;
  /** Where the producers' wires come down. */
  readonly busX: number;
  /** Where tracks end. */
  readonly endX: number;
  /** Left edges of the columns of cards, one for each group; none on a narrow stage. */
  readonly cards: readonly number[];
  readonly cardWidth: number;
}

const CARD = { most: 186, least: 132, share: 0.2 };
const CARD_GAP = 14;
/** Between the strips and the cards: the wires come down here. */
const BUS_ROOM = 30;
/** More groups have no cards of their own; their tracks end where those of the others do. */
const MOST_COLUMNS = 3;

/** Where the columns are on a stage of this width. */
export function columnsOf(width: number, style: RowStyle, groups: number): Columns {
  const isNarrow = width < NARROW;
  const margin = isNarrow ? 12 : 20;
  const count = isNarrow ? 0 : Math.min(MOST_COLUMNS, groups);
  const share = Math.max(CARD.least, Math.min(CARD.most, width * CARD.share));
  const cardWidth = count === 1 ? share : CARD.least;
  const cardsWidth = count * (cardWidth + CARD_GAP);
  const endX = width - margin - cardsWidth + (count > 0 ? CARD_GAP : 0);
  const labelWidth = isNarrow ? 50 : width > 860 ? 128 : 112;
  const labelX = margin;
  const olderX = labelX + labelWidth;
  const older = style.hasOlder ? Math.min(116, width * 0.1) : 6;
  const busX = endX - BUS_ROOM / 2;
  return {
    isNarrow,
    labelX,
    labelEnd: olderX - 10,
    olderX,
    stripX: olderX + older,
    stripEnd: isNarrow ? endX - 10 : endX - BUS_ROOM,
    busX: isNarrow ? endX - 4 : busX,
    endX,
    cards: Array.from({ length: count }, (_, index) => endX + index * (cardWidth + CARD_GAP)),
    cardWidth,
  };
}
