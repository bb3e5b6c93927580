// The partitions that a consumer owns, as chips: by name while they fit, else by number, else some.
import type { Rect } from '#stage/layout/geometry.ts';
import { shorten, widthOf } from '#stage/layout/text.ts';
import { chip } from '#stage/mark/chip.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';

const HEIGHT = 16;
const GAP = 3;
/** From the sides of the card. */
const MARGIN = 7;
/** Of a `+12` that stands for the rest. */
const REST_WIDTH = 26;
/** A chip narrower than this says nothing. */
const LEAST_WIDTH = 14;
const NAME_LENGTH = 11;

interface Chip {
  readonly text: string;
  readonly width: number;
}

function chipOf(text: string): Chip {
  return { text, width: widthOf(text, TYPE.tiny, 'mono') + 8 };
}

function totalWidth(chips: readonly Chip[]): number {
  return chips.reduce((sum, { width }) => sum + width + GAP, -GAP);
}

/** Chips of partition numbers, and at the end how many there are besides. */
function numberChips(owned: readonly string[], room: number): readonly Chip[] {
  const chips = owned.map((key) => chipOf(`#${key.slice(key.lastIndexOf('-') + 1)}`));
  if (totalWidth(chips) <= room) return chips;
  let count = chips.length - 1;
  while (count > 0 && totalWidth(chips.slice(0, count)) + GAP + REST_WIDTH > room) count -= 1;
  return [...chips.slice(0, count), { text: `+${owned.length - count}`, width: REST_WIDTH }];
}

/** Lays out the chips of `owned` in the card of a consumer. */
export function layoutChips(
  builder: Builder,
  consumer: string,
  owned: readonly string[],
  card: Rect,
): void {
  const room = card.width - 2 * MARGIN;
  const names = owned.map((key) => chipOf(shorten(key, NAME_LENGTH)));
  const chips = totalWidth(names) <= room ? names : numberChips(owned, room);
  const y = card.y + (card.height < 60 ? 22 : 26);
  let x = card.x + MARGIN;
  chips.forEach(({ text, width: wanted }, index) => {
    const width = Math.min(wanted, card.x + card.width - MARGIN - x);
    if (width < LEAST_WIDTH) return;
    builder.add(
      ...chip(`chip/${consumer}/${index}`, { x, y, width, height: HEIGHT }, text, TYPE.tiny),
    );
    x += width + GAP;
  });
}
