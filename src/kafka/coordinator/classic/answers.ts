// What JoinGroup and SyncGroup tell a member of a classic group.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { EMPTY_ASSIGNMENT, membersInOrder, metadataOf } from './group.ts';
import type { ClassicGroup, ClassicMember } from './state.ts';

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
