// *Follow the action*: how much wall time each stretch of virtual time takes. A monotone, continuous,
// piecewise linear function that is read off the trace alone: slow where something flies or turns,
// quick where everybody waits. Folded once along the trace.
import type { TraceEvent } from '#kafka/events.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import type { TraceStore } from '#trace/store.ts';
import { dwellMs } from './dwell.ts';
import { type Anchor, followedFlight } from './followed.ts';
import { OpenMatters } from './open-matters.ts';
import { PiecewiseClock } from './piecewise-clock.ts';
import { isSending } from './sending.ts';
import { Stories } from './story.ts';

/** How far ahead the pace looks, in µs: nothing later changes how a moment is shown. */
export const PACE_LOOKAHEAD_US = 12_000_000;
/** A wait takes no longer than this, in wall ms. */
export const WAIT_MAX_MS = 500;
/** A wait in which daily work goes on takes no longer than this. */
const BUSY_WAIT_MAX_MS = 4_000;
/** Virtual ms per wall ms while something is waited for and daily work goes on. */
const BUSY_WAIT_RATE = 10;
/** Virtual ms per wall ms of daily work with nothing else in sight. */
const DAILY_RATE = 1.5;
/** Virtual ms per wall ms when nothing happens and nothing is in sight. */
const IDLE_RATE = PACE_LOOKAHEAD_US / 1_000 / WAIT_MAX_MS;
/** Wall ms per virtual ms at the most, in a wait: a short one is shorter than `WAIT_MAX_MS`. */
const SHORT_WAIT_RATE = 160;
/** Without work for so long nobody is at work, in µs. */
const AT_WORK_US = 2_000_000;
/** A change happens in no time; the time after it that is dwelt on, in µs. */
const DWELL_US = 100;
/** What follows a landing within this time belongs to the same chain, in µs. */
const CHAIN_US = 60_000;
/** From the last landing to the verdict, in wall ms. */
export const SETTLE_MS = 600;

/** A moment of daily work that is not followed. */
interface Beat {
  readonly atUs: number;
  readonly isWaiting: boolean;
}

/** A moment in virtual time and in wall time. */
export interface ClockPoint {
  readonly us: number;
  readonly ms: number;
}

export interface PaceOptions {
  /** Nothing before this moment is followed, in µs. */
  readonly startUs: number;
  /** Whether a `command.applied` is one that was given by hand. */
  readonly isByHand: (event: TraceEvent) => boolean;
}

export class Pace {
  /** All flights and changes that are followed, in order of their beginning. */
  readonly anchors: Anchor[] = [];
  private readonly clock = new PiecewiseClock();
  private readonly stories: Stories;
  private readonly matters = new OpenMatters();
  private readonly beats: Beat[] = [];
  private foldedUntil = 0;
  /** The first anchor that may still reach beyond the clock's end. */
  private firstAnchor = 0;
  private firstBeat = 0;
  private followedUntilUs = 0;

  constructor(options: PaceOptions) {
    const { startUs, isByHand } = options;
    this.stories = new Stories(startUs, isByHand, (atUs) => this.matters.areThereAt(atUs));
  }

  /** Folds what is new in the trace, which is simulated up to `horizonUs`. */
  update(trace: TraceStore, horizonUs: number): void {
    while (this.foldedUntil < trace.length) {
      const event = trace.at(this.foldedUntil);
      if (event === undefined) break;
      this.foldedUntil += 1;
      this.fold(trace, event);
    }
    while (this.extendClock(horizonUs));
  }

  /** Whether an event belongs to a story that is followed: the rest is daily work. */
  isFollowed(eventId: number): boolean {
    return this.stories.of(eventId) !== null;
  }

  /** How far the pace is settled, in µs. */
  get endUs(): number {
    return this.clock.endUs;
  }

  /** Wall ms from the beginning of the run to a moment. */
  msAt(us: number): number {
    return this.clock.msAt(us);
  }

  /** The moment that is reached after `ms` of wall time from the beginning of the run. */
  usAt(ms: number): number {
    return this.clock.usAt(ms);
  }

  /** Virtual seconds per second of wall time at a moment. */
  rateAt(us: number): number {
    return this.clock.rateAt(us);
  }

  /** Moments at which the pace changes, from `fromUs` to `toUs`, ends included. */
  changesBetween(fromUs: number, toUs: number): readonly number[] {
    return this.clock.changesBetween(fromUs, toUs);
  }

  /** The same with their wall times; what is not settled yet goes by as a long wait does. */
  pointsBetween(fromUs: number, toUs: number): readonly ClockPoint[] {
    const { endUs } = this;
    return this.changesBetween(fromUs, toUs).map((us) => {
      const beyondMs = Math.max(0, us - endUs) / 1_000 / BUSY_WAIT_RATE;
      return { us, ms: this.msAt(Math.min(us, endUs)) + beyondMs };
    });
  }

