// What the home page and the lesson page know of the course before a lesson's file is loaded.

/** One line of the path. */
export interface LessonEntry {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly minutes: number;
  /** 0: it is still to come. */
  readonly stepCount: number;
  /** A challenge at the end of a chapter. */
  readonly isBoss: boolean;
  /** What it waits for, in a few words; null: it is there. */
  readonly coming: string | null;
}

/** A chapter and what it consists of, in order. */
export interface Chapter {
  readonly number: number;
  readonly title: string;
  /** What somebody can do who has finished it. */
  readonly promise: string;
  readonly lessons: readonly LessonEntry[];
}

/** One word and its sentence. */
export interface GlossaryEntry {
  readonly term: string;
  readonly means: string;
  /** Numbers of the lessons that show it. */
  readonly lessons: readonly number[];
}

/** What a learner may ask, and the steps that answer it, as `2.6`. */
export interface QuestionEntry {
  readonly number: number;
  readonly theme: string;
  readonly question: string;
  readonly steps: readonly string[];
}

/** Where a lesson stands in the course: what its page says of the rest. */
export interface LessonPlace {
  /** Of its chapter; null: it stands on no path. */
  readonly chapter: number | null;
  /** The lesson after it; null: it is the last. */
  readonly next: Pick<LessonEntry, 'id' | 'title' | 'question'> | null;
}

/** The lessons that are there, in order. */
export function lessonsOf(chapters: readonly Chapter[]): readonly LessonEntry[] {
  return chapters.flatMap(({ lessons }) => lessons.filter(({ coming }) => coming === null));
}

export function placeOf(id: string, chapters: readonly Chapter[]): LessonPlace {
  const lessons = lessonsOf(chapters);
  const next = lessons[lessons.findIndex((one) => one.id === id) + 1];
  const chapter = chapters.find((one) => one.lessons.some((lesson) => lesson.id === id));
  return {
    chapter: chapter?.number ?? null,
    next:
      chapter === undefined || next === undefined
        ? null
        : { id: next.id, title: next.title, question: next.question },
  };
}
