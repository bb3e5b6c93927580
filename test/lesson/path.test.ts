// The course as a whole: its path, its words, its questions.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readGlossary, readQuestions } from '#lesson/path.ts';
import { loadChapters, loadLessons } from '#node/build/lessons.ts';

const lessons = loadLessons('lessons', true);
const chapters = loadChapters('lessons', true);
const entries = chapters.flatMap((chapter) => chapter.lessons);

function read(name: string): string {
  return readFileSync(`lessons/${name}`, 'utf8');
}

/** `07-no-key-at-all` → 7; challenges have no number. */
const numbers = new Set(entries.map(({ id }) => Number(/^(\d+)-/.exec(id)?.[1] ?? 0)));

test('every lesson that is no draft stands once on the path, in order', () => {
  const there = entries.filter(({ coming }) => coming === null).map(({ id }) => id);
  const ready = [...lessons.values()].filter(({ isDraft }) => !isDraft).map(({ id }) => id);
  expect(there.toSorted()).toEqual(ready.toSorted());
  const numbered = entries.flatMap(({ id }) => Number(/^(\d+)-/.exec(id)?.[1] ?? NaN) || []);
  expect(numbered).toEqual(numbered.toSorted((a, b) => a - b));
  expect(chapters.every(({ promise }) => promise !== '')).toBe(true);
});

test('every word of the glossary names lessons that are on the path', () => {
  const glossary = readGlossary(read('glossary.yaml'));
  expect(glossary.length).toBeGreaterThan(70);
  for (const { term, means, lessons: where } of glossary) {
    expect([term, means !== '', where.length > 0]).toEqual([term, true, true]);
    expect([term, where.filter((one) => !numbers.has(one))]).toEqual([term, []]);
  }
});

test('every question has steps, and those of lessons that are there exist', () => {
  const questions = readQuestions(read('questions.yaml'));
  expect(questions.map(({ number }) => number)).toEqual(
    Array.from({ length: 58 }, (_, index) => index + 1),
  );
  for (const { number, steps } of questions) {
    for (const step of steps) {
      const [lesson = '', index = ''] = step.split('.');
      const entry = entries.find(({ id }) => id.startsWith(`${lesson.padStart(2, '0')}-`));
      expect([number, step, entry === undefined]).toEqual([number, step, false]);
      const isThere = entry?.coming !== null || Number(index) <= entry.stepCount;
      expect([number, step, isThere]).toEqual([number, step, true]);
    }
  }
});
