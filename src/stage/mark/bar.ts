// A bar that is filled up to a share.
import type { BoxMark, Paint } from '#stage/scene.ts';
import { ground } from './card.ts';

const HEIGHT = 6;

export interface BarOptions {
  readonly x: number;
  /** Of its upper edge. */
  readonly y: number;
  readonly width: number;
  /** 0 … 1. */
  readonly share: number;
  readonly fill: Paint;
  /** Length that is filled however small the share is. */
  readonly least?: number;
}

/** The bar and its filling. */
export function bar(
  key: string,
  { x, y, width, share, fill, least = 0 }: BarOptions,
): readonly BoxMark[] {
  const area = { x, y, width, height: HEIGHT };
  const filled = Math.max(least, width * Math.max(0, Math.min(1, share)));
  return [
    ground(key, area, 'line', HEIGHT / 2),
    ground(`${key}/fill`, { ...area, width: filled }, fill, HEIGHT / 2),
  ];
}
