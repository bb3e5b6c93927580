// A rebalance as a member sees it by the classic protocol: JoinGroup, SyncGroup, and the assignment
// that comes of them. Follows `AbstractCoordinator` (`sendJoinGroupRequest`, `onLeaderElected`,
// `SyncGroupResponseHandler`) and `ConsumerCoordinator.onJoinComplete`.
import { AssignorError } from '#kafka/assignor/assignor.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { defaultMessage } from '#kafka/protocol/error-messages.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { giveUp, notIn, takeOn } from '#kafka/client/consumer/assignment-changes.ts';
import {
  assign,
  awaitsGroupTopics,
  onAssignment,
  partitionCounts,
  protocolsOf,
} from './assignment.ts';
import { acceptsAssignment } from '#kafka/client/consumer/subscription.ts';
import { changeMembership, requestRejoin, resetGeneration, startHeartbeats } from './generation.ts';
import {
  type Consumer,
  fail,
  groupOf,
  instanceId,
  isJoining,
  numberConfig,
  requestTimeoutMs,
} from '#kafka/client/consumer/state.ts';
import {
  loseCoordinator,
  sendToCoordinator,
  waitForCoordinator,
} from '#kafka/client/consumer/coordinator-lookup.ts';

/** A JoinGroup waits as long as a rebalance may take, and a little more (`JOIN_GROUP_TIMEOUT_LAPSE`). */
const JOIN_SLACK_MS = 5_000;

export function sendJoin(consumer: Consumer): void {
  const { memory, disk } = consumer;
  if (isJoining(consumer)) return;
  const rebalanceTimeoutMs = numberConfig(consumer, 'max.poll.interval.ms');
  changeMembership(consumer, 'join');
  memory.classic.joinedSubscription = memory.subscription;
  memory.classic.joinRequest = sendToCoordinator(
    consumer,
    {
      api: 'JoinGroup',
      groupId: groupOf(consumer),
      sessionTimeoutMs: numberConfig(consumer, 'session.timeout.ms'),
      rebalanceTimeoutMs,
      memberId: memory.memberId,
      groupInstanceId: instanceId(disk.spec.configs),
      clientId: disk.spec.id,
      protocolType: 'consumer',
      protocols: protocolsOf(consumer),
    },
    Math.max(requestTimeoutMs(consumer), rebalanceTimeoutMs + JOIN_SLACK_MS),
  );
}

export function handleJoin(consumer: Consumer, body: ResponseBody<'JoinGroup'>): void {
  const { memory } = consumer;
  memory.classic.joinRequest = -1;
  if (body.errorCode !== 'NONE') {
    handleJoinError(consumer, body.errorCode, body.memberId);
    return;
  }
  memory.memberId = body.memberId;
  memory.generationId = body.generationId;
  memory.classic.protocolName = body.protocolName;
  memory.lastHeartbeatUs = consumer.port.nowUs;
  changeMembership(consumer, 'joined');
  startHeartbeats(consumer);
  memory.classic.assignedBy = '';
  if (body.leader !== body.memberId) sendSync(consumer, []);
  else if (awaitsGroupTopics(consumer, body)) memory.classic.toAssign = body;
  else lead(consumer, body);
}

/** The leader that has waited for metadata has it. */
export function assignNow(consumer: Consumer): void {
  const { classic } = consumer.memory;
  const { toAssign } = classic;
  classic.toAssign = null;
  if (toAssign !== null) lead(consumer, toAssign);
}

function lead(consumer: Consumer, body: ResponseBody<'JoinGroup'>): void {
  // A static leader that returns assigns nothing, and watches all the same (KIP-814).
  const assignments = body.skipAssignment ? [] : assignOrDie(consumer, body);
  consumer.memory.classic.assignedBy = partitionCounts(consumer);
  if (assignments !== null) sendSync(consumer, assignments);
}

/** An assignor that throws takes its application with it: null. */
function assignOrDie(
  consumer: Consumer,
  body: ResponseBody<'JoinGroup'>,
): RequestBody<'SyncGroup'>['assignments'] | null {
  try {
    return assign(consumer, body);
  } catch (error) {
    if (!(error instanceof AssignorError)) throw error;
    fail(consumer, 'UNKNOWN_SERVER_ERROR', error.message);
    consumer.port.halt();
    return null;
  }
}

function sendSync(consumer: Consumer, assignments: RequestBody<'SyncGroup'>['assignments']): void {
  const { memory, disk } = consumer;
  memory.classic.joinRequest = sendToCoordinator(consumer, {
    api: 'SyncGroup',
    groupId: groupOf(consumer),
    generationId: memory.generationId,
    memberId: memory.memberId,
    groupInstanceId: instanceId(disk.spec.configs),
    protocolType: 'consumer',
    protocolName: memory.classic.protocolName,
    assignments,
  });
}

export function handleSync(consumer: Consumer, body: ResponseBody<'SyncGroup'>): void {
  const { memory } = consumer;
  memory.classic.joinRequest = -1;
  if (body.errorCode !== 'NONE') {
    handleJoinError(consumer, body.errorCode, memory.memberId);
    return;
  }
  changeMembership(consumer, 'synced');
  memory.lastHeartbeatUs = consumer.port.nowUs;
  const { partitions } = body.assignment;
  if (!acceptsAssignment(consumer, partitions)) {
    // The application has subscribed to something else meanwhile.
    requestRejoin(consumer);
    return;
  }
  onAssignment(consumer, partitions);
  adoptAssignment(consumer, partitions);
}

/** Gives up what is not assigned any more (and then joins again), and takes on what is new. */
function adoptAssignment(consumer: Consumer, partitions: readonly TopicPartition[]): void {
  const revoked = notIn(consumer, partitions);
  giveUp(consumer, false, revoked);
  takeOn(consumer, partitions);
  // COOPERATIVE: what was given up can go to its new owner only in another round.
  if (revoked.length > 0) requestRejoin(consumer);
}

function handleJoinError(consumer: Consumer, error: ErrorName, memberId: string): void {
  const { memory } = consumer;
  changeMembership(consumer, 'join failed');
  switch (error) {
    case 'MEMBER_ID_REQUIRED':
      memory.memberId = memberId;
      sendJoin(consumer);
      return;
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
      resetGeneration(consumer, error);
      return;
    case 'REBALANCE_IN_PROGRESS':
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
    case 'NETWORK_EXCEPTION':
    case 'REQUEST_TIMED_OUT':
      loseCoordinator(consumer);
      return;
    case 'COORDINATOR_LOAD_IN_PROGRESS':
      waitForCoordinator(consumer);
      return;
    default:
      changeMembership(consumer, 'refused');
      memory.fatalError ??= Object.freeze({
        errorCode: error,
        message: refusalOf(consumer, error),
      });
  }
}

/** What poll() throws when the group will not have this member. */
function refusalOf(consumer: Consumer, error: ErrorName): string {
  switch (error) {
    case 'GROUP_MAX_SIZE_REACHED':
      return `Consumer group ${groupOf(consumer)} already has the configured maximum number of members.`;
    case 'FENCED_INSTANCE_ID':
    case 'INCONSISTENT_GROUP_PROTOCOL':
    case 'INVALID_SESSION_TIMEOUT':
    case 'INVALID_GROUP_ID':
    case 'UNSUPPORTED_VERSION':
      return defaultMessage(error);
    default:
      return `Unexpected error in join group response: ${defaultMessage(error)}`;
  }
}
