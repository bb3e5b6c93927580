// One branch of a session: a course of events with its own playhead, its own reading, and its own list
// of what can be undone. Looking at one branch or changing it leaves the others as they are.
import type { Problem } from '#base/problem.ts';
import type { KafkaCommand, KafkaRequest } from '#kafka/commands.ts';
import type { Frame } from '#trace/frame.ts';
import { hashTrace } from '#trace/hash.ts';
import { Pace } from '#trace/pace/pace.ts';
import { type Moment, momentAt, type TimeWindow } from '#trace/moment.ts';
import type { TraceStore } from '#trace/store.ts';
import { checkRequest } from './check-request.ts';
import type { Course } from './course.ts';
import { History } from './history.ts';
import { Playhead } from './playhead.ts';
import { Reading } from './reading.ts';

/** What a branch was made of. */
export interface Origin {
  readonly branch: Branch;
  /** Up to here, in µs, nothing differed when it was made. */
  readonly atUs: number;
}

/** How a branch stood before a change. */
interface Standing {
  readonly liveCommands: readonly KafkaCommand[];
  readonly playheadUs: number;
}

/** Something to ask later. */
export interface PlannedRequest {
  /** µs after the playhead. */
  readonly afterUs: number;
  readonly request: KafkaRequest;
}

export class Branch {
  readonly playhead: Playhead;
  private readonly history = new History<Standing>();
  private foldedPace: Pace | null = null;

  constructor(
    public name: string,
    readonly course: Course,
    readonly startUs: number,
    readonly reading = new Reading(course.trace),
    /** null: it is the session's first. */
    readonly origin: Origin | null = null,
  ) {
    this.playhead = new Playhead(course, startUs);
  }

  get trace(): TraceStore {
    return this.course.trace;
  }

  /** What was done by hand, in order of time. */
  get liveCommands(): readonly KafkaCommand[] {
    return this.course.liveCommands;
  }

  get playheadUs(): number {
    return this.playhead.atUs;
  }

  /** How *follow the action* spends wall time on it, as far as it is simulated. */
  pace(): Pace {
    this.foldedPace ??= new Pace({
      startUs: this.startUs,
      isByHand: ({ atUs }) => this.liveCommands.some((command) => command.atUs === atUs),
    });
    this.foldedPace.update(this.trace, this.course.horizonUs);
    return this.foldedPace;
  }

  /** The Frame at the playhead. Valid until the branch is moved or changed. */
  frame(): Frame {
    return this.reading.frame(this.playhead.nextEventId, this.playhead.atUs);
  }

  /** What a view may look at: the Frame, and what the trace tells of a window around it. */
  moment(window: TimeWindow | null): Moment {
    return momentAt(this.trace, this.frame(), window);
  }

  /** A Frame of its own, at any moment. */
  frameAt(atUs: number): Frame {
    this.course.extend(atUs);
    return this.reading.frameAt(atUs);
  }

  /** Fingerprint of everything up to `atUs`. */
  hash(atUs: number): string {
    this.course.extend(atUs);
    return hashTrace(this.trace, this.trace.countUntil(atUs));
  }

  /** A branch with the same past up to `atUs`, standing there. */
  fork(name: string, atUs: number): Branch {
    const course = this.course.fork(atUs);
    const reading = this.reading.fork(course.trace);
    const fork = new Branch(name, course, this.startUs, reading, { branch: this, atUs });
    fork.playhead.seek(atUs);
    return fork;
  }

  /**
   * Asks something of the cluster at the playhead; what lay in the future is forgotten, and `undo`
   * brings it back. Nothing happens when there are problems with the request. What Kafka itself
   * refuses is no problem but an event, `command.refused`.
   */
  dispatch(request: KafkaRequest): readonly Problem[] {
    const problems = checkRequest(request, this.frame());
    if (problems.length > 0) return problems;
    const { playheadUs } = this;
    const atUs = playheadUs + 1;
    this.history.record(this.standing());
    const kept = this.liveCommands.filter((command) => command.atUs <= playheadUs);
    this.change(playheadUs, [...kept, Object.freeze({ atUs, ...request })]);
    this.playhead.seek(atUs);
    return [];
  }

