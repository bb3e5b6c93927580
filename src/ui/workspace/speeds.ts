// The constant speeds on offer, in virtual seconds per second, each in words, and the step from one to
// the next.
import type { Speed } from '#session/session.ts';

interface FixedSpeed {
  readonly rate: number;
  readonly name: string;
}

/** From the slowest to the quickest. */
export const FIXED_SPEEDS: readonly FixedSpeed[] = [
  { rate: 0.001, name: '1 ms takes a second' },
  { rate: 0.002, name: '1 ms takes ½ s' },
  { rate: 0.005, name: '1 ms takes ⅕ s' },
  { rate: 0.01, name: 'slow motion' },
  { rate: 0.1, name: 'a tenth of real time' },
  { rate: 0.5, name: 'half of real time' },
  { rate: 1, name: 'real time' },
  { rate: 2, name: 'twice as fast' },
  { rate: 5, name: 'five times as fast' },
  { rate: 20, name: 'quick' },
  { rate: 100, name: 'very quick' },
];

/** The next slower (-1) or faster (+1) speed; from *follow* it starts at real time. */
export function neighbourSpeed(speed: Speed, direction: -1 | 1): Speed {
  if (speed === 'follow') return 1;
  const index = FIXED_SPEEDS.findIndex(({ rate }) => rate === speed);
  return FIXED_SPEEDS[index + direction]?.rate ?? speed;
}

/** How a rate feels: `1 ms takes ¼ s`, `10 s a second`. */
export function rateWords(rate: number): string {
  if (rate >= 1.05) return `${rate < 10 ? Number(rate.toFixed(1)) : Math.round(rate)} s a second`;
  if (rate >= 0.95) return 'real time';
  const secondsPerMs = 1 / rate / 1_000;
  if (secondsPerMs < 0.05) return `${Number((rate * 1_000).toPrecision(1))} ms a second`;
  const parts = [
    { least: 0.9, words: '1 s' },
    { least: 0.4, words: '½ s' },
    { least: 0.22, words: '¼ s' },
    { least: 0.15, words: '⅕ s' },
    { least: 0, words: '⅒ s' },
  ];
  if (secondsPerMs > 1.5) return `1 ms takes ${Math.round(secondsPerMs)} s`;
  return `1 ms takes ${parts.find(({ least }) => secondsPerMs >= least)?.words ?? ''}`;
}
