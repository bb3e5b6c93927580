// How fast time runs: at a constant speed, or *follow the action*, which the pace of the trace decides.
// And where it stops by itself.
import type { Pace } from '#trace/pace/pace.ts';

/** Virtual seconds per second, or *follow*. */
export type Speed = number | 'follow';

/** Whether time runs, and how fast. Mutable. */
export class Playback {
  speed: Speed = 'follow';
  private playing = false;
  private stopUs: number | null = null;

  get isPlaying(): boolean {
    return this.playing;
  }

  /** Where time stops by itself, in µs; null: it runs on. */
  get stopsAtUs(): number | null {
    return this.stopUs;
  }

  /** Lets time run, for ever or until a moment. */
  play(untilUs: number | null = null): void {
    this.playing = true;
    this.stopUs = untilUs;
  }

  pause(): void {
    this.playing = false;
    this.stopUs = null;
  }

  /** Runs on past where it was to stop: somebody has done something else meanwhile. */
  forgetStop(): void {
    this.stopUs = null;
  }

  /** The moment that is reached from `atUs` after `elapsedMs` of wall time. */
  advance(atUs: number, elapsedMs: number, pace: () => Pace): number {
    const reachedUs = this.reach(atUs, elapsedMs, pace);
    return Math.min(reachedUs, Math.max(atUs, this.stopUs ?? Infinity));
  }

  private reach(atUs: number, elapsedMs: number, pace: () => Pace): number {
    if (this.speed !== 'follow') return atUs + elapsedMs * 1_000 * this.speed;
    const followed = pace();
    return followed.usAt(followed.msAt(atUs) + elapsedMs);
  }
}
