// The only door: opens a scenario, lets time run, takes commands, hands out Frames. Everything on the
// page, in lessons and on the command line goes through here. What names no branch is about the main one.
import type { Problem } from '#base/problem.ts';
import type { KafkaCommand, KafkaRequest } from '#kafka/commands.ts';
import type { Share, SharedBranches } from '#scenario/link.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { toCommands } from '#scenario/to-commands.ts';
import type { Frame } from '#trace/frame.ts';
import type { TimelineMark } from '#trace/face/mark.ts';
import type { Records } from '#trace/fate/records.ts';
import type { Totals } from '#trace/fate/totals.ts';
import type { LagSample } from '#trace/lag.ts';
import type { Moment, TimeWindow } from '#trace/moment.ts';
import { type ClockPoint, type Pace, PACE_LOOKAHEAD_US } from '#trace/pace/pace.ts';
import type { TraceStore } from '#trace/store.ts';
import type { Memory } from '#trace/why/memory.ts';
import { Branch, type PlannedRequest } from './branch.ts';
import { Branches, FIRST_NAME } from './branches.ts';
import { Course } from './course.ts';
import { type DeedMark, deedMarks, type PlannedMark, plannedMarks } from './deeds.ts';
import { Playback, type Speed } from './playback.ts';
import { nearestNotable } from './playhead.ts';
import { findStart } from './ready.ts';

export type { Branch } from './branch.ts';
export type { Speed } from './playback.ts';

/** Steps that one call of `advance` may simulate: some ms of work. */
const STEPS_PER_ADVANCE = 4_000;
/** How far the engine runs ahead of the playhead, so that *follow* and the captions know what comes. */
const LOOKAHEAD_US = PACE_LOOKAHEAD_US + 1_000_000;

export class Session {
  readonly branches: Branches;
  /** Where the playhead stands when the scenario opens, in µs. */
  readonly startUs: number;
  private readonly playback = new Playback();
  private readonly listeners = new Set<() => void>();
  /** Something was done while time runs: time stops by itself once nothing comes of it any more. */
  private isStoppingWhenQuiet = false;
  /** Wall time that has run since the narrator asked last, or since somebody went elsewhere, in ms. */
  private untoldMs = 0;
  /** Part of a µs that the playhead is behind. */
  private restUs = 0;

  private constructor(readonly scenario: Scenario) {
    const course = Course.begin(toCommands(scenario), scenario.seed);
    this.startUs = findStart(course, scenario);
    const first = new Branch(FIRST_NAME, course, this.startUs);
    this.branches = new Branches(first, () => this.notify());
  }

  /** Starts a cluster and stands at the scenario's start, or where a share link says. */
  static open(
    scenario: Scenario,
    options: Partial<Pick<Share, 'commands' | 'atUs' | 'branches'>> = {},
  ): Session {
    const session = new Session(scenario);
    const { commands = [], atUs = session.startUs, branches } = options;
    if (branches !== undefined) session.openBranches(branches);
    else if (commands.length > 0) session.main.restart(inOrder(commands));
    session.seek(atUs);
    return session;
  }

  get main(): Branch {
    return this.branches.main;
  }

  // ── Looking ───────────────────────────────────────────────────────────────────────────────

  get trace(): TraceStore {
    return this.main.trace;
  }

  get liveCommands(): readonly KafkaCommand[] {
    return this.main.liveCommands;
  }

  get playheadUs(): number {
    return this.main.playheadUs;
  }

  /** How far it is simulated, in µs: everything up to here has happened. */
  get horizonUs(): number {
    return this.main.course.horizonUs;
  }

  /** What the answers to "why?" are drawn from. */
  get memory(): Memory {
    return this.main.reading.memory;
  }

  /** The Frame at the playhead. Valid until the session is moved or changed. */
  frame(): Frame {
    return this.main.frame();
  }

  /** What a view may look at: the Frame, and what the trace tells of a window around it. */
  moment(window: TimeWindow | null): Moment {
    return this.main.moment(window);
  }

  /** A Frame of its own, at any moment. */
  frameAt(atUs: number): Frame {
    return this.main.frameAt(atUs);
  }

  /** What mattered, as far as it is simulated. */
  marks(): readonly TimelineMark[] {
    return this.main.reading.marks;
  }

  /** What was done by hand, at the events that say so. */
  deeds(): readonly DeedMark[] {
    return deedMarks(this.trace, this.liveCommands);
  }

  /** What the scenario will do after the playhead, unless something is done before. */
  planned(): readonly PlannedMark[] {
    return plannedMarks(this.scenario, this.playheadUs);
  }

  /** How wall time runs in *follow the action* over a part of the run: what an axis is drawn by. */
  clockBetween(fromUs: number, toUs: number): readonly ClockPoint[] {
    return this.pace().pointsBetween(fromUs, toUs);
  }

  /** What the groups have still to read and to commit, by its changes. */
  lag(): readonly LagSample[] {
    return this.main.reading.lag;
  }

