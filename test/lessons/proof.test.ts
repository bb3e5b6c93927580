// The proof of a lesson would notice: each line of a lesson that is wrong in every way is complained of.
import { expect, test } from 'vitest';
import { parseLesson } from '#lesson/parse.ts';
import { prove } from './proof.ts';

const WRONG = `---
title: Wrong in every way
question: Who would search for this?
minutes: 1
draft: true
view: topic
scenario:
  version: 1
  name: One broker
  cluster: { brokers: 1 }
  topics: [{ name: orders, partitions: 3 }]
  producers: [{ id: p1, topic: orders, recordsPerSecond: 1 }]
---

## Ask

\`\`\`step
controls:
  - command: { label: Start what runs, request: { type: broker.restart, broker: 1 } }
  - command: { label: Stop it, request: { type: broker.stop, broker: 1 } }
  - command: { label: Start it again, request: { type: broker.restart, broker: 1 } }
  - command: { label: Mend what is whole, request: { type: link.heal, a: producer-p1, b: broker-1 } }
predict:
  question: How many partitions are there?
  choices: { '2': two, '4': four }
  for: 1s
  answer: partitionCount("orders")
  because: { '3': There are. }
  explanation: There are.
\`\`\`

## Do

\`\`\`step
do:
  task: Wait.
  check: seconds() > 2
  solution: []
  solutionTakes: 1s
\`\`\`

## Try

\`\`\`step
challenge:
  task: Sell.
  goal: commands("record.produce") == 1
  within: 10s
  par: 0
  solutions:
    - { name: stop it, commands: [{ type: broker.stop, broker: 1 }], takes: 5s }
  traps:
    - name: sell
      commands: [{ type: record.produce, producer: p1, topic: orders, key: anna, value: tea }]
      takes: 5s
      shows: seconds() > 1
      say: It is none.
\`\`\`
`;

test('what is wrong with a lesson is found', () => {
  const { value, problems } = parseLesson('wrong', WRONG);
  expect(problems).toEqual([]);
  if (value === null) return;
  expect(prove(value)).toEqual({
    solution: ['Do: open', 'Try: open'],
    variants: ['Ask: 3 is not offered', 'Ask: 3 is said to be wrong, and is right'],
    idle: ['Do: done by doing nothing'],
    challenges: [
      'Try: stop it does not solve it',
      'Try: sell is no trap',
      'Try: no solution is within par',
    ],
    controls: ['Ask: Mend what is whole: nothing comes of it'],
    link: [],
  });
});
