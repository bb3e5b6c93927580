// What the home page and the lesson page know of the course before a lesson's file is loaded.

/** One line of the path. */
export interface LessonEntry {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly minutes: number;
  /** 0: it is still to come. */
  readonly stepCount: number;
  readonly stepTitles: readonly string[];
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
