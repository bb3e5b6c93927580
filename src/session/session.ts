// The only door: opens a scenario, keeps the playhead, takes commands, hands out Frames. Everything
// on the page, in lessons and on the command line goes through here.
import type { Problem } from '#base/problem.ts';
import type { KafkaCommand, KafkaRequest } from '#kafka/commands.ts';
import type { Share } from '#scenario/link.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { CLIENT_START_US, toCommands } from '#scenario/to-commands.ts';
import type { Frame } from '#trace/frame.ts';
import { hashTrace } from '#trace/hash.ts';
import type { TimelineMark } from '#trace/face/mark.ts';
import { type LagSample, Timeline } from '#trace/marks.ts';
import { isNotable, weightOf } from '#trace/face/faces.ts';
import { Projection } from '#trace/project/projection.ts';
import type { TraceStore } from '#trace/store.ts';
import { Branch } from './branch.ts';
import {
  createFollowState,
  type FollowState,
  followStep,
  type Outlook,
  type Speed,
} from './playback.ts';
import { isReady, READY_CAP_US } from './ready.ts';

export type { Speed } from './playback.ts';

/** Steps that one call of `advance` may simulate: some ms of work. */
const STEPS_PER_ADVANCE = 4_000;
/** How far the engine runs ahead of the playhead, so that *follow* knows what comes. */
const LOOKAHEAD_US = 4_000_000;
/** A step stops at the latest after this much idle time. */
const STEP_SEARCH_US = 60_000_000;

interface HistoryEntry {
  readonly liveCommands: readonly KafkaCommand[];
  readonly playheadUs: number;
}

export class Session {
  playheadUs = 0;
  startUs = 0;
  isPlaying = false;
  speed: Speed = 'follow';
  private branch: Branch;
  private projection = new Projection();
  private timeline = new Timeline();
  private follow: FollowState = createFollowState();
  private past: HistoryEntry[] = [];
  private future: HistoryEntry[] = [];
  private readonly listeners = new Set<() => void>();
  /** Event that the playhead stands behind; more precise than its time. */
  private nextEventId = 0;

  private constructor(readonly scenario: Scenario) {
    this.branch = new Branch(toCommands(scenario), scenario.seed);
  }

  /** Starts a cluster and stands at the scenario's start, or where a share link says. */
  static open(
    scenario: Scenario,
    options: { readonly commands?: readonly KafkaCommand[]; readonly atUs?: number } = {},
  ): Session {
    const session = new Session(scenario);
    session.startUs = session.findStart();
    if (options.commands !== undefined && options.commands.length > 0) {
      const firstUs = Math.min(...options.commands.map((command) => command.atUs)) - 1;
      session.branch.rewind(Math.min(firstUs, session.branch.horizonUs), options.commands);
    }
    session.seek(Math.max(0, options.atUs ?? session.startUs));
    return session;
  }

  get trace(): TraceStore {
    return this.branch.trace;
  }

  get liveCommands(): readonly KafkaCommand[] {
    return this.branch.liveCommands;
  }

  get horizonUs(): number {
    return this.branch.horizonUs;
  }

  /** Virtual seconds per second of wall time, now. */
  get rate(): number {
    return this.speed === 'follow' ? this.follow.rate : this.speed;
  }

  // ── Looking ───────────────────────────────────────────────────────────────────────────────

  /** The Frame at the playhead. Valid until the session is moved or changed. */
  frame(): Frame {
    return this.projection.moveTo(this.trace, this.nextEventId, this.playheadUs);
  }

  /** A Frame of its own, at any simulated moment. */
  frameAt(atUs: number): Frame {
    this.branch.extend(atUs);
    return this.projection.fork().moveTo(this.trace, this.trace.countUntil(atUs), atUs);
  }

  marks(): readonly TimelineMark[] {
    this.timeline.update(this.trace);
    return this.timeline.marks;
  }

  /** Total lag over time, by its changes. */
  lag(): readonly LagSample[] {
    this.timeline.update(this.trace);
    return this.timeline.lag;
  }

  /** Events of a type among those with an id in [from, to). */
  countEvents(type: string, fromEventId: number, toEventId: number): number {
    let count = 0;
    for (let id = fromEventId; id < toEventId; id += 1) {
      if (this.trace.at(id)?.type === type) count += 1;
    }
    return count;
  }

  /** Fingerprint of everything up to `atUs` (default: the playhead). */
  hash(atUs = this.playheadUs): string {
    this.branch.extend(atUs);
    return hashTrace(this.trace, this.trace.countUntil(atUs));
  }

  shareLink(): Share {
    const { scenario, liveCommands: commands, playheadUs: atUs } = this;
    return { scenario, commands, atUs };
  }

  // ── Moving ────────────────────────────────────────────────────────────────────────────────

  play(): void {
    this.isPlaying = true;
    this.notify();
  }

  pause(): void {
    this.isPlaying = false;
    this.notify();
  }

  setSpeed(speed: Speed): void {
    this.speed = speed;
    this.follow = createFollowState();
    this.notify();
  }

  /** Lets `elapsedMs` of wall time pass. Does a bounded amount of work. */
  advance(elapsedMs: number): void {
    if (!this.isPlaying) return;
    let targetUs: number;
    if (this.speed === 'follow') {
      this.branch.extend(this.playheadUs + LOOKAHEAD_US, STEPS_PER_ADVANCE);
      targetUs = this.playheadUs + followStep(this.follow, this.outlook(), elapsedMs);
    } else targetUs = this.playheadUs + elapsedMs * 1_000 * this.speed;
    targetUs = Math.floor(targetUs);
    if (targetUs > this.branch.horizonUs) this.branch.extend(targetUs, STEPS_PER_ADVANCE);
    this.stand(Math.min(targetUs, this.branch.horizonUs));
  }

