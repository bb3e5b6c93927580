// The scenario document as a person writes it: which fields there are, their types and defaults.
// Cross-references (does the topic exist?) and configs are checked in checks.ts.
import * as v from 'valibot';
import { parseDuration } from './duration.ts';
import { CLIENT_FAMILIES } from './client-family.ts';
import { atMost, LIMITS, textSchema, upTo, wholeUpTo } from './limits.ts';
import {
  commandSchema,
  commitSchema,
  handlingSchema,
  partitionerSchema,
  regexSchema,
  workloadFields,
} from './command-schema.ts';
import { THEME_NAMES } from './presets.ts';
import { ruleOf } from './words.ts';

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
  v.check(
    (value) => (parseDuration(value) ?? 0) * 1_000 <= LIMITS.timeUs.most,
    `must be at most a year: ${LIMITS.timeUs.why}`,
  ),
  v.transform((value) => parseDuration(value) ?? 0),
);

const percent = v.pipe(
  v.number('must be a number'),
  v.minValue(0, 'must not be negative'),
  v.maxValue(100, 'must be at most 100'),
);

const seedSchema = v.pipe(
  v.number('must be a number'),
  v.integer('must be a whole number'),
  v.minValue(0, 'must not be negative'),
  v.maxValue(0xffff_ffff, 'must be at most 4294967295'),
);

const brokerSchema = v.strictObject({
  id: wholeUpTo('nodeId'),
  rack: v.optional(v.nullable(nameSchema), null),
});

const controllersSchema = v.union(
  [
    v.picklist(['combined', 'separate']),
    v.strictObject({
      mode: v.picklist(['combined', 'separate'], 'must be "combined" or "separate"'),
      count: v.optional(wholeUpTo('controllers', 1)),
      ids: v.optional(
        v.pipe(
          v.array(wholeUpTo('nodeId')),
          v.minLength(1, 'must name at least one controller'),
          atMost('controllers'),
        ),
      ),
    }),
  ],
  'must be "combined", "separate" or {"mode", "count"}',
);

export const keyPlanSchema = v.union(
  [
    v.picklist(['none', 'few', 'many', 'hot']),
    v.strictObject({ type: v.literal('none') }),
    v.strictObject({ type: v.picklist(['few', 'many']), count: wholeUpTo('keys', 1) }),
    v.strictObject({
      type: v.literal('hot'),
      count: wholeUpTo('keys', 2),
      hotPercent: percent,
    }),
    v.strictObject({
      type: v.literal('list'),
      keys: v.pipe(
        v.array(textSchema),
        v.minLength(1, 'must name at least one key'),
        atMost('keys'),
      ),
    }),
  ],
  'must be "none", "few", "many", "hot" or an object such as {"type": "few", "count": 4}',
);

export const topicSchema = v.strictObject({
  name: textSchema,
  partitions: v.optional(wholeUpTo('partitions', 1), 1),
  replicationFactor: v.optional(wholeUpTo('brokers', 1), 1),
  assignments: v.optional(
    v.nullable(v.pipe(v.array(v.array(wholeUpTo('nodeId'))), atMost('partitions'))),
    null,
  ),
  configs: v.optional(configsSchema, {}),
});

export const producerSchema = v.strictObject({
  id: v.optional(nameSchema),
  topic: textSchema,
  keys: v.optional(keyPlanSchema, 'few'),
  partitioner: v.optional(partitionerSchema),
  ...workloadFields,
  /** Whose defaults it has (client-family.ts). */
  client: v.optional(v.picklist(CLIENT_FAMILIES, `must be one of ${CLIENT_FAMILIES.join(', ')}`)),
  recordsPerSecond: v.optional(upTo('recordsPerSecond'), 1),
  valueBytes: v.optional(wholeUpTo('valueBytes'), 100),
  recordsMax: v.optional(v.nullable(wholeUpTo('records')), null),
  configs: v.optional(configsSchema, {}),
});

const consumerFields = {
  processingMs: v.optional(upTo('processingMs')),
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
  topics: v.optional(v.pipe(v.array(textSchema), atMost('topics')), []),
  consumers: v.optional(
    v.union([wholeUpTo('consumers'), v.pipe(v.array(memberSchema), atMost('consumers'))]),
    1,
  ),
  ...consumerFields,
});

export const consumerSchema = v.strictObject({
  id: nameSchema,
  group: v.optional(v.nullable(nameSchema), null),
  topics: v.optional(v.pipe(v.array(textSchema), atMost('topics')), []),
  assign: v.optional(
    v.nullable(v.array(v.strictObject({ topic: textSchema, partition: wholeUpTo('partitions') }))),
  ),
  ...consumerFields,
});

export const networkSchema = v.strictObject({
  latencyMs: v.optional(upTo('latencyMs'), 1),
  jitterMs: v.optional(upTo('latencyMs'), 0.5),
  lossPercent: v.optional(percent, 0),
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
        message: ruleOf(issue),
        input: issue.input,
        ...(path.length > 0 ? { path: path as never } : {}),
      });
    }
    return NEVER;
  }),
);

export const scenarioSchema = v.strictObject({
  version: v.optional(v.number(), 1),
  name: v.optional(textSchema, 'Untitled'),
  description: v.optional(textSchema, ''),
  /** Where it stands among the site's presets (presets.ts). */
  theme: v.optional(v.picklist(THEME_NAMES, `must be one of: ${THEME_NAMES.join(', ')}`)),
  order: v.optional(v.number('must be a number')),
  seed: v.optional(seedSchema, 42),
  cluster: v.optional(
    v.strictObject({
      brokers: v.optional(
        v.union(
          [
            wholeUpTo('brokers', 1),
            v.pipe(v.array(brokerSchema), v.minLength(1), atMost('brokers')),
          ],
          `must be a number from 1 to ${LIMITS.brokers.most}, or a list of {"id", "rack"}`,
        ),
        3,
      ),
      controllers: v.optional(controllersSchema, 'combined'),
      configs: v.optional(configsSchema, {}),
      network: v.optional(networkSchema, {}),
    }),
    {},
  ),
  topics: v.optional(v.pipe(v.array(topicSchema), atMost('topics')), []),
  producers: v.optional(v.pipe(v.array(producerSchema), atMost('producers')), []),
  groups: v.optional(v.pipe(v.array(groupSchema), atMost('groups')), []),
  consumers: v.optional(v.pipe(v.array(consumerSchema), atMost('allConsumers')), []),
  commands: v.optional(v.pipe(v.array(timedCommandSchema), atMost('commands')), []),
  startAt: v.optional(v.union([v.picklist(['boot', 'ready']), durationSchema]), 'ready'),
});

/** The document after its own schema, before shorthands are written out. */
export type WrittenScenario = v.InferOutput<typeof scenarioSchema>;
