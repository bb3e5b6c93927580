// The track under a log, and the clamp with which the member that reads it holds it.
import type { SvgMark } from '#stage/scene.ts';
import { ground } from './card.ts';
import { rule } from './rule.ts';

const WIDTH = 1.6;
const CLAMP = { width: 9, height: 12 };

/** Lines of further groups, told apart by their dashes. */
export const GROUP_DASHES: readonly (string | null)[] = [null, '10 4', '10 3 2 3', '3 3'];

export interface TrackOptions {
  readonly fromX: number;
  readonly toX: number;
  readonly y: number;
  /** A member holds it; else its end is free. */
  readonly isOwned: boolean;
  /** Which group's, in order of groups. */
  readonly group: number;
}

/** The track; dashed, without a clamp, when nobody reads. */
export function track(
  key: string,
  { fromX, toX, y, isOwned, group }: TrackOptions,
): readonly SvgMark[] {
  const dash = GROUP_DASHES[group % GROUP_DASHES.length] ?? null;
  const line = rule(
    key,
    { x: fromX, y },
    { x: toX, y },
    {
      stroke: isOwned ? 'ink' : 'line-strong',
      strokeWidth: WIDTH,
      ...(isOwned ? (dash === null ? {} : { dash }) : { dash: '3 4' }),
      move: 'handover',
      sign: 'track',
    },
  );
  if (!isOwned) return [line];
  const area = {
    x: toX - CLAMP.width / 2,
    y: y - CLAMP.height / 2,
    width: CLAMP.width,
    height: CLAMP.height,
  };
  return [line, { ...ground(`${key}/clamp`, area, 'ink', 2), move: 'handover', sign: 'track' }];
}
