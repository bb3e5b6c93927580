// Lesson files with what authors get wrong: each is refused with its line, what is wrong, and how to
// mend it.
import { describe, expect, test } from 'vitest';
import { describeProblem } from '#base/problem.ts';
import { parseLesson } from '#lesson/parse.ts';

const FRONT = `---
title: A log
question: Why?
scenario:
  topics: [{ name: orders }]
  producers: [{ id: p1, topic: orders }]
  groups: [{ id: billing, topics: [orders] }]
---
`;

/** The first line after the front matter is 9. */
function problemsOf(body: string, front = FRONT): readonly string[] {
  return parseLesson('one', `${front}${body}`).problems.map(describeProblem);
}

const step = (yaml: string): string => `## A step\n\nText.\n\n\`\`\`step\n${yaml}\n\`\`\`\n`;

test('a lesson without faults is taken, however its lines end', () => {
  const text = FRONT + step('watchFor: [topic:orders]');
  for (const one of [text, text.replaceAll('\n', '\r\n'), `\uFEFF${text}`]) {
    expect(parseLesson('one', one).problems).toEqual([]);
  }
});

describe('the line', () => {
  test('of a field of the front matter', () => {
    const front = FRONT.replace('question: Why?', 'question: Why?\nminuts: 4');
    expect(problemsOf(step('{}'), front)).toEqual([
      "line 4, front matter: minuts: is not a field that exists here (got 'minuts'). Did you mean 'minutes'?",
    ]);
  });

  test('of a field of the scenario', () => {
    const front = FRONT.replace('groups:', 'gruops:');
    expect(problemsOf(step('{}'), front)).toEqual([
      "line 7, scenario.gruops: is not a field that exists here (got 'gruops'). Did you mean 'groups'?",
    ]);
    const inner = FRONT.replace(
      '[{ name: orders }]',
      '\n    - { name: orders }\n    - { name: b, partitions: 0 }',
    );
    expect(problemsOf(step('{}'), inner)[0]).toContain('line 7, scenario.topics[1].partitions: ');
  });

  test('of a field, an expression, a text and a syntax error of a step', () => {
    expect(problemsOf(step('watchFor: []\nwachFor: []'))).toEqual([
      "line 15, A step: wachFor: is not a field that exists here (got 'wachFor'). Did you mean 'watchFor'?",
    ]);
    const task = 'do:\n  task: Do it\n  solution: []\n  check: lagg("billing") == 0';
    expect(problemsOf(step(task))).toEqual([
      expect.stringMatching(/^line 17, A step: there is no query 'lagg'.*Did you mean 'lag'\?$/),
    ]);
    expect(problemsOf(step('watchFor: []\ndo: [}'))).toEqual([
      expect.stringMatching(/^line 15, A step: must be YAML/),
    ]);
    expect(
      problemsOf(step('watchFor: []\ndo:\n  task: <b>no</b>\n  check: "true"\n  solution: []'))[0],
    ).toContain('line 16, A step: must not hold HTML');
  });
});

test.each([
  ['lag("billing") === 0', 'operator === is not part of the language'],
  ['lag("billing") | 0', 'operator | is not part of the language'],
  ['lag()', 'lag('],
  ['billing', 'billing stands alone'],
])('the expression %s is refused', (check, rule) => {
  const [problem = ''] = problemsOf(step(`do: { task: x, solution: [], check: '${check}' }`));
  expect(problem).toContain(rule);
});

test.each([
  [
    '```stepp\nwatchFor: []\n```',
    "is no block that exists here (got 'stepp'). Did you mean 'step'?",
  ],
  ['```python kafka-pyton\nx\n```', "Did you mean 'kafka-python'?"],
  ['```step\nwatchFor: []', "must be closed (got '```step'). End it with ```."],
  ['<script>alert(1)</script>', 'must not hold HTML'],
  ['text <img src=x onerror=alert(1)> text', 'must not hold HTML'],
  ['[here](javascript:alert(1))', "must not lead there (got 'javascript:alert(1)')"],
  ['[here](http://example.com)', 'Links begin with # (a page of the site) or https://.'],
  ['![a picture](https://example.com/a.png)', 'must not show pictures'],
])('%j is refused', (text, rule) => {
  expect(problemsOf(`## A step\n\n${text}\n`)).toEqual([
    expect.stringMatching(/^line 11, A step: /),
  ]);
  expect(problemsOf(`## A step\n\n${text}\n`)[0]).toContain(rule);
});

test.each([
  ['watchFor: [producer:p2]', "must name a producer that is there (got 'p2'). Did you mean 'p1'?"],
  ['watchFor: [group:biling]', "Did you mean 'billing'?"],
  ['watchFor: [broker:7]', 'must name a broker that is there'],
  ['watchFor: [topic:order]', "Did you mean 'orders'?"],
  [
    'do: { task: x, check: "true", solution: [{ type: consumer.crash, consumer: billing-c9 }] }',
    "must name a consumer that is there (got 'billing-c9'). Did you mean 'billing-c1'?",
  ],
])('%s names what is not there', (yaml, rule) => {
  const [problem = ''] = problemsOf(step(yaml));
  expect(problem).toMatch(/^line 14, A step: /);
  expect(problem).toContain(rule);
});

test('what a command makes is there', () => {
  const made =
    'do: { task: x, check: "true", solution: [{ type: broker.add, id: 7 }, { type: broker.crash, broker: 7 }] }';
  expect(problemsOf(step(made))).toEqual([]);
});
