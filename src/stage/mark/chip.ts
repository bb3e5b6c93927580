// A short word on a rounded ground.
import type { Rect } from '#stage/layout/geometry.ts';
import type { SvgMark } from '#stage/scene.ts';
import { RADIUS } from '#stage/theme.ts';
import { ground } from './card.ts';
import { label } from './label.ts';

/** A chip with its word in the middle. */
export function chip(key: string, area: Rect, text: string, size: number): readonly SvgMark[] {
  const baseline = area.y + area.height / 2 + size * 0.38;
  return [
    { ...ground(key, area, 'none', RADIUS.flag), stroke: 'line' },
    label(`${key}/text`, text, area.x + area.width / 2, baseline, {
      size,
      fill: 'ink',
      anchor: 'middle',
      face: 'mono',
    }),
  ];
}
