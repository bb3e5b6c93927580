// kafka-consumer-groups: what it does for each of its actions. Follows
// `org.apache.kafka.tools.consumer.group.ConsumerGroupCommand` of Apache Kafka 4.3.
import { stringsInJavaHashOrder } from '#base/java-collections.ts';
import { compileRegex } from '#base/regex.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { compareTopicPartitions, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { Admin, AdminFailure } from '#kafka/tool/admin/client.ts';
import { left, widest } from '#kafka/tool/admin/table.ts';
import { exceptionOf, exceptionText } from '#kafka/tool/java-errors.ts';
import { maybeHelpOrVersion, onlyOneOf, optionsOf, usage } from '#kafka/tool/options/checks.ts';
import { type OptionSet, traceOf } from '#kafka/tool/options/joptsimple.ts';
import { type Call, println, type Run } from '#kafka/tool/tool.ts';
import { checkGroupOptions } from './consumer-groups-options.ts';
import { describeGroups } from './describe-groups.ts';
import { complain, groupsNamed, listConsumerGroups } from './group-scope.ts';
import { BadArgument, GroupFailure, parseTopics, resetOffsets } from './reset-offsets.ts';

const ACTIONS = ['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets', 'validate-regex'];

export function* consumerGroups(call: Call): Run {
  const options = optionsOf(call);
  if (call.args.length === 0) {
    throw usage(options.grammar, options.grammar.help.split('\n')[0] ?? '');
  }
  maybeHelpOrVersion(options);
  yield* checkGroupOptions(options);
  const action = onlyOneOf(options, ACTIONS);
  if (action === undefined) {
    throw usage(
      options.grammar,
      'Command must include exactly one action: --list, --describe, --delete, --reset-offsets, --delete-offsets, --validate-regex',
    );
  }
  const admin = new Admin(call);
  try {
    yield* carryOut(action, admin, options, call);
  } catch (error) {
    if (error instanceof BadArgument) throw usage(options.grammar, error.message);
    if (error instanceof AdminFailure) {
      const thrown = `java.util.concurrent.ExecutionException: ${error.message}`;
      yield* reportFailure(error.message, thrown);
    } else if (error instanceof GroupFailure) yield* reportFailure(error.message, error.thrown);
    else throw error;
  }
  return 0;
}

function carryOut(action: string, admin: Admin, options: OptionSet, call: Call): Run<void> {
  switch (action) {
    case 'list':
      return list(admin, options);
    case 'describe':
      return describeGroups(admin, options);
    case 'delete':
      return deleteGroups(admin, options);
    case 'reset-offsets':
      return resetOffsets(admin, options, call);
    case 'delete-offsets':
      return deleteOffsets(admin, options);
    default:
      return validateRegex(options);
  }
}

/** Kafka's tool ends well all the same. */
function* reportFailure(message: string, thrown: string): Run<void> {
  yield* complain(`Executing consumer group command failed due to ${message}`);
  yield traceOf(thrown);
}

// ── List ────────────────────────────────────────────────────────────────────────────────────

const STATES = [
  ...['PreparingRebalance', 'Assigning', 'Dead', 'Empty', 'Reconciling', 'Stable'],
  'CompletingRebalance',
];
const TYPES = ['Consumer', 'Classic'];

function* list(admin: Admin, options: OptionSet): Run<void> {
  const isTable = options.has('state') || options.has('type');
  const states = namesIn(options.get('state'), STATES, 'state', 'states');
  const types = namesIn(options.get('type'), TYPES, 'types', 'types');
  const groups = yield* listConsumerGroups(admin);
  if (!isTable) {
    for (const { groupId } of groups) yield* println(groupId);
    return;
  }
  const shown = groups.filter(
    ({ groupState, groupType }) =>
      (states.length === 0 || states.includes(groupState)) &&
      (types.length === 0 || types.includes(typeText(groupType))),
  );
  const width = widest(
    15,
    shown.map(({ groupId }) => groupId),
  );
  const row = (group: string, type: string, state: string): string =>
    [
      left(group, width + 10),
      ...(options.has('type') ? [left(type, 20)] : []),
      ...(options.has('state') ? [left(state, 20)] : []),
    ].join(' ');
  yield* println(row('GROUP', 'TYPE', 'STATE'));
  for (const { groupId, groupType, groupState } of shown) {
    yield* println(row(groupId, typeText(groupType), groupState));
  }
}

/** `classic` → `Classic`. */
export function typeText(type: string): string {
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}

