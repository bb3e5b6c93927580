// What a learner has done, as it is kept in a browser or in a file: plain data, and how two of them
// become one.
import type { Grade } from './status.ts';

/** What was done of one lesson. */
export interface LessonProgress {
  /** Indexes of steps that are done. */
  readonly done: readonly number[];
  /** Where the learner stood last. */
  readonly stepIndex: number;
  /** Index of a step with a challenge → the best that came of it. */
  readonly best: Readonly<Record<string, Grade>>;
}

/** By lesson. */
export type ProgressRecord = Readonly<Record<string, LessonProgress>>;

export const NO_PROGRESS: LessonProgress = Object.freeze({ done: [], stepIndex: 0, best: {} });

/**
 * What stands in a file or in a browser's storage, without the lessons that are damaged; null when it is
 * something else.
 */
export function readProgress(text: string): ProgressRecord | null {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(written)) return null;
  const record: Record<string, LessonProgress> = {};
  for (const [id, one] of Object.entries(written)) {
    const lesson = lessonIn(one);
    if (lesson !== null) record[id] = lesson;
  }
  const isDamaged = Object.keys(written).length > 0 && Object.keys(record).length === 0;
  return isDamaged ? null : record;
}

// By hand: of every page's first load, the schema library would be a larger part than all that follows.

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}

/** No lesson has so many steps. */
const MOST_STEPS = 1_000;

function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < MOST_STEPS;
}

function lessonIn(value: unknown): LessonProgress | null {
  if (!isObject(value)) return null;
  const { done, stepIndex = 0, best = {} } = value;
  const isWhole =
    Array.isArray(done) && done.every(isIndex) && isIndex(stepIndex) && isObject(best);
  if (!isWhole || !Object.values(best).every(isGrade)) return null;
  return { done, stepIndex, best: best as Readonly<Record<string, Grade>> };
}

const AMOUNTS = ['deeds', 'seconds', 'produced', 'lost', 'twice', 'requests'] as const;

function isGrade(value: unknown): value is Grade {
  return (
    isObject(value) &&
    AMOUNTS.every((name) => isAmount(value[name])) &&
    ['isWithinPar', 'hasStar'].every((name) => typeof value[name] === 'boolean')
  );
}

/** Everything that either of the two has. */
export function mergeProgress(one: ProgressRecord, other: ProgressRecord): ProgressRecord {
  const merged: Record<string, LessonProgress> = { ...one };
  for (const [lesson, theirs] of Object.entries(other)) {
    const ours = one[lesson] ?? NO_PROGRESS;
    const best = { ...ours.best };
    for (const [step, grade] of Object.entries(theirs.best)) best[step] = bestOf(best[step], grade);
    merged[lesson] = {
      done: [...new Set([...ours.done, ...theirs.done])].sort((a, b) => a - b),
      stepIndex: Math.max(ours.stepIndex, theirs.stepIndex),
      best,
    };
  }
  return merged;
}

/** The better of two attempts: the star, then par, then fewer deeds, then less time. */
export function bestOf(one: Grade | undefined, other: Grade): Grade {
  if (one === undefined) return other;
  const rankOf = ({ hasStar, isWithinPar, deeds, seconds }: Grade) =>
    [hasStar ? 0 : 1, isWithinPar ? 0 : 1, deeds, seconds] as const;
  const [ours, theirs] = [rankOf(one), rankOf(other)];
  const first = ours.findIndex((rank, index) => rank !== theirs[index]);
  return first !== -1 && (theirs[first] ?? 0) < (ours[first] ?? 0) ? other : one;
}
