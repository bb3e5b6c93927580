// Straight lines.
import { linePath, type Point } from '#stage/layout/paths.ts';
import type { PathMark } from '#stage/scene.ts';

export type RuleOptions = Partial<Omit<PathMark, 'type' | 'key' | 'path'>>;

/** A line from one point to another, a hairline unless told otherwise. */
export function rule(key: string, from: Point, to: Point, options: RuleOptions = {}): PathMark {
  return {
    type: 'path',
    key,
    path: linePath(from, to),
    stroke: 'line-strong',
    strokeWidth: 1,
    ...options,
  };
}
