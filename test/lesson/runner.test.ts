// A walk through a lesson: each step has its own world, and what is decided stays decided.
import { beforeAll, describe, expect, test } from 'vitest';
import { createToolbox } from '#kafka/tool/index.ts';
import { installToolbox } from '#kafka/tool/toolbox.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import type { Lesson } from '#lesson/lesson.ts';
import { parseLesson } from '#lesson/parse.ts';
import { LessonRun } from '#lesson/runner.ts';
import type { SavedWalk } from '#lesson/status.ts';
import { Session } from '#session/session.ts';

beforeAll(() => installToolbox(createToolbox(readHelpTexts())));

const TEXT = `---
title: T
question: Q
scenario:
  cluster: { brokers: 1 }
  topics: [{ name: orders, partitions: 3 }]
  producers: [{ id: p1, topic: orders, recordsPerSecond: 0 }]
---

## One

\`\`\`step
do:
  task: Produce.
  check: acked() > 0
  solution: [{ type: record.produce, producer: p1, topic: orders, key: a, value: x }]
\`\`\`

## Two

\`\`\`step
predict:
  question: 'How many now, after \${n}?'
  answerType: number
  variants: [{ n: 1, list: [a] }, { n: 2 }]
  commands:
    - { type: record.produce, producer: p1, topic: orders, key: b, each: { value: [v1, v2] }, every: 1s }
  until: acked() == before(acked()) + 2
  for: 20s
  answer: acked() - before(acked()) + \${n} - 1
  because: { '9': Nine. }
  explanation: So it is.
  evidence: ['"partition:orders-" + partitionOfKey("orders", "b")']
  compare: [{ label: with one only, commands: [{ type: record.produce, producer: p1, topic: orders, key: b, value: v1 }], for: 5s }]
\`\`\`

## Three

\`\`\`step
challenge:
  task: Four of them, never crashing.
  goal: acked() >= 4
  always: [{ condition: brokersRunning() == 1, say: It crashed. }]
  within: 10s
  par: 1
  solutions: [{ name: one more, commands: [{ type: record.produce, producer: p1, topic: orders, key: c, value: y }] }]
\`\`\`
`.replace(', list: [a]', '');

function load(): Lesson {
  const { value, problems } = parseLesson('t', TEXT);
  if (value === null) throw new Error(JSON.stringify(problems));
  return value;
}

const lesson = load();

function begin(saved: SavedWalk | null = null): LessonRun {
  return new LessonRun(lesson, Session.open(lesson.scenario), saved);
}

function produce(run: LessonRun): void {
  const data = { producer: 'p1', topic: 'orders', key: 'mine', value: 'x', partition: null };
  run.session.dispatch({ type: 'record.produce', data });
  letPass(run, 2);
}

function letPass(run: LessonRun, seconds: number): void {
  run.session.seek(run.session.playheadUs + seconds * 1_000_000);
  run.update();
}

function answer(run: LessonRun, said: string): void {
  run.predict(said);
  letPass(run, 30);
}

function keysIn({ session }: LessonRun): readonly (string | null)[] {
  const { partitions = [] } = session.frame().topics.get('orders') ?? {};
  return partitions.flatMap(({ replicas }) =>
    [...(replicas.get(1)?.log ?? [])].map(({ key }) => key?.text ?? null),
  );
}

/** Through steps one and two by hand, into the third. */
function walked(): LessonRun {
  const run = begin();
  produce(run);
  run.go(1);
  answer(run, '9');
  run.go(2);
  return run;
}

