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

/** `13-consumer-groups` → `13`; a challenge has a star instead of a number. */
export function numberOf({ id, isBoss }: Pick<LessonEntry, 'id' | 'isBoss'>): string {
  return isBoss ? '★' : String(Number(id.slice(0, 2)));
}

/** Where a lesson stands in the course: what its page says of the rest. */
export interface LessonPlace {
  /** Its number, or a challenge's star; null: it stands on no path. */
  readonly number: string | null;
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
  const own = chapters.flatMap((chapter) => chapter.lessons).find((one) => one.id === id);
  return {
    number: own === undefined ? null : numberOf(own),
    next:
      own === undefined || next === undefined
        ? null
        : { id: next.id, title: next.title, question: next.question },
  };
}
