// kafka-leader-election. Follows `org.apache.kafka.tools.LeaderElectionCommand` of Apache Kafka 4.3.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import {
  type TopicPartition,
  topicPartitionKey,
  topicPartitionKeys,
} from '#kafka/protocol/topic-partition.ts';
import { inJavaHashOrder } from '#base/java-collections.ts';
import { Admin, AdminFailure, check } from '#kafka/tool/admin/client.ts';
import { readPartitionList } from '#kafka/tool/admin/json.ts';
import { exceptionOf, exceptionText } from '#kafka/tool/java-errors.ts';
import { maybeHelpOrVersion, optionsOf } from '#kafka/tool/options/checks.ts';
import {
  BadOptionArgument,
  type OptionSet,
  stackTrace,
  traceOf,
} from '#kafka/tool/options/joptsimple.ts';
import { type Call, printError, println, type Run } from '#kafka/tool/tool.ts';

type ElectionType = 'PREFERRED' | 'UNCLEAN';

const ADMIN_EXCEPTION = 'org.apache.kafka.tools.AdminCommandFailedException';

export function* leaderElection(call: Call): Run {
  const options = optionsOf(call);
  maybeHelpOrVersion(options);
  checkOptions(options);
  const electionType = typeOf(options);
  const partitions = partitionsOf(options, call);
  try {
    const admin = new Admin(call);
    const answer: ResponseBody<'ElectLeaders'> = yield* admin.ask<'ElectLeaders'>({
      api: 'ElectLeaders',
      electionType,
      partitions,
    });
    check(answer);
    return yield* report(answer, electionType);
  } catch (error) {
    if (!(error instanceof AdminFailure)) throw error;
    yield* printError('Error while performing election: ' + error.exception.message);
    return 1;
  }
}

function complaint(message: string) {
  return stackTrace(ADMIN_EXCEPTION, message);
}

const SCOPES = ['topic', 'all-topic-partitions', 'path-to-json-file'];

function checkOptions(options: OptionSet): void {
  const missing = ['bootstrap-server', 'election-type'].filter((name) => !options.has(name));
  if (missing.length > 0) throw complaint(`Missing required option(s): ${missing.join(', ')}`);
  if (SCOPES.filter((name) => options.has(name)).length !== 1) {
    throw complaint(`One and only one of the following options is required: ${SCOPES.join(', ')}`);
  }
  if (options.has('topic') && !options.has('partition')) {
    throw complaint('Missing required option(s): partition');
  }
  if (!options.has('topic') && options.has('partition')) {
    throw complaint('Option partition is only allowed if topic is used');
  }
}

function typeOf(options: OptionSet): ElectionType {
  const text = options.get('election-type') ?? '';
  const type = text.toUpperCase();
  if (type === 'PREFERRED' || type === 'UNCLEAN') return type;
  throw new BadOptionArgument('election-type', text);
}

/** null: all. */
function partitionsOf(options: OptionSet, call: Call): readonly TopicPartition[] | null {
  const file = options.get('path-to-json-file');
  if (file !== undefined) return readPartitionList(call, file);
  const topic = options.get('topic');
  return topic === undefined ? null : [{ topic, partition: Number(options.get('partition')) }];
}

function* report(answer: ResponseBody<'ElectLeaders'>, electionType: ElectionType): Run {
  const { partitions } = answer;
  const named = (all: readonly TopicPartition[]): string =>
    inJavaHashOrder(topicPartitionKeys, all).map(topicPartitionKey).join(', ');
  const elected = partitions.filter(({ errorCode }) => errorCode === 'NONE');
  const needless = partitions.filter(({ errorCode }) => errorCode === 'ELECTION_NOT_NEEDED');
  const failed = partitions.filter((one) => !elected.includes(one) && !needless.includes(one));
  if (elected.length > 0) {
    yield* println(
      `Successfully completed leader election (${electionType}) for partitions ${named(elected)}`,
    );
  }
  if (needless.length > 0) {
    yield* println(`Valid replica already elected for partitions ${named(needless)}`);
  }
  for (const one of failed) {
    const why = exceptionText(exceptionOf(one.errorCode, one.errorMessage));
    yield* println(
      `Error completing leader election (${electionType}) for partition: ${topicPartitionKey(one)}: ${why}`,
    );
  }
  if (failed.length === 0) return 0;
  const message = `${failed.length} replica(s) could not be elected`;
  yield* printError(message);
  yield traceOf(`${ADMIN_EXCEPTION}: ${message}`);
  return 1;
}
