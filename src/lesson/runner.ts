// Leads a learner through a lesson on a session: which step, what was predicted, what the simulation
// says, which hint fits. Each step has its own world, to which going back returns. Knows no page.
import type { KafkaCommand } from '#kafka/commands.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { Session } from '#session/session.ts';
import { expressionsOf } from './asked.ts';
import type { Expression } from './expression.ts';
import type { Activity, Challenge, Lesson, LessonStep, Prediction, Solution } from './lesson.ts';
import { Observer } from './observer.ts';
import { LessonPace } from './pace.ts';
import { answerElsewhere, endOf, planOf } from './run-plan.ts';
import {
  type SavedWalk,
  type StepState,
  type StepStatus,
  UNVISITED,
  type World,
} from './status.ts';
import { gradeOf, isSame } from './verdict.ts';

const US_PER_MS = 1_000;
/** A challenge's time is watched a little beyond its end. */
const BEYOND_US = 1;

/** How a walk stood before something was begun anew. */
interface Standing {
  readonly steps: readonly StepState[];
  readonly stepIndex: number;
}

/** One walk through one lesson. Mutable; its sessions belong to it. */
export class LessonRun {
  stepIndex = 0;
  private steps: StepState[];
  private observer: Observer;
  /** The commands that the observer's past rests on. */
  private seenCommands: readonly KafkaCommand[] = [];
  private readonly pace = new LessonPace();
  private isShowing = false;
  /** What is known already, and is said once all that was set off has landed. */
  private verdict: StepStatus | null = null;
  /** The moment that it is about, in µs. */
  private verdictUs = 0;
  private undone: Standing | null = null;

  /** The lesson's session, and those of the steps that have a world of their own. */
  private readonly sessions: Map<Scenario, Session>;

  constructor(
    readonly lesson: Lesson,
    session: Session,
    saved: SavedWalk | null = null,
  ) {
    this.sessions = new Map([[lesson.scenario, session]]);
    this.steps = lesson.steps.map(() => UNVISITED);
    if (saved?.fingerprint === lesson.fingerprint) {
      this.steps = saved.steps.map(settled);
      this.stepIndex = saved.stepIndex;
    }
    this.enter();
    this.observer = this.observe();
  }

  get step(): LessonStep {
    return this.lesson.steps[this.stepIndex] as LessonStep;
  }

  /** The session of the step. */
  get session(): Session {
    return this.sessionOf(this.step);
  }

  private sessionOf({ scenario }: LessonStep): Session {
    const world = scenario ?? this.lesson.scenario;
    const known = this.sessions.get(world);
    if (known !== undefined) return known;
    const session = Session.open(world);
    this.sessions.set(world, session);
    return session;
  }

  get isLast(): boolean {
    return this.stepIndex === this.lesson.steps.length - 1;
  }

  get status(): StepStatus {
    return this.state.status;
  }

  /** What the step asks for: of a prediction, the variant that is asked now. */
  get activity(): Activity {
    const { activity } = this.step;
    if (activity.type !== 'predict' || this.state.variant === 0) return activity;
    return activity.variants[this.state.variant - 1] ?? activity;
  }

  /** How each step stands. */
  get states(): readonly StepState[] {
    return this.steps;
  }

  private get state(): StepState {
    return this.steps[this.stepIndex] as StepState;
  }

  // ── Going ───────────────────────────────────────────────────────────────────────────────

  /**
   * Goes to a step. One that was visited has the world in which it was left; a new one goes on from
   * here, and what lies between is done on the way.
   */
  go(stepIndex: number): void {
    const wanted = Math.max(0, Math.min(stepIndex, this.lesson.steps.length - 1));
    this.session.pause();
    this.pace.giveBack(this.session);
    while (this.stepIndex < wanted && this.steps[wanted]?.entry === null) {
      this.leave();
      this.pace.giveBack(this.session);
      const next = this.stepIndex + 1;
      if (this.steps[next]?.entry === null) this.set(next, { entry: this.worldBefore(next) });
      this.stepIndex = next;
      this.enter();
      this.observer = this.observe();
      if (next < wanted && this.status.type !== 'done') this.carryOut();
    }
    if (this.stepIndex === wanted) return;
    this.leave();
    this.stepIndex = wanted;
    this.enter();
    this.observer = this.observe();
  }