  /**
   * Asks several things of the cluster, each so many µs after the playhead; undone as one. Nothing
   * happens when one of them has problems.
   */
  plan(requests: readonly PlannedRequest[]): readonly Problem[] {
    const frame = this.frame();
    const added = new Set(
      requests.flatMap(({ request: { data } }) => ('id' in data ? data.id : [])),
    );
    const problems = requests
      .filter(({ request }) => !isAboutOneOf(added, request))
      .flatMap(({ request }) => checkRequest(request, frame));
    if (problems.length > 0 || requests.length === 0) return problems;
    const { playheadUs } = this;
    this.history.record(this.standing());
    const kept = this.liveCommands.filter((command) => command.atUs <= playheadUs);
    const planned = requests.map(({ afterUs, request }, index) =>
      Object.freeze({ atUs: playheadUs + 1 + index + afterUs, ...request }),
    );
    this.change(playheadUs, [...kept, ...planned.toSorted((a, b) => a.atUs - b.atUs)]);
    this.playhead.seek(playheadUs + 1);
    return [];
  }

  /** Makes other commands hold and stands at another moment. There is nothing to be undone then. */
  restore(liveCommands: readonly KafkaCommand[], atUs: number): void {
    this.history.clear();
    const changedUs = firstDifferenceUs(this.liveCommands, liveCommands);
    if (changedUs < Infinity) this.change(Math.max(0, changedUs - 1), liveCommands);
    this.playhead.seek(atUs);
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  /** Takes the last change back, and returns to the moment of it. False: there was none. */
  undo(): boolean {
    return this.travel(this.history.undo(this.standing()));
  }

  redo(): boolean {
    return this.travel(this.history.redo(this.standing()));
  }

  /** Back to the start at the latest, with `liveCommands` from there on and nothing to be undone. */
  restart(liveCommands: readonly KafkaCommand[] = []): void {
    this.history.clear();
    const changedUs = firstDifferenceUs(this.liveCommands, liveCommands);
    this.change(Math.min(this.startUs, changedUs - 1), liveCommands);
  }

  /** Makes `liveCommands` hold, from the first on that is another; nothing is to be undone. */
  takeOver(liveCommands: readonly KafkaCommand[]): void {
    this.history.clear();
    const changedUs = firstDifferenceUs(this.liveCommands, liveCommands);
    if (changedUs < Infinity) this.change(changedUs - 1, liveCommands);
  }

  private standing(): Standing {
    return { liveCommands: this.liveCommands, playheadUs: this.playheadUs };
  }

  private travel(standing: Standing | undefined): boolean {
    if (standing === undefined) return false;
    const { liveCommands, playheadUs } = standing;
    const changedUs = firstDifferenceUs(this.liveCommands, liveCommands);
    this.change(Math.min(playheadUs, changedUs - 1), liveCommands);
    this.playhead.seek(playheadUs);
    return true;
  }

  /** Makes `liveCommands` hold after `atUs`. */
  private change(atUs: number, liveCommands: readonly KafkaCommand[]): void {
    this.course.rewind(Math.min(atUs, this.course.horizonUs), liveCommands);
    this.reading.forget();
    this.foldedPace = null;
  }
}

/** Whether a request names what comes with the same plan, and cannot be found in the cluster yet. */
function isAboutOneOf(added: ReadonlySet<unknown>, { data }: KafkaRequest): boolean {
  return !('id' in data) && Object.values(data).some((value) => added.has(value));
}

/** Time of the first command in which two lists differ; Infinity: they are the same. */
function firstDifferenceUs(a: readonly KafkaCommand[], b: readonly KafkaCommand[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [one, other] = [a[index], b[index]];
    if (one === other) continue;
    return Math.min(one?.atUs ?? Infinity, other?.atUs ?? Infinity);
  }
  return Infinity;
}
