// What an author may write in a lesson's front matter and in the `step` blocks under its headings.
import * as v from 'valibot';
import { VIEW_IDS } from '#base/view-id.ts';
import { commandSchema } from '#scenario/command-schema.ts';
import { durationSchema } from '#scenario/schema.ts';

const text = v.string('must be text');

/** A command as in scenarios, without a time: `{type: broker.crash, broker: 2}`. */
const requestSchema = v.pipe(
  v.looseObject({ type: text }),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { type, ...data } = dataset.value;
    const parsed = v.safeParse(commandSchema, { type, data });
    if (parsed.success) return parsed.output;
    addIssue({ message: `${type}: ${parsed.issues.map((issue) => issue.message).join('; ')}` });
    return NEVER;
  }),
);

const predictSchema = v.strictObject({
  question: text,
  answerType: v.optional(v.picklist(['choice', 'number', 'text']), 'choice'),
  /** Value → label, in the order in which they are offered. */
  choices: v.optional(v.record(v.string(), text), {}),
  commands: v.optional(v.array(requestSchema), []),
  until: v.optional(text),
  for: v.optional(durationSchema, 10_000),
  answer: text,
  explanation: text,
});

const doSchema = v.strictObject({
  task: text,
  check: text,
  hints: v.optional(v.array(v.strictObject({ when: v.optional(text), say: text })), []),
  solution: v.array(requestSchema),
  solutionTakes: v.optional(durationSchema, 10_000),
  explanation: v.optional(text, ''),
});

const controlSchema = v.union([
  v.strictObject({
    produce: v.strictObject({
      producer: text,
      topic: text,
      withKey: v.optional(v.boolean(), false),
      label: v.optional(text, 'Produce a record'),
    }),
  }),
  v.strictObject({ command: v.strictObject({ label: text, request: requestSchema }) }),
  v.strictObject({ murmur2: v.strictObject({ partitions: v.array(v.number()) }) }),
]);

/** The YAML in a ```step block. */
export const stepSchema = v.strictObject({
  watchFor: v.optional(v.array(text), []),
  controls: v.optional(v.array(controlSchema), []),
  predict: v.optional(predictSchema),
  do: v.optional(doSchema),
});

/** The YAML at the top of the file. */
export const frontMatterSchema = v.strictObject({
  title: text,
  question: text,
  minutes: v.optional(v.number(), 5),
  view: v.optional(v.picklist(VIEW_IDS), 'topic'),
  scenario: v.unknown(),
});

export type WrittenStep = v.InferOutput<typeof stepSchema>;
