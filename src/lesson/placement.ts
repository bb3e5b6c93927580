// "I know this": three questions out of several lessons, each with values that its lesson does not begin
// with. Who has all of them right may leave those lessons out.
import { Session } from '#session/session.ts';
import type { Lesson, LessonStep } from './lesson.ts';
import { LessonRun } from './runner.ts';

const QUESTIONS = 3;

export interface PlacementQuestion {
  readonly lesson: Lesson;
  readonly stepIndex: number;
}

/** Whether a step asks something that can be asked again with other values. */
function hasVariants({ activity }: LessonStep): boolean {
  return activity.type === 'predict' && activity.recalls === null && activity.variants.length > 0;
}

/** Some of many, as far from one another as they can be. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  const gap = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => items[Math.round(index * gap)] as T);
}

/** The questions of a test; fewer where the lessons have no more. */
export function placementOf(lessons: readonly Lesson[]): readonly PlacementQuestion[] {
  const all = lessons.flatMap((lesson) =>
    lesson.steps.flatMap((step, stepIndex) => (hasVariants(step) ? [{ lesson, stepIndex }] : [])),
  );
  return spread(all, QUESTIONS);
}

/** A run that stands at the question, which is asked with its second set of values. */
export function beginQuestion({ lesson, stepIndex }: PlacementQuestion): LessonRun {
  const run = new LessonRun(lesson, Session.open(lesson.scenario));
  run.catchUp(stepIndex);
  run.tryVariant();
  return run;
}

/** Whether an answer is what the simulation says, which is run at once. */
export function isRight(run: LessonRun, answer: string): boolean {
  run.predict(answer);
  if (run.status.type === 'running') run.session.seek(run.status.endUs);
  run.session.pause();
  run.update();
  return run.status.type === 'done' && run.status.isRight;
}
