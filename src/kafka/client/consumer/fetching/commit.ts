// Commits: how far the group has come, told to its coordinator. Follows `ConsumerCoordinator`
// (`commitOffsetsSync`, `maybeAutoCommitOffsetsAsync`) of Apache Kafka 4.3.
import { msToUs } from '#base/time.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import {
  type CommitPurpose,
  commitsAutomatically,
  type Consumer,
  fail,
  instanceId,
  isJoining,
  isManaged,
  isStable,
  numberConfig,
} from '#kafka/client/consumer/state.ts';
import { sendToCoordinator } from '#kafka/client/consumer/coordinator-lookup.ts';

/** `CommitFailedException`. */
export const COMMIT_FAILED =
  'Offset commit cannot be completed since the consumer is not part of an active group for auto partition assignment; it is likely that the consumer was kicked out of the group.';
/** `RebalanceInProgressException`. */
const COMMIT_IN_REBALANCE =
  'Offset commit cannot be completed since the consumer is undergoing a rebalance for auto partition assignment. You can try completing the rebalance by calling poll() and then retry the operation.';

/** Commits the positions of what the application was given. False: there was nothing to send. */
export function commit(consumer: Consumer, purpose: CommitPurpose): boolean {
  const { memory, disk } = consumer;
  if (disk.spec.group === null || memory.coordinator === -1) return false;
  const partitions = [];
  for (const { topic, partition, consumed, offsetEpoch } of memory.owned.values()) {
    if (consumed === null) continue;
    partitions.push({
      topic,
      partition,
      committedOffset: consumed,
      committedLeaderEpoch: offsetEpoch,
      committedMetadata: '',
    });
  }
  if (partitions.length === 0 || !mayCommit(consumer, purpose)) return false;
  const request = sendToCoordinator(consumer, {
    api: 'OffsetCommit',
    groupId: disk.spec.group,
    generationIdOrMemberEpoch: memory.generationId,
    memberId: memory.memberId,
    groupInstanceId: instanceId(disk.spec.configs),
    partitions,
  });
  memory.commitRequests.set(request, Object.freeze({ purpose }));
  return true;
}

/** A consumer that knows that it is no member, or not yet again, does not ask the coordinator. */
function mayCommit(consumer: Consumer, purpose: CommitPurpose): boolean {
  if (!isManaged(consumer.disk)) return true;
  const isMember = consumer.memory.generationId !== -1;
  if (isMember && !isJoining(consumer)) return true;
  if (purpose === 'sync' || purpose === 'async') {
    if (isMember) fail(consumer, 'REBALANCE_IN_PROGRESS', COMMIT_IN_REBALANCE);
    else fail(consumer, 'UNKNOWN_MEMBER_ID', COMMIT_FAILED);
  }
  return false;
}

/** The first error among the partitions of a commit. */
export function commitError(body: ResponseBody<'OffsetCommit'>): ErrorName {
  return body.partitions.find(({ errorCode }) => errorCode !== 'NONE')?.errorCode ?? 'NONE';
}

/** In poll(): when auto.commit.interval.ms has passed since the last commit. */
export function maybeAutoCommit(consumer: Consumer): void {
  const { memory, port } = consumer;
  if (!commitsAutomatically(consumer) || port.nowUs < memory.nextAutoCommitUs) return;
  if (memory.coordinator === -1) return;
  if (isManaged(consumer.disk) && !isStable(consumer)) return;
  memory.nextAutoCommitUs = port.nowUs + msToUs(numberConfig(consumer, 'auto.commit.interval.ms'));
  port.setTimer('auto commit', msToUs(numberConfig(consumer, 'auto.commit.interval.ms')));
  commit(consumer, 'auto');
}
