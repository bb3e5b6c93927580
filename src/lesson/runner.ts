// Leads a learner through a lesson on a session: which step, what was predicted, what the
// simulation says, which hint fits. Knows no page; the page shows what it says.
import type { Session } from '#session/session.ts';
import type { Frame } from '#trace/frame.ts';
import { evaluate, type Expression, type Value } from './expression.ts';
import type { Lesson, LessonStep, Prediction } from './lesson.ts';
import { createQueries } from './queries.ts';

/** Where a step stands. */
export type StepStatus =
  /** Nothing was done yet. */
  | { readonly type: 'open' }
  /** The prediction is made and the simulation runs. */
  | { readonly type: 'running'; readonly predicted: string; readonly untilUs: number }
  | {
      readonly type: 'done';
      readonly predicted: string | null;
      /** What the simulation says; null for a task. */
      readonly answer: string | null;
      readonly isRight: boolean;
    };

/** How often `catchUp` looks whether a step is done. */
const CATCH_UP_US = 100_000;

/** One walk through one lesson. Mutable; `session` belongs to it. */
export class LessonRun {
  stepIndex = 0;
  status: StepStatus = { type: 'open' };
  /** What is known already, and is said once what was set off has landed. */
  private verdict: StepStatus | null = null;
  /** Steps whose commands this session has carried out. */
  private readonly doneSteps = new Set<number>();
  private before: Frame;
  private firstEventId: number;
  private commandCount: number;

  constructor(
    readonly lesson: Lesson,
    readonly session: Session,
  ) {
    this.before = session.frameAt(session.playheadUs);
    this.firstEventId = this.before.nextEventId;
    this.commandCount = session.liveCommands.length;
  }

  get step(): LessonStep {
    return this.lesson.steps[this.stepIndex] as LessonStep;
  }

  get isLast(): boolean {
    return this.stepIndex === this.lesson.steps.length - 1;
  }

  /** Goes to a step; what was done so far stays done in the cluster. */
  go(stepIndex: number): void {
    this.stepIndex = Math.max(0, Math.min(stepIndex, this.lesson.steps.length - 1));
    this.status = { type: 'open' };
    this.verdict = null;
    this.mark();
  }

  /**
   * Goes forward to a step as if all before it had been done, so that its question has the cluster
   * that it asks about: for links to a step, a page that was loaded anew, and leaps.
   */
  catchUp(stepIndex: number): void {
    while (this.stepIndex < stepIndex && !this.isLast) {
      if (!this.doneSteps.has(this.stepIndex)) this.carryOut();
      this.session.pause();
      this.go(this.stepIndex + 1);
    }
  }

  /** Does what the step asks, and lets as much time pass as it takes. */
  private carryOut(): void {
    const { activity } = this.step;
    if (activity.type === 'read') return;
    let takesMs: number;
    if (activity.type === 'predict') {
      this.predict('');
      takesMs = activity.run.forMs;
    } else {
      this.solve();
      takesMs = activity.solutionMs;
    }
    const endUs = this.session.playheadUs + takesMs * 1_000;
    while (this.session.playheadUs < endUs && this.status.type !== 'done') {
      this.session.seek(Math.min(endUs, this.session.playheadUs + CATCH_UP_US));
      this.update();
    }
    this.session.pause();
    this.update();
  }

  /** Back to the beginning of the lesson. */
  reset(): void {
    this.session.reset();
    this.doneSteps.clear();
    this.go(0);
  }

  /** Fixes a prediction, carries out the run's commands and lets the simulation go. */
  predict(predicted: string): void {
    const { activity } = this.step;
    if (activity.type !== 'predict' || this.status.type !== 'open') return;
    this.mark();
    for (const request of activity.run.commands) this.session.dispatch(request);
    const untilUs = this.session.playheadUs + activity.run.forMs * 1_000;
    this.status = { type: 'running', predicted, untilUs };
    this.session.play();
  }

  /** Looks whether the run has come to its end or the task is done. True when the status changed. */
  update(): boolean {
    const hasChanged = this.look();
    if (this.status.type === 'done') this.doneSteps.add(this.stepIndex);
    return hasChanged;
  }

  private look(): boolean {
    if (this.verdict === null) {
      this.verdict = this.judge();
      // Whoever watches sees the records land first.
      if (this.verdict !== null && this.session.isPlaying) this.session.settle();
    }
    if (this.verdict === null || this.session.isSettling) return false;
    this.session.pause();
    this.status = this.verdict;
    this.verdict = null;
    return true;
  }

  /** How the step ended; null: it has not. */
  private judge(): StepStatus | null {
    const { activity } = this.step;
    if (activity.type === 'predict' && this.status.type === 'running') {
      const { predicted, untilUs } = this.status;
      const { until } = activity.run;
      const isOver = this.session.playheadUs >= untilUs || (until !== null && this.holds(until));
      if (!isOver) return null;
      const answer = String(this.valueOf(activity.answer));
      const isRight = isSame(predicted, answer, activity);
      return { type: 'done', predicted, answer, isRight };
    }
    if (activity.type === 'do' && this.status.type === 'open' && this.holds(activity.check)) {
      return { type: 'done', predicted: null, answer: null, isRight: true };
    }
    return null;
  }

  /** The hint that fits what was done so far; null when the task has none. */
  hint(): string | null {
    const { activity } = this.step;
    if (activity.type !== 'do') return null;
    const fitting = activity.hints.find(({ when }) => when === null || this.holds(when));
    return fitting?.say ?? null;
  }

  /** Does what the lesson asks. */
  solve(): void {
    const { activity } = this.step;
    if (activity.type !== 'do') return;
    for (const request of activity.solution) this.session.dispatch(request);
    this.session.play();
  }

  /** Value of an expression at the playhead, with the step's beginning as `before`. */
  valueOf(expression: Expression): Value {
    return evaluate(expression, this.queries());
  }

  private holds(expression: Expression): boolean {
    return this.valueOf(expression) === true;
  }

  private queries(): ReturnType<typeof createQueries> {
    const { session } = this;
    const frame = session.frame();
    return createQueries({
      frame,
      before: this.before,
      countEvents: (type) => countEvents(session, type, this.firstEventId),
      countCommands: (type) =>
        session.liveCommands.slice(this.commandCount).filter((one) => one.type === type).length,
    });
  }

  private mark(): void {
    this.before = this.session.frameAt(this.session.playheadUs);
    this.firstEventId = this.before.nextEventId;
    this.commandCount = this.session.liveCommands.length;
  }
}

/** Events of a type from `firstEventId` to the playhead. */
function countEvents(session: Session, type: string, firstEventId: number): number {
  const { nextEventId } = session.frame();
  let count = 0;
  for (let id = firstEventId; id < nextEventId; id += 1) {
    if (session.trace.at(id)?.type === type) count += 1;
  }
  return count;
}

function isSame(predicted: string, answer: string, { answerType }: Prediction): boolean {
  if (answerType === 'number') return Number(predicted) === Number(answer);
  return predicted.trim() === answer;
}
