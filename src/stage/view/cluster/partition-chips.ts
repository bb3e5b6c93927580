// The partitions that a consumer owns, as chips: by name while they fit, else by number, else some.
import type { Rect } from '#stage/layout/geometry.ts';
import { shorten } from '#stage/layout/text.ts';
import type { Builder } from '#stage/view/builder.ts';

/** Lays out the chips of `owned` in the card of a consumer. */
export function layoutChips(
  builder: Builder,
  consumer: string,
  owned: readonly string[],
  card: Rect,
): void {
  const isLow = card.height < 60;
  const y = isLow ? card.y + 22 : card.y + 26;
  const height = 16;
  let x = card.x + 7;
  const right = card.x + card.width - 7;
  const names = owned.map((key) => shorten(key, 11));
  const widthOf = (text: string, size: number): number => text.length * size * 0.61 + 8;
  const fitsAt = (size: number): boolean =>
    names.reduce((sum, name) => sum + widthOf(name, size) + 3, -3) <= right - x;
  const nameSize = [10.5, 9.5].find(fitsAt);
  const size = nameSize ?? 10.5;
  for (const [index, key] of owned.entries()) {
    const left = owned.length - index;
    const number = `#${key.slice(key.lastIndexOf('-') + 1)}`;
    const text = nameSize === undefined ? number : (names[index] ?? key);
    const width = widthOf(text, size);
    const moreText = `+${left}`;
    const isLast = nameSize === undefined && x + width > right - (left > 1 ? 26 : 0);
    const shownText = isLast && left > 1 ? moreText : text;
    const shownWidth = Math.min(isLast && left > 1 ? 26 : width, right - x);
    if (shownWidth < 14) return;
    builder.add(
      {
        type: 'box',
        key: `chip/${consumer}/${index}`,
        x,
        y,
        width: shownWidth,
        height,
        radius: 8,
        fill: 'accent-soft',
        stroke: 'none',
      },
      {
        type: 'text',
        key: `chip/${consumer}/${index}/text`,
        x: x + shownWidth / 2,
        y: y + 12,
        text: shownText,
        size,
        fill: 'accent',
        anchor: 'middle',
        isMono: true,
      },
    );
    if (isLast) return;
    x += shownWidth + 3;
  }
}
