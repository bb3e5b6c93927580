// What Kafka's error names mean where captions speak of them, in a few words.
import type { ErrorName } from '#kafka/protocol/errors.ts';

const MEANINGS: Partial<Record<ErrorName, string>> = {
  COORDINATOR_NOT_AVAILABLE: 'nobody coordinates its group now',
  COORDINATOR_LOAD_IN_PROGRESS: 'the coordinator still reads its log',
  NOT_COORDINATOR: 'another broker coordinates it now',
  NOT_CONTROLLER: 'that controller is not the active one',
  NOT_ENOUGH_REPLICAS: 'the ISR is smaller than min.insync.replicas',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'the ISR shrank meanwhile',
  NOT_LEADER_OR_FOLLOWER: 'that broker does not lead it any more',
  LEADER_NOT_AVAILABLE: 'nobody leads it now',
  REQUEST_TIMED_OUT: 'it took too long',
  NETWORK_EXCEPTION: 'the connection broke',
  OUT_OF_ORDER_SEQUENCE_NUMBER: 'records before it are missing there',
  UNKNOWN_MEMBER_ID: 'the group does not know it any more',
  ILLEGAL_GENERATION: 'the group has gone on without it',
  OFFSET_OUT_OF_RANGE: 'the log has no such offset',
  DUPLICATE_BROKER_REGISTRATION: 'the one before it is still in session',
  NEW_LEADER_ELECTED: 'the leader has changed meanwhile',
  FENCED_LEADER_EPOCH: 'that epoch is over',
  INVALID_CONFIG: 'the value is not allowed',
  UNKNOWN_TOPIC_OR_PARTITION: 'that broker does not know it',
};

/** `the connection broke (NETWORK_EXCEPTION)`; an error without words of its own is its name. */
export function errorWords(error: ErrorName): string {
  const meaning = MEANINGS[error];
  return meaning === undefined ? error : `${meaning} (${error})`;
}
