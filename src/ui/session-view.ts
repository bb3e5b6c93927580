// What a session says now, as getters that Svelte follows: an effect or a $derived that reads one runs
// again when it may say something else.
import type { Session } from '#session/session.ts';
import type { Frame } from '#trace/frame.ts';
import type { Moment, TimeWindow } from '#trace/moment.ts';
import type { Caption, Coming, Speaker } from './speaker.ts';

export class SessionView {
  constructor(
    readonly session: Session,
    /** Makes the effect or $derived that calls it run again after every change. */
    readonly follow: () => void,
    private readonly speaker: Speaker,
  ) {}

  /** Changed in place: read it where it is used, and keep it in no $derived of its own. */
  get frame(): Frame {
    this.follow();
    return this.session.frame();
  }

  /** What a view may look at: the Frame, and what the trace tells of a window around it. */
  moment(window: TimeWindow | null): Moment {
    this.follow();
    return this.session.moment(window);
  }

  /** What happens now, in a sentence or two. */
  get caption(): Caption {
    this.follow();
    return this.speaker.caption;
  }

  /** What comes next, as far as it is simulated. */
  get coming(): Coming {
    this.follow();
    return this.speaker.coming;
  }

  get trace(): Session['trace'] {
    this.follow();
    return this.session.trace;
  }

  get memory(): Session['memory'] {
    this.follow();
    return this.session.memory;
  }

  get playheadUs(): number {
    this.follow();
    return this.session.playheadUs;
  }

  /** How far it is simulated, in µs. */
  get horizonUs(): number {
    this.follow();
    return this.session.horizonUs;
  }

  /** What mattered, as far as it is simulated. Grows in place, as a Frame changes. */
  get marks(): ReturnType<Session['marks']> {
    this.follow();
    return this.session.marks();
  }

  /** What was done by hand. */
  get deeds(): ReturnType<Session['deeds']> {
    this.follow();
    return this.session.deeds();
  }

  /** What the scenario will still do. */
  get planned(): ReturnType<Session['planned']> {
    this.follow();
    return this.session.planned();
  }

  /** What the groups have still to read and to commit. Grows in place, as a Frame changes. */
  get lag(): ReturnType<Session['lag']> {
    this.follow();
    return this.session.lag();
  }

  /** The ledger. Grows in place, as a Frame changes. */
  get records(): ReturnType<Session['records']> {
    this.follow();
    return this.session.records();
  }

  /** How many records have come how far. */
  get totals(): ReturnType<Session['totals']> {
    this.follow();
    return this.session.totals();
  }

  /** The branches of the run, and which of them are compared. */
  get branches(): Session['branches'] {
    this.follow();
    return this.session.branches;
  }

  get liveCommands(): Session['liveCommands'] {
    this.follow();
    return this.session.liveCommands;
  }

  get canUndo(): boolean {
    this.follow();
    return this.session.canUndo;
  }

  get canRedo(): boolean {
    this.follow();
    return this.session.canRedo;
  }
}
