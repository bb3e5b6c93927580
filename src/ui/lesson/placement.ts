// The test of a chapter: its questions, each with the run that knows the answer.
import type { Chapter } from '#lesson/catalogue.ts';
import { beginQuestion, placementOf } from '#lesson/placement.ts';
import type { LessonRun } from '#lesson/runner.ts';
import { loadEngineFor } from '#ui/engine.ts';
import { loadLesson } from './lessons.ts';

/** The questions of a chapter's test; none where its lessons are still to come. */
export async function questionsOf({ lessons }: Chapter): Promise<readonly LessonRun[]> {
  const there = lessons.filter(({ coming, isBoss }) => coming === null && !isBoss);
  const loaded = await Promise.all(there.map(({ id }) => loadLesson(id)));
  const asked = placementOf(loaded.flatMap((parsed) => parsed?.value ?? []));
  await loadEngineFor(
    [],
    asked.some(({ lesson }) => lesson.usesTools),
  );
  return asked.map(beginQuestion);
}
