// The test of a chapter: its questions, each with the run that knows the answer.
import type { Chapter, LessonEntry } from '#lesson/catalogue.ts';
import type { Lesson } from '#lesson/lesson.ts';
import { beginQuestion, type PlacementQuestion, placementOf } from '#lesson/placement.ts';
import type { LessonRun } from '#lesson/runner.ts';
import { loadEngineFor } from '#ui/engine.ts';
import { LESSONS } from './course.ts';
import { loadLesson } from './lessons.ts';

export interface AskedQuestion extends PlacementQuestion {
  readonly run: LessonRun;
}

async function loadAll(entries: readonly LessonEntry[]): Promise<readonly Lesson[]> {
  const loaded = await Promise.all(entries.map(({ id }) => loadLesson(id)));
  return loaded.flatMap((parsed) => parsed?.value ?? []);
}

/** The questions of a chapter's test; none where its lessons are still to come. */
export async function questionsOf({ lessons }: Chapter): Promise<readonly AskedQuestion[]> {
  const ids = new Set(lessons.filter(({ isBoss }) => !isBoss).map(({ id }) => id));
  const course = await loadAll(LESSONS.filter(({ isBoss }) => !isBoss));
  const asked = placementOf(
    course.filter(({ id }) => ids.has(id)),
    course,
  );
  await loadEngineFor(...asked.map(({ lesson }) => lesson));
  return asked.map((question) => ({ ...question, run: beginQuestion(question) }));
}