  /**
   * The moment at which what was done by hand has landed and was seen to: `SETTLE_MS` of wall time
   * after the last landing of a chain of flights that goes on at `fromUs`.
   */
  settledUs(fromUs: number): number {
    let landedUs = fromUs;
    for (const { story, packet, fromUs: sentUs, toUs } of this.anchors) {
      if (packet === null || story?.kind !== 'learner' || toUs <= fromUs) continue;
      if (sentUs - landedUs <= CHAIN_US) landedUs = Math.max(landedUs, toUs);
    }
    return Math.ceil(this.usAt(this.msAt(landedUs) + SETTLE_MS));
  }

  private fold(trace: TraceStore, event: TraceEvent): void {
    this.matters.add(event);
    const story = this.stories.add(event);
    if (isSending(event)) {
      const flight = followedFlight(trace, event, story);
      if (flight !== null) this.follow(flight);
      return;
    }
    const wallMs = dwellMs(event);
    if (wallMs > 0 && story !== null && story.creditMs > 0) {
      const { atUs: fromUs } = event;
      this.follow({ fromUs, toUs: fromUs + DWELL_US, wallMs, story, packet: null });
    } else if (event.type === 'records.appended' && isWork(event.data)) {
      const { atUs } = event;
      this.beats.push({ atUs, isWaiting: this.matters.areThereAt(atUs) });
    }
  }

  /** Of two flights side by side only what the second lasts longer costs anything. */
  private follow(anchor: Anchor): void {
    const { fromUs, toUs, wallMs, story } = anchor;
    this.anchors.push(anchor);
    const freshUs = toUs - Math.max(fromUs, Math.min(toUs, this.followedUntilUs));
    this.followedUntilUs = Math.max(this.followedUntilUs, toUs);
    if (story !== null) this.stories.spend(story, (freshUs / (toUs - fromUs)) * wallMs);
  }

  /** Appends the next piece to the clock. False: what comes is not known yet. */
  private extendClock(horizonUs: number): boolean {
    const fromUs = this.clock.endUs;
    if (fromUs >= horizonUs) return false;
    while ((this.anchors[this.firstAnchor]?.toUs ?? Infinity) <= fromUs) this.firstAnchor += 1;
    let untilUs = Infinity;
    let slowest = 0;
    let next: Anchor | null = null;
    for (let index = this.firstAnchor; index < this.anchors.length; index += 1) {
      const anchor = this.anchors[index] as Anchor;
      if (anchor.toUs <= fromUs) continue;
      if (anchor.fromUs > fromUs) {
        untilUs = Math.min(untilUs, anchor.fromUs);
        next = anchor;
        break;
      }
      untilUs = Math.min(untilUs, anchor.toUs);
      slowest = Math.max(slowest, anchor.wallMs / (anchor.toUs - anchor.fromUs));
    }
    if (slowest === 0) return this.extendOverGap(fromUs, next, horizonUs);
    const toUs = Math.min(untilUs, horizonUs);
    this.clock.append(toUs, slowest * (toUs - fromUs));
    return true;
  }

  /** From where nothing is followed to the next thing that is, as far as it is in sight. */
  private extendOverGap(fromUs: number, next: Anchor | null, horizonUs: number): boolean {
    const sightUs = (next?.fromUs ?? horizonUs) - PACE_LOOKAHEAD_US;
    if (fromUs < sightUs) {
      const beat = this.beatAfter(fromUs);
      const toUs = Math.min(sightUs, beat?.atUs ?? Infinity, fromUs + AT_WORK_US);
      this.clock.append(toUs, (toUs - fromUs) / 1_000 / this.openRate(fromUs));
      return true;
    }
    if (next === null) return false;
    this.clock.append(next.fromUs, this.gapMs(fromUs, next));
    return true;
  }

  /** Virtual ms per wall ms where nothing that is followed is in sight. */
  private openRate(atUs: number): number {
    const last = this.beats[this.firstBeat - 1];
    if (last === undefined || atUs - last.atUs >= AT_WORK_US) return IDLE_RATE;
    return last.isWaiting ? BUSY_WAIT_RATE : DAILY_RATE;
  }

  private gapMs(fromUs: number, next: Anchor): number {
    const gapMs = (next.fromUs - fromUs) / 1_000;
    const shortMs = gapMs * SHORT_WAIT_RATE;
    const beat = this.beatAfter(fromUs);
    const isAtWork = beat !== null && beat.atUs < next.fromUs;
    if (!isAtWork) return Math.min(WAIT_MAX_MS, shortMs);
    if (next.story?.kind === 'daily' && !beat.isWaiting) return gapMs / DAILY_RATE;
    const busyMs = Math.max(WAIT_MAX_MS, Math.min(BUSY_WAIT_MAX_MS, gapMs / BUSY_WAIT_RATE));
    return Math.min(busyMs, shortMs);
  }

  /** The first beat after a moment. Moments must come in order. */
  private beatAfter(atUs: number): Beat | null {
    while ((this.beats[this.firstBeat]?.atUs ?? Infinity) <= atUs) this.firstBeat += 1;
    return this.beats[this.firstBeat] ?? null;
  }
}

/** Whether a leader wrote records that people made. */
function isWork({ role, topic }: { role: string; topic: string }): boolean {
  return role === 'leader' && !isInternalTopic(topic);
}
