// What must hold of the texts and programs of all lessons: nobody reads for long, words are in the
// glossary, code parses. And what `npm run lesson -- new` makes is a lesson.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { LessonStep } from '#lesson/lesson.ts';
import { CODE_CLIENTS, WORDS_BEFORE, WORDS_OF_STEP } from '#lesson/lesson.ts';
import { parseLesson } from '#lesson/parse.ts';
import { readGlossary } from '#lesson/path.ts';
import { SKELETON } from '#node/lesson-skeleton.ts';
import { proveLessons } from './prove-lessons.ts';
import { CHAPTER_IDS, LESSON_IDS, load } from './shelf.ts';

/** What `npm run lesson -- new` makes is proven like the others. */
const skeleton = parseLesson('skeleton', SKELETON.replace('TITLE', 'New')).value;
const written = LESSON_IDS.map(load);
const lessons = written.concat(skeleton ?? []);
const glossary = readGlossary(readFileSync('lessons/glossary.yaml', 'utf8'));

proveLessons(lessons.filter(({ id }) => !CHAPTER_IDS.flat().includes(id)));

test('each chapter that has lessons has a file here that proves them', () => {
  const unproven = CHAPTER_IDS.flatMap((ids, index) => {
    const file = `test/lessons/chapter-${index + 1}.test.ts`;
    return ids.length === 0 || existsSync(file) ? [] : [file];
  });
  expect(unproven).toEqual([]);
});

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s', (_id, lesson) => {
  test('nobody reads for long before something moves', () => {
    const long = lesson.steps.flatMap(({ title, html, activity }) => {
      const asked = activity.type === 'read' ? '' : JSON.stringify(askOf(activity));
      const [before, all] = [wordsIn(html), wordsIn(html) + wordsIn(asked)];
      const isLong = before > WORDS_BEFORE || all > WORDS_OF_STEP;
      return isLong ? [`${title}: ${before} words, ${all} with the question`] : [];
    });
    expect(long).toEqual([]);
  });

  test('every word that it teaches is in the glossary, and is told in bold', () => {
    const told = lesson.steps.map(({ html, activity }) => html + JSON.stringify(activity)).join();
    const bold = [...told.matchAll(/<strong>(.+?)<\/strong>/g)].map(([, word = '']) => word);
    for (const term of lesson.teaches) {
      expect(glossary.map((one) => one.term)).toContain(term);
      const [plain = ''] = term.split(' (');
      const stem = plain.split(' / ')[0] ?? plain;
      expect([
        term,
        bold.some((word) => word.toLowerCase().startsWith(stem.toLowerCase())),
      ]).toEqual([term, true]);
    }
  });

  test('says the same as a program, for each client', () => {
    if (lesson.isDraft || lesson.id.startsWith('b')) return;
    expect(lesson.code.map(({ client }) => client)).toEqual([...CODE_CLIENTS]);
  });
});

function askOf(activity: Exclude<LessonStep['activity'], { type: 'read' }>): unknown {
  if (activity.type !== 'predict') return activity.task;
  return [activity.question, activity.choices.map(({ label }) => label)];
}

/** Words of a text, without its marks. */
function wordsIn(html: string): number {
  const text = html.replace(/<[^>]+>/g, ' ');
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

const python = spawnSync('python3', ['--version']).status === 0 ? 'python3' : null;

test.skipIf(python === null)(
  'every Python sample parses (skipped where there is no python3)',
  () => {
    const samples = lessons.flatMap(({ id, code }) =>
      code
        .filter(({ client }) => client === 'kafka-python' || client === 'confluent-kafka')
        .map(({ text, client }) => ({ id, client, text })),
    );
    const program =
      'import ast, json, sys\nfor one in json.load(sys.stdin): ast.parse(one["text"], one["id"])';
    const { status, stderr } = spawnSync('python3', ['-c', program], {
      input: JSON.stringify(samples),
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  },
);

test('a new lesson has no problems', () => {
  expect(skeleton?.isDraft).toBe(true);
});

test('what is wrong with a lesson is told with its line', () => {
  const text = `---
title: T
question: Q
scenario: { topics: [{ name: a, partitionz: 2 }] }
---

## One

\`\`\`step
do: { task: t, check: 'lagg("a") == 0', solution: [] }
\`\`\`
`;
  const { problems } = parseLesson('bad', text);
  expect(problems.map(({ line, path }) => [line, path])).toEqual([
    [4, 'scenario.topics[0].partitionz'],
    [10, 'One'],
  ]);
  expect(problems[1]).toMatchObject({
    rule: "there is no query 'lagg'",
    hint: "Did you mean 'lag'?",
  });
});
