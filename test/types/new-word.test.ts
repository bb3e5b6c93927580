// A new word of the model is asked for by the compiler, wherever somebody must know it. The compiler
// itself is asked, and not a type that stands for it: a table that somebody loosens is noticed.
import { describe, expect, test } from 'vitest';
import { brokenBy, type Insertion } from './compile.ts';

const SUBJECTS = ['broker', 'client', 'controller', 'group', 'machine'];
const TABLES = ['face', 'project', 'sentence'];

/** A new event of each subject. */
const EVENTS: readonly Insertion[] = SUBJECTS.map((subject) => ({
  file: `src/kafka/events/${subject}.ts`,
  where: 'EventMap {',
  text: `'${subject}.threw-dice': { readonly eyes: number };`,
}));

const KIND: Insertion = {
  file: 'src/trace/face/mark.ts',
  where: 'export type MarkKind =',
  text: `| 'dice'`,
};

describe('the compiler asks', () => {
  test('for a face, a fold and a sentence of a new event, each in the file of its subject', () => {
    const roots = ['face/faces', 'project/folds', 'sentence/sentence'];
    const broken = brokenBy(
      EVENTS,
      roots.map((root) => `src/trace/${root}.ts`),
    );
    expect(broken).toEqual(
      TABLES.flatMap((table) => SUBJECTS.map((subject) => `src/trace/${table}/${subject}.ts`)),
    );
  });

  test('for the style of a new kind of mark', () => {
    const timeline = 'src/stage/view/timeline.ts';
    expect(brokenBy([KIND], [timeline])).toEqual([timeline]);
  });
});
