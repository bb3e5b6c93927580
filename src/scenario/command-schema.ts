// What each command may carry when it comes from a document or a link. One entry per command of
// `kafka/commands.ts`; the type check at the end holds the two together.
import * as v from 'valibot';
import { complaintAbout, regexEngine } from '#base/regex.ts';
import type { KafkaCommandType, KafkaRequest } from '#kafka/commands.ts';
import { atMost, textSchema, upTo, wholeUpTo } from './limit-schemas.ts';
import { LIMITS } from './limits.ts';
import { API_NAMES } from '#kafka/protocol/api-table.ts';
import { requestBodySchema } from './request-schema.ts';
import { ruleOf } from './words.ts';

const text = textSchema;

/** A regular expression as text. */
export const regexSchema = v.pipe(
  v.string('must be text'),
  v.maxLength(LIMITS.pattern.most, `must have at most ${LIMITS.pattern.most} letters`),
  v.rawCheck(({ dataset, addIssue }) => {
    // On the page its engine comes once a document needs it; then the document is read once more.
    if (!dataset.typed || !regexEngine.isInstalled) return;
    const message = complaintAbout(dataset.value);
    if (message !== null) addIssue({ message });
  }),
);

const id = v.pipe(
  v.number('must be a number'),
  v.integer('must be a whole number'),
  v.minValue(0, 'must not be negative'),
  v.maxValue(Number.MAX_SAFE_INTEGER, 'must be a number that can be counted'),
);
const quantity = upTo('processingMs');
const positive = v.pipe(id, v.minValue(1, 'must be at least 1'));
const configs = v.record(
  v.string(),
  v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String)),
);
const keys = v.variant('type', [
  v.strictObject({ type: v.literal('none') }),
  v.strictObject({ type: v.picklist(['few', 'many']), count: wholeUpTo('keys', 1) }),
  v.strictObject({
    type: v.literal('hot'),
    count: wholeUpTo('keys', 2),
    hotPercent: v.pipe(quantity, v.maxValue(100, 'must be at most 100')),
  }),
  v.strictObject({
    type: v.literal('list'),
    keys: v.pipe(v.array(text), v.minLength(1, 'must name at least one key'), atMost('keys')),
  }),
]);
const delayUs = v.pipe(
  id,
  v.maxValue(LIMITS.latencyMs.most * 1_000, `must be at most a minute: ${LIMITS.latencyMs.why}`),
);
const link = v.strictObject({
  latencyUs: delayUs,
  jitterUs: delayUs,
  lossPerMillion: v.pipe(id, v.maxValue(1_000_000, 'must be at most 1000000')),
});
const broker = v.strictObject({ broker: id });
const controller = v.strictObject({ controller: id });
const producer = v.strictObject({ producer: text });
const consumer = v.strictObject({ consumer: text });
const pair = v.strictObject({ a: text, b: text });
/** `after` is another word for `sync`. */
export const commitSchema = v.pipe(
  v.picklist(
    ['auto', 'sync', 'after', 'async', 'none', 'before', 'each'],
    'must be "auto", "sync" (or "after"), "async", "none", "before" or "each"',
  ),
  v.transform((mode) => (mode === 'after' ? 'sync' : mode)),
);
const commit = commitSchema;
/** How an application works on one record after the other; what is left out never happens. */
export const handlingSchema = v.strictObject({
  failOn: v.optional(v.nullable(regexSchema), null),
  onFailure: v.optional(
    v.picklist(['crash', 'retry', 'skip', 'dlq'], 'must be "crash", "retry", "skip" or "dlq"'),
    'crash',
  ),
  attempts: v.optional(positive, 1),
  retryMs: v.optional(upTo('processingMs'), 0),
  slowOn: v.optional(v.nullable(regexSchema), null),
  slowMs: v.optional(upTo('processingMs'), 0),
  deadLetters: v.optional(v.nullable(v.strictObject({ producer: text, topic: text })), null),
  restartMs: v.optional(v.nullable(upTo('processingMs')), null),
});
const subscription = {
  pattern: v.nullable(regexSchema),
  assign: v.nullable(v.array(v.strictObject({ topic: text, partition: id }))),
  filter: v.nullable(regexSchema),
};
/** How keys become partitions. */
export const partitionerSchema = v.picklist(
  ['murmur2', 'crc32', 'murmur2_random'],
  'must be "murmur2", "crc32" or "murmur2_random"',
);
const words = (fallback: readonly string[]) =>
  v.optional(v.pipe(v.array(text), v.minLength(1, 'must name at least one')), [...fallback]);
