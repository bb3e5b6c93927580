// Error codes as Java programs print them: the exception's class and its message. Follows
// `org.apache.kafka.common.protocol.Errors`.
import type { ErrorName } from '#kafka/protocol/errors.ts';

const PACKAGE = 'org.apache.kafka.common.errors';

/** Class and message by error; the others are made of their names. */
const EXCEPTIONS: Partial<Record<ErrorName, readonly [name: string, message: string]>> = {
  UNKNOWN_SERVER_ERROR: [
    'UnknownServerException',
    'The server experienced an unexpected error when processing the request.',
  ],
  UNKNOWN_TOPIC_OR_PARTITION: [
    'UnknownTopicOrPartitionException',
    'This server does not host this topic-partition.',
  ],
  LEADER_NOT_AVAILABLE: [
    'LeaderNotAvailableException',
    'There is no leader for this topic-partition as we are in the middle of a leadership election.',
  ],
  NOT_LEADER_OR_FOLLOWER: [
    'NotLeaderOrFollowerException',
    'For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition.',
  ],
  REQUEST_TIMED_OUT: ['TimeoutException', 'The request timed out.'],
  NETWORK_EXCEPTION: [
    'NetworkException',
    'The server disconnected before a response was received.',
  ],
  COORDINATOR_LOAD_IN_PROGRESS: [
    'CoordinatorLoadInProgressException',
    "The coordinator is loading and hence can't process requests.",
  ],
  COORDINATOR_NOT_AVAILABLE: [
    'CoordinatorNotAvailableException',
    'The coordinator is not available.',
  ],
  NOT_COORDINATOR: ['NotCoordinatorException', 'This is not the correct coordinator.'],
  INVALID_TOPIC_EXCEPTION: [
    'InvalidTopicException',
    'The request attempted to perform an operation on an invalid topic.',
  ],
  ILLEGAL_GENERATION: ['IllegalGenerationException', 'Specified group generation id is not valid.'],
  UNKNOWN_MEMBER_ID: ['UnknownMemberIdException', 'The coordinator is not aware of this member.'],
  REBALANCE_IN_PROGRESS: [
    'RebalanceInProgressException',
    'The group is rebalancing, so a rejoin is needed.',
  ],
  TOPIC_ALREADY_EXISTS: ['TopicExistsException', 'Topic with this name already exists.'],
  INVALID_PARTITIONS: ['InvalidPartitionsException', 'Number of partitions is below 1.'],
  INVALID_REPLICATION_FACTOR: [
    'InvalidReplicationFactorException',
    'Replication factor is below 1 or larger than the number of available brokers.',
  ],
  INVALID_REPLICA_ASSIGNMENT: [
    'InvalidReplicaAssignmentException',
    'Replica assignment is invalid.',
  ],
  INVALID_CONFIG: ['InvalidConfigurationException', 'Configuration is invalid.'],
  NOT_CONTROLLER: [
    'NotControllerException',
    'This is not the correct controller for this cluster.',
  ],
  POLICY_VIOLATION: [
    'PolicyViolationException',
    'Request parameters do not satisfy the configured policy.',
  ],
  INVALID_REQUEST: [
    'InvalidRequestException',
    'This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.',
  ],
  NON_EMPTY_GROUP: ['GroupNotEmptyException', 'The group is not empty.'],
  GROUP_ID_NOT_FOUND: ['GroupIdNotFoundException', 'The group id does not exist.'],
  GROUP_SUBSCRIBED_TO_TOPIC: [
    'GroupSubscribedToTopicException',
    'Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to it.',
  ],
  PREFERRED_LEADER_NOT_AVAILABLE: [
    'PreferredLeaderNotAvailableException',
    'The preferred leader was not available.',
  ],
  ELIGIBLE_LEADERS_NOT_AVAILABLE: [
    'EligibleLeadersNotAvailableException',
    'Eligible topic partition leaders are not available.',
  ],
  ELECTION_NOT_NEEDED: [
    'ElectionNotNeededException',
    'Leader election not needed for topic partition.',
  ],
  NO_REASSIGNMENT_IN_PROGRESS: [
    'NoReassignmentInProgressException',
    'No partition reassignment is in progress.',
  ],
  BROKER_ID_NOT_REGISTERED: [
    'BrokerIdNotRegisteredException',
    'The given broker ID was not registered.',
  ],
};

/** `PREFERRED_LEADER_NOT_AVAILABLE` → `PreferredLeaderNotAvailableException`. */
function classOf(error: ErrorName): string {
  const words = error.split('_').map((word) => `${word.charAt(0)}${word.slice(1).toLowerCase()}`);
  const name = words.join('');
  return name.endsWith('Exception') ? name : `${name}Exception`;
}

/** An exception of Java's, as far as tools print it. */
export interface JavaException {
  /** With its package. */
  readonly className: string;
  readonly message: string;
}

/** The exception that an error becomes in a Java program. */
export function exceptionOf(error: ErrorName, errorMessage: string | null): JavaException {
  const [name, message] = EXCEPTIONS[error] ?? [classOf(error), error];
  return { className: `${PACKAGE}.${name}`, message: errorMessage ?? message };
}

/** `Throwable.toString()`. */
export function exceptionText({ className, message }: JavaException): string {
  return message === '' ? className : `${className}: ${message}`;
}
