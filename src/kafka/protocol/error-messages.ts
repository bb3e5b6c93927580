// What Kafka's errors say when nobody says more: the default messages of
// `org.apache.kafka.common.protocol.Errors`, of those that reach an application so.
import type { ErrorName } from './errors.ts';

const MESSAGES: Partial<Record<ErrorName, string>> = {
  FENCED_INSTANCE_ID:
    'The broker rejected this static consumer since another consumer with the same group.instance.id has registered with a different member.id.',
  ILLEGAL_GENERATION: 'Specified group generation id is not valid.',
  INCONSISTENT_GROUP_PROTOCOL:
    "The group member's supported protocols are incompatible with those of existing members or first group member tried to join with empty protocol type or empty protocol list.",
  INVALID_GROUP_ID: 'The group id is invalid.',
  INVALID_SESSION_TIMEOUT:
    'The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms).',
  OFFSET_METADATA_TOO_LARGE: 'The metadata field of the offset request was too large.',
  STALE_MEMBER_EPOCH:
    'The member epoch is stale. The member must retry after receiving its updated member epoch via the ConsumerGroupHeartbeat API.',
  UNKNOWN_MEMBER_ID: 'The coordinator is not aware of this member.',
  UNKNOWN_TOPIC_OR_PARTITION: 'This server does not host this topic-partition.',
  UNSUPPORTED_VERSION: 'The version of API is not supported.',
};

/** The default message of an error; its name, for one that no application gets to see so. */
export function defaultMessage(error: ErrorName): string {
  return MESSAGES[error] ?? error;
}