  /** The ledger: what became of every record, as far as it is simulated. */
  records(): Records {
    return this.main.reading.records;
  }

  /** How many records have come how far, at the playhead. */
  totals(): Totals {
    return this.records().totalsAt(this.main.playhead.nextEventId);
  }

  /** Fingerprint of everything up to `atUs` (default: the playhead). */
  hash(atUs = this.playheadUs): string {
    return this.main.hash(atUs);
  }

  /** What a link to this moment carries: all branches, when there are several. */
  shareLink(): Share {
    const { scenario, liveCommands: commands, playheadUs: atUs } = this;
    const { list, main, beside } = this.branches;
    if (list.length === 1) return { scenario, commands, atUs };
    const branches: SharedBranches = {
      list: list.map(({ name, origin, liveCommands }) => {
        const from = origin === null ? -1 : list.indexOf(origin.branch);
        // What it was made of may be gone; its own commands tell all that the past was.
        const forkUs = from === -1 ? 0 : (origin?.atUs ?? 0);
        return { name, from, forkUs, commands: liveCommands };
      }),
      main: list.indexOf(main),
      beside: beside === null ? -1 : list.indexOf(beside),
    };
    return { scenario, commands, atUs, branches };
  }

  // ── Moving ────────────────────────────────────────────────────────────────────────────────

  get isPlaying(): boolean {
    return this.playback.isPlaying;
  }

  get speed(): Speed {
    return this.playback.speed;
  }

  /** For the narrator: how long time has run since it asked last, in wall ms. */
  takeUntoldMs(): number {
    const { untoldMs } = this;
    this.untoldMs = 0;
    return untoldMs;
  }

  /** Virtual seconds per second of wall time, now. */
  get rate(): number {
    return this.speed === 'follow' ? this.pace().rateAt(this.playheadUs) : this.speed;
  }

  /** How *follow the action* spends wall time on this run, as far as it is simulated. */
  pace(): Pace {
    return this.main.pace();
  }

  /** How long *follow the action* takes from the playhead to a later moment, in wall ms. */
  wallMsUntil(atUs: number): number {
    this.main.course.extend(atUs + PACE_LOOKAHEAD_US);
    const pace = this.pace();
    return pace.msAt(atUs) - pace.msAt(this.playheadUs);
  }

  play(): void {
    this.playback.play();
    this.notify();
  }

  pause(): void {
    this.isStoppingWhenQuiet = false;
    this.playback.pause();
    this.notify();
  }

  /** Lets time run up to a moment, where it stops by itself. */
  runUntil(atUs: number): void {
    this.playback.play(atUs);
    this.notify();
  }

  /**
   * Lets time run until all that was done by hand before `fromUs` has landed and could be seen; there
   * it stops by itself. Whoever has a verdict to give waits while `isSettling`. Returns the moment.
   */
  settle(fromUs = this.playheadUs): number {
    this.lookAhead(Infinity);
    const settledUs = this.pace().settledUs(fromUs);
    if (settledUs > this.playheadUs) this.runUntil(settledUs);
    else this.pause();
    return settledUs;
  }

  /** Whether time runs towards a moment at which it will stop by itself. */
  get isSettling(): boolean {
    return this.playback.stopsAtUs !== null;
  }

  /** Lets the engine run ahead of the playhead, in no more than `stepsMax` steps. */
  lookAhead(stepsMax = STEPS_PER_ADVANCE): void {
    const aheadUs = this.playheadUs + LOOKAHEAD_US;
    this.main.course.extend(aheadUs, stepsMax);
    this.branches.beside?.course.extend(aheadUs, stepsMax);
  }

  setSpeed(speed: Speed): void {
    this.playback.speed = speed;
    this.notify();
  }

  /** Lets `elapsedMs` of wall time pass. Does a bounded amount of work. */
  advance(elapsedMs: number): void {
    if (!this.isPlaying) return;
    const { playhead } = this.main;
    this.untoldMs += elapsedMs;
    const toUs = this.playback.advance(playhead.atUs, elapsedMs, () => {
      this.lookAhead();
      return this.pace();
    });
    const { beside } = this.branches;
    // A moment is a whole number of µs; in slow motion a frame is a small part of one.
    const wantedUs = toUs + this.restUs;
    this.restUs = wantedUs % 1;
    const targetUs = Math.floor(wantedUs);
    beside?.playhead.advance(targetUs, STEPS_PER_ADVANCE);
    // Both at the same moment: neither goes where the other was not simulated yet.
    playhead.advance(Math.min(targetUs, beside?.playheadUs ?? targetUs), STEPS_PER_ADVANCE);
    if (beside !== null && beside.playheadUs > playhead.atUs) beside.playhead.seek(playhead.atUs);
    const { stopsAtUs } = this.playback;
    if (stopsAtUs !== null && playhead.atUs >= stopsAtUs) this.pause();
    else if (this.isStoppingWhenQuiet && this.isQuiet()) this.pause();
  }

