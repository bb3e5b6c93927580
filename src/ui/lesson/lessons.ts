// The lessons that were built into the site: the path at once, each lesson when it is opened.
import type { LessonEntry } from '#lesson/catalogue.ts';
import type { Lesson } from '#lesson/lesson.ts';
import catalogue from 'virtual:lesson-catalogue';

const files = import.meta.glob<Lesson>('/../lessons/*.md', { import: 'default' });

/** The path, in order. */
export const LESSONS: readonly LessonEntry[] = catalogue;

/** The whole lesson, or null when there is none of that id. */
export async function loadLesson(id: string): Promise<Lesson | null> {
  const load = files[`/../lessons/${id}.md`] ?? files[`../lessons/${id}.md`];
  return load === undefined ? null : load();
}
