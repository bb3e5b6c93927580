// What a view is: a pure function from a Moment and the stage's size to a Scene, with the geometry
// that tokens travel along.
import type { Geometry } from '#stage/layout/geometry.ts';
import type { Scene, ViewContext } from '#stage/scene.ts';
import type { Moment } from '#trace/moment.ts';
import type { Timed } from './timed.ts';

export interface ViewLayout {
  readonly scene: Scene;
  readonly geometry: Geometry;
  /** What changes with time alone. */
  readonly timed?: readonly Timed[];
}

export type View = (moment: Moment, context: ViewContext) => ViewLayout;

/** 12_100_000 µs → `12.10 s`. */
export function seconds(us: number): string {
  return `${(us / 1_000_000).toFixed(2)} s`;
}
