// Proves every lesson: its solutions pass, its start does not, five idle minutes do not, its controls
// do something, its wrong answers are wrong, its traps fail, and it does not talk too long.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createToolbox } from '#kafka/tool/index.ts';
import { installToolbox } from '#kafka/tool/toolbox.ts';
import type { Control, Lesson, LessonStep, Prediction, Solution } from '#lesson/lesson.ts';
import { CODE_CLIENTS, WORDS_BEFORE, WORDS_OF_STEP } from '#lesson/lesson.ts';
import { parseLesson } from '#lesson/parse.ts';
import { readGlossary } from '#lesson/path.ts';
import { LessonRun } from '#lesson/runner.ts';
import { isSame } from '#lesson/verdict.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import { SKELETON } from '#node/lesson-skeleton.ts';
import { Session } from '#session/session.ts';

beforeAll(() => installToolbox(createToolbox(readHelpTexts())));

const IDLE_US = 300_000_000;
const US_PER_MS = 1_000;

function load(file: string): Lesson {
  const parsed = parseLesson(file.replace('.md', ''), readFileSync(`lessons/${file}`, 'utf8'));
  if (parsed.value === null) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.value;
}

/** What `npm run lesson -- new` makes is proven like the others. */
const skeleton = parseLesson('skeleton', SKELETON.replace('TITLE', 'New')).value;

const lessons = readdirSync('lessons')
  .filter((file) => file.endsWith('.md'))
  .sort()
  .map(load)
  .concat(skeleton ?? []);

const glossary = readGlossary(readFileSync('lessons/glossary.yaml', 'utf8'));

function begin(lesson: Lesson): LessonRun {
  return new LessonRun(lesson, Session.open(lesson.scenario));
}

/** Lets so much virtual time pass, and looks what came of it. */
function letPass(run: LessonRun, ms: number): void {
  run.session.seek(run.session.playheadUs + ms * US_PER_MS);
  run.session.pause();
  run.update();
}

/** Gives an answer, and lets the run come to its end. */
function answer(run: LessonRun, predicted: string): void {
  run.predict(predicted);
  if (run.status.type === 'running') run.session.seek(run.status.endUs);
  run.session.pause();
  run.update();
}

/** The answer that a prediction has, where the run stands. */
function truth(run: LessonRun): string {
  answer(run, '');
  return run.status.type === 'done' ? (run.status.answer ?? '') : 'no answer';
}

/** Carries out a step as the lesson's own solution does. */
function solve(run: LessonRun): void {
  const { activity } = run;
  if (activity.type === 'predict') answer(run, '');
  else if (activity.type !== 'read') {
    const solution = run.solve();
    letPass(run, solution?.takesMs ?? 0);
  }
}

/** A run that stands at the beginning of a step, all earlier ones solved. */
function runAt(lesson: Lesson, stepIndex: number): LessonRun {
  const run = begin(lesson);
  for (let index = 0; index < stepIndex; index += 1) {
    solve(run);
    run.go(index + 1);
  }
  return run;
}

/** Does what a solution or a trap does, in the step that the run stands in. */
function carryOut(run: LessonRun, { commands, takesMs }: Solution): void {
  run.session.plan(
    commands.map(({ afterMs, request }) => ({ afterUs: afterMs * US_PER_MS, request })),
  );
  letPass(run, takesMs);
}

function stepsWith<T extends LessonStep['activity']['type']>(lesson: Lesson, type: T) {
  return lesson.steps
    .map((step, index) => ({ index, title: step.title, activity: step.activity }))
    .filter(({ activity }) => activity.type === type)
    .map(({ index, title, activity }) => ({
      index,
      title,
      activity: activity as Extract<LessonStep['activity'], { type: T }>,
    }));
}

