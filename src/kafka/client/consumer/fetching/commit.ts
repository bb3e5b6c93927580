// Commits: how far the group has come, told to its coordinator. What somebody waits for (commitSync(),
// a rebalance, close()) is repeated; the others are sent once. Follows `ConsumerCoordinator`
// (`commitOffsetsSync`, `maybeAutoCommitOffsetsAsync`) and `CommitRequestManager`.
import { msToUs } from '#base/time.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { type TopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { backoffMs } from '#kafka/client/metadata/client-timeouts.ts';
import {
  type AwaitedCommit,
  type CommitPurpose,
  type CommitTimer,
  commitsAutomatically,
  type CommittedOffsets,
  type Consumer,
  type ConsumerTimer,
  fail,
  groupOf,
  instanceId,
  isJoining,
  isManaged,
  numberConfig,
  retryBackoffUs,
  speaksConsumerProtocol,
} from '#kafka/client/consumer/state.ts';
import { findCoordinator, sendToCoordinator } from '#kafka/client/consumer/coordinator-lookup.ts';
import { type CommitFailure, notAMember, RETRIABLE_COMMIT_FAILED } from './commit-failure.ts';

/** `InvalidGroupIdException` of KafkaConsumer. */
const NO_GROUP_ID =
  'To use the group management or offset commit APIs, you must provide a valid group.id in the consumer configuration.';

/** Where the application is in each partition whose position holds (`SubscriptionState.allConsumed`). */
function allConsumed({ memory }: Consumer): CommittedOffsets {
  const offsets = [];
  for (const { topic, partition, consumed, offsetEpoch, fetchState } of memory.owned.values()) {
    if (consumed === null || fetchState.value !== 'FETCHING') continue;
    offsets.push({
      topic,
      partition,
      committedOffset: consumed,
      committedLeaderEpoch: offsetEpoch,
      committedMetadata: '',
    });
  }
  return offsets;
}

/** By the classic protocol, who knows that it is no member, or not yet again, does not ask. */
function refusalBeforehand(consumer: Consumer): CommitFailure | null {
  const { disk, memory } = consumer;
  if (!isManaged(disk) || speaksConsumerProtocol(consumer)) return null;
  if (memory.classic.machine.value === 'STABLE') return null;
  return notAMember(isJoining(consumer));
}

function sendCommit(
  consumer: Consumer,
  purpose: CommitPurpose,
  partitions: CommittedOffsets,
): void {
  const { memory, disk } = consumer;
  const { memberId } = memory;
  const generationId = isManaged(disk) && memory.generationId > 0 ? memory.generationId : -1;
  const request = sendToCoordinator(consumer, {
    api: 'OffsetCommit',
    groupId: groupOf(consumer),
    generationIdOrMemberEpoch: generationId,
    memberId,
    groupInstanceId: instanceId(disk.spec.configs),
    partitions,
  });
  memory.commitRequests.set(request, Object.freeze({ purpose, generationId, memberId }));
}

/** The first error among the partitions of a commit. */
export function commitError(body: ResponseBody<'OffsetCommit'>): ErrorName {
  return body.partitions.find(({ errorCode }) => errorCode !== 'NONE')?.errorCode ?? 'NONE';
}

// ── Sent once ───────────────────────────────────────────────────────────────────────────────

/** commitAsync(): without a coordinator it waits for one. */
export function commitAsync(consumer: Consumer, offsets = allConsumed(consumer)): void {
  const { memory, disk } = consumer;
  if (disk.spec.group === null || offsets.length === 0) return;
  memory.unsentCommits = [...memory.unsentCommits, offsets];
  if (memory.coordinator === -1) findCoordinator(consumer);
  else sendUnsent(consumer);
}

/** commitAsync(offsets) of an application that knows better; without them what poll() has returned. */
export function commitByHand(
  consumer: Consumer,
  offsets: readonly (TopicPartition & { readonly offset: number })[] | null,
): void {
  if (consumer.disk.spec.group === null) {
    fail(consumer, 'INVALID_GROUP_ID', NO_GROUP_ID);
    return;
  }
  if (offsets === null) commitAsync(consumer);
  else commitAsync(consumer, offsets.map(offsetToCommit));
}

