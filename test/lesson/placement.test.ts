// Who knows a chapter already is asked three of its questions, with other values than its lessons have.
import { describe, expect, it } from 'vitest';
import type { Lesson } from '#lesson/lesson.ts';
import { parseLesson } from '#lesson/parse.ts';
import { beginQuestion, isRight, placementOf } from '#lesson/placement.ts';

function question(title: string, more = ''): string {
  return `## ${title}

\`\`\`step
predict:
  question: 'How many after \${n} more?'
  answerType: number
  commands: [{ type: record.produce, producer: p1, topic: orders, each: { value: '\${list}' } }]
  until: acked() == before(acked()) + \${n}
  for: 20s
  answer: recordsIn("orders")
  variants: [{ n: 1, list: [a] }, { n: 2, list: [a, b] }]
  because: { '9': Nine. }
  explanation: So it is.
${more}\`\`\`
`;
}

function lessonOf(id: string, ...steps: readonly string[]): Lesson {
  const text = `---
title: ${id}
question: Q
scenario:
  cluster: { brokers: 1 }
  topics: [{ name: orders }]
  producers: [{ id: p1, topic: orders, recordsPerSecond: 0 }]
---

${steps.join('\n')}`;
  const { value, problems } = parseLesson(id, text);
  if (value === null) throw new Error(JSON.stringify(problems));
  return value;
}

const recall = (step: string) => question(`Again ${step}`, `  recalls: '${step}'\n`);

/** `1-one: A`: the title of the step that asks, and the lesson that it is about. */
function asked(lessons: readonly Lesson[], besides: readonly Lesson[] = []): readonly string[] {
  return placementOf(lessons, [...lessons, ...besides]).map(
    ({ about, lesson, stepIndex }) => `${about.id}: ${lesson.steps[stepIndex]?.title}`,
  );
}

describe('the questions', () => {
  it('are three, as far apart as the chapter is long, and none that recalls another chapter', () => {
    const lessons = [
      lessonOf('7-one', recall('1.1'), question('A'), question('B')),
      lessonOf('8-two', '## Read\n\nText.\n', question('C'), question('D'), question('E')),
    ];
    expect(asked(lessons)).toEqual(['7-one: A', '8-two: C', '8-two: E']);
  });

  it('are asked in another disguise where a later lesson recalls them', () => {
    const lessons = [lessonOf('7-one', question('A')), lessonOf('8-two', question('B'))];
    const later = [lessonOf('11-later', recall('8.2'), recall('7.1'), recall('17.1'))];
    expect(asked(lessons, later)).toEqual(['7-one: A', '8-two: B', '8-two: Again 8.2']);
  });

  it('are what the lessons ask where there are fewer, in the order of the lessons', () => {
    const plain = (title: string) =>
      question(title)
        .replace(/ {2}variants.*\n/, '')
        .replace("'${list}'", '[a]')
        .replaceAll('${n}', '1');
    const lessons = [lessonOf('7-one', plain('A')), lessonOf('8-two', question('B'), plain('C'))];
    expect(asked(lessons)).toEqual(['7-one: A', '8-two: B', '8-two: C']);
  });

  it('are as many as there are', () => {
    expect(asked([lessonOf('7-one', question('A'))])).toHaveLength(1);
    expect(asked([lessonOf('7-one', recall('1.1'))])).toEqual([]);
  });
});

describe('an answer', () => {
  const lessons = [lessonOf('7-one', question('A'), question('B'))];

  it('is held against the second set of values, where the lesson has come to', () => {
    // One record of the step before, as that is first asked, and two.
    for (const [answer, expected] of [
      ['3', true],
      ['2', false],
    ] as const) {
      const [, second] = placementOf(lessons, lessons);
      if (second === undefined) throw new Error('no question');
      expect(isRight(beginQuestion(second), answer)).toBe(expected);
    }
  });
});
