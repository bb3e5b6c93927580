// Virtual time: integer microseconds since the start of the run. Kafka's configs are in ms.

export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;

/** Milliseconds (may be fractional) → whole microseconds. */
export function msToUs(ms: number): number {
  return Math.round(ms * US_PER_MS);
}

/** Microseconds → whole milliseconds, rounded down: the clock that Kafka's code reads. */
export function usToMs(us: number): number {
  return Math.floor(us / US_PER_MS);
}
