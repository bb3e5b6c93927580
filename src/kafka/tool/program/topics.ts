// kafka-topics. Follows `org.apache.kafka.tools.TopicCommand` of Apache Kafka 4.3.
import { JavaHashMap, stringKeys, stringsInJavaHashOrder } from '#base/java-collections.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { DescribedConfig } from '#kafka/protocol/api/describe.ts';
import { checkConfig } from '#kafka/protocol/configs.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { Admin, AdminFailure, check } from '#kafka/tool/admin/client.ts';
import { describeTopics, listReassignments, type Reassignments } from '#kafka/tool/admin/reads.ts';
import { topicFilter } from '#kafka/tool/admin/topic-filter.ts';
import { maybeHelpOrVersion, optionsOf, usage } from '#kafka/tool/options/checks.ts';
import { BadOptionArgument, type OptionSet } from '#kafka/tool/options/joptsimple.ts';
import { type Call, print, println, type Run } from '#kafka/tool/tool.ts';
import { checkTopicOptions } from './topics-options.ts';

/** Topic names whose metrics could collide (`Topic.hasCollisionChars`). */
const COLLISION_CHARS = /[._]/;
const COLLISION_WARNING =
  "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. To avoid issues it is best to use either, but not both.";
const MOST_REPLICAS = 32_767;

/** What the tool itself objects to (`IllegalArgumentException`). */
class BadArgument extends Error {}

export function* topics(call: Call): Run {
  const options = yield* topicOptions(call);
  if (options === null) return 1;
  if (call.args.length === 0) {
    throw usage(options.grammar, 'Create, delete, describe, or change a topic.');
  }
  maybeHelpOrVersion(options);
  checkTopicOptions(options);
  const admin = new Admin(call);
  try {
    if (options.has('create')) yield* createTopic(admin, options);
    else if (options.has('alter')) yield* alterTopic(admin, options);
    else if (options.has('list')) yield* listTopics(admin, options);
    else if (options.has('describe')) yield* describe(admin, options);
    else yield* deleteTopic(admin, options);
    return 0;
  } catch (error) {
    if (!(error instanceof AdminFailure || error instanceof BadArgument)) throw error;
    const message = error instanceof AdminFailure ? error.exception.message : error.message;
    yield* println(`Error while executing topic command : ${message}`);
    return 1;
  }
}

/** The tool reads the values of its options late, and reports a bad one like any failure; null then. */
function* topicOptions(call: Call): Run<OptionSet | null> {
  try {
    return optionsOf(call);
  } catch (error) {
    if (!(error instanceof BadOptionArgument)) throw error;
    yield* println(`Error while executing topic command : ${error.complaint}`);
    return null;
  }
}

// ── Names ───────────────────────────────────────────────────────────────────────────────────

function* foundTopics(admin: Admin, options: OptionSet): Run<readonly string[]> {
  const topic = options.get('topic');
  const all = yield* admin.listTopics();
  const isWanted = topic === undefined ? () => true : topicFilter(topic);
  return all
    .filter(({ isInternal }) => !(isInternal && options.has('exclude-internal')))
    .map(({ name }) => name)
    .filter(isWanted)
    .sort();
}

function ensureFound(found: readonly string[], options: OptionSet): void {
  const topic = options.get('topic');
  if (topic === undefined || found.length > 0 || options.has('if-exists')) return;
  throw new BadArgument(`Topic '${topic}' does not exist as expected`);
}

// ── The sub-commands ────────────────────────────────────────────────────────────────────────

function* createTopic(admin: Admin, options: OptionSet): Run<void> {
  const name = options.get('topic') ?? '';
  const partitions = numberOf(options, 'partitions');
  const replicationFactor = numberOf(options, 'replication-factor');
  const assignment = options.get('replica-assignment');
  const configs = newConfigs(options);
  const assignments = assignment === undefined ? null : parseAssignment(assignment);
  if (COLLISION_CHARS.test(name)) yield* println(COLLISION_WARNING);
  if (replicationFactor !== null && (replicationFactor < 1 || replicationFactor > MOST_REPLICAS)) {
    throw new BadArgument(
      `The replication factor must be between 1 and ${MOST_REPLICAS} inclusive`,
    );
  }
  if (partitions !== null && partitions < 1) {
    throw new BadArgument('The partitions must be greater than 0');
  }
  const topic: RequestBody<'CreateTopics'>['topics'][number] = {
    name,
    numPartitions: assignments === null ? (partitions ?? -1) : -1,
    replicationFactor: assignments === null ? (replicationFactor ?? -1) : -1,
    assignments,
    configs,
  };
  const body: RequestBody<'CreateTopics'> = { api: 'CreateTopics', topics: [topic] };
  const answer: ResponseBody<'CreateTopics'> = yield* admin.ask<'CreateTopics'>(body);
  const result = answer.topics[0] ?? { errorCode: answer.errorCode, errorMessage: null };
  if (result.errorCode === 'TOPIC_ALREADY_EXISTS' && options.has('if-not-exists')) return;
  check(result);
  yield* println(`Created topic ${name}.`);
}

