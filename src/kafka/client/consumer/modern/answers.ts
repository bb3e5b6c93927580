// What a member by the consumer group protocol (KIP-848) makes of answers: those to its heartbeats, and
// refusals of its commits. Follows `AbstractHeartbeatRequestManager.onErrorResponse`,
// `ConsumerMembershipManager.onHeartbeatSuccess` and `CommitRequestManager`.
import { msToUs } from '#base/time.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { defaultMessage } from '#kafka/protocol/error-messages.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { markPendingRevocation } from '#kafka/client/consumer/assignment-changes.ts';
import {
  commitFailure,
  type CommitFailure,
  notRetriable,
} from '#kafka/client/consumer/fetching/commit-failure.ts';
import { type Consumer, isMember, type SentCommit } from '#kafka/client/consumer/state.ts';
import { wantAssignedTopics } from '#kafka/client/consumer/subscription.ts';
import { loseCoordinator, waitForCoordinator } from '#kafka/client/consumer/coordinator-lookup.ts';
import { forgetWhatWasTold, heartbeat, heartbeatAgain } from './heartbeat.ts';
import { change, isReconciled } from './step.ts';

export function onResponse(consumer: Consumer, request: number, body: ResponseBody): boolean {
  if (body.api !== 'ConsumerGroupHeartbeat') return false;
  const { memory, port } = consumer;
  if (request !== memory.heartbeatRequest) return true;
  memory.heartbeatRequest = -1;
  if (body.errorCode !== 'NONE') {
    handleError(consumer, body);
    return true;
  }
  const { modern: member } = memory;
  memory.memberId = body.memberId ?? memory.memberId;
  memory.generationId = body.memberEpoch;
  port.setTimer('heartbeat', msToUs(body.heartbeatIntervalMs));
  if (body.assignment !== null) {
    member.target = body.assignment;
    if (member.preparation === 'done') member.preparation = 'none';
    wantAssignedTopics(consumer, body.assignment);
    // The first one is taken over even if it is empty: the listener is called with nothing.
    change(consumer, !member.isFirst && isReconciled(consumer) ? 'confirmed' : 'assigned');
  }
  // It was reconciled while this heartbeat was on its way.
  if (member.machine.value === 'ACKNOWLEDGING') heartbeat(consumer);
  return true;
}

function handleError(
  consumer: Consumer,
  { errorCode, errorMessage }: ResponseBody<'ConsumerGroupHeartbeat'>,
): void {
  const { memory } = consumer;
  forgetWhatWasTold(consumer);
  switch (errorCode) {
    case 'FENCED_MEMBER_EPOCH':
    case 'UNKNOWN_MEMBER_ID':
      // The next poll() gives up what it owned, and joins again.
      change(consumer, 'fenced');
      memory.generationId = -1;
      markPendingRevocation(consumer);
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      loseCoordinator(consumer);
      heartbeatAgain(consumer);
      return;
    case 'COORDINATOR_LOAD_IN_PROGRESS':
      waitForCoordinator(consumer);
      heartbeatAgain(consumer);
      return;
    default:
      change(consumer, 'failed');
      memory.generationId = -1;
      markPendingRevocation(consumer);
      memory.fatalError ??= Object.freeze({
        errorCode,
        message: refusalOf(errorCode, errorMessage),
      });
  }
}

/** What poll() throws when the group will not have this member. */
function refusalOf(errorCode: ErrorName, errorMessage: string | null): string {
  const message = errorMessage ?? defaultMessage(errorCode);
  return errorCode === 'INVALID_REGULAR_EXPRESSION'
    ? `Invalid RE2J SubscriptionPattern provided in the call to subscribe. ${message}`
    : message;
}

export function onFailure(consumer: Consumer, request: number): boolean {
  const { memory } = consumer;
  if (request !== memory.heartbeatRequest) return false;
  memory.heartbeatRequest = -1;
  forgetWhatWasTold(consumer);
  loseCoordinator(consumer);
  heartbeatAgain(consumer);
  return true;
}

/** The heartbeat says what is wrong with the membership; a stale epoch is renewed by it. */
export function onCommitError(
  consumer: Consumer,
  errorCode: ErrorName,
  { purpose }: SentCommit,
): CommitFailure {
  const message = defaultMessage(errorCode);
  switch (errorCode) {
    case 'UNKNOWN_MEMBER_ID':
      return notRetriable(errorCode, `OffsetCommit failed with unknown member ID. ${message}`);
    case 'STALE_MEMBER_EPOCH':
      if (purpose === 'sync') {
        return notRetriable(errorCode, `OffsetCommit failed with stale member epoch. ${message}`);
      }
      return { errorCode, message, isRetriable: purpose === 'prepare' && isMember(consumer) };
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      // A rebalance does not wait for a topic that is deleted.
      if (purpose === 'prepare') return notRetriable(errorCode, message);
      return commitFailure(consumer, errorCode);
    default:
      return commitFailure(consumer, errorCode);
  }
}
