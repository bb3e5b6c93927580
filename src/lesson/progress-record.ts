// What a learner has done, as it is kept in a browser or in a file: plain data, and how two of them
// become one.
import * as v from 'valibot';
import type { Grade } from './status.ts';

const amount = v.number();
const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000));

const gradeSchema = v.object({
  deeds: amount,
  seconds: amount,
  produced: amount,
  lost: amount,
  twice: amount,
  requests: amount,
  isWithinPar: v.boolean(),
  hasStar: v.boolean(),
});

const lessonSchema = v.object({
  done: v.array(index),
  stepIndex: v.optional(index, 0),
  best: v.optional(v.record(v.string(), gradeSchema), {}),
});

const recordSchema = v.record(v.string(), v.unknown());

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
  const parsed = v.safeParse(recordSchema, written);
  if (!parsed.success || Array.isArray(written)) return null;
  const record: Record<string, LessonProgress> = {};
  for (const [lesson, progress] of Object.entries(parsed.output)) {
    const whole = v.safeParse(lessonSchema, progress);
    if (whole.success) record[lesson] = whole.output;
  }
  const isDamaged = Object.keys(parsed.output).length > 0 && Object.keys(record).length === 0;
  return isDamaged ? null : record;
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