function numberOf(options: OptionSet, name: string): number | null {
  const text = options.get(name);
  return text === undefined ? null : Number(text);
}

function newConfigs(options: OptionSet): Readonly<Record<string, string>> {
  const configs: Record<string, string> = {};
  for (const entry of options.all('config')) {
    const match = /^([^=]*)=(.*)$/s.exec(entry);
    if (match === null) {
      throw new BadArgument(
        'requirement failed: Invalid topic config: all configs to be added must be in the format "key=val".',
      );
    }
    configs[(match[1] ?? '').trim()] = (match[2] ?? '').trim();
  }
  for (const [name, value] of Object.entries(configs)) {
    const problem = checkConfig('topic', name, value);
    if (problem !== null) throw new BadArgument(problem);
  }
  return configs;
}

/** `1:2,2:3`: the brokers of each partition. */
function parseAssignment(text: string): readonly (readonly number[])[] {
  const lists = text.split(',').map((list) => list.split(':').map(brokerIdOf));
  for (const [partition, brokers] of lists.entries()) {
    const repeated = [...new Set(brokers.filter((id, index) => brokers.indexOf(id) !== index))];
    if (repeated.length > 0) {
      throw new BadArgument(
        `Partition replica lists may not contain duplicate entries: ${repeated.join(', ')}`,
      );
    }
    if (brokers.length !== lists[0]?.length) {
      throw new BadArgument(
        `Partition ${partition} has different replication factor: [${brokers.join(', ')}]`,
      );
    }
  }
  return lists;
}

function brokerIdOf(text: string): number {
  if (/^\s*-?\d+\s*$/.test(text)) return Number(text);
  throw new BadArgument(`For input string: "${text}"`);
}

function* alterTopic(admin: Admin, options: OptionSet): Run<void> {
  const names = yield* foundTopics(admin, options);
  ensureFound(names, options);
  if (names.length === 0) return;
  const count = numberOf(options, 'partitions') ?? 0;
  const { topics: described } = yield* describeTopics(admin, names);
  const assignment = options.get('replica-assignment');
  const body: RequestBody<'CreatePartitions'> = {
    api: 'CreatePartitions',
    topics: described.map(({ name, partitions }) => ({
      name,
      count,
      assignments:
        assignment === undefined ? null : parseAssignment(assignment).slice(partitions.length),
    })),
  };
  const answer: ResponseBody<'CreatePartitions'> = yield* admin.ask<'CreatePartitions'>(body);
  check(answer);
  for (const result of answer.results) check(result);
}

function* deleteTopic(admin: Admin, options: OptionSet): Run<void> {
  const topics = yield* foundTopics(admin, options);
  ensureFound(topics, options);
  if (topics.length === 0) return;
  const answer: ResponseBody<'DeleteTopics'> = yield* admin.ask<'DeleteTopics'>({
    api: 'DeleteTopics',
    topics,
  });
  check(answer);
  for (const result of answer.responses) check(result);
}

function* listTopics(admin: Admin, options: OptionSet): Run<void> {
  yield* println((yield* foundTopics(admin, options)).join('\n'));
}

// ── Describe ────────────────────────────────────────────────────────────────────────────────

type Topic = ResponseBody<'DescribeTopicPartitions'>['topics'][number];
type Partition = Topic['partitions'][number];

/** What there is to know of a topic. */
interface Described {
  readonly topic: Topic;
  readonly configs: readonly DescribedConfig[];
  readonly reassignments: Reassignments;
  readonly liveBrokers: ReadonlySet<number>;
}

function* describe(admin: Admin, options: OptionSet): Run<void> {
  const topicId = options.get('topic-id');
  const names =
    topicId === undefined
      ? yield* foundTopics(admin, options)
      : yield* topicsWithId(admin, topicId, options);
  if (topicId === undefined) ensureFound(names, options);
  if (names.length === 0) return;
  const { topics: described, brokers } = yield* describeTopics(admin, names);
  const { results }: ResponseBody<'DescribeConfigs'> = yield* admin.ask<'DescribeConfigs'>({
    api: 'DescribeConfigs',
    resources: names.map((resourceName) => ({ resourceType: 'TOPIC', resourceName })),
  });
  const reassignments = yield* listReassignments(admin);
  const liveBrokers = new Set(brokers);
  for (const name of inOrderOfAnswers(names)) {
    const topic = described.find((one) => one.name === name);
    const configs = results.find((one) => one.resourceName === name)?.configs ?? [];
    if (topic === undefined) continue;
    yield* print(describeTopic({ topic, configs, reassignments, liveBrokers }, options));
  }
}

