// What JoinGroup and SyncGroup tell a member of a classic group.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { membersInOrder, metadataOf } from './group.ts';
import type { ClassicGroup, ClassicMember } from './state.ts';

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
