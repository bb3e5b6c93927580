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

const recall = question('Old', "  recalls: '1.1'\n");

describe('the questions', () => {
  it('are three, as far apart as the chapter is long, and none that recalls another chapter', () => {
    const lessons = [
      lessonOf('one', recall, question('A'), question('B')),
      lessonOf('two', '## Read\n\nText.\n', question('C'), question('D'), question('E')),
    ];
    const titles = placementOf(lessons).map(
      ({ lesson, stepIndex }) => lesson.steps[stepIndex]?.title,
    );
    expect(titles).toEqual(['A', 'C', 'E']);
  });

  it('are as many as there are', () => {
    expect(placementOf([lessonOf('one', question('A'))])).toHaveLength(1);
    expect(placementOf([lessonOf('one', recall)])).toEqual([]);
  });
});

describe('an answer', () => {
  const lessons = [lessonOf('one', question('A'), question('B'))];

  it('is held against the second set of values, where the lesson has come to', () => {
    // One record of the step before, as that is first asked, and two.
    for (const [answer, expected] of [
      ['3', true],
      ['2', false],
    ] as const) {
      const [, second] = placementOf(lessons);
      if (second === undefined) throw new Error('no question');
      expect(isRight(beginQuestion(second), answer)).toBe(expected);
    }
  });
});