function offsetToCommit({ topic, partition, offset }: TopicPartition & { offset: number }) {
  const committed = { committedOffset: offset, committedLeaderEpoch: -1, committedMetadata: '' };
  return { topic, partition, ...committed };
}

/** A coordinator is known: what commitAsync() could not send goes out, in order. */
export function sendUnsent(consumer: Consumer): void {
  const { memory } = consumer;
  const { unsentCommits } = memory;
  memory.unsentCommits = [];
  for (const offsets of unsentCommits) {
    const refusal = refusalBeforehand(consumer);
    if (refusal === null) sendCommit(consumer, 'async', offsets);
    else tellAsync(consumer, refusal);
  }
}

/** The callback of commitAsync() gets an exception: Kafka repeats nothing, as it might overtake. */
export function tellAsync(
  consumer: Consumer,
  { errorCode, message, isRetriable }: CommitFailure,
): void {
  fail(consumer, errorCode, isRetriable ? RETRIABLE_COMMIT_FAILED : message);
}

/** In poll(): when auto.commit.interval.ms has passed since the last commit. */
export function maybeAutoCommit(consumer: Consumer): void {
  const { memory, port } = consumer;
  if (!commitsAutomatically(consumer) || port.nowUs < memory.nextAutoCommitUs) return;
  if (memory.coordinator === -1) return;
  if (speaksConsumerProtocol(consumer) && isCommitting(consumer, 'auto')) return;
  if (refusalBeforehand(consumer) !== null) return;
  scheduleAutoCommit(consumer);
  const offsets = allConsumed(consumer);
  if (offsets.length > 0) sendCommit(consumer, 'auto', offsets);
}

/** The next automatic commit: an interval from now, or sooner after one that came to nothing. */
export function scheduleAutoCommit(
  consumer: Consumer,
  afterUs = msToUs(numberConfig(consumer, 'auto.commit.interval.ms')),
): void {
  const { memory, port } = consumer;
  memory.nextAutoCommitUs = port.nowUs + afterUs;
  port.setTimer('auto commit', afterUs);
}

/** A failed automatic commit reaches no application; one that may succeed is soon sent again. */
export function onAutoCommitFailed(consumer: Consumer, { isRetriable }: CommitFailure): void {
  if (isRetriable) scheduleAutoCommit(consumer, retryBackoffUs(consumer));
}

function isCommitting({ memory }: Consumer, purpose: CommitPurpose): boolean {
  for (const sent of memory.commitRequests.values()) if (sent.purpose === purpose) return true;
  return false;
}

// ── Repeated until it is done ───────────────────────────────────────────────────────────────

/** The close timeout of `KafkaConsumer`, which close.ts minds, bounds the last commit. */
function patienceUs(consumer: Consumer, purpose: AwaitedCommit): number {
  if (purpose === 'close') return Infinity;
  const config = purpose === 'sync' ? 'default.api.timeout.ms' : 'max.poll.interval.ms';
  return msToUs(numberConfig(consumer, config));
}

/** Begins a commit that somebody waits for. False: there is nothing to wait for. */
export function beginCommit(
  consumer: Consumer,
  purpose: AwaitedCommit,
  offsets = allConsumed(consumer),
): boolean {
  const { memory, disk, port } = consumer;
  if (disk.spec.group === null || offsets.length === 0) return false;
  memory.awaitedCommits.set(purpose, {
    offsets,
    deadlineUs: port.nowUs + patienceUs(consumer, purpose),
    attempts: 0,
    waitsFor: 'coordinator',
  });
  return attemptCommit(consumer, purpose);
}

