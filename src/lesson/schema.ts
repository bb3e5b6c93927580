// What an author may write in a lesson's front matter and in the `step` blocks under its headings.
import * as v from 'valibot';
import { VIEW_IDS } from '#base/view-id.ts';
import { commandSchema } from '#scenario/command-schema.ts';
import { durationSchema } from '#scenario/schema.ts';
import { rounds, spelledOut } from './shorthand.ts';

const text = v.string('must be text');
const texts = v.array(text, 'must be a list');

/** `each: { key: [a, b] }`: the command as often as there are values, with one of them each time. */
const eachSchema = v.record(text, v.array(v.unknown()));

/**
 * A command as in scenarios, `{type: broker.crash, broker: 2}`; `at` says how long after the run began,
 * `each` and `every` repeat it.
 */
const requestsSchema = v.pipe(
  v.looseObject({
    type: text,
    at: v.optional(durationSchema, 0),
    each: v.optional(eachSchema, {}),
    every: v.optional(durationSchema, 0),
  }),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { type, at, each, every, ...data } = dataset.value;
    const requests = [];
    for (const [index, values] of rounds(each).entries()) {
      const parsed = v.safeParse(commandSchema, {
        type,
        data: spelledOut(type, { ...data, ...values }),
      });
      if (!parsed.success) {
        const message = parsed.issues.map((issue) => issue.message).join('; ');
        const hint = v.getDotPath(parsed.issues[0]) ?? '';
        addIssue({ message: `${type}: ${message} (${hint})` });
        return NEVER;
      }
      requests.push({ afterMs: at + index * every, request: parsed.output });
    }
    return requests;
  }),
);

const commandsSchema = v.pipe(
  v.array(requestsSchema),
  v.transform((all) => all.flat().toSorted((a, b) => a.afterMs - b.afterMs)),
);

const runSchema = {
  commands: v.optional(commandsSchema, []),
  until: v.optional(text),
  for: v.optional(durationSchema, 10_000),
};

const choiceSchema = v.union(
  [text, v.strictObject({ label: text, because: v.optional(text), target: v.optional(text) })],
  'must be a label, or a label with because and target',
);

/** What a variant puts in: a list where `${name}` stands alone. */
const valueSchema = v.union([text, v.number(), v.array(v.union([text, v.number()]))]);

export const predictSchema = v.strictObject({
  question: text,
  answerType: v.optional(
    v.picklist(['choice', 'number', 'text', 'point', 'order', 'set']),
    'choice',
  ),
  /** Value → label, or label and why it is wrong, in the order in which they are offered. */
  choices: v.optional(v.record(v.string(), choiceSchema), {}),
  tolerance: v.optional(v.number(), 0),
  unit: v.optional(text, ''),
  ...runSchema,
  answer: text,
  explanation: text,
  because: v.optional(v.record(v.string(), text), {}),
  evidence: v.optional(texts, []),
  compare: v.optional(v.array(v.strictObject({ label: text, ...runSchema })), []),
  variants: v.optional(v.array(v.record(v.string(), valueSchema)), []),
  recalls: v.optional(text),
});

const hintsSchema = v.optional(v.array(v.strictObject({ when: v.optional(text), say: text })), []);

const doSchema = v.strictObject({
  task: text,
  check: text,
  hints: hintsSchema,
  solution: commandsSchema,
  solutionTakes: v.optional(durationSchema, 10_000),
  explanation: v.optional(text, ''),
});

const solutionFields = {
  name: text,
  commands: commandsSchema,
  takes: v.optional(durationSchema, 30_000),
};

const challengeSchema = v.strictObject({
  task: text,
  goal: text,
  always: v.optional(v.array(v.strictObject({ condition: text, say: text })), []),
  within: durationSchema,
  par: v.number(),
  star: v.optional(v.strictObject({ goal: text, say: text })),
  hints: hintsSchema,
  solutions: v.pipe(
    v.array(v.strictObject(solutionFields)),
    v.minLength(1, 'must have a solution'),
  ),
  traps: v.optional(v.array(v.strictObject({ ...solutionFields, shows: text, say: text })), []),
  explanation: v.optional(text, ''),
});

/** `{label, …}`: a button for `fault.arm`. */
const faultSchema = v.pipe(
  v.looseObject({ label: text }),
  v.transform(({ label, ...fault }) => ({ label, request: { type: 'fault.arm', ...fault } })),
  v.object({ label: text, request: requestsSchema }),
);

const controlSchema = v.union(
  [
    v.strictObject({
      produce: v.strictObject({
        producer: text,
        topic: text,
        withKey: v.optional(v.boolean(), false),
        keys: v.optional(texts, []),
        label: v.optional(text, 'Produce a record'),
        hashFor: v.optional(v.number(), 0),
      }),
    }),
    v.strictObject({
      command: v.strictObject({
        label: text,
        request: v.optional(requestsSchema),
        requests: v.optional(commandsSchema),
      }),
    }),
    v.strictObject({
      knob: v.strictObject({
        label: text,
        options: v.record(v.string(), requestsSchema),
      }),
    }),
    v.strictObject({ fault: faultSchema }),
    v.strictObject({ murmur2: v.strictObject({ partitions: v.array(v.number()) }) }),
    v.strictObject({
      seats: v.strictObject({ keys: texts, partitions: v.array(v.number()) }),
    }),
  ],
  'must be one of produce, command, knob, fault, murmur2, seats, with its fields',
);

/** The YAML in a ```step block. */
export const stepSchema = v.strictObject({
  /** A world of its own, as in `public/scenarios`. */
  scenario: v.optional(v.unknown()),
  watchFor: v.optional(texts, []),
  controls: v.optional(v.array(controlSchema), []),
  view: v.optional(v.picklist(VIEW_IDS)),
  select: v.optional(text),
  speed: v.optional(v.union([v.number(), v.literal('follow')])),
  /** Opens the terminal; the tools that are needed there. */
  terminal: v.optional(texts),
  /** Kept as it is: variants put their values into it first. */
  predict: v.optional(v.unknown()),
  do: v.optional(doSchema),
  challenge: v.optional(challengeSchema),
});

/** The YAML at the top of the file. */
export const frontMatterSchema = v.strictObject({
  title: text,
  question: text,
  minutes: v.optional(v.number(), 5),
  draft: v.optional(v.boolean(), false),
  view: v.optional(v.picklist(VIEW_IDS), 'topic'),
  labels: v.optional(v.picklist(['plain', 'kafka']), 'kafka'),
  takeHome: v.optional(text, ''),
  teaches: v.optional(texts, []),
  scenario: v.unknown(),
});

export type WrittenStep = v.InferOutput<typeof stepSchema>;
export type WrittenPrediction = v.InferOutput<typeof predictSchema>;
export type WrittenRun = Pick<WrittenPrediction, 'commands' | 'until' | 'for'>;
