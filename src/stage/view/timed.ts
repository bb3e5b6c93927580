// Marks that change with time alone: rings of waits and traces of heartbeats. A view says when they
// began and will end; what they show at a moment is arithmetic.
import type { PulseMark, RingMark } from '#stage/scene.ts';

/** A wait that is under way. */
export interface TimedRing extends Omit<RingMark, 'share'> {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** Heartbeats of the last stretch of time. */
export interface TimedPulse extends Omit<PulseMark, 'beats' | 'silentFrom'> {
  /** What the width stands for. */
  readonly spanUs: number;
  readonly beatsUs: readonly number[];
  /** Since when there are none; null while it beats. */
  readonly silentSinceUs: number | null;
}

export type Timed = TimedRing | TimedPulse;

function ringAt({ fromUs, untilUs, ...ring }: TimedRing, atUs: number): RingMark {
  const share = untilUs <= fromUs ? 1 : (atUs - fromUs) / (untilUs - fromUs);
  return { ...ring, share: Math.max(0, Math.min(1, share)) };
}

function pulseAt(
  { spanUs, beatsUs, silentSinceUs, ...pulse }: TimedPulse,
  atUs: number,
): PulseMark {
  const shareOf = (us: number): number => 1 - (atUs - us) / spanUs;
  const beats = beatsUs.map(shareOf).filter((share) => share >= 0 && share <= 1);
  const silentFrom = silentSinceUs === null ? 1 : Math.max(0, Math.min(1, shareOf(silentSinceUs)));
  return { ...pulse, beats, silentFrom };
}

/** What it shows at a moment. */
export function timedAt(timed: Timed, atUs: number): RingMark | PulseMark {
  return timed.type === 'ring' ? ringAt(timed, atUs) : pulseAt(timed, atUs);
}
