// What the home page and the lesson page know of a lesson before its file is loaded.

/** One line of the path. */
export interface LessonEntry {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly minutes: number;
  readonly stepCount: number;
}