  /** Whether *follow the action* has come to where there is nothing to follow. */
  private isQuiet(): boolean {
    const isKnown = this.horizonUs >= this.playheadUs + PACE_LOOKAHEAD_US;
    return this.speed === 'follow' && isKnown && this.pace().isQuietAt(this.playheadUs);
  }

  /** To a moment, in one branch: the others stay where they are. */
  seek(atUs: number, branch = this.main): void {
    this.playback.forgetStop();
    this.untoldMs = 0;
    branch.playhead.seek(atUs);
    this.notify();
  }

  /** To just behind an event. */
  seekEvent(eventId: number): void {
    this.playback.forgetStop();
    this.untoldMs = 0;
    this.main.playhead.seekEvent(eventId);
    this.notify();
  }

  /** To an event worth seeing between two moments, the one nearest to their middle; else to the middle. */
  seekNear(fromUs: number, toUs: number): void {
    const middleUs = (fromUs + toUs) / 2;
    this.playback.forgetStop();
    this.untoldMs = 0;
    this.main.course.extend(toUs);
    const eventId = nearestNotable(this.trace, fromUs, toUs);
    if (eventId === null) this.main.playhead.seek(middleUs);
    else this.main.playhead.seekEvent(eventId);
    this.notify();
  }

  /** To the next event worth seeing. */
  stepForward(): void {
    this.playback.pause();
    this.untoldMs = 0;
    this.main.playhead.stepForward();
    this.notify();
  }

  /** To the event worth seeing before this one. */
  stepBack(): void {
    this.playback.pause();
    this.untoldMs = 0;
    this.main.playhead.stepBack();
    this.notify();
  }

  // ── Changing ──────────────────────────────────────────────────────────────────────────────

  /** Does something now, in one branch; or says what is wrong with the request, and does nothing. */
  dispatch(request: KafkaRequest, branch = this.main): readonly Problem[] {
    this.playback.forgetStop();
    const problems = branch.dispatch(request);
    if (problems.length > 0) return problems;
    this.isStoppingWhenQuiet = true;
    const { actsOnBoth, beside } = this.branches;
    // Packets have other numbers there.
    if (actsOnBoth && branch === this.main && !('packet' in request.data)) {
      beside?.playhead.seek(this.playheadUs - 1);
      beside?.dispatch(request);
    }
    this.notify();
    return problems;
  }

  /**
   * Makes a branch here and compares it with what it was made of: it is the main one from now on, and
   * what it came from stays as it is.
   */
  fork(): Branch {
    this.playback.pause();
    const origin = this.main;
    const fork = this.branches.fork(origin);
    this.branches.choose(fork);
    this.branches.compare(origin);
    return fork;
  }

  /** Asks several things, each so long after the playhead; or says what is wrong, and does nothing. */
  plan(requests: readonly PlannedRequest[], branch = this.main): readonly Problem[] {
    this.playback.forgetStop();
    const problems = branch.plan(requests);
    // Whoever plans knows how long it takes.
    this.isStoppingWhenQuiet = false;
    if (problems.length === 0) this.notify();
    return problems;
  }

  /** Makes other commands hold, and stands at another moment. There is nothing to be undone then. */
  restore(commands: readonly KafkaCommand[], atUs: number): void {
    this.playback.pause();
    this.branches.dropOthers();
    this.main.restore(commands, atUs);
    this.notify();
  }

  get canUndo(): boolean {
    return this.main.canUndo;
  }

  get canRedo(): boolean {
    return this.main.canRedo;
  }

  /** Takes the last change back, and returns to the moment of it. */
  undo(): boolean {
    const hasChanged = this.main.undo();
    this.notify();
    return hasChanged;
  }

  redo(): boolean {
    const hasChanged = this.main.redo();
    this.notify();
    return hasChanged;
  }

  /** Back to the beginning, with one branch and nothing done by hand. */
  reset(): void {
    this.playback.pause();
    this.branches.dropOthers();
    this.main.restart();
    this.seek(this.startUs);
  }

  /** Called after every change that is not the mere passing of time. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Makes the branches that a link tells of, in place of the first. */
  private openBranches({ list, main, beside }: SharedBranches): void {
    const made: Branch[] = [];
    for (const { name, from, forkUs, commands } of list) {
      const origin = made[from];
      const branch = made.length === 0 ? this.main : this.branches.fork(origin, forkUs);
      // What both did is the same in memory, so the past need not be made twice.
      const past = branch.liveCommands;
      branch.takeOver([...past, ...inOrder(commands.filter(({ atUs }) => atUs > forkUs))]);
      this.branches.rename(branch, name);
      made.push(branch);
    }
    this.branches.choose(made[main] ?? this.main);
    this.branches.compare(made[beside] ?? null);
  }

  private notify(): void {
    const { beside } = this.branches;
    if (beside !== null && beside.playheadUs !== this.playheadUs) {
      beside.playhead.seek(this.playheadUs);
    }
    for (const listener of this.listeners) listener();
  }
}

function inOrder(commands: readonly KafkaCommand[]): readonly KafkaCommand[] {
  return commands.toSorted((one, other) => one.atUs - other.atUs);
}
