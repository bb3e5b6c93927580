// What the learner has done, kept in this browser. A blocked or full storage costs only memory.
import { untrack } from 'svelte';
import type { LessonEntry } from '#lesson/catalogue.ts';
import {
  bestOf,
  type LessonProgress,
  mergeProgress,
  NO_PROGRESS,
  type ProgressRecord,
  readProgress,
} from '#lesson/progress-record.ts';
import type { Grade } from '#lesson/status.ts';

const STORAGE_KEY = 'kafkascope.progress.v1';

/** What this browser keeps; another tab may have written it. */
function stored(): ProgressRecord {
  try {
    return readProgress(localStorage.getItem(STORAGE_KEY) ?? '{}') ?? {};
  } catch {
    return {};
  }
}

class Progress {
  private lessons = $state.raw(stored());

  constructor() {
    // Another tab has written: what it did is done here too, and what it forgot is forgotten.
    window.addEventListener('storage', ({ key }) => {
      if (key === STORAGE_KEY || key === null) this.lessons = stored();
    });
  }

  isDone(lesson: string, stepIndex: number): boolean {
    return this.of(lesson).done.includes(stepIndex);
  }

  doneCount(lesson: string): number {
    return this.of(lesson).done.length;
  }

  /** The step that the learner last stood on. */
  stepIndex(lesson: string): number {
    return this.of(lesson).stepIndex;
  }

  /** Number of the step to go on with, from 1. */
  stepOf({ id, stepCount }: LessonEntry): number {
    return Math.min(this.stepIndex(id), stepCount - 1) + 1;
  }

  /** The best that came of a step's challenge; undefined: nothing yet. */
  best(lesson: string, stepIndex: number): Grade | undefined {
    return this.of(lesson).best[stepIndex];
  }

  /** Of all challenges of a lesson. */
  bests(lesson: string): readonly Grade[] {
    return Object.values(this.of(lesson).best);
  }

  markDone(lesson: string, stepIndex: number): void {
    untrack(() => {
      if (this.isDone(lesson, stepIndex)) return;
      const done = new Set([...this.of(lesson).done, ...(stored()[lesson]?.done ?? []), stepIndex]);
      this.save(lesson, { done: [...done], stepIndex });
    });
  }

  /** A challenge was solved, without being shown how. */
  keepGrade(lesson: string, stepIndex: number, grade: Grade): void {
    untrack(() => {
      const { best } = mergeProgress(this.lessons, stored())[lesson] ?? NO_PROGRESS;
      this.save(lesson, { best: { ...best, [stepIndex]: bestOf(best[stepIndex], grade) } });
    });
  }

  visit(lesson: string, stepIndex: number): void {
    untrack(() => this.save(lesson, { stepIndex }));
  }

  forget(): void {
    this.lessons = {};
    this.write();
  }

  /** All of it as the text of a file. */
  toText(): string {
    return JSON.stringify(this.lessons, null, 1);
  }

  /** Adds what a file holds. False: it is no such file. */
  add(text: string): boolean {
    const others = readProgress(text);
    if (others === null) return false;
    this.lessons = mergeProgress(this.lessons, others);
    this.write();
    return true;
  }

  private of(lesson: string): LessonProgress {
    return this.lessons[lesson] ?? NO_PROGRESS;
  }

  private save(lesson: string, changes: Partial<LessonProgress>): void {
    // Another tab may have written since, and its message be still on the way.
    const all = mergeProgress(this.lessons, stored());
    this.lessons = { ...all, [lesson]: { ...(all[lesson] ?? NO_PROGRESS), ...changes } };
    this.write();
  }

  private write(): void {
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(this.lessons));
    } catch {
      // Private windows may refuse storage; progress then lasts as long as the page.
    }
  }
}

export const progress = new Progress();
