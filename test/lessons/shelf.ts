// The lessons as the tests read them: by chapter of the path, or all.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Lesson } from '#lesson/lesson.ts';
import { parseLesson } from '#lesson/parse.ts';

type Place = string | { readonly id: string };

interface Chapter {
  readonly lessons: readonly Place[];
  readonly bosses?: readonly Place[];
}

const CHAPTERS = parse(readFileSync('lessons/path.yaml', 'utf8')) as readonly Chapter[];

/** Ids of all lessons that are there. */
export const LESSON_IDS: readonly string[] = readdirSync('lessons')
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.replace('.md', ''))
  .sort();

/** Ids of the lessons and challenges of each chapter, those that are to come left out. */
export const CHAPTER_IDS: readonly (readonly string[])[] = CHAPTERS.map(
  ({ lessons, bosses = [] }) =>
    [...lessons, ...bosses].filter((place) => typeof place === 'string'),
);

/** Reads a lesson; throws when something is wrong with it. */
export function load(id: string): Lesson {
  const parsed = parseLesson(id, readFileSync(`lessons/${id}.md`, 'utf8'));
  if (parsed.value === null) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.value;
}
