// What a new lesson begins with: one task, one prediction, and what one knows then. It passes as it is.

/** `TITLE` stands where the title goes, as YAML. */
export const SKELETON = `---
title: TITLE
question: What would a learner type into a search?
minutes: 8
draft: true
view: topic
takeHome: One sentence to take home.
teaches: []
scenario:
  version: 1
  name: One broker, one topic
  cluster:
    brokers: 1
    configs: { offsets.topic.replication.factor: 1, offsets.topic.num.partitions: 1 }
  topics: [{ name: orders, partitions: 3 }]
  producers: [{ id: p1, topic: orders, recordsPerSecond: 0 }]
---

## Something to do

At most sixty words, and then something moves.

\`\`\`step
watchFor: [producer:p1]
controls:
  - produce: { producer: p1, topic: orders, withKey: true, keys: [anna, ben], label: Produce }
do:
  task: Produce a record.
  check: acked("orders") > before(acked("orders"))
  hints:
    - { when: 'commands("record.produce") == 0', say: 'Press **Produce**.' }
    - { say: 'Let time run.' }
  solution:
    - { type: record.produce, producer: p1, topic: orders, key: anna, value: tea }
  solutionTakes: 4s
  explanation: What it was good for.
\`\`\`

## Something to predict

\`\`\`step
predict:
  question: 'Two records with the key \`\${key}\` are produced. In how many partitions do they lie?'
  answerType: number
  variants: [{ key: anna }, { key: dan }]
  commands:
    - { type: record.produce, producer: p1, topic: orders, key: '\${key}', each: { value: [a, b] }, every: 500ms }
  until: acked("orders") - before(acked("orders")) == 2
  for: 6s
  answer: grownPartitions("orders")
  because:
    '2': Why people say so, and what speaks against it.
    else: Where to look.
  explanation: Why it is so, with the new word in **bold**.
\`\`\`

## What you know now

- Three to five sentences.
`;