  seek(atUs: number): void {
    const targetUs = Math.max(0, Math.floor(atUs));
    this.branch.extend(targetUs);
    this.stand(targetUs);
    this.notify();
  }

  /** To just after an event. */
  seekEvent(eventId: number): void {
    const event = this.trace.at(eventId);
    if (event === undefined) return;
    this.playheadUs = event.atUs;
    this.nextEventId = eventId + 1;
    this.notify();
  }

  /** To the next event worth seeing. */
  stepForward(): void {
    this.isPlaying = false;
    const limitUs = this.playheadUs + STEP_SEARCH_US;
    for (let id = this.nextEventId; ; id += 1) {
      while (id >= this.trace.length && this.branch.horizonUs < limitUs) {
        this.branch.extend(Math.min(limitUs, this.branch.horizonUs + 100_000));
      }
      const event = this.trace.at(id);
      if (event === undefined) break;
      if (isNotable(event)) {
        this.seekEvent(id);
        return;
      }
    }
    this.seek(limitUs);
  }

  /** To the event worth seeing before this one. */
  stepBack(): void {
    this.isPlaying = false;
    for (let id = this.nextEventId - 2; id >= 0; id -= 1) {
      const event = this.trace.at(id);
      if (event === undefined || event.atUs < this.startUs) break;
      if (isNotable(event)) {
        this.seekEvent(id);
        return;
      }
    }
    this.seek(this.startUs);
  }

  // ── Changing ──────────────────────────────────────────────────────────────────────────────

  /** Does something now. What lay in the future is forgotten; `undo` brings it back. */
  dispatch(request: KafkaRequest): readonly Problem[] {
    const before: HistoryEntry = { liveCommands: this.liveCommands, playheadUs: this.playheadUs };
    const atUs = this.playheadUs + 1;
    const kept = this.liveCommands.filter((command) => command.atUs <= this.playheadUs);
    this.change([...kept, Object.freeze({ atUs, ...request })]);
    this.past.push(before);
    this.future = [];
    this.seek(atUs);
    return [];
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Takes the last change back, and returns to the moment of it. */
  undo(): boolean {
    return this.travel(this.past, this.future);
  }

  redo(): boolean {
    return this.travel(this.future, this.past);
  }

  /** Back to the beginning, with nothing done by hand. */
  reset(): void {
    this.isPlaying = false;
    this.past = [];
    this.future = [];
    this.playheadUs = Math.min(this.playheadUs, this.startUs);
    this.branch.rewind(Math.min(this.startUs, this.branch.horizonUs), []);
    this.forgetDerived();
    this.seek(this.startUs);
  }

  /** Called after every change that is not the mere passing of time. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  // ── Inside ────────────────────────────────────────────────────────────────────────────────

  private travel(from: HistoryEntry[], to: HistoryEntry[]): boolean {
    const entry = from.pop();
    if (entry === undefined) return false;
    to.push({ liveCommands: this.liveCommands, playheadUs: this.playheadUs });
    const changedUs = firstDifferenceUs(this.liveCommands, entry.liveCommands);
    this.playheadUs = Math.min(entry.playheadUs, changedUs - 1);
    this.change(entry.liveCommands);
    this.seek(entry.playheadUs);
    return true;
  }

  /** Makes `liveCommands` hold from the playhead on. */
  private change(liveCommands: readonly KafkaCommand[]): void {
    this.branch.rewind(Math.min(this.playheadUs, this.branch.horizonUs), liveCommands);
    this.forgetDerived();
  }

  private forgetDerived(): void {
    this.projection.truncate(this.trace.length);
    this.timeline = new Timeline();
    this.nextEventId = Math.min(this.nextEventId, this.trace.length);
  }

  private stand(atUs: number): void {
    this.playheadUs = atUs;
    this.nextEventId = this.trace.countUntil(atUs);
  }

  private outlook(): Outlook {
    const { trace, playheadUs } = this;
    let nextInUs = Infinity;
    let importance: 0 | 1 | 2 = 0;
    for (let id = this.nextEventId; id < trace.length; id += 1) {
      const event = trace.at(id);
      if (event === undefined) break;
      importance = weightOf(event);
      if (importance === 0) continue;
      nextInUs = event.atUs - playheadUs;
      break;
    }
    let sinceUs = Infinity;
    for (let id = this.nextEventId - 1; id >= Math.max(0, this.nextEventId - 400); id -= 1) {
      const event = trace.at(id);
      if (event === undefined || weightOf(event) === 0) continue;
      sinceUs = playheadUs - event.atUs;
      if (weightOf(event) === 2 && sinceUs < 9_000) importance = 2;
      break;
    }
    if (nextInUs === Infinity)
      nextInUs = Math.max(0, this.branch.horizonUs - playheadUs) + 1_000_000;
    return { nextInUs, sinceUs, importance };
  }

  private findStart(): number {
    const { startAt } = this.scenario;
    if (startAt === 'boot') return 0;
    if (startAt !== 'ready') return startAt * 1_000;
    const projection = new Projection();
    const stepUs = 250_000;
    for (let atUs = CLIENT_START_US; atUs < READY_CAP_US; atUs += stepUs) {
      this.branch.extend(atUs);
      const frame = projection.moveTo(this.trace, this.trace.length, atUs);
      if (isReady(frame, this.scenario)) return atUs;
    }
    return CLIENT_START_US;
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Time of the first command in which two lists differ. */
function firstDifferenceUs(a: readonly KafkaCommand[], b: readonly KafkaCommand[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [one, other] = [a[index], b[index]];
    if (one === other) continue;
    return Math.min(one?.atUs ?? Infinity, other?.atUs ?? Infinity);
  }
  return Infinity;
}
