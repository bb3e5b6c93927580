// How a member of a classic group stays and goes: Heartbeat, LeaveGroup, the end of its session.
// Follows `GroupMetadataManager` of Apache Kafka 4.3 (classicGroupHeartbeat, classicGroupLeave,
// expireClassicGroupMemberHeartbeat).
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import {
  announce,
  changeState,
  haveAllJoined,
  removeMember,
  stateOf,
  validateMember,
} from './group.ts';
import { clearAllTimers, endSession, restartSession } from './timers.ts';
import type { ClassicGroup, ClassicHost, ClassicMember } from './state.ts';
import { joinRefusal, syncRefusal } from '#kafka/protocol/error-response.ts';
import { completeJoin, rebalanceOrComplete, tellLeft } from './join-phase.ts';

/** A heartbeat keeps the session; its answer tells of a rebalance. */
export function heartbeat(
  group: ClassicGroup,
  { memberId, groupInstanceId, generationId }: RequestBody<'Heartbeat'>,
  host: ClassicHost,
): ErrorName {
  const state = stateOf(group);
  if (state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  const error = validateMember(group, memberId, groupInstanceId);
  if (error !== 'NONE') return error;
  if (generationId !== group.generationId) return 'ILLEGAL_GENERATION';
  const member = group.members.get(memberId);
  if (member === undefined || state === 'Empty') return 'UNKNOWN_MEMBER_ID';
  restartSession(group, member, host);
  return state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

/** Whether a member may commit (`validateOffsetCommit`). */
export function commitErrorOf(group: ClassicGroup, body: RequestBody<'OffsetCommit'>): ErrorName {
  const { memberId, groupInstanceId, generationIdOrMemberEpoch: generationId } = body;
  const state = stateOf(group);
  if (state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  if (generationId < 0 && state === 'Empty') return 'NONE';
  if (generationId < 0 && memberId === '' && groupInstanceId === null) return 'UNKNOWN_MEMBER_ID';
  const error = validateMember(group, memberId, groupInstanceId);
  if (error !== 'NONE') return error;
  if (generationId !== group.generationId) return 'ILLEGAL_GENERATION';
  return state === 'CompletingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

/** A commit is as good as a heartbeat, but for a group that waits for its assignment. */
export function keepSession(group: ClassicGroup, memberId: string, host: ClassicHost): void {
  const member = group.members.get(memberId);
  const isLive = ['Stable', 'PreparingRebalance'].includes(stateOf(group));
  if (isLive && member !== undefined) restartSession(group, member, host);
}

/** Several may leave at once; the others rebalance once. */
export function leaveGroup(
  group: ClassicGroup,
  leaving: RequestBody<'LeaveGroup'>['members'],
  host: ClassicHost,
): ResponseBody<'LeaveGroup'> {
  if (stateOf(group) === 'Dead') {
    return { api: 'LeaveGroup', errorCode: 'COORDINATOR_NOT_AVAILABLE', members: [] };
  }
  const members = leaving.map(({ memberId, groupInstanceId }) => ({
    memberId,
    groupInstanceId,
    errorCode: leave(group, memberId, groupInstanceId, host),
  }));
  const left = members.filter(({ errorCode }) => errorCode === 'NONE');
  if (left.length > 0 && stateOf(group) !== 'Empty') {
    const names = left.map(({ memberId, groupInstanceId }) => memberId || (groupInstanceId ?? ''));
    rebalanceOrComplete(group, `${names.join(', ')} left`, host);
  }
  return { api: 'LeaveGroup', errorCode: 'NONE', members };
}

function leave(
  group: ClassicGroup,
  memberId: string,
  groupInstanceId: string | null,
  host: ClassicHost,
): ErrorName {
  if (group.pendingJoins.has(memberId)) {
    removeMember(group, memberId);
    endSession(group, memberId, host);
    return 'NONE';
  }
  // An administrator removes a static member by its instance id alone.
  const id = memberId || (group.staticMembers.get(groupInstanceId ?? '') ?? '');
  const error = validateMember(group, id, groupInstanceId);
  const member = group.members.get(id);
  if (member === undefined) return error === 'NONE' ? 'UNKNOWN_MEMBER_ID' : error;
  if (error !== 'NONE') return error;
  endSession(group, id, host);
  dismiss(group, member, 'left', host);
  return 'NONE';
}

function dismiss(
  group: ClassicGroup,
  member: ClassicMember,
  reason: 'left' | 'session timeout',
  host: ClassicHost,
): void {
  const { memberId, awaitingJoin } = member;
  if (awaitingJoin !== null) host.respond(awaitingJoin, joinRefusal('UNKNOWN_MEMBER_ID', ''));
  removeMember(group, memberId);
  tellLeft(group, member, reason, host);
}

/** A session is over; a member that waits for an answer of ours is not to blame. */
export function expireSession(group: ClassicGroup, memberId: string, host: ClassicHost): void {
  const member = group.members.get(memberId);
  if (member === undefined) {
    if (!group.pendingJoins.has(memberId)) return;
    removeMember(group, memberId);
  } else {
    const isWaiting = member.awaitingJoin !== null || member.awaitingSync !== null;
    if (isWaiting && !member.isNew) return;
    dismiss(group, member, 'session timeout', host);
    const reason = `${member.clientId} is gone (session timeout)`;
    if (stateOf(group) !== 'PreparingRebalance') {
      rebalanceOrComplete(group, reason, host);
      return;
    }
    announce(group, reason, host);
  }
  // Unlike a LeaveGroup, this ends even the initial rebalance.
  if (stateOf(group) === 'PreparingRebalance' && haveAllJoined(group)) completeJoin(group, host);
}

/** Another broker coordinates the group now: whoever waits is sent there. */
export function unloadGroup(group: ClassicGroup, host: ClassicHost): void {
  changeState(group, 'unloaded', host);
  clearAllTimers(group, host);
  for (const { memberId, awaitingJoin, awaitingSync } of group.members.values()) {
    if (awaitingJoin !== null) host.respond(awaitingJoin, joinRefusal('NOT_COORDINATOR', memberId));
    if (awaitingSync !== null) host.respond(awaitingSync, syncRefusal('NOT_COORDINATOR'));
  }
}
