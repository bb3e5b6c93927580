// kafka-reassign-partitions. Follows `org.apache.kafka.tools.reassign.ReassignPartitionsCommand` of
// Apache Kafka 4.3; throttles are not simulated.
import { javaStringHash } from '#base/java-collections.ts';
import { JavaRandom } from '#base/java-random.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import {
  compareTopicPartitions,
  partitionKey,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import { Admin, AdminFailure, check } from '#kafka/tool/admin/client.ts';
import { fieldOf, listIn, partitionOf, readJsonFile } from '#kafka/tool/admin/json.ts';
import { describeTopics, listReassignments } from '#kafka/tool/admin/reads.ts';
import {
  maybeHelpOrVersion,
  onlyOneOf,
  optionsOf,
  requireOptions,
  usage,
} from '#kafka/tool/options/checks.ts';
import { JavaFailure, type OptionSet, traceOf } from '#kafka/tool/options/joptsimple.ts';
import { type Call, note, print, println, type Run } from '#kafka/tool/tool.ts';

const ACTIONS = ['generate', 'execute', 'verify', 'cancel', 'list'];

/** What the tool objects to. */
class Complaint extends Error {
  constructor(
    message: string,
    readonly className = 'org.apache.kafka.tools.AdminCommandFailedException',
  ) {
    super(message);
  }
}

type Assignment = TopicPartition & { readonly replicas: readonly number[] };

export function* reassignPartitions(call: Call): Run {
  const options = optionsOf(call);
  if (call.args.length === 0)
    throw usage(options.grammar, options.grammar.help.split('\n')[0] ?? '');
  maybeHelpOrVersion(options);
  const action = onlyOneOf(options, ACTIONS);
  if (action === undefined) {
    const named = ACTIONS.map((one) => `--${one}`).join(', ');
    throw usage(options.grammar, `Command must include exactly one action: ${named}`);
  }
  if (!options.has('bootstrap-server') && !options.has('bootstrap-controller')) {
    throw usage(options.grammar, 'Please specify --bootstrap-server');
  }
  if (action === 'generate') requireOptions(options, 'topics-to-move-json-file', 'broker-list');
  else if (action !== 'list') requireOptions(options, 'reassignment-json-file');
  try {
    yield* carryOut(action, new Admin(call), options, call);
    if (options.has('throttle')) {
      yield* note('Throttles are not simulated: replicas move as fast as the brokers fetch.');
    }
    return 0;
  } catch (error) {
    if (!(error instanceof Complaint || error instanceof AdminFailure)) throw error;
    const message = error instanceof Complaint ? error.message : error.exception.message;
    const thrown =
      error instanceof AdminFailure ? error.message : `${error.className}: ${error.message}`;
    // The tool prints even the trace on stdout.
    yield* println(`Error: ${message}\n${traceOf(thrown).text}`);
    return 1;
  }
}

function carryOut(action: string, admin: Admin, options: OptionSet, call: Call): Run<void> {
  switch (action) {
    case 'generate':
      return generate(admin, options, call);
    case 'execute':
      return execute(admin, options, call);
    case 'verify':
      return verify(admin, options, call);
    case 'cancel':
      return cancel(admin, options, call);
    default:
      return list(admin);
  }
}

// ── JSON ────────────────────────────────────────────────────────────────────────────────────

function jsonIn(call: Call, name: string): unknown {
  if (call.files[name] === undefined) {
    throw new Complaint(`Unable to read file ${name}`, 'java.io.IOException');
  }
  try {
    return readJsonFile(call, name);
  } catch (error) {
    if (!(error instanceof JavaFailure)) throw error;
    throw new Complaint(error.complaint, 'org.apache.kafka.tools.AdminOperationException');
  }
}

function readPlan(options: OptionSet, call: Call): readonly Assignment[] {
  const file = jsonIn(call, options.get('reassignment-json-file') ?? '');
  const plan = listIn(file, 'partitions').map((one): Assignment => {
    const replicas = listIn(one, 'replicas').map(Number);
    return { ...partitionOf(one), replicas };
  });
  if (plan.length === 0) throw new Complaint('Partition reassignment list cannot be empty');
  const empty = plan.filter(({ replicas }) => replicas.length === 0);
  if (empty.length > 0)
    throw new Complaint(
      'Partition replica lists may not be empty: ' + empty.map(topicPartitionKey).join(','),
    );
  return plan;
}

function toJson(
  assignments: readonly Assignment[],
  dirOf: (one: TopicPartition, broker: number) => string,
): string {
  const partitions = assignments.toSorted(compareTopicPartitions).map((one) => ({
    topic: one.topic,
    partition: one.partition,
    replicas: one.replicas,
    log_dirs: one.replicas.map((broker) => dirOf(one, broker)),
  }));
  return JSON.stringify({ version: 1, partitions });
}

