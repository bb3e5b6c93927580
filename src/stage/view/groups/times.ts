// Finding one's way in things that are in order of time.

/** How many of them are not after a moment. */
export function countUntil<T>(
  things: readonly T[],
  atUs: number,
  timeOf: (thing: T) => number,
): number {
  let [low, high] = [0, things.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const thing = things[middle];
    if (thing !== undefined && timeOf(thing) <= atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
