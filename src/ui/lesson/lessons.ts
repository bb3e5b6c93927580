// The lessons that were built into the site: the path at once, each lesson when it is opened.
import type { Parsed } from '#base/problem.ts';
import type { Chapter, LessonEntry } from '#lesson/catalogue.ts';
import type { Lesson } from '#lesson/lesson.ts';
import chapters from 'virtual:lesson-catalogue';

const files = import.meta.glob<Parsed<Lesson>>('/../lessons/*.md', { import: 'default' });

/** The course, in order. */
export const CHAPTERS: readonly Chapter[] = chapters;

/** The lessons that are there, in order. */
export const LESSONS: readonly LessonEntry[] = CHAPTERS.flatMap(({ lessons }) =>
  lessons.filter(({ coming }) => coming === null),
);

/** The whole lesson or what is wrong with it; null when there is none of that id. */
export async function loadLesson(id: string): Promise<Parsed<Lesson> | null> {
  const load = files[`/../lessons/${id}.md`] ?? files[`../lessons/${id}.md`];
  return load === undefined ? null : load();
}

/** `13.2` → the address of that step; null when its lesson is still to come. */
export function addressOf(step: string): string | null {
  const [number = '', index = '1'] = step.split('.');
  const lesson = LESSONS.find(({ id }) => id.startsWith(`${number.padStart(2, '0')}-`));
  return lesson === undefined ? null : `#/learn/${lesson.id}/${index}`;
}
