// Something that happened, on a line of time: click it to go there.
import { diamondPath, discPath, type Point } from '#stage/layout/paths.ts';
import type { Paint, PathMark } from '#stage/scene.ts';

export interface EventMarkOptions {
  readonly eventId: number;
  readonly title: string;
  readonly radius: number;
  readonly fill: Paint;
  readonly shape: 'disc' | 'diamond';
}

/** A finger or a pointer finds it from so far away, in px. */
const REACH = 9;

/** The mark, and around it what can be hit. */
export function eventMark(
  key: string,
  at: Point,
  { eventId, title, radius, fill, shape }: EventMarkOptions,
): readonly PathMark[] {
  const path = shape === 'diamond' ? diamondPath(at, radius) : discPath(at, radius);
  return [
    { type: 'path', key, path, stroke: 'none', strokeWidth: 0, fill },
    {
      type: 'path',
      key: `${key}/reach`,
      path: discPath(at, REACH),
      stroke: 'none',
      strokeWidth: 0,
      eventId,
      title,
    },
  ];
}
