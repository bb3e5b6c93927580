// How long to wait before the next attempt. Follows `org.apache.kafka.common.utils.ExponentialBackoff`
// with the multiplier and jitter that all of Kafka's clients use (`CommonClientConfigs`).
import { msToUs } from '#base/time.ts';
import type { RandomStream } from '#sim/random.ts';

const MULTIPLIER = 2;
const JITTER = 0.2;
const STEPS = 1_000_000;

/** Initial and longest wait, in ms. */
export interface Backoff {
  readonly initialMs: number;
  readonly maxMs: number;
}

/** The wait (µs) after `attempts` earlier ones: doubled each time, ±20 %, never above the longest. */
export function exponentialBackoffUs(
  { initialMs, maxMs }: Backoff,
  attempts: number,
  random: () => RandomStream,
): number {
  if (maxMs <= initialMs) return msToUs(initialMs);
  const ms = Math.min(maxMs, initialMs * MULTIPLIER ** attempts);
  const spread = 1 - JITTER + (2 * JITTER * random().nextInt(STEPS)) / STEPS;
  return msToUs(Math.min(maxMs, Math.floor(ms * spread)));
}
