// Membership by the classic protocol: when to join, what to do before, how to leave. Follows
// `ConsumerCoordinator` and its `AbstractCoordinator` of Apache Kafka 4.3; the rebalance itself is in
// join.ts, the generation in generation.ts.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { defaultMessage } from '#kafka/protocol/error-messages.ts';
import { giveUp, markPendingRevocation } from '#kafka/client/consumer/assignment-changes.ts';
import { hasOtherPartitions, isCooperative } from './assignment.ts';
import { changeMembership, requestRejoin, resetGeneration } from './generation.ts';
import { handleHeartbeat, heartbeat } from './heartbeat.ts';
import { assignNow, handleJoin, handleSync, sendJoin } from './join.ts';
import {
  COMMIT_REFUSED,
  commitFailure,
  type CommitFailure,
  notRetriable,
} from '#kafka/client/consumer/fetching/commit-failure.ts';
import { beginCommit } from '#kafka/client/consumer/fetching/commit.ts';
import {
  commitsAutomatically,
  type Consumer,
  groupOf,
  instanceId,
  isJoining,
  isMember,
  ownedList,
  type SentCommit,
} from '#kafka/client/consumer/state.ts';
import { subscriptionType } from '#kafka/client/consumer/subscription.ts';
import {
  findCoordinator,
  loseCoordinator,
  sendToCoordinator,
} from '#kafka/client/consumer/coordinator-lookup.ts';
import type { GroupMembership } from '#kafka/client/consumer/group-membership.ts';

/** `RebalanceInProgressException`, by what the coordinator answered to a commit. */
const COMMIT_IN_GROUP_REBALANCE =
  'Offset commit cannot be completed since the consumer group is executing a rebalance at the moment. You can try completing the rebalance by calling poll() and then retry commit again';
const COMMIT_OF_STALE_GENERATION =
  "Offset commit cannot be completed since the consumer member's generation is already stale, meaning it has already participated another rebalance and got a new generation. You can try completing the rebalance by calling poll() and then retry commit again";
const COMMIT_OF_FENCED_GENERATION =
  "Offset commit cannot be completed since the consumer member's old generation is fenced by its group instance id, it is possible that this consumer has already participated another rebalance and got a new generation";

/** In poll(): the steps of a rebalance, each as soon as the one before is done. */
function joinIfNeeded(consumer: Consumer): void {
  const { memory } = consumer;
  const { rejoinNeeded, needsJoinPrepare } = memory.classic.machine.context;
  if (!rejoinNeeded || isJoining(consumer) || memory.awaitedCommits.has('prepare')) return;
  if (memory.coordinator === -1) {
    findCoordinator(consumer);
    return;
  }
  if (needsJoinPrepare) {
    changeMembership(consumer, 'prepare');
    memory.classic.isRevocationDue = true;
    if (commitBeforeJoin(consumer)) return;
  }
  if (memory.classic.isRevocationDue) revokeBeforeJoin(consumer);
  sendJoin(consumer);
}

/**
 * Commits what was read. True while it waits for the answer: nothing is given up and no JoinGroup sent
 * before, and a group waits with it, for max.poll.interval.ms at most.
 */
function commitBeforeJoin(consumer: Consumer): boolean {
  if (!commitsAutomatically(consumer)) return false;
  if (!isCooperative(consumer)) markPendingRevocation(consumer);
  return beginCommit(consumer, 'prepare');
}

/**
 * EAGER gives up everything; COOPERATIVE only what it is no longer subscribed to, and keeps the rest
 * until it is told what must go.
 */
function revokeBeforeJoin(consumer: Consumer): void {
  const { memory } = consumer;
  const subscription = new Set(memory.subscription);
  if (!isMember(consumer)) giveUp(consumer, true);
  else if (!isCooperative(consumer)) giveUp(consumer, false);
  else {
    const unsubscribed = ownedList(consumer).filter(({ topic }) => !subscription.has(topic));
    giveUp(consumer, false, unsubscribed);
  }
  memory.classic.isRevocationDue = false;
  memory.classic.groupSubscription = [];
}

