// The ground of a thing: a rounded box that can be selected.
import type { Rect } from '#stage/layout/geometry.ts';
import type { BoxMark } from '#stage/scene.ts';
import { RADIUS } from '#stage/theme.ts';

export type CardOptions = Partial<Omit<BoxMark, 'type' | 'key' | keyof Rect>> & {
  /** Broken edge over stripes: it is there and does nothing. */
  readonly isDown?: boolean;
};

/** A card with a hairline, unless told otherwise. */
export function card(
  key: string,
  { x, y, width, height }: Rect,
  { isDown = false, ...options }: CardOptions = {},
): BoxMark {
  return {
    type: 'box',
    key,
    x,
    y,
    width,
    height,
    radius: RADIUS.card,
    fill: isDown ? 'paper' : 'raised',
    stroke: 'line-strong',
    ...(isDown ? { isDashed: true, hatch: 'line-strong' } : {}),
    ...options,
  };
}

/** A filled shape without an edge. */
export function ground(
  key: string,
  area: Rect,
  fill: BoxMark['fill'],
  radius: number = RADIUS.field,
): BoxMark {
  return card(key, area, { fill, radius, stroke: 'none' });
}
