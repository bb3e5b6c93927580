// The lessons that were built into the site: each is fetched when it is opened.
import type { Parsed } from '#base/problem.ts';
import type { LessonPlace } from '#lesson/catalogue.ts';
import type { Lesson } from '#lesson/lesson.ts';

/** A lesson or what is wrong with it, and where it stands in the course. */
export type BuiltLesson = Parsed<Lesson> & { readonly place: LessonPlace };

const files = import.meta.glob<BuiltLesson>('/../lessons/*.md', { import: 'default' });

/** The whole lesson; null when there is none of that id. */
export async function loadLesson(id: string): Promise<BuiltLesson | null> {
  const load = files[`/../lessons/${id}.md`] ?? files[`../lessons/${id}.md`];
  return load === undefined ? null : load();
}

const IDS = Object.keys(files).map((path) => path.replace(/^.*\/|\.md$/g, ''));

/** `13.2` → the address of that step; null when its lesson is still to come. */
export function addressOf(step: string): string | null {
  const [number = '', index = '1'] = step.split('.');
  const id = IDS.find((one) => one.startsWith(`${number.padStart(2, '0')}-`));
  return id === undefined ? null : `#/learn/${id}/${index}`;
}