/** Where each broker keeps its replicas of these topics. */
function* logDirsOf(
  admin: Admin,
  brokers: readonly number[],
  topics: readonly string[],
): Run<(one: TopicPartition, broker: number) => string> {
  const dirs = new Map<string, string>();
  for (const broker of brokers) {
    const answer: ResponseBody<'DescribeLogDirs'> = yield* admin.askBroker<'DescribeLogDirs'>(
      broker,
      { api: 'DescribeLogDirs', topics },
    );
    for (const one of answer.partitions) {
      dirs.set(`${topicPartitionKey(one)}@${broker}`, answer.logDir);
    }
  }
  return (one, broker) => dirs.get(`${topicPartitionKey(one)}@${broker}`) ?? 'any';
}

function* currentAssignments(
  admin: Admin,
  topics: readonly string[],
): Run<{ readonly assignments: readonly Assignment[]; readonly brokers: readonly number[] }> {
  const described = yield* describeTopics(admin, topics);
  const assignments = described.topics.flatMap(({ name: topic, partitions }) =>
    partitions.map(({ partitionIndex: partition, replicaNodes: replicas }) => ({
      topic,
      partition,
      replicas,
    })),
  );
  return { assignments, brokers: described.brokers };
}

// ── Generate ────────────────────────────────────────────────────────────────────────────────

function* generate(admin: Admin, options: OptionSet, call: Call): Run<void> {
  const file = jsonIn(call, options.get('topics-to-move-json-file') ?? '');
  const topics = listIn(file, 'topics').flatMap((one) => {
    const topic = fieldOf(one, 'topic');
    return typeof topic === 'string' ? [topic] : [];
  });
  const wanted = (options.get('broker-list') ?? '').split(',').map(Number);
  const { assignments, brokers } = yield* currentAssignments(admin, topics);
  const missing = wanted.filter((id) => !brokers.includes(id));
  if (missing.length > 0)
    throw new Complaint(`Broker ${missing.join(',')} not found in the cluster`);
  const dirOf = yield* logDirsOf(admin, brokers, topics);
  const proposed = propose(assignments, wanted, JavaRandom.ofSeed(javaStringHash(call.id)));
  yield* println(`Current partition replica assignment\n${toJson(assignments, dirOf)}\n`);
  yield* println(`Proposed partition reassignment configuration\n${toJson(proposed, () => 'any')}`);
}

/** Follows `AdminUtils.assignReplicasToBrokersRackUnaware`: in turn, from a random start. */
function propose(
  current: readonly Assignment[],
  brokers: readonly number[],
  random: JavaRandom,
): readonly Assignment[] {
  const byTopic = new Map<string, Assignment[]>();
  for (const one of current.toSorted(compareTopicPartitions)) {
    byTopic.set(one.topic, [...(byTopic.get(one.topic) ?? []), one]);
  }
  const count = brokers.length;
  return [...byTopic.values()].flatMap((partitions) => {
    const factor = partitions[0]?.replicas.length ?? 1;
    if (factor > count) {
      throw new Complaint(
        `The target replication factor of ${factor} cannot be reached because only ${count} broker(s) are registered or some brokers have all their log directories cordoned.`,
        'org.apache.kafka.common.errors.InvalidReplicationFactorException',
      );
    }
    const start = random.nextInt(count);
    let shift = random.nextInt(count);
    return partitions.map((one, index) => {
      if (index > 0 && index % count === 0) shift += 1;
      const first = (index + start) % count;
      const others = Array.from({ length: factor - 1 }, (_, replica) => {
        const distance = 1 + ((shift + replica) % Math.max(1, count - 1));
        return brokers[(first + distance) % count] ?? 0;
      });
      return { ...one, replicas: [brokers[first] ?? 0, ...others] };
    });
  });
}

// ── Execute ─────────────────────────────────────────────────────────────────────────────────

const IN_PROGRESS =
  'Cannot execute because there is an existing partition assignment.  Use --additional to override this and create a new partition assignment in addition to the existing one. The --additional flag can also be used to change the throttle by resubmitting the current reassignment.';

const THROTTLE_WARNING =
  'Warning: You must run --verify periodically, until the reassignment completes, to ensure the throttle is removed.';

function* execute(admin: Admin, options: OptionSet, call: Call): Run<void> {
  const plan = readPlan(options, call);
  const moving = yield* listReassignments(admin);
  if (moving.size > 0 && !options.has('additional')) throw new Complaint(IN_PROGRESS);
  const brokers = yield* brokersIn(admin);
  const unknown = plan.flatMap(({ replicas }) => replicas).find((id) => !brokers.includes(id));
  if (unknown !== undefined) throw new Complaint(`Unknown broker id ${unknown}`);
  const topics = [...new Set(plan.map(({ topic }) => topic))];
  const { assignments } = yield* currentAssignments(admin, topics);
  const named = new Set(plan.map(topicPartitionKey));
  const current = assignments.filter((one) => named.has(topicPartitionKey(one)));
  const dirOf = yield* logDirsOf(admin, brokers, topics);
  yield* println(`Current partition replica assignment\n\n${toJson(current, dirOf)}\n`);
  yield* println('Save this to use as the --reassignment-json-file option during rollback');
  const throttle = options.get('throttle');
  if (throttle !== undefined) {
    yield* println(THROTTLE_WARNING);
    yield* println(`The inter-broker throttle limit was set to ${throttle} B/s`);
  }
  const answer = yield* alter(admin, plan);
  const failed = answer.partitions.filter(({ errorCode }) => errorCode !== 'NONE');
  if (failed.length > 0) {
    const why = failed.map(
      (one) => `${topicPartitionKey(one)}: ${one.errorMessage ?? one.errorCode}`,
    );
    throw new Complaint(`Error reassigning partition(s):\n${why.join('\n')}`);
  }
  const keys = plan.toSorted(compareTopicPartitions).map(topicPartitionKey);
  yield* println(
    `Successfully started partition reassignment${keys.length === 1 ? '' : 's'} for ${keys.join(',')}`,
  );
}