function planOf(control: Control): readonly Parameters<Session['plan']>[0][] {
  switch (control.type) {
    case 'produce': {
      const { producer, topic } = control;
      const data = { producer, topic, key: 'somebody', value: 'x', partition: null };
      return [[{ afterUs: 0, request: { type: 'record.produce', data } }]];
    }
    case 'command':
      return [
        control.commands.map(({ afterMs, request }) => ({ afterUs: afterMs * US_PER_MS, request })),
      ];
    case 'knob':
      return control.options.map(({ request }) => [{ afterUs: 0, request }]);
    case 'fault':
      return [[{ afterUs: 0, request: control.request }]];
    case 'murmur2':
    case 'seats':
      return [];
  }
}

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s', (_id, lesson) => {
  test('the solution passes, step by step, and every answer is one that was offered', () => {
    const run = begin(lesson);
    lesson.steps.forEach((step, index) => {
      run.go(index);
      solve(run);
      const wanted = step.activity.type === 'read' ? 'open' : 'done';
      expect([step.title, run.status.type]).toEqual([step.title, wanted]);
      if (step.activity.type === 'predict') expectOffered(step.title, step.activity, run);
    });
  });

  test('every variant has an answer, and what is said to be wrong is', () => {
    for (const { index, title, activity } of stepsWith(lesson, 'predict')) {
      const run = runAt(lesson, index);
      [activity, ...activity.variants].forEach((variant) => {
        expect([title, run.activity === activity || run.activity === variant]).toEqual([
          title,
          true,
        ]);
        const answered = truth(run);
        expectOffered(title, variant, run);
        const wrong = Object.keys(variant.because).filter((one) => one !== 'else');
        const right = wrong.filter((one) => isSame(one, answered, variant));
        expect([title, right]).toEqual([title, []]);
        expect([title, wrong.length + ('else' in variant.because ? 1 : 0) > 0]).toEqual([
          title,
          true,
        ]);
        run.tryVariant();
      });
    }
  });

  test('nothing is done at its start, nor after five idle minutes', () => {
    for (const { index, title } of [
      ...stepsWith(lesson, 'do'),
      ...stepsWith(lesson, 'challenge'),
    ]) {
      const run = runAt(lesson, index);
      run.session.pause();
      run.update();
      expect([title, run.status.type]).toEqual([title, 'open']);
      letPass(run, IDLE_US / US_PER_MS);
      expect([title, run.status.type]).not.toEqual([title, 'done']);
    }
  });

  test('each solution of a challenge solves it, and each trap does not', () => {
    for (const { index, title, activity } of stepsWith(lesson, 'challenge')) {
      for (const solution of activity.solutions) {
        const run = runAt(lesson, index);
        carryOut(run, solution);
        expect([title, solution.name, run.status.type]).toEqual([title, solution.name, 'done']);
      }
      const sooner = activity.solutions.filter(({ commands }) => commands.length <= activity.par);
      expect([title, sooner.length > 0]).toEqual([title, true]);
      for (const trap of activity.traps) {
        const run = runAt(lesson, index);
        carryOut(run, trap);
        expect([title, trap.name, run.status.type]).not.toEqual([title, trap.name, 'done']);
        expect([title, trap.name, run.says(trap.shows)]).toEqual([title, trap.name, true]);
      }
    }
  });

  test('every control changes the trace', () => {
    lesson.steps.forEach((step, index) => {
      const plans = step.controls.flatMap(planOf);
      if (plans.length === 0) return;
      const { session } = runAt(lesson, index);
      const untilUs = session.playheadUs + 5_000_000;
      const idle = session.hash(untilUs);
      for (const plan of plans) {
        expect([step.title, session.plan(plan)]).toEqual([step.title, []]);
        expect([step.title, session.hash(untilUs) === idle]).toEqual([step.title, false]);
        session.undo();
      }
    });
  });

  test('a link to a step finds the cluster that walking there leaves, the same each time', () => {
    const last = lesson.steps.length - 1;
    const linked = begin(lesson);
    linked.catchUp(last);
    const [walked, again] = [runAt(lesson, last), runAt(lesson, last)];
    const commandsOf = ({ session }: LessonRun) => session.liveCommands.map(({ type }) => type);
    expect([linked.stepIndex, linked.status.type]).toEqual([last, 'open']);
    expect(commandsOf(linked)).toEqual(commandsOf(walked));
    expect(again.session.hash()).toBe(walked.session.hash());
  });

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

/** The answer is one of those that can be given. */
function expectOffered(title: string, prediction: Prediction, run: LessonRun): void {
  const { answerType, choices } = prediction;
  const said = run.status.type === 'done' ? (run.status.answer ?? '') : '';
  const values = choices.map(({ value }) => value);
  if (answerType === 'number')
    expect([title, Number.isFinite(Number(said))]).toEqual([title, true]);
  if (answerType === 'choice' || answerType === 'point') expect(values).toContain(said);
  if (answerType === 'order' || answerType === 'set') {
    for (const part of said.split(' ').filter(Boolean)) expect(values).toContain(part);
  }
}

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
    [2, 'scenario.topics[0].partitionz'],
    [10, 'One'],
  ]);
  expect(problems[1]).toMatchObject({
    rule: "there is no query 'lagg'",
    hint: "Did you mean 'lag'?",
  });
});
