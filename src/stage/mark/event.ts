// Something that happened, or is to happen, on a line of time: click it to go there.
import { diamondPath, discPath, type Point } from '#stage/layout/paths.ts';
import type { Paint, PathMark } from '#stage/scene.ts';

export interface EventMarkOptions {
  /** null: it has not happened yet, and is hollow. */
  readonly eventId: number | null;
  readonly title: string;
  /** Half a diagonal, in px. */
  readonly radius: number;
  readonly fill: Paint;
  /** Done by hand: a ring stands around it. */
  readonly isMine: boolean;
}

/** A finger or a pointer finds it from so far away, in px. */
const REACH = 9;

/** The mark, and around it what can be hit. */
export function eventMark(
  key: string,
  at: Point,
  { eventId, title, radius, fill, isMine }: EventMarkOptions,
): readonly PathMark[] {
  const isHollow = eventId === null;
  const diamond: PathMark = {
    type: 'path',
    key,
    path: diamondPath(at, isHollow ? radius - 0.75 : radius),
    stroke: isHollow ? fill : 'none',
    strokeWidth: isHollow ? 1.5 : 0,
    fill: isHollow ? 'panel' : fill,
  };
  const ring: PathMark = {
    type: 'path',
    key: `${key}/ring`,
    path: discPath(at, radius + 3.5),
    stroke: fill,
    strokeWidth: 1.3,
  };
  const reach: PathMark = {
    type: 'path',
    key: `${key}/reach`,
    path: discPath(at, REACH),
    stroke: 'none',
    strokeWidth: 0,
    sign: 'event',
    title,
    ...(isHollow ? {} : { eventId }),
  };
  return [diamond, ...(isMine ? [ring] : []), reach];
}
