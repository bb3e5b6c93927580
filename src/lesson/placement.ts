// "I know this": three questions about a chapter, each with other values or in another disguise than its
// lessons show. Who has all of them right may leave those lessons out.
import { Session } from '#session/session.ts';
import type { Lesson, LessonStep } from './lesson.ts';
import { LessonRun } from './runner.ts';

const QUESTIONS = 3;

export interface PlacementQuestion {
  /** The lesson of the chapter that it is about. */
  readonly about: Lesson;
  /** The step that asks: of the same lesson, or of a later one that recalls it. */
  readonly lesson: Lesson;
  readonly stepIndex: number;
}

/** Some of many, as far from one another as they can be. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  const gap = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => items[Math.round(index * gap)] as T);
}

/** `13-consumer-groups` → 13. */
function numberOf({ id }: Lesson): number {
  return Number(id.slice(0, id.indexOf('-')));
}

/** Number of the lesson that a step recalls; null: it asks something of its own, or nothing. */
function recalled({ activity }: LessonStep): number | null {
  if (activity.type !== 'predict' || activity.recalls === null) return null;
  return Number(activity.recalls.split('.')[0]);
}

/**
 * The questions of a test, in the order of the lessons that they are about: what can be asked with other
 * values, and what later lessons ask again. Where both are fewer than three, also what the lessons ask.
 */
export function placementOf(
  lessons: readonly Lesson[],
  course: readonly Lesson[],
): readonly PlacementQuestion[] {
  const asking = (about: Lesson, lesson: Lesson, fits: (step: LessonStep) => boolean) =>
    lesson.steps.flatMap((step, stepIndex) => (fits(step) ? [{ about, lesson, stepIndex }] : []));
  const isOwn = ({ activity }: LessonStep) =>
    activity.type === 'predict' && activity.recalls === null;
  const hasVariants = (step: LessonStep) =>
    isOwn(step) && step.activity.type === 'predict' && step.activity.variants.length > 0;

  const others = course.filter((lesson) => !lessons.includes(lesson));
  const disguised = lessons.flatMap((about) => [
    ...asking(about, about, hasVariants),
    ...others.flatMap((lesson) =>
      asking(about, lesson, (step) => recalled(step) === numberOf(about)),
    ),
  ]);
  if (disguised.length >= QUESTIONS) return spread(disguised, QUESTIONS);
  const plain = lessons.flatMap((about) =>
    asking(about, about, (step) => isOwn(step) && !hasVariants(step)),
  );
  const all = [...disguised, ...spread(plain, QUESTIONS - disguised.length)];
  return all.sort((a, b) => lessons.indexOf(a.about) - lessons.indexOf(b.about));
}

/** A run that stands at the question; where it has other values, it is asked with the second ones. */
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
