// The speed at which a lesson lets its learner watch. It is borrowed: the learner's own comes back.
import type { Session, Speed } from '#session/session.ts';

const US_PER_MS = 1_000;
/** Nobody watches a run for longer than this, in wall ms. */
const RUN_WALL_MS = 4_000;
/** … unless all of it can be followed within this time, in wall ms. */
const FOLLOWED_WALL_MS = 16_000;
/** Virtual seconds per second. A packet needs half a millisecond: slower than this nothing seems to move. */
const SLOWEST_RATE = 0.004;

export class LessonPace {
  /** What the learner had chosen before the lesson set a speed; null: nothing is borrowed. */
  private chosen: Speed | null = null;

  /**
   * A step's own speed until `endUs`; without one *follow the action*, so that what was set off is seen on
   * its way; or, when that would take too long, a speed by which it takes a few seconds.
   */
  setForRun(session: Session, stepSpeed: Speed | null, endUs: number): void {
    const rate = (endUs - session.playheadUs) / US_PER_MS / RUN_WALL_MS;
    const isSoon = session.wallMsUntil(endUs) <= FOLLOWED_WALL_MS;
    this.set(session, stepSpeed ?? (isSoon ? 'follow' : Math.max(SLOWEST_RATE, rate)));
  }

  /** Another speed for a while, unless the learner has chosen one; null: as it is. */
  set(session: Session, speed: Speed | null): void {
    if (speed === null) return;
    this.chosen ??= session.speed;
    if (this.chosen === 'follow') session.setSpeed(speed);
  }

  /** The learner's own speed again. */
  giveBack(session: Session): void {
    if (this.chosen !== null) session.setSpeed(this.chosen);
    this.chosen = null;
  }
}
