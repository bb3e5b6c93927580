// Chooses what is said while time runs: what matters most, long enough to be read. Told how much wall
// time has passed, it knows no clock.
import type { TraceEvent } from '#kafka/events.ts';
import type { TraceStore } from '#trace/store.ts';
import { type Caption, captionOf, idleCaption, isTold, outranks } from './caption.ts';
import type { CaptionMoment } from './rule.ts';

/** So long a caption stays, in wall ms, unless something of higher rank comes. */
export const HOLD_MS = 1_800;
/** So long after the last event it is said what is waited for. */
const IDLE_AFTER_MS = 2_600;
/** What could not be said within this time is not said any more, in wall ms. */
const STALE_MS = 4_000;
/** After a leap, what has happened just before is looked for so far back. */
const LOOK_BACK_US = 20_000;
const LOOK_BACK_EVENTS = 400;
/** More events at once are a leap. */
const LEAP_EVENTS = 6_000;

interface Held {
  readonly event: TraceEvent;
  readonly caption: Caption;
  ageMs: number;
}

export interface Listening {
  /** Wall time since it was asked last, in ms. */
  readonly elapsedMs: number;
  /** Whether an event is one of those that *follow the action* shows; others are daily work. */
  readonly isFollowed: (eventId: number) => boolean;
  /** Time stands, and was moved by hand: what is said is about this moment alone. */
  readonly isStepped: boolean;
}

/** Whether it is said in turn with others of its rank; of the rest only the last counts. */
function isTurn({ caption }: Held): boolean {
  return !outranks('membership', caption.rank);
}

/** The first event that still counts as just now. */
function justBefore({ trace, frame }: CaptionMoment): number {
  const oldest = trace.firstAtOrAfter(frame.atUs - LOOK_BACK_US);
  return Math.max(oldest, frame.nextEventId - LOOK_BACK_EVENTS, 0);
}

export class Narrator {
  private shown: Held | null = null;
  private waiting: Held[] = [];
  private readUntil = -1;
  private trace: TraceStore | null = null;

  /** What is said at a moment. */
  tell(moment: CaptionMoment, listening: Listening): Caption {
    const { elapsedMs, isStepped } = listening;
    if (this.trace !== moment.trace) this.readUntil = -1;
    this.trace = moment.trace;
    if (isStepped && moment.frame.nextEventId !== this.readUntil) {
      this.shown = null;
      this.waiting = [];
    }
    if (this.shown !== null) this.shown.ageMs += elapsedMs;
    for (const held of this.waiting) held.ageMs += elapsedMs;
    this.read(moment, listening);
    this.renew(moment);
    this.choose();
    return this.shown?.caption ?? idleCaption(moment);
  }

  private choose(): void {
    const { shown } = this;
    const next = this.waiting.reduce<Held | null>(
      (best, held) =>
        best === null || outranks(held.caption.rank, best.caption.rank) ? held : best,
      null,
    );
    const isFree = shown === null || shown.ageMs >= HOLD_MS;
    if (next !== null && (isFree || outranks(next.caption.rank, shown.caption.rank))) {
      this.waiting = this.waiting.filter((held) => held !== next);
      this.shown = next;
      next.ageMs = 0;
    } else if (shown !== null && shown.ageMs >= IDLE_AFTER_MS) this.shown = null;
  }

  /** Takes note of what has happened since it was asked last. */
  private read(moment: CaptionMoment, { isFollowed, isStepped }: Listening): void {
    const { trace, frame } = moment;
    const { nextEventId } = frame;
    const news = nextEventId - this.readUntil;
    if (this.readUntil < 0 || news < 0 || news > LEAP_EVENTS) this.leap(moment);
    // Between two moments that somebody went to by hand may lie anything.
    if (isStepped) this.readUntil = Math.max(this.readUntil, justBefore(moment));
    for (let id = this.readUntil; id < nextEventId; id += 1) {
      const event = trace.at(id);
      if (event === undefined || !isTold(event)) continue;
      const caption = captionOf(event, moment);
      if (caption === null) continue;
      const held = { event, caption, ageMs: 0 };
      if (isTurn(held)) this.waiting.push(held);
      else if (isStepped || isFollowed(id)) this.takeWork(held);
    }
    this.readUntil = nextEventId;
  }

  /** Of daily work one thing waits at a time: what matters most, and of that the last. */
  private takeWork(held: Held): void {
    const before = this.waiting.find((one) => !isTurn(one));
    if (before !== undefined && outranks(before.caption.rank, held.caption.rank)) return;
    this.waiting = [...this.waiting.filter(isTurn), held];
  }

  private leap(moment: CaptionMoment): void {
    this.shown = null;
    this.waiting = [];
    this.readUntil = justBefore(moment);
  }

  /** What is said must hold now; numbers that run do so in it. */
  private renew(moment: CaptionMoment): void {
    const again = (held: Held): Held | null => {
      const caption = captionOf(held.event, moment);
      return caption === null ? null : { ...held, caption };
    };
    this.shown = this.shown === null ? null : again(this.shown);
    const fresh = this.waiting.filter(({ ageMs }) => ageMs < STALE_MS);
    this.waiting = fresh.map(again).filter((held) => held !== null);
  }
}