/** LeaveGroup; static members stay in the group when they close. */
function leaveGroup(consumer: Consumer, reason: string): void {
  const { memory, disk } = consumer;
  const isStatic = instanceId(disk.spec.configs) !== null;
  const isJoined = memory.memberId !== '' && memory.classic.machine.value !== 'UNJOINED';
  if (isJoined && memory.coordinator !== -1 && !isStatic) {
    memory.leaveRequest = sendToCoordinator(consumer, {
      api: 'LeaveGroup',
      groupId: groupOf(consumer),
      members: [{ memberId: memory.memberId, groupInstanceId: null, reason }],
    });
  }
  resetGeneration(consumer);
}

/** It is subscribed to other topics than when it joined. */
function hasOtherTopics({ memory }: Consumer): boolean {
  const { joinedSubscription } = memory.classic;
  if (joinedSubscription === null || joinedSubscription === memory.subscription) return false;
  return joinedSubscription.join() !== memory.subscription.join();
}

/** By pattern also without a topic that matches, once it knows that there is none. */
function isSubscribed({ memory, disk }: Consumer): boolean {
  const isByPattern = subscriptionType(disk.spec) === 'pattern';
  return isByPattern ? memory.metadata.refreshedAtUs !== null : memory.subscription.length > 0;
}

// ── Answers ─────────────────────────────────────────────────────────────────────────────────

function onResponse(consumer: Consumer, request: number, body: ResponseBody): boolean {
  const { memory } = consumer;
  switch (body.api) {
    case 'JoinGroup':
      if (request === memory.classic.joinRequest) handleJoin(consumer, body);
      return true;
    case 'SyncGroup':
      if (request === memory.classic.joinRequest) handleSync(consumer, body);
      return true;
    case 'Heartbeat':
      if (request === memory.heartbeatRequest) handleHeartbeat(consumer, body.errorCode);
      return true;
    default:
      return false;
  }
}

function onFailure(consumer: Consumer, request: number): boolean {
  const { memory } = consumer;
  if (request === memory.classic.joinRequest) {
    memory.classic.joinRequest = -1;
    changeMembership(consumer, 'join failed');
  } else if (request === memory.heartbeatRequest) memory.heartbeatRequest = -1;
  else return false;
  loseCoordinator(consumer);
  return true;
}

function onCommitError(consumer: Consumer, errorCode: ErrorName, sent: SentCommit): CommitFailure {
  const { memory } = consumer;
  const { generationId, memberId } = memory;
  const isSameGeneration = sent.generationId === generationId && sent.memberId === memberId;
  const isRejoining = !isSameGeneration && memory.classic.machine.value === 'PREPARING_REBALANCE';
  switch (errorCode) {
    case 'REBALANCE_IN_PROGRESS':
      requestRejoin(consumer);
      return notRetriable(errorCode, COMMIT_IN_GROUP_REBALANCE);
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
      if (isRejoining) return notRetriable('REBALANCE_IN_PROGRESS', COMMIT_OF_STALE_GENERATION);
      if (!isJoining(consumer)) resetGeneration(consumer, errorCode);
      return notRetriable(errorCode, COMMIT_REFUSED);
    case 'FENCED_INSTANCE_ID':
      if (isSameGeneration) return notRetriable(errorCode, defaultMessage(errorCode));
      if (isRejoining) return notRetriable('REBALANCE_IN_PROGRESS', COMMIT_OF_FENCED_GENERATION);
      return notRetriable('UNKNOWN_MEMBER_ID', COMMIT_REFUSED);
    default:
      return commitFailure(consumer, errorCode);
  }
}

export const classicMembership: GroupMembership = {
  poll(consumer) {
    if (consumer.memory.coordinator === -1) findCoordinator(consumer);
    if (hasOtherTopics(consumer) || hasOtherPartitions(consumer)) requestRejoin(consumer);
    if (isSubscribed(consumer)) joinIfNeeded(consumer);
  },
  heartbeat,
  onMetadata: assignNow,
  onResponse,
  onFailure,
  // The next poll() joins.
  onPrepared: () => undefined,
  onCommitError,
  leave: leaveGroup,
};
