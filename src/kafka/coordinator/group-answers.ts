// Bodies of the coordinator's answers: refusals of every API, and what JoinGroup and SyncGroup tell
// a member of a classic group.
import type { ApiName, RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { EMPTY_ASSIGNMENT, membersInOrder, metadataOf } from '#kafka/coordinator/classic/group.ts';
import type { ClassicGroup, ClassicMember } from './coordinator-state.ts';

const GROUP_APIS = [
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'LeaveGroup',
  'OffsetCommit',
  'OffsetFetch',
  'ConsumerGroupHeartbeat',
] as const satisfies readonly ApiName[];

/** A request that names a group, for its coordinator. */
export type GroupRequest = RequestBody<(typeof GROUP_APIS)[number]>;

export function isGroupRequest(body: RequestBody): body is GroupRequest {
  return (GROUP_APIS as readonly string[]).includes(body.api);
}

export function joinRefusal(errorCode: ErrorName, memberId: string): ResponseBody<'JoinGroup'> {
  return {
    api: 'JoinGroup',
    errorCode,
    generationId: -1,
    protocolType: '',
    protocolName: '',
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  };
}

export function syncRefusal(errorCode: ErrorName): ResponseBody<'SyncGroup'> {
  return {
    api: 'SyncGroup',
    errorCode,
    protocolType: '',
    protocolName: '',
    assignment: EMPTY_ASSIGNMENT,
  };
}

export function heartbeatRefusal(
  errorCode: ErrorName,
  errorMessage: string | null,
): ResponseBody<'ConsumerGroupHeartbeat'> {
  return {
    api: 'ConsumerGroupHeartbeat',
    errorCode,
    errorMessage,
    memberId: null,
    memberEpoch: 0,
    heartbeatIntervalMs: 0,
    assignment: null,
  };
}

/** The same error for everything that was asked. */
export function refusal(body: GroupRequest, errorCode: ErrorName): ResponseBody {
  switch (body.api) {
    case 'JoinGroup':
      return joinRefusal(errorCode, body.memberId);
    case 'SyncGroup':
      return syncRefusal(errorCode);
    case 'Heartbeat':
      return { api: body.api, errorCode };
    case 'LeaveGroup':
      return { api: body.api, errorCode, members: [] };
    case 'OffsetCommit': {
      const partitions = body.partitions.map(({ topic, partition }) => ({
        topic,
        partition,
        errorCode,
      }));
      return { api: body.api, partitions };
    }
    case 'OffsetFetch':
      return { api: body.api, errorCode, partitions: [] };
    case 'ConsumerGroupHeartbeat':
      return heartbeatRefusal(errorCode, null);
  }
}

/** What a failed append means to a member (`appendGroupMetadataErrorToResponseError`). */
export function appendError(error: ErrorName): ErrorName {
  switch (error) {
    case 'NOT_LEADER_OR_FOLLOWER':
      return 'NOT_COORDINATOR';
    case 'NOT_ENOUGH_REPLICAS':
    case 'REQUEST_TIMED_OUT':
      return 'COORDINATOR_NOT_AVAILABLE';
    default:
      return error;
  }
}

/** The group as it stands; the leader is told of all members. */
export function joinAnswer(group: ClassicGroup, memberId: string): ResponseBody<'JoinGroup'> {
  const members = memberId === group.leaderId ? membersInOrder(group) : [];
  return {
    api: 'JoinGroup',
    errorCode: 'NONE',
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leaderId,
    skipAssignment: false,
    memberId,
    members: Object.freeze(
      members.map((one) => ({
        memberId: one.memberId,
        groupInstanceId: one.groupInstanceId,
        metadata: metadataOf(one, group.protocolName),
      })),
    ),
  };
}

export function syncAnswer(group: ClassicGroup, member: ClassicMember): ResponseBody<'SyncGroup'> {
  return {
    api: 'SyncGroup',
    errorCode: 'NONE',
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    assignment: member.assignment,
  };
}
