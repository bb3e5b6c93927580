// One course of events: an engine, its trace, and keyframes to come back to. Commands given by hand
// belong to it; changing them rewinds to the moment of the change. A fork shares all that happened.
import { assert } from '#base/assert.ts';
import type { KafkaCommand } from '#kafka/commands.ts';
import { kafkaModel } from '#kafka/cluster.ts';
import { Engine, type Keyframe } from '#sim/engine.ts';
import { TraceStore } from '#trace/store.ts';

/** Steps between engine keyframes: replaying so many takes some tens of ms. */
const KEYFRAME_INTERVAL = 16_384;
/** Whoever goes back comes back: a replay of this share of them is worth a keyframe at its end. */
const SHARE_TO_KEEP = 1 / 16;
/** More of them in a large cluster, or most of the time would go into copying it. */
const STEPS_PER_COPIED_THING = 0.5;

const NOWHERE = { append: (): void => undefined };

export class Course {
  /** What was done by hand, in order of time. */
  liveCommands: readonly KafkaCommand[] = [];
  private readonly engine: Engine;
  private stepsSinceKeyframe = 0;

  private constructor(
    private readonly scenarioCommands: readonly KafkaCommand[],
    private readonly seed: number,
    readonly trace: TraceStore,
    /** Never empty once the course has begun. */
    private keyframes: Keyframe[],
  ) {
    this.engine = new Engine(kafkaModel, seed, trace);
  }

  /** A cluster to which nothing has happened but what was asked for at 0. */
  static begin(scenarioCommands: readonly KafkaCommand[], seed: number): Course {
    const course = new Course(scenarioCommands, seed, TraceStore.create(), []);
    const { engine } = course;
    for (const command of scenarioCommands) engine.submit(command);
    course.keyframes.push(engine.capture());
    // The horizon is 0 from the start, so what happens at 0 must have happened.
    course.extend(0);
    return course;
  }

  /**
   * Another course with the same past up to `atUs`, and without what was done by hand after it.
   * Events and keyframes of that past are the same objects in both.
   */
  fork(atUs: number): Course {
    this.extend(atUs);
    const { scenarioCommands, seed, trace, keyframes } = this;
    const fork = new Course(scenarioCommands, seed, trace.fork(), keyframes.slice());
    const kept = this.liveCommands.filter((command) => command.atUs <= atUs);
    fork.rewind(atUs, kept);
    return fork;
  }

  /** How far it is simulated, in µs: everything up to here has happened. */
  get horizonUs(): number {
    return this.engine.nowUs;
  }

  /**
   * Simulates up to `atUs`, or until `stepsMax` steps were made. False: there is more to do.
   */
  extend(atUs: number, stepsMax = Infinity): boolean {
    const { engine } = this;
    let steps = 0;
    for (;;) {
      const nextAtUs = engine.nextAtUs;
      if (nextAtUs === undefined || nextAtUs > atUs) {
        engine.runUntil(atUs);
        return true;
      }
      // A keyframe must not cut through one microsecond: commands come before deliveries.
      if (this.stepsSinceKeyframe >= this.keyframeInterval() && nextAtUs > engine.nowUs) {
        this.keep();
      }
      if (steps >= stepsMax && nextAtUs > engine.nowUs) return false;
      engine.step();
      steps += 1;
      this.stepsSinceKeyframe += 1;
    }
  }

  /**
   * Goes back to `atUs` and forgets what came after; from there on `liveCommands` holds. They must
   * agree with the old ones up to `atUs`.
   */
  rewind(atUs: number, liveCommands: readonly KafkaCommand[]): void {
    const { engine, trace } = this;
    this.liveCommands = liveCommands;
    this.keyframes = this.keyframes.filter((keyframe) => keyframe.atUs <= atUs);
    const keyframe = this.keyframes.at(-1);
    assert(keyframe !== undefined, `no keyframe before ${atUs} µs`);
    const length = trace.countUntil(atUs);
    engine.restore(keyframe);
    engine.takePendingCommands();
    for (const command of this.allCommands()) {
      // Commands at the very beginning are in the first keyframe's future, the rest by time.
      if (command.atUs > keyframe.atUs || keyframe.nextEventId === 0) engine.submit(command);
    }
    engine.redirect(NOWHERE);
    const steps = engine.runUntil(atUs);
    engine.redirect(trace);
    assert(
      engine.nextEventId === length,
      `replay to ${atUs} µs made ${engine.nextEventId} events, the first run ${length}`,
    );
    trace.truncate(length);
    this.stepsSinceKeyframe = steps;
    if (steps > this.keyframeInterval() * SHARE_TO_KEEP) this.keep();
  }

  private keep(): void {
    this.keyframes.push(this.engine.capture());
    this.stepsSinceKeyframe = 0;
  }

  private keyframeInterval(): number {
    const size = this.keyframes.at(-1)?.size ?? 0;
    return Math.max(KEYFRAME_INTERVAL, size * STEPS_PER_COPIED_THING);
  }

  private allCommands(): readonly KafkaCommand[] {
    return [...this.scenarioCommands, ...this.liveCommands];
  }
}
