// The proofs of lessons as tests: `proveChapter` and `proveLessons` are called by the test files here,
// one a chapter, so that several processors share the work.
import { beforeAll, describe, expect, test } from 'vitest';
import { createToolbox } from '#kafka/tool/index.ts';
import { installToolbox } from '#kafka/tool/toolbox.ts';
import type { Lesson } from '#lesson/lesson.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import { type Proof, prove } from './proof.ts';
import { CHAPTER_IDS, load } from './shelf.ts';

const CLAIMS: Readonly<Record<keyof Proof, string>> = {
  solution: 'the solution passes, step by step',
  variants: 'every answer is one that was offered, and what is said to be wrong is',
  idle: 'nothing is done at its start, nor after five idle minutes',
  challenges: 'each solution of a challenge solves it, and each trap does not',
  controls: 'every control changes the trace',
  link: 'a link to a step finds the cluster that walking there leaves',
};

/** Proves all lessons and challenges of a chapter. */
export function proveChapter(number: number): void {
  proveLessons((CHAPTER_IDS[number - 1] ?? []).map(load));
}

/** Proves lessons, each by playing it once. */
export function proveLessons(lessons: readonly Lesson[]): void {
  beforeAll(() => installToolbox(createToolbox(readHelpTexts())));

  describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s', (_id, lesson) => {
    let proof: Proof | null = null;

    test.each(Object.entries(CLAIMS))('%s: %s', (name) => {
      // Played by whichever of these tests is the first to run.
      proof ??= prove(lesson);
      expect(proof[name as keyof Proof]).toEqual([]);
    });
  });
}