/** Sends it as soon as that is possible. False: it is not repeated any more. */
export function attemptCommit(consumer: Consumer, purpose: AwaitedCommit): boolean {
  const { memory } = consumer;
  const commit = memory.awaitedCommits.get(purpose);
  if (commit === undefined) return false;
  if (memory.coordinator === -1) {
    commit.waitsFor = 'coordinator';
    watchCommit(consumer, purpose);
    findCoordinator(consumer);
    return true;
  }
  const refusal = refusalBeforehand(consumer);
  if (refusal !== null) {
    endCommit(consumer, purpose, refusal);
    return false;
  }
  // Before a rebalance, whatever was read since the last attempt goes with it.
  if (purpose === 'prepare' && commit.attempts > 0) commit.offsets = allConsumed(consumer);
  commit.attempts += 1;
  commit.waitsFor = 'answer';
  sendCommit(consumer, purpose, commit.offsets);
  watchCommit(consumer, purpose);
  return true;
}

/** After a failure that may pass: again after a backoff. False: it is not repeated any more. */
export function repeatCommit(
  consumer: Consumer,
  purpose: AwaitedCommit,
  failure: CommitFailure,
): boolean {
  const { memory, port } = consumer;
  const commit = memory.awaitedCommits.get(purpose);
  if (commit === undefined) return false;
  if (!failure.isRetriable) {
    endCommit(consumer, purpose, failure);
    return false;
  }
  commit.waitsFor = 'backoff';
  const backoffUs = msToUs(backoffMs(memory.metadata.timeouts, port, commit.attempts));
  watchCommit(consumer, purpose, port.nowUs + backoffUs);
  return true;
}

/** Its timer: the backoff is over, or it took too long. False: it is not repeated any more. */
export function onCommitTimer(consumer: Consumer, purpose: AwaitedCommit): boolean {
  const { memory, port } = consumer;
  const commit = memory.awaitedCommits.get(purpose);
  if (commit === undefined) return false;
  if (port.nowUs < commit.deadlineUs) return attemptCommit(consumer, purpose);
  endCommit(consumer, purpose, timeoutOf(consumer, commit.offsets));
  return false;
}

/** Nobody waits for it any more. Only commitSync() throws what it failed with. */
export function endCommit(
  consumer: Consumer,
  purpose: AwaitedCommit,
  failure: CommitFailure | null = null,
): void {
  consumer.memory.awaitedCommits.delete(purpose);
  consumer.port.clearTimer(timerOf(purpose));
  // Who is fenced is told by the fatal error that follows.
  if (failure === null || purpose !== 'sync' || failure.errorCode === 'FENCED_INSTANCE_ID') return;
  fail(consumer, failure.errorCode, failure.message);
}

function timerOf(purpose: AwaitedCommit): CommitTimer {
  return `commit ${purpose}`;
}

export function isCommitTimer(timer: ConsumerTimer): timer is CommitTimer {
  return timer.startsWith('commit ');
}

export function purposeOfTimer(timer: CommitTimer): AwaitedCommit {
  return timer.slice('commit '.length) as AwaitedCommit;
}

function watchCommit({ memory, port }: Consumer, purpose: AwaitedCommit, atUs = Infinity): void {
  const dueUs = Math.min(atUs, memory.awaitedCommits.get(purpose)?.deadlineUs ?? Infinity);
  if (dueUs < Infinity) port.setTimer(timerOf(purpose), dueUs - port.nowUs);
  else port.clearTimer(timerOf(purpose));
}

/** `TimeoutException` of commitSync(). */
function timeoutOf(consumer: Consumer, offsets: CommittedOffsets): CommitFailure {
  const timeoutMs = numberConfig(consumer, 'default.api.timeout.ms');
  const listed = offsets.map(
    (one) =>
      `${topicPartitionKey(one)}=${offsetAndMetadata(one.committedOffset, one.committedLeaderEpoch)}`,
  );
  return {
    errorCode: 'REQUEST_TIMED_OUT',
    message: `Timeout of ${timeoutMs}ms expired before successfully committing offsets {${listed.join(', ')}}`,
    isRetriable: false,
  };
}

/** `OffsetAndMetadata.toString` */
export function offsetAndMetadata(offset: number, leaderEpoch: number): string {
  const epoch = leaderEpoch === -1 ? 'null' : leaderEpoch;
  return `OffsetAndMetadata{offset=${offset}, leaderEpoch=${epoch}, metadata=''}`;
}
