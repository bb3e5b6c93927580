// The constant speeds on offer, in virtual seconds per second, and the step from one to the next.
import type { Speed } from '#session/session.ts';

export const FIXED_SPEEDS: readonly number[] = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100,
];

/** The next slower (-1) or faster (+1) speed; from *follow* it starts at real time. */
export function neighbourSpeed(speed: Speed, direction: -1 | 1): Speed {
  if (speed === 'follow') return 1;
  const index = FIXED_SPEEDS.indexOf(speed);
  return FIXED_SPEEDS[index + direction] ?? speed;
}
