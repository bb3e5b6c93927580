// What a group has not committed of a partition, as boxes: filled is in hand, outlined is not fetched.
import type { SvgMark } from '#stage/scene.ts';
import { ground } from './card.ts';

const BOX = { width: 7, height: 10, gap: 2 };
/** More are not drawn one by one: the number beside them says how many there are. */
export const MOST_BOXES = 8;

export interface LagOptions {
  /** Upper left corner of the first box. */
  readonly x: number;
  readonly y: number;
  /** Read and not committed. */
  readonly inHand: number;
  /** Visible and not read. */
  readonly unread: number;
  /** As many boxes as there is room for. */
  readonly most?: number;
}

/** The boxes; those of no record stay faint, so that the row keeps its width. */
export function lagBoxes(
  key: string,
  { x, y, inHand, unread, most = MOST_BOXES }: LagOptions,
): readonly SvgMark[] {
  return Array.from({ length: most }, (_, index) => {
    const isInHand = index < inHand;
    const isLag = index < inHand + unread;
    const area = {
      x: x + index * (BOX.width + BOX.gap),
      y,
      width: BOX.width,
      height: BOX.height,
    };
    return {
      ...ground(`${key}/${index}`, area, isInHand ? 'ink' : 'none', 1.5),
      stroke: isLag ? 'ink' : 'line',
      strokeWidth: isLag ? 1.2 : 1,
      sign: 'lag',
    };
  });
}

/** Room for so many boxes. */
export function lagWidth(most = MOST_BOXES): number {
  return most * (BOX.width + BOX.gap) - BOX.gap;
}
