// The path through the course, for the pages that show more of it than one lesson.
import { type Chapter, type LessonEntry, lessonsOf } from '#lesson/catalogue.ts';
import chapters from 'virtual:lesson-catalogue';

/** The course, in order. */
export const CHAPTERS: readonly Chapter[] = chapters;

/** The lessons that are there, in order. */
export const LESSONS: readonly LessonEntry[] = lessonsOf(CHAPTERS);