/** What a producer writes besides keys, and when. */
export const workloadFields = {
  orders: v.optional(
    v.nullable(
      v.strictObject({
        key: v.optional(v.nullable(v.picklist(['id', 'customer', 'country', 'type'])), null),
        customers: words(['anna', 'ben', 'cleo']),
        countries: words(['DE', 'FR', 'IT']),
        types: words(['created', 'paid', 'sent']),
        open: v.optional(positive, 3),
      }),
    ),
  ),
  values: v.optional(v.pipe(v.array(text), v.minLength(1, 'must name at least one'))),
  burst: v.optional(
    v.nullable(
      v.strictObject({ records: wholeUpTo('burst', 1), everyMs: upTo('processingMs', 1) }),
    ),
  ),
};
const producerFields = {
  topic: text,
  keys,
  partitioner: v.optional(partitionerSchema),
  ...workloadFields,
  recordsPerSecond: upTo('recordsPerSecond'),
  valueBytes: wholeUpTo('valueBytes'),
  recordsMax: v.nullable(wholeUpTo('records')),
  configs,
};

const dataSchemas = {
  'cluster.create': v.strictObject({
    brokers: v.array(v.strictObject({ id, rack: v.nullable(text) })),
    controllers: v.strictObject({ mode: v.picklist(['combined', 'separate']), ids: v.array(id) }),
    configs,
    network: link,
  }),
  'broker.add': v.strictObject({
    id: wholeUpTo('nodeId'),
    rack: v.optional(v.nullable(text), null),
  }),
  'broker.stop': broker,
  'broker.crash': broker,
  'broker.restart': broker,
  'broker.pause': broker,
  'broker.resume': broker,
  'disk.set': v.strictObject({ broker: id, appendLatencyMs: upTo('diskMs') }),
  'controller.crash': controller,
  'controller.restart': controller,
  'topic.create': v.strictObject({
    topic: text,
    partitions: v.optional(wholeUpTo('partitions'), 1),
    replicationFactor: v.optional(wholeUpTo('brokers'), 1),
    assignments: v.optional(v.nullable(v.array(v.array(id))), null),
    configs: v.optional(configs, {}),
  }),
  'partitions.create': v.strictObject({ topic: text, count: wholeUpTo('partitions') }),
  'topic.delete': v.strictObject({ topic: text }),
  'config.alter': v.strictObject({
    resourceType: v.picklist(['TOPIC', 'BROKER', 'GROUP']),
    resourceName: text,
    name: text,
    value: v.nullable(v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String))),
  }),
  'leader.elect': v.strictObject({
    electionType: v.picklist(['PREFERRED', 'UNCLEAN']),
    topic: v.optional(v.nullable(text), null),
    partition: v.optional(v.nullable(id), null),
  }),
  'partition.reassign': v.strictObject({
    topic: text,
    partition: id,
    replicas: v.nullable(v.array(id)),
  }),
  'producer.add': v.strictObject({ id: text, ...producerFields }),
  'producer.remove': producer,
  'producer.crash': producer,
  'producer.restart': producer,
  'producer.pause': producer,
  'producer.resume': producer,
  'producer.alter': v.strictObject({
    producer: text,
    changes: v.partial(v.strictObject(producerFields)),
  }),
  'record.produce': v.strictObject({
    producer: text,
    topic: text,
    key: v.optional(v.nullable(text), null),
    value: v.optional(v.nullable(text), null),
    partition: v.optional(v.nullable(id), null),
    headers: v.optional(v.array(v.strictObject({ key: text, value: v.nullable(text) }))),
  }),
  'consumer.add': v.strictObject({
    id: text,
    group: v.nullable(text),
    topics: v.array(text),
    pattern: v.optional(subscription.pattern),
    assign: v.optional(subscription.assign),
    filter: v.optional(subscription.filter),
    processingMs: upTo('processingMs'),
    commit,
    handling: v.optional(v.nullable(handlingSchema)),
    rack: v.nullable(text),
    configs,
  }),
  'consumer.remove': consumer,
  'consumer.crash': consumer,
  'consumer.restart': consumer,
  'consumer.pause': consumer,
  'consumer.resume': consumer,
  'consumer.alter': v.strictObject({
    consumer: text,
    changes: v.partial(
      v.strictObject({
        processingMs: upTo('processingMs'),
        commit,
        handling: v.nullable(handlingSchema),
        topics: v.array(text),
        ...subscription,
        configs,
      }),
    ),
  }),
  'consumer.seek': v.strictObject({
    consumer: text,
    topic: text,
    partition: v.optional(id, 0),
    offset: v.union(
      [id, v.picklist(['beginning', 'end']), v.strictObject({ timestampMs: id })],
      'must be a number, "beginning", "end" or {"timestampMs"}',
    ),
  }),
  'consumer.commit': v.strictObject({
    consumer: text,
    offsets: v.optional(
      v.nullable(
        v.array(v.strictObject({ topic: text, partition: v.optional(id, 0), offset: id })),
      ),
      null,
    ),
  }),
  'partition.pause': v.strictObject({ consumer: text, topic: text, partition: id }),
  'partition.resume': v.strictObject({ consumer: text, topic: text, partition: id }),
  'client.add': v.strictObject({ id: text }),
  'client.remove': v.strictObject({ client: text }),
  'client.request': v.strictObject({
    client: text,
    correlationId: id,
    to: v.union([id, v.picklist(['bootstrap', 'controller'])]),
    body: requestBodySchema,
    timeoutMs: v.optional(quantity, 30_000),
  }),
  'tool.run': v.strictObject({
    id: text,
    terminal: v.optional(id, 1),
    line: text,
    tool: text,
    args: v.array(text),
    stdin: v.optional(v.nullable(text), null),
    files: v.optional(v.record(v.string(), text), {}),
    host: v.optional(v.nullable(id), null),
  }),
  'tool.input': v.strictObject({ tool: text, text: v.nullable(text) }),
  'tool.stop': v.strictObject({ tool: text }),
  'packet.drop': v.strictObject({ packet: id }),
  'packet.delay': v.strictObject({
    packet: id,
    byUs: v.pipe(id, v.maxValue(LIMITS.timeUs.most, 'must be at most a year')),
  }),
  'fault.arm': v.strictObject({
    api: v.optional(v.nullable(v.picklist(API_NAMES, 'must be the name of an API')), null),
    kind: v.optional(v.picklist(['request', 'response']), 'request'),
    from: v.optional(v.nullable(text), null),
    to: v.optional(v.nullable(text), null),
    action: v.optional(v.picklist(['drop', 'delay']), 'drop'),
    delayMs: v.optional(upTo('delayMs'), 0),
    times: v.optional(positive, 1),
  }),
  'network.set': link,
  'link.cut': pair,
  'link.heal': pair,
} satisfies Record<KafkaCommandType, v.GenericSchema>;

