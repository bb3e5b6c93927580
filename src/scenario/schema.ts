// The scenario document as a person writes it: which fields there are, their types and defaults.
// Cross-references (does the topic exist?) and configs are checked in checks.ts.
import * as v from 'valibot';
import { parseDuration } from './duration.ts';
import { CLIENT_FAMILIES } from './client-family.ts';
import {
  commandSchema,
  commitSchema,
  handlingSchema,
  partitionerSchema,
  regexSchema,
  workloadFields,
} from './command-schema.ts';
import { THEME_NAMES } from './presets.ts';

/** Most that a document may ask for; the page's own sliders stop much earlier. */
export const LIMITS = { brokers: 100, partitions: 10_000, producers: 100, consumers: 200 } as const;

const wholeNumber = (least: number, most: number) =>
  v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number'),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  );

const amount = (least: number, most: number) =>
  v.pipe(
    v.number('must be a number'),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  );

/** Names that fit into node ids, client ids and links. */
export const nameSchema = v.pipe(
  v.string('must be text'),
  v.regex(/^[A-Za-z0-9._-]{1,60}$/, 'must be 1 to 60 letters, digits, dots, dashes or underscores'),
);

/** Config values may be written as text, number or boolean; Kafka reads text. */
export const configsSchema = v.record(
  v.string(),
  v.pipe(
    v.union([v.string(), v.number(), v.boolean()], 'must be text, a number, true or false'),
    v.transform(String),
  ),
);

export const durationSchema = v.pipe(
  v.union([v.string(), v.number()], 'must be a duration such as "10s", or a number of ms'),
  v.check(
    (value) => parseDuration(value) !== null,
    'must be a duration such as "10s", "1m30s" or "250ms", or a number of ms',
  ),
  v.transform((value) => parseDuration(value) ?? 0),
);

const brokerSchema = v.strictObject({
  id: wholeNumber(0, 10_000),
  rack: v.optional(v.nullable(nameSchema), null),
});

const controllersSchema = v.union(
  [
    v.picklist(['combined', 'separate']),
    v.strictObject({
      mode: v.picklist(['combined', 'separate'], 'must be "combined" or "separate"'),
      count: v.optional(wholeNumber(1, 9)),
      ids: v.optional(v.array(wholeNumber(0, 10_000))),
    }),
  ],
  'must be "combined", "separate" or {"mode", "count"}',
);

export const keyPlanSchema = v.union(
  [
    v.picklist(['none', 'few', 'many', 'hot']),
    v.strictObject({ type: v.literal('none') }),
    v.strictObject({ type: v.picklist(['few', 'many']), count: wholeNumber(1, 100_000) }),
    v.strictObject({
      type: v.literal('hot'),
      count: wholeNumber(2, 100_000),
      hotPercent: amount(0, 100),
    }),
    v.strictObject({
      type: v.literal('list'),
      keys: v.pipe(v.array(v.string()), v.minLength(1, 'must name at least one key')),
    }),
  ],
  'must be "none", "few", "many", "hot" or an object such as {"type": "few", "count": 4}',
);

export const topicSchema = v.strictObject({
  name: v.string('must be text'),
  partitions: v.optional(wholeNumber(1, LIMITS.partitions), 1),
  replicationFactor: v.optional(wholeNumber(1, LIMITS.brokers), 1),
  assignments: v.optional(v.nullable(v.array(v.array(wholeNumber(0, 10_000)))), null),
  configs: v.optional(configsSchema, {}),
});

export const producerSchema = v.strictObject({
  id: v.optional(nameSchema),
  topic: v.string('must be text'),
  keys: v.optional(keyPlanSchema, 'few'),
  partitioner: v.optional(partitionerSchema),
  ...workloadFields,
  /** Whose defaults it has (client-family.ts). */
  client: v.optional(v.picklist(CLIENT_FAMILIES, `must be one of ${CLIENT_FAMILIES.join(', ')}`)),
  recordsPerSecond: v.optional(amount(0, 100_000), 1),
  valueBytes: v.optional(wholeNumber(0, 1_000_000), 100),
  recordsMax: v.optional(v.nullable(wholeNumber(0, 1_000_000_000)), null),
  configs: v.optional(configsSchema, {}),
});

