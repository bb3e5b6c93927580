// kafka-consumer-groups --reset-offsets: where each partition's offset would go by the scenario, and
// putting it there. Follows `ConsumerGroupCommand.ConsumerGroupService.resetOffsets` and `OffsetsUtils`.
import {
  compareTopicPartitions,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import { type Admin, AdminFailure, failure } from '#kafka/tool/admin/client.ts';
import { committedOffsets, describeGroup } from '#kafka/tool/admin/groups.ts';
import { describeTopics, leadersOf, listOffsets } from '#kafka/tool/admin/reads.ts';
import { left, widest } from '#kafka/tool/admin/table.ts';
import { parseDateTime, parseIsoDuration } from '#kafka/tool/admin/time.ts';
import { usage } from '#kafka/tool/options/checks.ts';
import type { OptionSet } from '#kafka/tool/options/joptsimple.ts';
import { type Call, println, type Run } from '#kafka/tool/tool.ts';
import { complain, groupsNamed } from './group-scope.ts';
import { SCENARIOS } from './consumer-groups-options.ts';

/** An argument that the tool objects to, with its option table (`IllegalArgumentException`). */
export class BadArgument extends Error {}

/** What ends the command: the message that is told, and the exception whose trace follows. */
export class GroupFailure extends Error {
  constructor(
    message: string,
    readonly thrown: string,
  ) {
    super(message);
  }
}

/** A refusal that reached the tool inside two other exceptions. */
function wrapped(cause: string): GroupFailure {
  const message = `java.util.concurrent.ExecutionException: ${cause}`;
  return new GroupFailure(message, `java.lang.RuntimeException: ${message}`);
}

const UNKNOWN_PARTITION = 'org.apache.kafka.common.errors.UnknownTopicOrPartitionException';

function unknownPartition(message: string): GroupFailure {
  return new GroupFailure(message, `${UNKNOWN_PARTITION}: ${message}`);
}

type NewOffset = TopicPartition & { readonly offset: number };

const EARLIEST = -2;
const LATEST = -1;

export function* resetOffsets(admin: Admin, options: OptionSet, call: Call): Run<void> {
  const groups = yield* groupsNamed(admin, options);
  const all: { readonly group: string; readonly offsets: readonly NewOffset[] }[] = [];
  for (const group of groups) {
    const offsets = yield* resetGroup(admin, options, call, group);
    all.push({ group, offsets: offsets.toSorted(compareTopicPartitions) });
  }
  if (options.has('export')) {
    const rows = all.flatMap(({ group, offsets }) =>
      offsets.map(({ topic, partition, offset }) =>
        [...(groups.length > 1 ? [group] : []), topic, partition, offset].join(','),
      ),
    );
    yield* println(rows.map((row) => `${row}\n`).join(''));
    return;
  }
  const rows = all.flatMap(({ group, offsets }) => offsets.map((one) => ({ group, ...one })));
  const groupWidth = widest(15, groups);
  const topicWidth = widest(
    15,
    rows.map(({ topic }) => topic),
  );
  const line = (cells: readonly [string, string, string | number, string | number]): string =>
    `\n${left(cells[0], groupWidth)} ${left(cells[1], topicWidth)} ${left(cells[2], 10)} ${cells[3]}`;
  const header = line(['GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET']);
  const lines = rows.map((one) => line([one.group, one.topic, one.partition, one.offset]));
  yield* println(header + lines.join(''));
}

/** Only a group that nobody is in may be moved. */
function* resetGroup(
  admin: Admin,
  options: OptionSet,
  call: Call,
  group: string,
): Run<readonly NewOffset[]> {
  const state = yield* stateOf(admin, group);
  if (state !== 'Empty' && state !== 'Dead') {
    yield* complain(
      `Assignments can only be reset if the group '${group}' is inactive, but the current state is ${state}.`,
    );
    return [];
  }
  const offsets = yield* prepare(admin, options, call, group);
  if (options.has('execute') && !options.has('dry-run')) yield* commit(admin, group, offsets);
  return offsets;
}

function* stateOf(admin: Admin, group: string): Run<string> {
  try {
    return (yield* describeGroup(admin, group)).state;
  } catch (error) {
    if (error instanceof AdminFailure && error.errorCode === 'GROUP_ID_NOT_FOUND') return 'Dead';
    throw error;
  }
}

function* commit(admin: Admin, groupId: string, offsets: readonly NewOffset[]): Run<void> {
  if (offsets.length === 0) return;
  const { answer } = yield* admin.askCoordinator<'OffsetCommit'>(
    groupId,
    {
      api: 'OffsetCommit',
      groupId,
      generationIdOrMemberEpoch: -1,
      memberId: '',
      groupInstanceId: null,
      partitions: offsets.map(({ topic, partition, offset }) => ({
        topic,
        partition,
        committedOffset: offset,
        committedLeaderEpoch: -1,
        committedMetadata: '',
      })),
    },
    ({ partitions }) => partitions[0]?.errorCode ?? 'NONE',
  );
  const failed = answer.partitions.find(({ errorCode }) => errorCode !== 'NONE');
  if (failed !== undefined) throw failure(failed.errorCode);
}

// ── Which partitions ────────────────────────────────────────────────────────────────────────

function* partitionsToReset(
  admin: Admin,
  options: OptionSet,
  group: string,
): Run<readonly TopicPartition[]> {
  if (options.has('all-topics')) {
    const committed = yield* committedOffsets(admin, group);
    return [...committed.values()].map(({ topic, partition }) => ({ topic, partition }));
  }
  if (options.has('topic')) return yield* parseTopics(admin, options.all('topic'));
  if (options.has('from-file')) return [];
  const message = 'One of the reset scopes should be defined: --all-topics, --topic.';
  throw usage(options.grammar, message);
}

/** `orders`: all of its partitions; `orders:0,1`: these. */
export function* parseTopics(
  admin: Admin,
  args: readonly string[],
): Run<readonly TopicPartition[]> {
  const listed = args
    .filter((arg) => arg.includes(':'))
    .flatMap((arg) => {
      const colon = arg.indexOf(':');
      const topic = arg.slice(0, colon);
      return arg
        .slice(colon + 1)
        .split(',')
        .map((text) => ({ topic, partition: partitionIn(text, arg) }));
    });
  const whole = args.filter((arg) => !arg.includes(':'));
  if (whole.length === 0) return listed;
  const { topics } = yield* knownTopics(admin, whole);
  const all = topics.flatMap(({ name: topic, partitions }) =>
    partitions.map(({ partitionIndex: partition }) => ({ topic, partition })),
  );
  return [...listed, ...all];
}

function* knownTopics(admin: Admin, names: readonly string[]): ReturnType<typeof describeTopics> {
  try {
    return yield* describeTopics(admin, names);
  } catch (error) {
    if (!(error instanceof AdminFailure)) throw error;
    throw unknownPartition(error.exception.message);
  }
}

function partitionIn(text: string, arg: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new BadArgument(`Invalid partition '${text}' specified in topic arg '${arg}''`);
}

// ── Where to ────────────────────────────────────────────────────────────────────────────────

function* prepare(
  admin: Admin,
  options: OptionSet,
  call: Call,
  group: string,
): Run<readonly NewOffset[]> {
  const partitions = yield* partitionsToReset(admin, options, group);
  const scenario = SCENARIOS.find((name) => options.has(name));
  switch (scenario) {
    case undefined: {
      const named = SCENARIOS.map((name) => `[${name}]`).join(', ');
      const message = `Option '[reset-offsets]' requires one of the following scenarios: [${named}]`;
      throw usage(options.grammar, message);
    }
    case 'to-earliest':
      return yield* offsetsAt(admin, partitions, EARLIEST);
    case 'to-latest':
      return yield* offsetsAt(admin, partitions, LATEST);
    case 'to-offset': {
      const offset = Number(options.get('to-offset'));
      return yield* withinLog(
        admin,
        partitions.map((one) => ({ ...one, offset })),
      );
    }
    case 'shift-by':
      return yield* shifted(admin, partitions, group, Number(options.get('shift-by')));
    case 'to-current':
      return yield* current(admin, partitions, group);
    case 'from-file':
      return yield* withinLog(admin, readPlan(options, call, group));
    default:
      return yield* offsetsSince(admin, partitions, timestampOf(scenario, options, call, admin));
  }
}

/** Offsets at the start or the end of the log. */
function* offsetsAt(
  admin: Admin,
  partitions: readonly TopicPartition[],
  timestamp: number,
): Run<readonly NewOffset[]> {
  if (partitions.length === 0) return [];
  return yield* unwrapped(function* () {
    const leaders = yield* leadersOf(admin, [...new Set(partitions.map(({ topic }) => topic))]);
    const unknown = partitions.map(topicPartitionKey).filter((key) => !leaders.has(key));
    if (unknown.length > 0) {
      throw unknownPartition(`The partitions "${unknown.join(',')}" do not exist`);
    }
    const questions = partitions.map((one) => ({ ...one, timestamp }));
    const listed = yield* listOffsets(admin, questions, leaders);
    for (const { errorCode } of listed) if (errorCode !== 'NONE') throw failure(errorCode);
    return listed.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  });
}

/** What fails in here reaches the tool inside a RuntimeException. */
function* unwrapped<T>(run: () => Run<T>): Run<T> {
  try {
    return yield* run();
  } catch (error) {
    if (error instanceof AdminFailure) throw wrapped(error.message);
    throw error;
  }
}

/** No offset lies before the log begins or after it ends. */
function* withinLog(admin: Admin, wanted: readonly NewOffset[]): Run<readonly NewOffset[]> {
  const ends = yield* offsetsAt(admin, wanted.map(placeOf), LATEST);
  const starts = yield* offsetsAt(admin, wanted.map(placeOf), EARLIEST);
  const offsetIn = (offsets: readonly NewOffset[], one: TopicPartition): number | undefined =>
    offsets.find((other) => topicPartitionKey(other) === topicPartitionKey(one))?.offset;
  return wanted.map((one) => {
    const end = offsetIn(ends, one) ?? one.offset;
    const start = offsetIn(starts, one) ?? one.offset;
    return { ...one, offset: Math.max(start, Math.min(end, one.offset)) };
  });
}

function placeOf({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}

function* shifted(
  admin: Admin,
  partitions: readonly TopicPartition[],
  group: string,
  by: number,
): Run<readonly NewOffset[]> {
  const committed = yield* committedOffsets(admin, group);
  const wanted = partitions.map((one) => {
    const offset = committed.get(topicPartitionKey(one))?.offset;
    if (offset === undefined) {
      const name = topicPartitionKey(one);
      throw new BadArgument(
        `Cannot shift offset for partition ${name} since there is no current committed offset`,
      );
    }
    return { ...one, offset: offset + by };
  });
  return yield* withinLog(admin, wanted);
}

/** Where it stands; where it never stood, at the end. */
function* current(
  admin: Admin,
  partitions: readonly TopicPartition[],
  group: string,
): Run<readonly NewOffset[]> {
  const committed = yield* committedOffsets(admin, group);
  const known = partitions.flatMap((one) => {
    const offset = committed.get(topicPartitionKey(one))?.offset;
    return offset === undefined ? [] : [{ ...one, offset }];
  });
  const others = partitions.filter((one) => !committed.has(topicPartitionKey(one)));
  return [...known, ...(yield* offsetsAt(admin, others, LATEST))];
}

// ── By time ─────────────────────────────────────────────────────────────────────────────────

/** ms since the start of the run. */
function timestampOf(scenario: string, options: OptionSet, call: Call, admin: Admin): number {
  if (scenario === 'by-duration') {
    const text = options.get('by-duration') ?? '';
    const durationMs = parseIsoDuration(text);
    if (durationMs === null) {
      const why = 'Text cannot be parsed to a Duration';
      throw new GroupFailure(why, `java.time.format.DateTimeParseException: ${why}`);
    }
    return Math.max(0, Math.floor(admin.atMs - durationMs));
  }
  const text = options.get('to-datetime') ?? '';
  const epochMs = parseDateTime(text);
  if (epochMs === null) throw unparseable(text);
  return Math.max(0, epochMs - call.world.epochMs);
}

function unparseable(text: string): GroupFailure {
  const why = text.includes('T')
    ? `Unparseable date: "${text}"`
    : "Error parsing timestamp. It does not contain a 'T' according to ISO8601 format";
  const thrown = `java.text.ParseException: ${why}`;
  return new GroupFailure(thrown, `java.lang.RuntimeException: ${thrown}`);
}

function* offsetsSince(
  admin: Admin,
  partitions: readonly TopicPartition[],
  timestamp: number,
): Run<readonly NewOffset[]> {
  const found = yield* offsetsAt(admin, partitions, timestamp);
  const missing = found.filter(({ offset }) => offset === -1);
  for (const { topic, partition } of missing) {
    yield* println(
      `\nWarn: Partition ${partition} from topic ${topic} is empty. Falling back to latest known offset.`,
    );
  }
  const ends = yield* offsetsAt(admin, missing.map(placeOf), LATEST);
  return [...found.filter(({ offset }) => offset !== -1), ...ends];
}

// ── From a file ─────────────────────────────────────────────────────────────────────────────

/** Lines of `topic,partition,offset`, or with the group before them. */
function readPlan(options: OptionSet, call: Call, group: string): readonly NewOffset[] {
  const name = options.get('from-file') ?? '';
  const text = call.files[name];
  if (text === undefined) throw wrapped(`java.nio.file.NoSuchFileException: ${name}`);
  return text
    .split('\n')
    .map((line) =>
      line
        .trim()
        .split(',')
        .map((cell) => cell.trim()),
    )
    .filter((cells) => cells.length >= 3)
    .filter((cells) => cells.length === 3 || cells[0] === group)
    .map((cells) => {
      const [topic = '', partition, offset] = cells.slice(-3);
      return { topic, partition: Number(partition), offset: Number(offset) };
    });
}