  /** As `go`, from a link: a step that comes before this one and was not done is done on the way. */
  catchUp(stepIndex: number): void {
    const isBehind = stepIndex > this.stepIndex && this.steps[stepIndex]?.entry === null;
    if (isBehind && this.status.type !== 'done') this.carryOut();
    this.go(stepIndex);
  }

  /** Does what the step asks, and lets as much time pass as it takes. */
  private carryOut(): void {
    const { activity } = this;
    if (activity.type === 'predict') {
      this.predict('');
      if (this.status.type === 'running') this.session.seek(this.status.endUs);
    } else if (activity.type !== 'read') {
      const solution = this.solve();
      if (solution !== null) this.session.seek(this.observer.fromUs + solution.takesMs * US_PER_MS);
    }
    // Nobody watches: there is no landing to wait for.
    this.session.pause();
    this.update();
    // Nobody has answered it.
    if (activity.type === 'predict') this.set(this.stepIndex, { status: { type: 'open' } });
  }

  /** Begins the step anew, with the world that it was found in. Can be undone. */
  restart(): void {
    this.keep();
    this.forgetAfter(this.stepIndex);
    this.begin(this.state.variant);
  }

  /** Begins the lesson anew. Can be undone. */
  reset(): void {
    this.keep();
    this.forgetAfter(-1);
    for (const session of this.sessions.values()) session.reset();
    this.stepIndex = 0;
    this.enter();
    this.observer = this.observe();
  }

  get canUndoRestart(): boolean {
    return this.undone !== null;
  }

  /** Takes `restart` or `reset` back. */
  undoRestart(): void {
    const { undone } = this;
    if (undone === null) return;
    this.steps = undone.steps.map(settled);
    this.stepIndex = undone.stepIndex;
    this.undone = null;
    this.enter();
    this.observer = this.observe();
  }

  /** The walk as it is now, to go on with another time. */
  saved(): SavedWalk {
    this.leave();
    const { stepIndex, steps, lesson } = this;
    return { fingerprint: lesson.fingerprint, stepIndex, steps };
  }

  // ── Doing ───────────────────────────────────────────────────────────────────────────────

  /** Fixes a prediction, carries out the run's commands and lets the simulation go. */
  predict(predicted: string): void {
    const { activity, session } = this;
    if (activity.type !== 'predict' || this.status.type !== 'open') return;
    this.undone = null;
    this.observer = this.observe();
    if (session.plan(planOf(activity.run.commands)).length > 0) {
      this.begin(this.state.variant);
      session.plan(planOf(activity.run.commands));
    }
    const endUs = endOf(activity.run, session.main, this.observer.fromUs);
    this.set(this.stepIndex, { status: { type: 'running', predicted, endUs } });
    this.pace.setForRun(session, this.step.speed, endUs);
    session.play();
  }

  /** Asks the question again with other values, in the world that the step was found in. */
  tryVariant(): void {
    const { activity } = this.step;
    if (activity.type !== 'predict') return;
    this.begin((this.state.variant + 1) % (activity.variants.length + 1));
  }

  /** Looks whether the run has come to its end or the task is done. True when the status changed. */
  update(): boolean {
    const { session, status } = this;
    if (status.type === 'done' || status.type === 'failed') return false;
    if (this.verdict !== null) return this.sayVerdict(this.verdict);
    this.followThePast();
    if (session.playheadUs < this.observer.atUs) return false;
    const { activity } = this;
    switch (activity.type) {
      case 'predict':
        return status.type === 'running' && this.lookAtRun(activity, status);
      case 'do':
        return this.lookAtTask(activity.check);
      case 'challenge':
        return this.lookAtChallenge(activity);
      case 'read':
        return false;
    }
  }

