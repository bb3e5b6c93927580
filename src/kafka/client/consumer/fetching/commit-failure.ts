// What a refused commit means to a Java client: which exception, and whether another attempt may help.
// Follows `ConsumerCoordinator.OffsetCommitResponseHandler` and `CommitRequestManager`, as far as they
// agree; what depends on the group protocol is with the memberships.
import { defaultMessage } from '#kafka/protocol/error-messages.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { loseCoordinator } from '#kafka/client/consumer/coordinator-lookup.ts';
import type { Consumer } from '#kafka/client/consumer/state.ts';

/** An exception of a commit. */
export interface CommitFailure {
  readonly errorCode: ErrorName;
  readonly message: string;
  readonly isRetriable: boolean;
}

/** `CommitFailedException` without a word of its own: the coordinator refused the commit. */
export const COMMIT_REFUSED =
  'Commit cannot be completed since the group has already rebalanced and assigned the partitions to another member. This means that the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms, which typically implies that the poll loop is spending too much time message processing. You can address this either by increasing max.poll.interval.ms or by reducing the maximum size of batches returned in poll() with max.poll.records.';
/** `CommitFailedException` of a consumer that knows that it is no member. */
const COMMIT_FAILED =
  'Offset commit cannot be completed since the consumer is not part of an active group for auto partition assignment; it is likely that the consumer was kicked out of the group.';
/** `RebalanceInProgressException` of a consumer that is joining. */
const COMMIT_IN_REBALANCE =
  'Offset commit cannot be completed since the consumer is undergoing a rebalance for auto partition assignment. You can try completing the rebalance by calling poll() and then retry the operation.';
/** `RetriableCommitFailedException` */
export const RETRIABLE_COMMIT_FAILED =
  'Offset commit failed with a retriable exception. You should retry committing the latest consumed offsets.';

export function notRetriable(errorCode: ErrorName, message: string): CommitFailure {
  return { errorCode, message, isRetriable: false };
}

/** Of a consumer that speaks the classic protocol and does not ask, as it knows the answer. */
export function notAMember(isJoining: boolean): CommitFailure {
  return isJoining
    ? notRetriable('REBALANCE_IN_PROGRESS', COMMIT_IN_REBALANCE)
    : notRetriable('UNKNOWN_MEMBER_ID', COMMIT_FAILED);
}

/** What an error means that has nothing to do with membership; looks for the coordinator if it moved. */
export function commitFailure(consumer: Consumer, errorCode: ErrorName): CommitFailure {
  const message = defaultMessage(errorCode);
  switch (errorCode) {
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
    case 'REQUEST_TIMED_OUT':
    case 'NETWORK_EXCEPTION':
      loseCoordinator(consumer);
      return { errorCode, message, isRetriable: true };
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'UNKNOWN_TOPIC_ID':
      return { errorCode, message, isRetriable: true };
    case 'OFFSET_METADATA_TOO_LARGE':
      return notRetriable(errorCode, message);
    default:
      return notRetriable(errorCode, `Unexpected error in commit: ${message}`);
  }
}