describe('a step', () => {
  test('goes on with what the learner did, and stops the clock when it is decided', () => {
    const run = begin();
    run.session.play();
    produce(run);
    expect([run.status.type, run.session.isPlaying]).toEqual(['done', false]);
    run.go(1);
    expect(keysIn(run)).toEqual(['mine']);
  });

  test('that was left is found as it was left, with its verdict', () => {
    const run = walked();
    const hash = run.session.hash();
    run.go(0);
    expect([keysIn(run), run.status.type]).toEqual([['mine'], 'done']);
    run.go(1);
    expect(run.status).toMatchObject({ type: 'done', predicted: '9', answer: '2', isRight: false });
    run.go(2);
    expect(run.session.hash()).toBe(hash);
  });

  test('shows what decided, and what it was where something else was done', () => {
    const run = walked();
    run.go(1);
    expect(run.status).toMatchObject({
      evidence: [expect.stringMatching(/^partition:orders-\d$/)],
      compared: [{ label: 'with one only', answer: '1' }],
    });
    expect(run.session.branches.list).toHaveLength(1);
  });

  test('begun anew stands at its beginning, and that can be undone', () => {
    const run = walked();
    run.go(1);
    run.restart();
    expect([keysIn(run), run.status.type]).toEqual([['mine'], 'open']);
    run.undoRestart();
    expect([keysIn(run).length, run.status.type]).toEqual([3, 'done']);
  });

  test('that was answered wrongly is asked again with other values', () => {
    const run = walked();
    run.go(1);
    run.tryVariant();
    expect(run.activity).toMatchObject({ question: '<p>How many now, after 2?</p>' });
    answer(run, '3');
    expect(run.status).toMatchObject({ answer: '3', isRight: true });
    expect(run.states[1]?.isKnown).toBe(true);
  });

  test('whose solution was shown counts as shown', () => {
    const run = begin();
    produce(run);
    run.restart();
    run.solve();
    letPass(run, 5);
    expect(run.status).toMatchObject({ type: 'done', isShown: true });
    expect([keysIn(run), run.states[0]?.isKnown]).toEqual([['a'], true]);
  });
});

describe('a run', () => {
  test('comes to the same end however often it is looked at', () => {
    const ends = [7_000, 100_000, 3_000_000].map((sliceUs) => {
      const run = begin();
      run.go(1);
      run.predict('2');
      while (run.status.type === 'running') {
        run.session.seek(run.session.playheadUs + sliceUs);
        run.update();
      }
      return run.session.playheadUs;
    });
    expect(new Set(ends).size).toBe(1);
  });

  test('sees what an undo took back', () => {
    const run = begin();
    run.session.dispatch({ type: 'broker.crash', data: { broker: 1 } });
    letPass(run, 3);
    run.session.undo();
    produce(run);
    expect(run.status.type).toBe('done');
  });
});

describe('a walk', () => {
  test('that was kept goes on in the same world', () => {
    const run = walked();
    const saved = JSON.parse(JSON.stringify(run.saved())) as SavedWalk;
    const again = begin(saved);
    expect([again.stepIndex, again.session.hash()]).toEqual([2, run.session.hash()]);
    again.go(1);
    expect(again.status).toMatchObject({ predicted: '9' });
  });

  test('through a lesson that has changed since begins anew', () => {
    const saved = { ...walked().saved(), fingerprint: 'other' };
    expect(begin(saved).stepIndex).toBe(0);
  });

  test('begun anew can be taken back', () => {
    const run = walked();
    run.reset();
    expect([run.stepIndex, keysIn(run), run.status.type]).toEqual([0, [], 'open']);
    run.undoRestart();
    expect([run.stepIndex, keysIn(run).length]).toEqual([2, 3]);
  });
});

describe('a challenge', () => {
  test('is graded by what became of the records', () => {
    const run = walked();
    produce(run);
    expect(run.status).toMatchObject({
      type: 'done',
      grade: { deeds: 1, produced: 4, lost: 0, twice: 0, isWithinPar: true },
    });
  });

  test('is lost when what must always hold does not', () => {
    const run = walked();
    run.session.dispatch({ type: 'broker.crash', data: { broker: 1 } });
    letPass(run, 3);
    expect(run.status).toEqual({ type: 'failed', say: 'It crashed.' });
  });

  test('is lost when its time is over', () => {
    const run = walked();
    letPass(run, 11);
    expect(run.status.type).toBe('failed');
  });
});

const TOOLS = `---
title: T
question: Q
scenario:
  cluster: { brokers: 1 }
  topics: [{ name: orders, partitions: 1 }]
  producers: [{ id: p1, topic: orders, recordsPerSecond: 0, configs: { enable.idempotence: false } }]
---

## One

\`\`\`step
view: sequence
speed: 0.5
controls:
  - fault: { label: Lose the answer, api: Produce, kind: response, to: producer-p1 }
do:
  task: Write it twice.
  check: duplicates("orders") == 1
  solution:
    - { type: fault.arm, api: Produce, kind: response, to: producer-p1 }
    - { type: record.produce, producer: p1, topic: orders, key: a, value: x, at: 1s }
\`\`\`

## Two

\`\`\`step
terminal: [kafka-topics]
do:
  task: List the topics.
  check: printed("orders") && typed("--list") == 1 && !printed("purchases")
  solution:
    - { type: tool.run, line: 'kafka-topics --list --bootstrap-server localhost:9092' }
  solutionTakes: 20s
\`\`\`
`;

