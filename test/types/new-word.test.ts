// A new word of the model is asked for by the compiler, wherever somebody must know it. The compiler
// itself is asked, and not a type that stands for it: a table that somebody loosens is noticed.
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { brokenFiles, type Edit, recompile } from './recompile.ts';

const SUBJECTS = ['broker', 'client', 'controller', 'group', 'machine', 'tool'];
const TABLES = ['caption', 'face', 'project', 'sentence'];

/** A new event of each subject. */
const EVENTS: readonly Edit[] = SUBJECTS.map((subject) => ({
  file: `src/kafka/events/${subject}.ts`,
  find: 'EventMap {',
  replace: `EventMap { '${subject}.threw-dice': { readonly eyes: number };`,
}));

const KIND: Edit = {
  file: 'src/trace/face/mark.ts',
  find: 'export type MarkKind =',
  replace: `export type MarkKind = | 'dice'`,
};

function filesIn(room: string): readonly string[] {
  return readdirSync(`src/${room}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${room}/${file}`);
}

describe('the compiler asks', () => {
  let broken: readonly string[];
  beforeAll(() => {
    broken = brokenFiles(recompile([...filesIn('trace'), ...filesIn('stage')], [...EVENTS, KIND]));
  });

  test('for a caption, a face, a fold and a sentence of a new event, each in the file of its subject', () => {
    expect(broken.filter((file) => file.startsWith('src/trace/'))).toEqual(
      TABLES.flatMap((table) => SUBJECTS.map((subject) => `src/trace/${table}/${subject}.ts`)),
    );
  });

  test('for the style of a new kind of mark', () => {
    const drawing = broken.filter((file) => file.startsWith('src/stage/'));
    expect(drawing).toEqual(['src/stage/view/timeline/timeline.ts']);
  });
});
