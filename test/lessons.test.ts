// Every lesson proves itself: its solution passes, its start does not, doing nothing does not, each
// control it offers changes what happens, and the run is the same each time.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Control, Lesson, LessonStep } from '#lesson/lesson.ts';
import { parseLesson } from '#lesson/parse.ts';
import { LessonRun } from '#lesson/runner.ts';
import { Session } from '#session/session.ts';

const IDLE_US = 5 * 60 * 1_000_000;

function load(file: string): Lesson {
  const parsed = parseLesson(file.replace('.md', ''), readFileSync(`lessons/${file}`, 'utf8'));
  if (parsed.value === null) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.value;
}

const lessons = readdirSync('lessons')
  .filter((file) => file.endsWith('.md'))
  .sort()
  .map(load);

/** Lets virtual time pass in slices, so that the run sees what the page would see. */
function letPass(run: LessonRun, totalUs: number): void {
  const endUs = run.session.playheadUs + totalUs;
  while (run.session.playheadUs < endUs && run.status.type !== 'done') {
    run.session.seek(Math.min(endUs, run.session.playheadUs + 100_000));
    run.update();
  }
}

/** Carries out a step as the lesson's own solution does. */
function solve(run: LessonRun): void {
  const { activity } = run.step;
  if (activity.type === 'predict') {
    run.predict(activity.choices[0]?.value ?? '0');
    letPass(run, activity.run.forMs * 1_000 + 200_000);
  } else if (activity.type === 'do') {
    run.solve();
    letPass(run, activity.solutionMs * 1_000);
  }
}

function isOpen(step: LessonStep): boolean {
  return step.activity.type === 'read';
}

/** A run that stands at the beginning of a step, all earlier ones solved. */
function runAt(lesson: Lesson, stepIndex: number): LessonRun {
  const run = new LessonRun(lesson, Session.open(lesson.scenario));
  for (let index = 0; index < stepIndex; index += 1) {
    run.go(index);
    solve(run);
  }
  run.go(stepIndex);
  return run;
}

function requestOf(control: Control) {
  switch (control.type) {
    case 'produce':
      return {
        type: 'record.produce' as const,
        data: {
          producer: control.producer,
          topic: control.topic,
          key: 'somebody',
          value: 'x',
          partition: null,
        },
      };
    case 'command':
      return control.request;
    case 'murmur2':
      return null;
  }
}

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s', (_id, lesson) => {
  test('the solution passes, step by step', () => {
    const run = new LessonRun(lesson, Session.open(lesson.scenario));
    lesson.steps.forEach((step, index) => {
      run.go(index);
      solve(run);
      expect([step.title, run.status.type]).toEqual([step.title, isOpen(step) ? 'open' : 'done']);
    });
  });

  test('the answer of each prediction is one that was offered', () => {
    const run = new LessonRun(lesson, Session.open(lesson.scenario));
    lesson.steps.forEach((step, index) => {
      run.go(index);
      solve(run);
      const { activity } = step;
      if (activity.type !== 'predict' || activity.answerType !== 'choice') return;
      const answer = run.status.type === 'done' ? run.status.answer : null;
      expect([step.title, activity.choices.map((choice) => choice.value)]).toEqual([
        step.title,
        expect.arrayContaining([answer]),
      ]);
    });
  });

  test('a task is not done at its start, nor after five idle minutes', () => {
    lesson.steps.forEach((step, index) => {
      if (step.activity.type !== 'do') return;
      const run = runAt(lesson, index);
      run.update();
      expect([step.title, run.status.type]).toEqual([step.title, 'open']);
      run.session.seek(run.session.playheadUs + IDLE_US);
      run.update();
      expect([step.title, run.status.type]).toEqual([step.title, 'open']);
    });
  });

  test('every control changes the trace', () => {
    lesson.steps.forEach((step, index) => {
      for (const control of step.controls) {
        const request = requestOf(control);
        if (request === null) continue;
        const run = runAt(lesson, index);
        const { session } = run;
        const untilUs = session.playheadUs + 5_000_000;
        const idle = session.hash(untilUs);
        session.dispatch(request);
        expect([step.title, session.hash(untilUs) === idle]).toEqual([step.title, false]);
      }
    });
  });

  test('a link to a step finds the cluster that walking there leaves', () => {
    const last = lesson.steps.length - 1;
    const linked = new LessonRun(lesson, Session.open(lesson.scenario));
    linked.catchUp(last);
    const commandsOf = ({ session }: LessonRun) => session.liveCommands.map(({ type }) => type);
    expect([linked.stepIndex, linked.status.type]).toEqual([last, 'open']);
    expect(commandsOf(linked)).toEqual(commandsOf(runAt(lesson, last)));
  });

  test('the trace is the same each time', () => {
    const hashes = [0, 1].map(() => runAt(lesson, lesson.steps.length - 1).session.hash());
    expect(hashes[0]).toBe(hashes[1]);
  });
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
    [7, 'One'],
  ]);
  expect(problems[1]?.rule).toContain("there is no query 'lagg'");
});