const consumerFields = {
  processingMs: v.optional(amount(0, 3_600_000)),
  commit: v.optional(commitSchema),
  handling: v.optional(v.nullable(handlingSchema)),
  rack: v.optional(v.nullable(nameSchema)),
  pattern: v.optional(v.nullable(regexSchema)),
  filter: v.optional(v.nullable(regexSchema)),
  configs: v.optional(configsSchema),
};

const memberSchema = v.strictObject({ id: v.optional(nameSchema), ...consumerFields });

export const groupSchema = v.strictObject({
  id: nameSchema,
  topics: v.optional(v.array(v.string()), []),
  consumers: v.optional(v.union([wholeNumber(0, LIMITS.consumers), v.array(memberSchema)]), 1),
  ...consumerFields,
});

export const consumerSchema = v.strictObject({
  id: nameSchema,
  group: v.optional(v.nullable(nameSchema), null),
  topics: v.optional(v.array(v.string()), []),
  assign: v.optional(
    v.nullable(v.array(v.strictObject({ topic: v.string(), partition: wholeNumber(0, 10_000) }))),
  ),
  ...consumerFields,
});

export const networkSchema = v.strictObject({
  latencyMs: v.optional(amount(0, 60_000), 1),
  jitterMs: v.optional(amount(0, 60_000), 0.5),
  lossPercent: v.optional(amount(0, 100), 0),
});

/** A command with its time: `{"at": "10s", "type": "broker.crash", "broker": 2}`. */
const timedCommandSchema = v.pipe(
  v.looseObject({ at: durationSchema, type: v.string('must be text') }),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { at, type, ...data } = dataset.value;
    const parsed = v.safeParse(commandSchema, { type, data });
    if (parsed.success) return { atMs: at, ...parsed.output };
    for (const issue of parsed.issues) {
      // `data.broker` inside is `broker` in the document.
      const path = issue.path?.filter((item) => item.key !== 'data') ?? [];
      addIssue({
        message: issue.message,
        input: issue.input,
        ...(path.length > 0 ? { path: path as never } : {}),
      });
    }
    return NEVER;
  }),
);

export const scenarioSchema = v.strictObject({
  version: v.optional(v.number(), 1),
  name: v.optional(v.string('must be text'), 'Untitled'),
  description: v.optional(v.string('must be text'), ''),
  /** Where it stands among the site's presets (presets.ts). */
  theme: v.optional(v.picklist(THEME_NAMES, `must be one of: ${THEME_NAMES.join(', ')}`)),
  order: v.optional(v.number('must be a number')),
  seed: v.optional(wholeNumber(0, 0xffff_ffff), 42),
  cluster: v.optional(
    v.strictObject({
      brokers: v.optional(
        v.union(
          [wholeNumber(1, LIMITS.brokers), v.pipe(v.array(brokerSchema), v.minLength(1))],
          `must be a number from 1 to ${LIMITS.brokers}, or a list of {"id", "rack"}`,
        ),
        3,
      ),
      controllers: v.optional(controllersSchema, 'combined'),
      configs: v.optional(configsSchema, {}),
      network: v.optional(networkSchema, {}),
    }),
    {},
  ),
  topics: v.optional(v.array(topicSchema), []),
  producers: v.optional(v.array(producerSchema), []),
  groups: v.optional(v.array(groupSchema), []),
  consumers: v.optional(v.array(consumerSchema), []),
  commands: v.optional(v.array(timedCommandSchema), []),
  startAt: v.optional(v.union([v.picklist(['boot', 'ready']), durationSchema]), 'ready'),
});

/** The document after its own schema, before shorthands are written out. */
export type WrittenScenario = v.InferOutput<typeof scenarioSchema>;
