// How fast time runs. Constant speeds, or *follow the action*: slow where something happens, quick
// where nothing does. It is told what comes next, and says how far to go.

/** Virtual seconds per second, or *follow*. */
export type Speed = number | 'follow';

/** What the near future holds. */
export interface Outlook {
  /** Virtual µs until the next event worth seeing; Infinity when none is known. */
  readonly nextInUs: number;
  /** Virtual µs since the last one. */
  readonly sinceUs: number;
  /** 2 when either of them changes something, 1 for daily work. */
  readonly importance: 0 | 1 | 2;
}

/** So near to an event we are still in it: an RPC there and back, and what it sets off. */
const ACTION_US = 9_000;
/** 1 ms of Kafka takes a tenth of a second to watch. */
const SLOW_RATE = 0.01;
const CRUISE_RATE = 3;
const FASTEST_RATE = 25;
/** An idle gap should not take longer than this to cross. */
const GAP_WALL_MS = 450;
/** Daily work is shown slowly only so long at a time, or nothing would ever get done. */
const CREDIT_MAX_MS = 2_600;

/** The follower's memory: how much slow motion it may still spend on daily work, in wall ms. */
export interface FollowState {
  creditMs: number;
  rate: number;
}

export function createFollowState(): FollowState {
  return { creditMs: CREDIT_MAX_MS, rate: 1 };
}

function targetRate(state: FollowState, outlook: Outlook): number {
  const isNear = outlook.nextInUs < ACTION_US || outlook.sinceUs < ACTION_US;
  if (!isNear) {
    const gapUs = Math.min(outlook.nextInUs - ACTION_US, 60_000_000);
    return Math.min(FASTEST_RATE, Math.max(CRUISE_RATE, gapUs / 1_000 / GAP_WALL_MS));
  }
  return state.creditMs > 0 || outlook.importance === 2 ? SLOW_RATE : CRUISE_RATE;
}

/** Virtual µs to go on in `elapsedMs` of wall time. Changes `state`. */
export function followStep(state: FollowState, outlook: Outlook, elapsedMs: number): number {
  const target = targetRate(state, outlook);
  // Speeds glide, on a logarithmic scale: no jerk when an action begins or ends.
  const pull = Math.min(1, elapsedMs / 90);
  state.rate = target < state.rate ? target : state.rate + (target - state.rate) * pull;
  if (target === SLOW_RATE) state.creditMs = Math.max(0, state.creditMs - elapsedMs);
  else state.creditMs = Math.min(CREDIT_MAX_MS, state.creditMs + elapsedMs * 0.6);
  const stepUs = elapsedMs * 1_000 * state.rate;
  // Never run past the beginning of an action at cruising speed.
  const brakeUs = outlook.nextInUs - ACTION_US / 3;
  return brakeUs > 0 ? Math.min(stepUs, Math.max(brakeUs, 200)) : stepUs;
}

/** Whether time runs, and how fast. Mutable. */
export class Playback {
  isPlaying = false;
  private chosen: Speed = 'follow';
  private follow = createFollowState();

  get speed(): Speed {
    return this.chosen;
  }

  set speed(speed: Speed) {
    this.chosen = speed;
    this.follow = createFollowState();
  }

  /** Virtual seconds per second of wall time, now. */
  get rate(): number {
    return this.chosen === 'follow' ? this.follow.rate : this.chosen;
  }

  /** Virtual µs to go on in `elapsedMs` of wall time. `outlook` is asked for only when it matters. */
  step(elapsedMs: number, outlook: () => Outlook): number {
    if (this.chosen === 'follow') return followStep(this.follow, outlook(), elapsedMs);
    return elapsedMs * 1_000 * this.chosen;
  }
}
