// kafka-get-offsets. Follows `org.apache.kafka.tools.GetOffsetShell` of Apache Kafka 4.3.
import {
  compareText,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import { Admin, AdminFailure } from '#kafka/tool/admin/client.ts';
import { leadersOf, listOffsets } from '#kafka/tool/admin/reads.ts';
import { topicFilter } from '#kafka/tool/admin/topic-filter.ts';
import { exceptionOf, exceptionText } from '#kafka/tool/java-errors.ts';
import {
  maybeHelpOrVersion,
  optionsOf,
  requireOptions,
  usage,
} from '#kafka/tool/options/checks.ts';
import type { OptionSet } from '#kafka/tool/options/joptsimple.ts';
import { type Call, printError, println, type Run } from '#kafka/tool/tool.ts';

/** What the tool objects to (`TerseException`). */
class Complaint extends Error {}

const NAMED_TIMES: Readonly<Record<string, number>> = {
  latest: -1,
  earliest: -2,
  'max-timestamp': -3,
  'earliest-local': -4,
  'latest-tiered': -5,
  'earliest-pending-upload': -6,
};

export function* getOffsets(call: Call): Run {
  const options = optionsOf(call);
  if (call.args.length === 0) {
    throw usage(options.grammar, 'An interactive shell for getting topic-partition offsets.');
  }
  maybeHelpOrVersion(options);
  requireOptions(options, 'bootstrap-server');
  try {
    yield* fetchOffsets(call, options);
    return 0;
  } catch (error) {
    if (!(error instanceof Complaint || error instanceof AdminFailure)) throw error;
    yield* printError(`Error occurred: ${error.message}`);
    return 1;
  }
}

function* fetchOffsets(call: Call, options: OptionSet): Run<void> {
  if (options.has('topic-partitions') && (options.has('topic') || options.has('partitions'))) {
    throw new Complaint('--topic-partitions cannot be used with --topic or --partitions');
  }
  const timestamp = timestampOf(options.get('time') ?? 'latest', call.world.epochMs);
  const isWanted = partitionFilter(options);
  const admin = new Admin(call);
  const topics = (yield* admin.listTopics())
    .filter(({ isInternal }) => !(isInternal && options.has('exclude-internal-topics')))
    .map(({ name }) => name)
    .filter(isWanted.topic);
  const leaders = yield* leadersOf(admin, topics);
  const partitions = [...leaders.values()].filter(isWanted.partition);
  if (partitions.length === 0) {
    throw new Complaint('Could not match any topic-partitions with the specified filters');
  }
  const questions = partitions.map(({ topic, partition }) => ({ topic, partition, timestamp }));
  const listed = yield* listOffsets(admin, questions, leaders);
  // By their names: partition 10 stands before partition 2.
  const inOrder = listed.toSorted((a, b) =>
    compareText(topicPartitionKey(a), topicPartitionKey(b)),
  );
  for (const { topic, partition, errorCode, offset } of inOrder) {
    if (errorCode !== 'NONE') {
      const why = exceptionText(exceptionOf(errorCode, null));
      yield* printError(
        `Skip getting offsets for topic-partition ${topic}-${partition} due to error: ${why}`,
      );
    } else if (offset !== -1) yield* println(`${topic}:${partition}:${offset}`);
  }
}

/** A name, one of ListOffsets' own numbers, or ms since 1970. */
function timestampOf(text: string, epochMs: number): number {
  const named = NAMED_TIMES[text];
  if (named !== undefined) return named;
  if (!/^-?\d+$/.test(text)) {
    throw new Complaint(
      `Malformed time argument ${text}. Please use -1 or latest / -2 or earliest / -3 or max-timestamp / -4 or earliest-local / -5 or latest-tiered / -6 or earliest-pending-upload, or a specified long format timestamp`,
    );
  }
  const number = Number(text);
  return number < 0 ? number : Math.max(0, number - epochMs);
}

interface PartitionFilter {
  readonly topic: (topic: string) => boolean;
  readonly partition: (one: TopicPartition) => boolean;
}

function partitionFilter(options: OptionSet): PartitionFilter {
  const patterns = options.get('topic-partitions');
  if (patterns !== undefined) return eitherOf(patterns.split(',').map(parsePattern));
  const topic = options.get('topic');
  const isTopic = topic === undefined ? () => true : topicFilter(topic);
  const ids = options.get('partitions')?.split(',').map(partitionIdOf);
  return {
    topic: isTopic,
    partition: ({ partition }) => ids === undefined || ids.includes(partition),
  };
}

function partitionIdOf(text: string, _index: number, all: readonly string[]): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Complaint(
    `--partitions expects a comma separated list of numeric partition ids, but received: ${all.join(',')}`,
  );
}

function eitherOf(filters: readonly PartitionFilter[]): PartitionFilter {
  return {
    topic: (topic) => filters.some((one) => one.topic(topic)),
    partition: (place) => filters.some((one) => one.topic(place.topic) && one.partition(place)),
  };
}

/** `orders:1`, `orders:1-` (from 1 on), `orders:-2` (below 2), `orders:0-2`, `:0`, `or.*`. */
function parsePattern(pattern: string): PartitionFilter {
  const match = /^([^:,]*)(?::(\d*)(-?)(\d*))?$/.exec(pattern);
  if (match === null) throw new Complaint(`Invalid rule specification: ${pattern}`);
  const [, name = '', from = '', dash = '', until = ''] = match;
  const isTopic = name === '' ? () => true : topicFilter(name);
  const first = from === '' ? 0 : Number(from);
  const isRange = dash !== '';
  const end = isRange ? (until === '' ? Infinity : Number(until)) : first + 1;
  const isAny = from === '' && !isRange;
  return {
    topic: isTopic,
    partition: ({ partition }) => isAny || (partition >= first && partition < end),
  };
}
