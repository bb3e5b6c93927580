// Membership by the classic protocol: when to join, what to do before, how to leave. Follows
// `ConsumerCoordinator` and its `AbstractCoordinator` of Apache Kafka 4.3; the rebalance itself is in
// join.ts, the generation in generation.ts.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { giveUp } from '#kafka/client/consumer/assignment-changes.ts';
import { hasOtherPartitions, isCooperative } from './assignment.ts';
import { changeMembership, requestRejoin, resetGeneration } from './generation.ts';
import { handleHeartbeat, heartbeat } from './heartbeat.ts';
import { handleJoin, handleSync, sendJoin } from './join.ts';
import { commit } from '#kafka/client/consumer/fetching/commit.ts';
import {
  commitsAutomatically,
  type Consumer,
  groupOf,
  instanceId,
  isJoining,
} from '#kafka/client/consumer/state.ts';
import {
  findCoordinator,
  loseCoordinator,
  sendToCoordinator,
} from '#kafka/client/consumer/coordinator-lookup.ts';
import type { GroupMembership } from '#kafka/client/consumer/group-membership.ts';

/** In poll(): the steps of a rebalance, each as soon as the one before is done. */
function joinIfNeeded(consumer: Consumer): void {
  const { memory } = consumer;
  const { rejoinNeeded, needsJoinPrepare } = memory.classic.machine.context;
  if (!rejoinNeeded || isJoining(consumer) || isCommittingToJoin(consumer)) return;
  if (memory.coordinator === -1) {
    findCoordinator(consumer);
    return;
  }
  if (needsJoinPrepare) {
    changeMembership(consumer, 'prepare');
    if (prepareToJoin(consumer)) return;
  }
  sendJoin(consumer);
}

/** Nothing is given up, and no JoinGroup sent, before the last commit is answered. */
function isCommittingToJoin({ memory }: Consumer): boolean {
  for (const { purpose } of memory.commitRequests.values()) {
    if (purpose === 'prepare') return true;
  }
  return false;
}

/** Commits what was read, then gives up partitions. True while it waits for the commit. */
function prepareToJoin(consumer: Consumer): boolean {
  const { memory } = consumer;
  const isMember = memory.generationId !== -1;
  if (isMember && commitsAutomatically(consumer) && memory.owned.size > 0) {
    if (commit(consumer, 'prepare')) return true;
  }
  revokeBeforeJoin(consumer);
  return false;
}

/** EAGER gives up everything; COOPERATIVE keeps it until it is told what must go. */
function revokeBeforeJoin(consumer: Consumer): void {
  const { memory } = consumer;
  if (memory.generationId === -1 || memory.memberId === '') giveUp(consumer, true);
  else if (!isCooperative(consumer)) giveUp(consumer, false);
}

/** The commit before a rebalance is answered: on with it, unless the membership has ended meanwhile. */
function afterPrepareCommit(consumer: Consumer): void {
  const { memory } = consumer;
  const { rejoinNeeded, needsJoinPrepare } = memory.classic.machine.context;
  if (needsJoinPrepare) return;
  revokeBeforeJoin(consumer);
  if (rejoinNeeded && memory.coordinator !== -1) sendJoin(consumer);
}

/** LeaveGroup; static members stay in the group when they close. */
function leaveGroup(consumer: Consumer, reason: string): void {
  const { memory, disk } = consumer;
  const isStatic = instanceId(disk.spec.configs) !== null;
  if (memory.memberId !== '' && memory.coordinator !== -1 && !isStatic) {
    sendToCoordinator(consumer, {
      api: 'LeaveGroup',
      groupId: groupOf(consumer),
      members: [{ memberId: memory.memberId, groupInstanceId: null, reason }],
    });
  }
  resetGeneration(consumer);
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

function onCommitError(consumer: Consumer, errorCode: ErrorName): boolean {
  const { memory } = consumer;
  if (errorCode === 'REBALANCE_IN_PROGRESS') {
    if (memory.classic.machine.value === 'STABLE') requestRejoin(consumer);
    return false;
  }
  if (!isJoining(consumer)) resetGeneration(consumer, errorCode);
  return true;
}

export const classicMembership: GroupMembership = {
  poll(consumer) {
    if (consumer.memory.coordinator === -1) findCoordinator(consumer);
    if (consumer.memory.subscription.length > 0) joinIfNeeded(consumer);
  },
  heartbeat,
  onMetadata(consumer, hasOtherTopics) {
    const isMember = consumer.memory.generationId !== -1;
    if ((hasOtherTopics && isMember) || hasOtherPartitions(consumer)) requestRejoin(consumer);
  },
  onResponse,
  onFailure,
  onPrepared: afterPrepareCommit,
  onCommitError,
  leave: leaveGroup,
};
