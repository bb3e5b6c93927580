// A learner's walk through a lesson as the page shows it: the lesson's run, with a step and a status
// that Svelte follows. Kept in this browser, so that a page that is loaded anew goes on where it was.
import type { Activity, Lesson, LessonStep } from '#lesson/lesson.ts';
import type { LessonRun } from '#lesson/runner.ts';
import type { Session } from '#session/session.ts';
import type { SavedWalk, StepState, StepStatus } from '#lesson/status.ts';

const STORAGE_PREFIX = 'kafkascope.walk.v1.';

/** The walk that this browser keeps of a lesson, if it is one of the lesson as it is now. */
export function savedWalk({ id, fingerprint, steps }: Lesson): SavedWalk | null {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(STORAGE_PREFIX + id) ?? 'null');
    if (typeof saved !== 'object' || saved === null || !('fingerprint' in saved)) return null;
    const walk = saved as SavedWalk;
    if (walk.fingerprint !== fingerprint || walk.steps.length !== steps.length) return null;
    return walk.steps[walk.stepIndex] === undefined ? null : walk;
  } catch {
    return null;
  }
}

interface Place {
  readonly session: Session;
  readonly stepIndex: number;
  readonly status: StepStatus;
  readonly activity: Activity;
  readonly states: readonly StepState[];
  readonly canUndoRestart: boolean;
}

export class Walk {
  private place: Place;

  constructor(private readonly run: LessonRun) {
    this.place = $state.raw(this.read());
  }

  get lesson(): Lesson {
    return this.run.lesson;
  }

  /** Of the step: some have a world of their own. */
  get session(): Session {
    return this.place.session;
  }

  get stepIndex(): number {
    return this.place.stepIndex;
  }

  get status(): StepStatus {
    return this.place.status;
  }

  /** Of a prediction, the variant that is asked now. */
  get activity(): Activity {
    return this.place.activity;
  }

  get states(): readonly StepState[] {
    return this.place.states;
  }

  get canUndoRestart(): boolean {
    return this.place.canUndoRestart;
  }

  get step(): LessonStep {
    return this.lesson.steps[this.place.stepIndex] ?? this.run.step;
  }

  get isLast(): boolean {
    return this.place.stepIndex === this.lesson.steps.length - 1;
  }

  /** Looks whether the run has come to its end or the task is done. True when the status changed. */
  look(): boolean {
    const hasChanged = this.run.update();
    if (hasChanged) this.take();
    return hasChanged;
  }

  /** To a step; what lies between here and there is done on the way. */
  go(stepIndex: number): void {
    this.run.catchUp(stepIndex);
    this.take();
  }

  /** Begins the step anew; `undoRestart` takes it back. */
  restart(): void {
    this.run.restart();
    this.take();
  }

  /** Begins the lesson anew; `undoRestart` takes it back. */
  reset(): void {
    this.run.reset();
    this.take();
  }

  undoRestart(): void {
    this.run.undoRestart();
    this.take();
  }

  /** Fixes a prediction, and lets the simulation go. */
  predict(predicted: string): void {
    this.run.predict(predicted);
    this.take();
  }

  /** Asks the question again, with other values. */
  tryVariant(): void {
    this.run.tryVariant();
    this.take();
  }

  /** Does what the step asks for. */
  solve(): void {
    this.run.solve();
    this.take();
  }

  /** The hint that fits what was done so far; '' when there is none. */
  hint(): string {
    return this.run.hint() ?? '';
  }

  /** Keeps the walk as it is, for another time. */
  save(): void {
    try {
      const saved = JSON.stringify(this.run.saved());
      localStorage.setItem(STORAGE_PREFIX + this.lesson.id, saved);
    } catch {
      // Private windows may refuse storage; the walk then lasts as long as the page.
    }
  }

  private read(): Place {
    const { session, stepIndex, status, activity, states, canUndoRestart } = this.run;
    return { session, stepIndex, status, activity, states: states.slice(), canUndoRestart };
  }

  private take(): void {
    this.place = this.read();
    this.save();
  }
}