  /** Whether an expression holds where the step stands. */
  says(expression: Expression): boolean {
    return this.observer.holds(expression);
  }

  /** The hint that fits what was done so far; null when there is none. */
  hint(): string | null {
    const { activity } = this;
    if (activity.type !== 'do' && activity.type !== 'challenge') return null;
    this.followThePast();
    const fitting = activity.hints.find(({ when }) => when === null || this.observer.holds(when));
    return fitting?.say ?? null;
  }

  /** Does what the lesson asks, from the step's beginning. It counts as shown, not as done. */
  solve(): Solution | null {
    const { activity } = this;
    if (activity.type !== 'do' && activity.type !== 'challenge') return null;
    const solution = activity.type === 'do' ? activity.solution : activity.solutions[0];
    if (solution === undefined) return null;
    this.begin(0);
    this.isShowing = true;
    const { session, observer } = this;
    session.plan(planOf(solution.commands));
    const until = activity.type === 'do' ? activity.check : activity.goal;
    const run = { commands: solution.commands, until, forMs: solution.takesMs };
    const endUs = endOf(run, session.main, observer.fromUs);
    this.pace.setForRun(session, this.step.speed, endUs);
    session.play();
    return solution;
  }

  // ── Looking ─────────────────────────────────────────────────────────────────────────────

  private lookAtRun(
    prediction: Prediction,
    { predicted, endUs }: Extract<StepStatus, { type: 'running' }>,
  ): boolean {
    const { observer, session } = this;
    observer.advance(Math.min(session.playheadUs, endUs));
    if (observer.atUs < endUs) return false;
    const answer = String(observer.valueOf(prediction.answer));
    const isRight = isSame(predicted, answer, prediction);
    return this.settle({
      type: 'done',
      predicted,
      answer,
      isRight,
      isShown: false,
      evidence: prediction.evidence.map((target) => String(observer.valueOf(target))),
      compared: prediction.compare.map(({ label, run }) => ({
        label,
        answer: answerElsewhere(session, run, prediction.answer, observer.fromUs),
      })),
      grade: null,
    });
  }

  private lookAtTask(check: Expression): boolean {
    const { observer, session } = this;
    if (!observer.advance(session.playheadUs, () => observer.holds(check))) return false;
    return this.settle(doneWith({ isShown: this.isShowing, grade: null }));
  }

  private lookAtChallenge(challenge: Challenge): boolean {
    const { observer, session } = this;
    const endUs = observer.fromUs + challenge.withinMs * US_PER_MS;
    const broken = () => challenge.always.find(({ condition }) => !observer.holds(condition));
    const untilUs = Math.min(session.playheadUs, endUs + BEYOND_US);
    observer.advance(untilUs, () => observer.holds(challenge.goal) || broken() !== undefined);
    const failure = broken();
    if (failure !== undefined) return this.settle({ type: 'failed', say: failure.say });
    if (observer.atUs > observer.fromUs && observer.holds(challenge.goal)) {
      const grade = gradeOf(challenge, observer);
      return this.settle(doneWith({ isShown: this.isShowing, grade }));
    }
    if (observer.atUs <= endUs) return false;
    return this.settle({ type: 'failed', say: 'The time is over.' });
  }

  /** A step is decided. Whoever watches sees what is under way land first. True: it can be said. */
  private settle(verdict: StepStatus): boolean {
    const { session, observer } = this;
    this.pace.giveBack(this.session);
    this.verdictUs = session.isPlaying ? session.settle(observer.atUs) : observer.atUs;
    this.verdict = verdict;
    return this.sayVerdict(verdict);
  }