export const COMMAND_TYPES = Object.keys(dataSchemas) as readonly KafkaCommandType[];

/** The fields that a command of that name may have; none: there is no such command. */
export function fieldsOfCommand(type: string): readonly string[] {
  return isCommandType(type) ? Object.keys(dataSchemas[type].entries) : [];
}

function isCommandType(type: string): type is KafkaCommandType {
  return Object.hasOwn(dataSchemas, type);
}

/** `{type, data}` → a request that the session may dispatch. */
export const commandSchema = v.pipe(
  v.object({ type: text, data: v.looseObject({}) }),
  v.rawTransform(({ dataset, addIssue, NEVER }): KafkaRequest => {
    const { type, data } = dataset.value;
    if (!isCommandType(type)) {
      addIssue({
        message: 'must be the name of a command',
        input: type,
        path: pathTo('type', type),
      });
      return NEVER;
    }
    const parsed = v.safeParse(dataSchemas[type], data);
    if (!parsed.success) {
      for (const issue of parsed.issues) {
        addIssue({
          message: ruleOf(issue),
          input: issue.input,
          path: [...pathTo('data', data), ...((issue.path ?? []) as never[])] as never,
        });
      }
      return NEVER;
    }
    // Each schema above is held to its command's data by `schemasFit`.
    return { type, data: parsed.output } as KafkaRequest;
  }),
);

function pathTo(key: string, value: unknown): [v.IssuePathItem] {
  return [{ type: 'unknown', origin: 'value', input: {}, key, value }] as unknown as [
    v.IssuePathItem,
  ];
}
