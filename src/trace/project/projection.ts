// Events → Frame. Folds forward as the playhead moves on, and goes back by way of keyframes, so
// that any moment of a long run is near.
import { clone, measuredClone } from '#base/clone.ts';
import type { Frame } from '#trace/frame.ts';
import type { TraceStore } from '#trace/store.ts';
import { fold } from './folds.ts';
import { createFrameState, type FrameState } from './state.ts';

/** Events between keyframes: folding so many takes a few ms. */
const KEYFRAME_INTERVAL = 8_192;
/** More of them when the Frame is large, or most of the time would go into copying it. */
const EVENTS_PER_COPIED_THING = 1;

/** A Frame that can be moved along a trace, both ways. */
export class Projection {
  private frame: FrameState = createFrameState();
  /** In order of event id; each is a Frame that nobody changes. */
  private keyframes: FrameState[] = [];
  private keyframeInterval = KEYFRAME_INTERVAL;

  /** The Frame after the first `nextEventId` events, at `atUs`. Valid until the next call. */
  moveTo(trace: TraceStore, nextEventId: number, atUs: number): Frame {
    if (nextEventId < this.frame.nextEventId) this.goBack(nextEventId);
    const { frame } = this;
    const keyframe = this.latestKeyframe(nextEventId);
    if (keyframe !== undefined && keyframe.nextEventId > frame.nextEventId) {
      this.frame = clone(keyframe);
    }
    this.foldUntil(trace, nextEventId);
    this.frame.atUs = atUs;
    return this.frame;
  }

  /** Forgets what was learned from events that no longer exist. */
  truncate(length: number): void {
    this.keyframes = this.keyframes.filter((one) => one.nextEventId <= length);
    if (this.frame.nextEventId > length) this.goBack(length);
  }

  /** An independent projection that stands at the same moment. */
  fork(): Projection {
    const copy = new Projection();
    copy.frame = clone(this.frame);
    copy.keyframes = this.keyframes.slice();
    copy.keyframeInterval = this.keyframeInterval;
    return copy;
  }

  private foldUntil(trace: TraceStore, nextEventId: number): void {
    const { frame } = this;
    while (frame.nextEventId < nextEventId) {
      const event = trace.at(frame.nextEventId);
      if (event === undefined) return;
      fold(frame, event);
      frame.nextEventId += 1;
      const last = this.keyframes.at(-1)?.nextEventId ?? 0;
      if (frame.nextEventId - last >= this.keyframeInterval) this.keep(frame);
    }
  }

  private keep(frame: FrameState): void {
    const { copy, size } = measuredClone(frame);
    this.keyframes.push(copy);
    this.keyframeInterval = Math.max(KEYFRAME_INTERVAL, size * EVENTS_PER_COPIED_THING);
  }

  private latestKeyframe(nextEventId: number): FrameState | undefined {
    return this.keyframes.findLast((one) => one.nextEventId <= nextEventId);
  }

  private goBack(nextEventId: number): void {
    const keyframe = this.latestKeyframe(nextEventId);
    this.frame = keyframe === undefined ? createFrameState() : clone(keyframe);
  }
}