/** From one HashMap of answers to another one that is just large enough. */
function inOrderOfAnswers(names: readonly string[]): readonly string[] {
  const map = new JavaHashMap<string, true>(stringKeys, names.length);
  for (const name of stringsInJavaHashOrder(names)) map.set(name, true);
  return [...map.keys()];
}

function* topicsWithId(admin: Admin, topicId: string, options: OptionSet): Run<readonly string[]> {
  const found = (yield* admin.listTopics()).filter((topic) => topic.topicId === topicId);
  if (found.length === 0 && !options.has('if-exists')) {
    throw new BadArgument(`TopicId '${topicId}' does not exist as expected`);
  }
  return found.map(({ name }) => name);
}

/** Filters that show partitions only. */
const PARTITION_FILTERS: Readonly<
  Record<string, (described: Described, partition: Partition) => boolean>
> = {
  'under-replicated-partitions': (described, partition) =>
    replicationFactorOf(described, partition) > partition.isrNodes.length,
  'unavailable-partitions': ({ liveBrokers }, { leaderId }) => !liveBrokers.has(leaderId),
  'under-min-isr-partitions': (described, { isrNodes }) => isrNodes.length < minIsrOf(described),
  'at-min-isr-partitions': (described, { isrNodes }) => isrNodes.length === minIsrOf(described),
};

function describeTopic(described: Described, options: OptionSet): string {
  const { topic, configs } = described;
  const filters = Object.entries(PARTITION_FILTERS).filter(([name]) => options.has(name));
  const partitions = topic.partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex);
  const isOverriddenOnly = options.has('topics-with-overrides');
  const own = configs.filter(({ configSource }) => configSource !== 'DEFAULT_CONFIG');
  const head =
    filters.length > 0 || (isOverriddenOnly && own.length === 0) ? '' : headOf(described, own);
  if (isOverriddenOnly) return head;
  const shown = partitions.filter((one) => filters.every(([, isShown]) => isShown(described, one)));
  return head + shown.map((one) => partitionLine(described, one)).join('');
}

function headOf(described: Described, own: readonly DescribedConfig[]): string {
  const { name, topicId, partitions } = described.topic;
  const [first] = partitions;
  const replicationFactor = first === undefined ? 0 : replicationFactorOf(described, first);
  const byName = new Map(own.map((config) => [config.name, config.value]));
  const names = stringsInJavaHashOrder(described.configs.map((config) => config.name));
  const shown = names
    .filter((one) => byName.has(one))
    .map((one) => `${one}=${byName.get(one) ?? ''}`);
  return `Topic: ${name}\tTopicId: ${topicId}\tPartitionCount: ${partitions.length}\tReplicationFactor: ${replicationFactor}\tConfigs: ${shown.join(',')}\n`;
}

function partitionLine({ topic, reassignments }: Described, partition: Partition): string {
  const { partitionIndex, leaderId } = partition;
  const moved = reassignments.get(partitionKey(topic.name, partitionIndex));
  const moves =
    moved === undefined
      ? ''
      : `\tAdding Replicas: ${moved.addingReplicas.join(',')}\tRemoving Replicas: ${moved.removingReplicas.join(',')}`;
  const leader = leaderId === -1 ? 'none' : String(leaderId);
  return `\tTopic: ${topic.name}\tPartition: ${partitionIndex}\tLeader: ${leader}\tReplicas: ${partition.replicaNodes.join(',')}\tIsr: ${partition.isrNodes.join(',')}${moves}\tElr: ${partition.eligibleLeaderReplicas.join(',')}\tLastKnownElr: ${partition.lastKnownElr.join(',')}\n`;
}

/** Replicas that are being added do not count yet. */
function replicationFactorOf({ topic, reassignments }: Described, partition: Partition): number {
  const moved = reassignments.get(partitionKey(topic.name, partition.partitionIndex));
  return moved === undefined
    ? partition.replicaNodes.length
    : moved.replicas.length - moved.addingReplicas.length;
}

function minIsrOf({ configs }: Described): number {
  return Number(configs.find(({ name }) => name === 'min.insync.replicas')?.value ?? 1);
}
