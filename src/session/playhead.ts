// Where somebody stands in a course of events: a moment, and behind which of its events. Moves on by
// letting more of it be simulated.
import { isNotable } from '#trace/face/faces.ts';
import type { TraceStore } from '#trace/store.ts';

/** A step stops at the latest after this much idle time. */
const STEP_SEARCH_US = 60_000_000;
/** How much is simulated at a time while the next notable event is looked for. */
const STEP_SLICE_US = 100_000;

/** What a playhead moves along. */
export interface Track {
  readonly trace: TraceStore;
  /** How far it is simulated, in µs. */
  readonly horizonUs: number;
  /** Simulates up to `atUs`, or until `stepsMax` steps were made. */
  extend(atUs: number, stepsMax?: number): boolean;
}

/** More events than these are not looked through for one to stop at. */
const NEAR_MAX = 4_000;

/** The event worth seeing that is nearest to the middle of a stretch; null: there is none. */
export function nearestNotable(trace: TraceStore, fromUs: number, toUs: number): number | null {
  const middleUs = (fromUs + toUs) / 2;
  const first = trace.firstAtOrAfter(fromUs);
  let nearest: number | null = null;
  let distanceUs = Infinity;
  for (let id = first; id < first + NEAR_MAX; id += 1) {
    const event = trace.at(id);
    if (event === undefined || event.atUs > toUs) break;
    const offUs = Math.abs(event.atUs - middleUs);
    if (offUs > distanceUs || !isNotable(event)) continue;
    nearest = id;
    distanceUs = offUs;
  }
  return nearest;
}

export class Playhead {
  private us = 0;
  private eventId = 0;

  constructor(
    private readonly track: Track,
    /** Steps back end here, in µs. */
    readonly startUs: number,
  ) {}

  /** Virtual time, in µs. */
  get atUs(): number {
    return this.us;
  }

  /** The event that it stands before; more precise than the time. */
  get nextEventId(): number {
    return this.eventId;
  }

  /** To a moment, behind all that happens in it. */
  seek(atUs: number): void {
    const targetUs = Math.max(0, Math.floor(atUs));
    this.track.extend(targetUs);
    this.stand(targetUs);
  }

  /** To just behind an event, if there is one with that id. */
  seekEvent(eventId: number): void {
    const event = this.track.trace.at(eventId);
    if (event === undefined) return;
    this.us = event.atUs;
    this.eventId = eventId + 1;
  }

  /** On to `atUs`, or as far as no more than `stepsMax` steps of simulation lead. */
  advance(atUs: number, stepsMax: number): void {
    const { track } = this;
    if (atUs > track.horizonUs) track.extend(atUs, stepsMax);
    this.stand(Math.min(atUs, track.horizonUs));
  }

  /** To behind the next event worth seeing. */
  stepForward(): void {
    const { track } = this;
    const limitUs = this.us + STEP_SEARCH_US;
    for (let id = this.eventId; ; id += 1) {
      while (id >= track.trace.length && track.horizonUs < limitUs) {
        track.extend(Math.min(limitUs, track.horizonUs + STEP_SLICE_US));
      }
      const event = track.trace.at(id);
      if (event === undefined) break;
      if (isNotable(event)) {
        this.seekEvent(id);
        return;
      }
    }
    this.seek(limitUs);
  }

  /** To behind the event worth seeing before the last one. */
  stepBack(): void {
    for (let id = this.eventId - 2; id >= 0; id -= 1) {
      const event = this.track.trace.at(id);
      if (event === undefined || event.atUs < this.startUs) break;
      if (isNotable(event)) {
        this.seekEvent(id);
        return;
      }
    }
    this.seek(this.startUs);
  }

  private stand(atUs: number): void {
    this.us = atUs;
    this.eventId = this.track.trace.countUntil(atUs);
  }
}
