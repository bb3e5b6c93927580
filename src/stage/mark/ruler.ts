// Where a log stands: the line of its high watermark, and numbers above its places.
import { widthOf } from '#stage/layout/text.ts';
import type { SvgMark, TextMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import { label } from './label.ts';
import { rule } from './rule.ts';

export interface WaterlineOptions {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  /** The leader's says what is visible; a follower's is what it knows of that. */
  readonly isLeader: boolean;
  readonly hasLabel: boolean;
}

/** The high watermark of a replica; `id` is the replica's. */
export function waterline(
  id: string,
  { x, top, bottom, isLeader, hasLabel }: WaterlineOptions,
): readonly SvgMark[] {
  const line = rule(
    `hw/${id}`,
    { x, y: top },
    { x, y: bottom },
    { stroke: 'ink', strokeWidth: isLeader ? 2 : 1.25 },
  );
  if (!hasLabel) return [line];
  const name = label(`hw-label/${id}`, 'HW', x, bottom + 9, { size: TYPE.tiny, anchor: 'middle' });
  return [line, name];
}

/** A number over its place; at the right edge it ends there. */
export function rulerLabel(
  key: string,
  text: string,
  x: number,
  baseline: number,
  right: number,
): TextMark {
  const isAtEdge = x + widthOf(text, TYPE.tiny, 'mono') > right + 6;
  return label(key, text, Math.min(x, right), baseline, {
    size: TYPE.tiny,
    face: 'mono',
    anchor: isAtEdge ? 'end' : 'start',
  });
}
