// A learner's walk through a lesson as the page shows it: the lesson's run, with a step and a status
// that Svelte follows.
import type { Lesson, LessonStep } from '#lesson/lesson.ts';
import type { LessonRun, StepStatus } from '#lesson/runner.ts';

export class Walk {
  private place = $state.raw<{ readonly stepIndex: number; readonly status: StepStatus }>({
    stepIndex: 0,
    status: { type: 'open' },
  });

  constructor(private readonly run: LessonRun) {
    this.take();
  }

  get lesson(): Lesson {
    return this.run.lesson;
  }

  get stepIndex(): number {
    return this.place.stepIndex;
  }

  get status(): StepStatus {
    return this.place.status;
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
    if (stepIndex > this.stepIndex) this.run.catchUp(stepIndex);
    else this.run.go(stepIndex);
    this.take();
  }

  /** Back to the beginning of the lesson. */
  reset(): void {
    this.run.reset();
    this.take();
  }

  /** Fixes a prediction, and lets the simulation go. */
  predict(predicted: string): void {
    this.run.predict(predicted);
    this.take();
  }

  /** Does what the step asks for. */
  solve(): void {
    this.run.solve();
  }

  /** The hint that fits what was done so far; '' when there is none. */
  hint(): string {
    return this.run.hint() ?? '';
  }

  private take(): void {
    const { stepIndex, status } = this.run;
    this.place = { stepIndex, status };
  }
}
