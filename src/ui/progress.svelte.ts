// What the learner has done, kept in this browser. A blocked or full storage costs only memory.
import { untrack } from 'svelte';
import type { LessonEntry } from '#lesson/catalogue.ts';

const STORAGE_KEY = 'kafkascope.progress.v1';

interface LessonProgress {
  /** Indexes of steps that are done. */
  readonly done: readonly number[];
  readonly stepIndex: number;
}

function load(): Record<string, LessonProgress> {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
    return isProgress(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isProgress(value: unknown): value is Record<string, LessonProgress> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every(
    (one: unknown) =>
      typeof one === 'object' && one !== null && 'done' in one && Array.isArray(one.done),
  );
}

class Progress {
  private lessons = $state.raw(load());

  isDone(lesson: string, stepIndex: number): boolean {
    return this.lessons[lesson]?.done.includes(stepIndex) ?? false;
  }

  doneCount(lesson: string): number {
    return this.lessons[lesson]?.done.length ?? 0;
  }

  /** The step that the learner last stood on. */
  stepIndex(lesson: string): number {
    return this.lessons[lesson]?.stepIndex ?? 0;
  }

  /** Number of the step to go on with, from 1. */
  stepOf({ id, stepCount }: LessonEntry): number {
    return Math.min(this.stepIndex(id), stepCount - 1) + 1;
  }

  markDone(lesson: string, stepIndex: number): void {
    untrack(() => {
      if (this.isDone(lesson, stepIndex)) return;
      this.save(lesson, { done: [...(this.lessons[lesson]?.done ?? []), stepIndex], stepIndex });
    });
  }

  visit(lesson: string, stepIndex: number): void {
    untrack(() => this.save(lesson, { done: this.lessons[lesson]?.done ?? [], stepIndex }));
  }

  forget(): void {
    this.lessons = {};
    this.write();
  }

  private save(lesson: string, progress: LessonProgress): void {
    this.lessons = { ...this.lessons, [lesson]: progress };
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