describe('faults and terminals', () => {
  const { value: tools, problems } = parseLesson('tools', TOOLS);
  if (tools === null) throw new Error(JSON.stringify(problems));

  test('an answer is lost, so that a record is written again', () => {
    const run = new LessonRun(tools, Session.open(tools.scenario));
    expect([run.step.view, run.session.speed]).toEqual(['sequence', 0.5]);
    const [control] = run.step.controls;
    if (control?.type !== 'fault') throw new Error('no fault');
    run.session.dispatch(control.request);
    expect([...run.session.frame().faults.values()]).toMatchObject([{ api: 'Produce', left: 1 }]);
    produce(run);
    expect([run.status.type, run.session.speed]).toEqual(['done', 'follow']);
    expect(run.session.frame().faults.size).toBe(0);
  });

  test('a line that was typed is a deed, and what it prints can be asked for', () => {
    expect([tools.usesTools, tools.steps[1]?.terminal]).toEqual([true, ['kafka-topics']]);
    const run = new LessonRun(tools, Session.open(tools.scenario));
    run.go(1);
    expect(run.status.type).toBe('open');
    run.solve();
    letPass(run, 20);
    expect(run.status.type).toBe('done');
  });
});

const RECALL = `---
title: T
question: Q
scenario:
  cluster: { brokers: 1 }
  topics: [{ name: orders, partitions: 3 }]
  producers: [{ id: p1, topic: orders, recordsPerSecond: 0 }]
---

## Another story

\`\`\`step
scenario:
  cluster: { brokers: 1 }
  topics: [{ name: seats, partitions: 1 }]
  producers: [{ id: guest, topic: seats, recordsPerSecond: 0 }]
predict:
  recalls: '2.6'
  question: Where does the third sit?
  answerType: number
  commands: [{ type: record.produce, producer: guest, topic: seats, each: { value: [a, b, c] } }]
  until: recordsIn("seats") == 3
  answer: offsetOf("seats", "c")
  because: { '3': Count from 0. }
  explanation: So it is.
\`\`\`

## This story

\`\`\`step
do:
  task: Produce.
  check: acked("orders") > 0 && !topicExists("seats")
  solution: [{ type: record.produce, producer: p1, topic: orders, key: a, value: x }]
\`\`\`

## Goes on

Read.
`;

describe('a step with a world of its own', () => {
  const { value: recall, problems } = parseLesson('recall', RECALL);
  if (recall === null) throw new Error(JSON.stringify(problems));

  test('runs there, and the lesson’s own world knows nothing of it', () => {
    const run = new LessonRun(recall, Session.open(recall.scenario));
    answer(run, '2');
    expect(run.status).toMatchObject({ type: 'done', isRight: true, answer: '2' });
    run.go(1);
    expect([...run.session.frame().topics.keys()]).not.toContain('seats');
    expect(run.session.playheadUs).toBe(run.session.startUs);
    produce(run);
    expect(run.status.type).toBe('done');
  });

  test('is found as it was left, and so is the lesson’s', () => {
    const run = new LessonRun(recall, Session.open(recall.scenario));
    answer(run, '2');
    run.go(1);
    produce(run);
    run.go(0);
    expect([...run.session.frame().topics.keys()]).toContain('seats');
    run.go(2);
    expect(keysIn(run)).toEqual(['mine']);
    const again = new LessonRun(recall, Session.open(recall.scenario), run.saved());
    expect([again.stepIndex, keysIn(again)]).toEqual([2, ['mine']]);
    again.go(0);
    expect(again.status).toMatchObject({ type: 'done', answer: '2' });
    again.reset();
    expect([again.stepIndex, again.session.liveCommands, again.status.type]).toEqual([
      0,
      [],
      'open',
    ]);
  });
});
