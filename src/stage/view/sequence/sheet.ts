// What the parts of a sequence diagram share: where its lanes and moments are, which words have their
// place already, and how what is still to come is told from what was.
import type { Rect } from '#stage/layout/geometry.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { Lane } from './lanes.ts';
import type { TimeScale } from './time-scale.ts';
import type { Places } from '#stage/layout/places.ts';

/** What will come, if nobody touches anything, is drawn so pale. */
export const PALE = 0.42;

export interface Sheet {
  readonly builder: Builder;
  readonly scale: TimeScale;
  readonly lanes: readonly Lane[];
  /** The lane of a node. */
  readonly laneAt: (node: string) => Lane | undefined;
  /** Where time is drawn: below the heads, right of the times. */
  readonly body: Rect;
  readonly nowUs: number;
  readonly places: Places;
}

/** Whether a height is within the part of the picture that shows time. */
export function isInBody({ body }: Sheet, y: number): boolean {
  return y >= body.y && y <= body.y + body.height;
}

/** Full, or pale when it lies ahead. */
export function strengthAt({ nowUs }: Sheet, atUs: number): number {
  return atUs > nowUs ? PALE : 1;
}