function namesIn(
  text: string | undefined,
  valid: readonly string[],
  noun: string,
  plural: string,
): readonly string[] {
  if (text === undefined) return [];
  const names = text.split(',').map((name) => {
    const wanted = name.trim().toLowerCase();
    return valid.find((one) => one.toLowerCase() === wanted);
  });
  if (names.includes(undefined)) {
    throw new BadArgument(
      `Invalid ${noun} list '${text}'. Valid ${plural} are: ${valid.join(', ')}`,
    );
  }
  return names.flatMap((name) => name ?? []);
}

// ── Delete ──────────────────────────────────────────────────────────────────────────────────

function* deleteGroups(admin: Admin, options: OptionSet): Run<void> {
  const groups = yield* groupsNamed(admin, options);
  const failed = new Map<string, ErrorName>();
  const deleted: string[] = [];
  for (const group of groups) {
    const { answer } = yield* admin.askCoordinator<'DeleteGroups'>(
      group,
      { api: 'DeleteGroups', groupsNames: [group] },
      ({ results }) => results[0]?.errorCode ?? 'NONE',
    );
    const error = answer.results[0]?.errorCode ?? 'NONE';
    if (error === 'NONE') deleted.push(group);
    else failed.set(group, error);
  }
  const names = stringsInJavaHashOrder(deleted)
    .map((group) => `'${group}'`)
    .join(', ');
  if (failed.size === 0) {
    yield* println(`Deletion of requested consumer groups (${names}) was successful.`);
    return;
  }
  yield* complain('Deletion of some consumer groups failed:');
  for (const group of stringsInJavaHashOrder(failed.keys())) {
    const why = exceptionText(exceptionOf(failed.get(group) ?? 'NONE', null));
    yield* println(`* Group '${group}' could not be deleted due to: ${why}`);
  }
  if (deleted.length > 0) {
    yield* println(`\nThese consumer groups were deleted successfully: ${names}`);
  }
}

function* deleteOffsets(admin: Admin, options: OptionSet): Run<void> {
  const groupId = options.get('group') ?? '';
  const known = new Set((yield* admin.listTopics()).map(({ name }) => name));
  const [missing = [], found = []] = [false, true].map((isKnown) =>
    options.all('topic').filter((one) => (one.includes(':') || known.has(one)) === isKnown),
  );
  const partitions = yield* parseTopics(admin, found);
  const { answer } = yield* admin.askCoordinator<'OffsetDelete'>(
    groupId,
    { api: 'OffsetDelete', groupId, partitions },
    ({ errorCode }) => errorCode,
  );
  const errorOf = offsetErrors(answer);
  const first = partitions.map(errorOf).find((error) => error !== 'NONE') ?? answer.errorCode;
  if (first === 'NONE') {
    yield* println(`Request succeeded for deleting offsets from group ${groupId}.`);
  } else if (answer.errorCode === 'NONE') {
    yield* complain('Encountered some partition-level error, see the follow-up details.');
  } else yield* complain(exceptionOf(answer.errorCode, null).message);
  const row = (topic: string, partition: string | number, status: string): string =>
    `\n${left(topic, 15)} ${left(partition, 10)} ${left(status, 15)}`;
  let table = row('TOPIC', 'PARTITION', 'STATUS');
  for (const topic of missing) {
    const why = exceptionText(exceptionOf('UNKNOWN_TOPIC_OR_PARTITION', null));
    table += row(topic, '-', `Error: ${why}`);
  }
  for (const one of partitions.toSorted(compareTopicPartitions)) {
    const error = errorOf(one);
    const status =
      error === 'NONE' ? 'Successful' : `Error: ${exceptionText(exceptionOf(error, null))}`;
    table += row(one.topic, one.partition, status);
  }
  yield* println(table);
}

function offsetErrors(answer: ResponseBody<'OffsetDelete'>): (one: TopicPartition) => ErrorName {
  if (answer.errorCode !== 'NONE') return () => answer.errorCode;
  return ({ topic, partition }) =>
    answer.partitions.find((one) => one.topic === topic && one.partition === partition)
      ?.errorCode ?? 'NONE';
}

// ── Validate ────────────────────────────────────────────────────────────────────────────────

function* validateRegex(options: OptionSet): Run<void> {
  const source = options.get('validate-regex') ?? '';
  const compiled = compileRegex(source);
  yield* println(
    compiled.type === 'regex'
      ? `The regular expression \`${source}\` is valid.`
      : `The regular expression \`${source}\` is invalid: ${compiled.description}.`,
  );
}