  /** Says how the step ended, and stops time, unless something is still under way. */
  private sayVerdict(status: StepStatus): boolean {
    const { session, verdictUs } = this;
    if (session.isSettling) return false;
    session.pause();
    // However somebody came here: the verdict is about this moment.
    if (session.playheadUs !== verdictUs) session.seek(verdictUs);
    this.verdict = null;
    const isRight = status.type === 'done' && status.isRight && !status.isShown;
    this.set(this.stepIndex, { status, isKnown: this.state.isKnown || isRight });
    this.isShowing = false;
    this.leave();
    return true;
  }

  private observe(): Observer {
    const { session } = this;
    this.seenCommands = session.liveCommands;
    return new Observer(session.main, session.playheadUs, expressionsOf(this.activity));
  }

  /** Looks anew when what the observer has seen is no longer the past: after an undo, for example. */
  private followThePast(): void {
    const { session, observer } = this;
    const { liveCommands } = session;
    if (liveCommands === this.seenCommands) return;
    const upTo = (commands: readonly KafkaCommand[]) =>
      commands.filter(({ atUs }) => atUs <= observer.atUs);
    const [seen, now] = [upTo(this.seenCommands), upTo(liveCommands)];
    this.seenCommands = liveCommands;
    if (seen.length === now.length && seen.every((one, index) => one === now[index])) return;
    if (session.playheadUs < observer.fromUs) return;
    this.observer = new Observer(session.main, observer.fromUs, expressionsOf(this.activity));
  }

  // ── Worlds ──────────────────────────────────────────────────────────────────────────────

  /** The cluster as it stands, with all that was done. */
  private world(): World {
    const { liveCommands: commands, playheadUs } = this.session;
    return { commands, atUs: Math.max(playheadUs, commands.at(-1)?.atUs ?? 0) };
  }

  /** How the last step that has the same world left it; where there is none, as it begins. */
  private worldBefore(stepIndex: number): World {
    const { steps } = this.lesson;
    const session = this.sessionOf(steps[stepIndex] as LessonStep);
    const same = (step: LessonStep) => this.sessionOf(step) === session;
    const last = steps.slice(0, stepIndex).findLastIndex(same);
    return this.steps[last]?.left ?? { commands: [], atUs: session.startUs };
  }

  /** Stands in the world of the step; a step that nobody has visited begins here. */
  private enter(): void {
    this.verdict = null;
    const { entry, left } = this.state;
    const world = left ?? entry;
    if (world === null) this.set(this.stepIndex, { entry: this.world() });
    else this.session.restore(world.commands, world.atUs);
    this.isShowing = false;
    this.pace.set(this.session, this.step.speed);
  }

  private leave(): void {
    this.set(this.stepIndex, { left: this.world() });
  }

  private begin(variant: number): void {
    this.verdict = null;
    const { entry } = this.state;
    this.pace.giveBack(this.session);
    this.pace.set(this.session, this.step.speed);
    if (entry !== null) this.session.restore(entry.commands, entry.atUs);
    this.set(this.stepIndex, { status: { type: 'open' }, left: null, variant });
    this.isShowing = false;
    this.observer = this.observe();
  }

  private keep(): void {
    this.leave();
    this.undone = { steps: this.steps.slice(), stepIndex: this.stepIndex };
  }

  private forgetAfter(stepIndex: number): void {
    this.steps = this.steps.map((one, index) => (index > stepIndex ? UNVISITED : one));
  }

  private set(stepIndex: number, changes: Partial<StepState>): void {
    this.steps[stepIndex] = { ...(this.steps[stepIndex] ?? UNVISITED), ...changes };
  }
}

function doneWith(
  how: Pick<Extract<StepStatus, { type: 'done' }>, 'isShown' | 'grade'>,
): StepStatus {
  const nothing = { predicted: null, answer: null, evidence: [], compared: [] };
  return { type: 'done', isRight: true, ...nothing, ...how };
}

/** A run that was interrupted has not begun. */
function settled(state: StepState): StepState {
  if (state.status.type !== 'running') return state;
  return { ...state, status: { type: 'open' }, left: null };
}
