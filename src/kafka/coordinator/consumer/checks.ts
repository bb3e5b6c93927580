// What can be wrong with a ConsumerGroupHeartbeat or a commit of a member, in Kafka's words. Follows
// `GroupCoordinatorService` (throwIfConsumerGroupHeartbeatRequestIsInvalid), `GroupMetadataManager`
// (throwIf…) and `ConsumerGroup#validateOffsetCommit` of Apache Kafka 4.3.
import type { RequestBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { type ConsumerGroup, type ConsumerGroupMember } from './group.ts';
import {
  JOIN_GROUP_MEMBER_EPOCH,
  LEAVE_GROUP_STATIC_MEMBER_EPOCH,
} from '#kafka/protocol/api/consumer-group.ts';
import type { ConsumerHost } from './host.ts';
import { supportedAssignors } from './target-assignment.ts';

export type HeartbeatBody = RequestBody<'ConsumerGroupHeartbeat'>;

/** Why a request is refused. */
export interface Refusal {
  readonly errorCode: ErrorName;
  readonly errorMessage: string;
}

export function refuse(errorCode: ErrorName, errorMessage: string): Refusal {
  return { errorCode, errorMessage };
}

export function isRefusal(value: object): value is Refusal {
  return 'errorCode' in value;
}

function invalid(errorMessage: string): Refusal {
  return refuse('INVALID_REQUEST', errorMessage);
}

/** What can be said without looking at the group. */
export function checkRequest(body: HeartbeatBody, host: ConsumerHost): Refusal | null {
  const { memberEpoch, topicPartitions, serverAssignor } = body;
  if (body.memberId === '') return invalid("MemberId can't be empty.");
  if (body.groupId === '') return invalid("GroupId can't be empty.");
  if (body.instanceId === '') return invalid("InstanceId can't be empty.");
  if (body.rackId === '') return invalid("RackId can't be empty.");
  if (memberEpoch === JOIN_GROUP_MEMBER_EPOCH) {
    if (body.rebalanceTimeoutMs === -1) {
      return invalid('RebalanceTimeoutMs must be provided in first request.');
    }
    if (topicPartitions === null || topicPartitions.length > 0) {
      return invalid('TopicPartitions must be empty when (re-)joining.');
    }
    if (body.subscribedTopicNames === null && body.subscribedTopicRegex === null) {
      return invalid(
        'Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.',
      );
    }
  }
  if (memberEpoch === LEAVE_GROUP_STATIC_MEMBER_EPOCH && body.instanceId === null) {
    return invalid("InstanceId can't be null.");
  }
  if (memberEpoch < LEAVE_GROUP_STATIC_MEMBER_EPOCH) return invalid('MemberEpoch is invalid.');
  const assignors = supportedAssignors(host);
  return serverAssignor === null || assignors.includes(serverAssignor)
    ? null
    : refuse(
        'UNSUPPORTED_ASSIGNOR',
        `ServerAssignor ${serverAssignor} is not supported. Supported assignors: ${assignors.join(', ')}.`,
      );
}

/** Whether `group.consumer.max.size` leaves room for this member. */
export function checkRoom(
  { members }: ConsumerGroup,
  memberId: string,
  { configs }: ConsumerHost,
): Refusal | null {
  const most = readNumber('broker', configs, 'group.consumer.max.size');
  return members.size < most || members.has(memberId)
    ? null
    : refuse(
        'GROUP_MAX_SIZE_REACHED',
        `The consumer group has reached its maximum capacity of ${most} members.`,
      );
}

/** A member may rejoin at any time; else its epoch is the one that we know, or the one before. */
export function checkEpoch(
  { memberEpoch, previousMemberEpoch, assigned }: ConsumerGroupMember,
  received: number,
  owned: ReadonlySet<string> | null,
): Refusal | null {
  if (received === JOIN_GROUP_MEMBER_EPOCH || received === memberEpoch) return null;
  const isLostAnswer =
    received === previousMemberEpoch &&
    owned !== null &&
    [...owned].every((partition) => assigned.has(partition));
  if (received < memberEpoch && isLostAnswer) return null;
  const comparison = received > memberEpoch ? 'greater' : 'smaller';
  return refuse(
    'FENCED_MEMBER_EPOCH',
    `The consumer group member has a ${comparison} member epoch (${received}) than the one known by the group coordinator (${memberEpoch}). The member must abandon all its partitions and rejoin.`,
  );
}

export function unknownMember({ id }: ConsumerGroup, memberId: string): Refusal {
  return refuse('UNKNOWN_MEMBER_ID', `Member ${memberId} is not a member of group ${id}.`);
}

export function unknownInstance(instanceId: string): Refusal {
  return refuse('UNKNOWN_MEMBER_ID', `Instance id ${instanceId} is unknown.`);
}

/**
 * The holder of an instance id must have said that it goes before another one may take it; one that
 * speaks the classic protocol never does.
 */
export function checkReleased(
  holder: ConsumerGroupMember,
  memberId: string,
  instanceId: string,
): Refusal | null {
  return holder.memberEpoch === LEAVE_GROUP_STATIC_MEMBER_EPOCH || holder.classic !== null
    ? null
    : refuse(
        'UNRELEASED_INSTANCE_ID',
        `Static member ${memberId} with instance id ${instanceId} cannot join the group because the instance id is owned by ${holder.memberId} member.`,
      );
}

export function checkHolder(
  holder: ConsumerGroupMember,
  memberId: string,
  instanceId: string,
): Refusal | null {
  return holder.memberId === memberId
    ? null
    : refuse(
        'FENCED_INSTANCE_ID',
        `Static member ${memberId} with instance id ${instanceId} was fenced by member ${holder.memberId}.`,
      );
}

/**
 * A commit with an older member epoch is good for partitions that the member has had since then
 * (KIP-1251).
 */
export function commitErrorOf(
  group: ConsumerGroup,
  body: RequestBody<'OffsetCommit'>,
  host: ConsumerHost,
): ErrorName {
  const { memberId, generationIdOrMemberEpoch: epoch, partitions } = body;
  if (epoch < 0 && group.members.size === 0) return 'NONE';
  const member = group.members.get(memberId);
  if (member === undefined) return 'UNKNOWN_MEMBER_ID';
  if (epoch === member.memberEpoch) return 'NONE';
  const refusal = member.classic === null ? 'STALE_MEMBER_EPOCH' : 'ILLEGAL_GENERATION';
  if (epoch > member.memberEpoch) return refusal;
  const { assigned, pendingRevocation } = member;
  const isCurrent = partitions.every(({ topic, partition }) => {
    const name = partitionKey(host.topicOf(topic)?.topicId ?? topic, partition);
    const since = assigned.get(name) ?? pendingRevocation.get(name);
    return since !== undefined && since <= epoch;
  });
  return isCurrent ? 'NONE' : refusal;
}
