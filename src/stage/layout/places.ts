// Words on a picture full of lines: each takes a place of its own, or is left out.
import type { Rect } from '#stage/layout/geometry.ts';

/** Places that are taken. */
export class Places {
  private readonly taken: Rect[] = [];

  /** Takes the first of the places that is free; null: none is. */
  take<Place extends Rect>(places: readonly Place[]): Place | null {
    const free = places.find((place) => !this.taken.some((other) => isOverlapping(place, other)));
    if (free === undefined) return null;
    this.taken.push(free);
    return free;
  }

  /** Takes a place whether or not it is free. */
  claim(place: Rect): void {
    this.taken.push(place);
  }
}

function isOverlapping(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