function* alter(
  admin: Admin,
  partitions: readonly (TopicPartition & { readonly replicas: readonly number[] | null })[],
): Run<ResponseBody<'AlterPartitionReassignments'>> {
  const answer: ResponseBody<'AlterPartitionReassignments'> =
    yield* admin.ask<'AlterPartitionReassignments'>({
      api: 'AlterPartitionReassignments',
      partitions,
    });
  check(answer);
  return answer;
}

// ── Verify, cancel, list ────────────────────────────────────────────────────────────────────

function* verify(admin: Admin, options: OptionSet, call: Call): Run<void> {
  const plan = readPlan(options, call).toSorted(compareTopicPartitions);
  const moving = yield* listReassignments(admin);
  const topics = [...new Set(plan.map(({ topic }) => topic))];
  const { assignments, brokers } = yield* currentAssignments(admin, topics);
  const current = new Map(assignments.map((one) => [topicPartitionKey(one), one.replicas]));
  yield* println('Status of partition reassignment:');
  for (const one of plan) {
    const key = topicPartitionKey(one);
    const replicas = current.get(key)?.join(',') ?? '';
    if (moving.has(key)) yield* println(`Reassignment of partition ${key} is still in progress.`);
    else if (replicas === one.replicas.join(',')) {
      yield* println(`Reassignment of partition ${key} is completed.`);
    } else {
      yield* println(
        `There is no active reassignment of partition ${key}, but replica set is ${replicas} rather than ${one.replicas.join(',')}.`,
      );
    }
  }
  if (!plan.some((one) => moving.has(topicPartitionKey(one)))) {
    yield* println();
    if (!options.has('preserve-throttles')) yield* clearThrottles(brokers, topics);
  }
}

/** Nothing is throttled here, so there is nothing to clear. */
function* clearThrottles(brokers: readonly number[], topics: readonly string[]): Run<void> {
  const plural = (all: readonly unknown[]): string => (all.length === 1 ? '' : 's');
  yield* println(
    `Clearing broker-level throttles on broker${plural(brokers)} ${brokers.join(',')}`,
  );
  yield* println(`Clearing topic-level throttles on topic${plural(topics)} ${topics.join(',')}`);
}

function* cancel(admin: Admin, options: OptionSet, call: Call): Run<void> {
  const plan = readPlan(options, call);
  const moving = yield* listReassignments(admin);
  const active = plan.filter((one) => moving.has(topicPartitionKey(one)));
  if (active.length === 0)
    yield* println('None of the specified partition reassignments are active.');
  else {
    yield* alter(
      admin,
      active.map(({ topic, partition }) => ({ topic, partition, replicas: null })),
    );
    const keys = active.toSorted(compareTopicPartitions).map(topicPartitionKey);
    yield* println(
      `Successfully cancelled partition reassignment${keys.length === 1 ? '' : 's'} for: ${keys.join(',')}`,
    );
  }
  // Kafka's tool ends this line without a line end.
  yield* print('None of the specified partition moves are active.');
  if (options.has('preserve-throttles')) return;
  yield* clearThrottles(yield* brokersIn(admin), [...new Set(plan.map(({ topic }) => topic))]);
}

function* brokersIn(admin: Admin): Run<readonly number[]> {
  const cluster: ResponseBody<'DescribeCluster'> = yield* admin.ask<'DescribeCluster'>({
    api: 'DescribeCluster',
  });
  return cluster.brokers.map(({ brokerId }) => brokerId);
}

function* list(admin: Admin): Run<void> {
  const moving = yield* listReassignments(admin);
  if (moving.size === 0) {
    yield* println('No partition reassignments found.');
    return;
  }
  yield* println('Current partition reassignments:');
  for (const one of [...moving.values()].sort(compareTopicPartitions)) {
    const { topic, partition, replicas, addingReplicas, removingReplicas } = one;
    const part = (title: string, ids: readonly number[]): string =>
      ids.length === 0 ? '' : ` ${title}: ${ids.join(',')}.`;
    yield* println(
      `${partitionKey(topic, partition)}: replicas: ${replicas.join(',')}.${part('adding', addingReplicas)}${part('removing', removingReplicas)}`,
    );
  }
}
