// SyncGroup: the leader's assignment is stored and handed out. Follows `GroupMetadataManager` of
// Apache Kafka 4.3 (classicGroupSyncToClassicGroup, setAndPropagateAssignment, expirePendingSync).
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { RequestDelivery } from '#sim/node.ts';
import {
  announce,
  changeState,
  EMPTY_ASSIGNMENT,
  membersInOrder,
  removeMember,
  snapshotOf,
  stateOf,
  validateMember,
} from './group.ts';
import { clearSyncTimer, endSession, restartSession } from './timers.ts';
import type { ClassicGroup, ClassicHost, ClassicThen } from './state.ts';
import { operationError } from '#kafka/coordinator/runtime/runtime.ts';
import { syncAnswer } from './answers.ts';
import { syncRefusal } from '#kafka/protocol/error-response.ts';
import { prepareRebalance, resetAssignments, tellLeft } from './join-phase.ts';
import { groupRecord } from '#kafka/coordinator/offsets/offsets-topic.ts';

type SyncBody = RequestBody<'SyncGroup'>;

export function handleSync(
  group: ClassicGroup | undefined,
  request: RequestDelivery,
  body: SyncBody,
  host: ClassicHost,
): void {
  const error = group === undefined ? 'UNKNOWN_MEMBER_ID' : syncError(group, body);
  const member = group?.members.get(body.memberId);
  if (group === undefined || member === undefined || error !== 'NONE') {
    host.respond(request, syncRefusal(error === 'NONE' ? 'UNKNOWN_MEMBER_ID' : error));
    return;
  }
  group.pendingSyncs.delete(body.memberId);
  if (group.pendingSyncs.size === 0) clearSyncTimer(group, host);
  if (stateOf(group) === 'Stable') {
    host.respond(request, syncAnswer(group, member));
    return;
  }
  member.awaitingSync = request;
  if (body.memberId === group.leaderId) storeAssignment(group, body, host);
  else {
    const leader = group.members.get(group.leaderId)?.clientId ?? '';
    host.emit('request.parked', {
      request: request.request,
      api: 'SyncGroup',
      waitsFor: `the assignment from the group's leader ${leader}`,
    });
  }
}

function syncError(group: ClassicGroup, body: SyncBody): ErrorName {
  const state = stateOf(group);
  if (state === 'Empty') return 'UNKNOWN_MEMBER_ID';
  if (state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  const error = validateMember(group, body.memberId, body.groupInstanceId);
  if (error !== 'NONE') return error;
  if (body.generationId !== group.generationId) return 'ILLEGAL_GENERATION';
  const isOther =
    (body.protocolType !== '' && body.protocolType !== group.protocolType) ||
    (body.protocolName !== '' && body.protocolName !== group.protocolName);
  if (isOther) return 'INCONSISTENT_GROUP_PROTOCOL';
  return state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

/** The leader's assignment becomes the group's once it is stored in the offsets topic. */
function storeAssignment(
  group: ClassicGroup,
  { assignments, generationId }: SyncBody,
  host: ClassicHost,
): void {
  const { id, offsetsPartition } = group;
  const assigned = new Map(assignments.map((one) => [one.memberId, one.assignment]));
  const snapshot = snapshotOf(group, ({ memberId }) => assigned.get(memberId) ?? EMPTY_ASSIGNMENT);
  const errorCode = host.write(offsetsPartition, {
    records: [groupRecord(id, snapshot)],
    then: Object.freeze({ type: 'assignment', group: id, generationId, assignments }),
  });
  if (errorCode !== 'NONE') giveUpAssignment(group, operationError(errorCode), host);
}

function giveUpAssignment(group: ClassicGroup, errorCode: ErrorName, host: ClassicHost): void {
  resetAssignments(group, errorCode, host);
  prepareRebalance(group, `the assignment could not be stored (${errorCode})`, host);
}

/** The assignment of a generation was not replicated in time; if it is waited for, all begin anew. */
export function abandonAssignment(
  group: ClassicGroup,
  generationId: number,
  errorCode: ErrorName,
  host: ClassicHost,
): void {
  if (stateOf(group) !== 'CompletingRebalance' || group.generationId !== generationId) return;
  giveUpAssignment(group, errorCode, host);
}

/** The assignment is stored: if it is still the one that is waited for, everybody gets theirs. */
export function spreadAssignment(
  group: ClassicGroup,
  { generationId, assignments }: Extract<ClassicThen, { type: 'assignment' }>,
  host: ClassicHost,
): void {
  if (stateOf(group) !== 'CompletingRebalance' || group.generationId !== generationId) return;
  const assigned = new Map(assignments.map((one) => [one.memberId, one.assignment]));
  for (const member of membersInOrder(group)) {
    member.assignment = assigned.get(member.memberId) ?? EMPTY_ASSIGNMENT;
  }
  changeState(group, 'assignment stored', host);
  announce(group, 'the leader has sent the assignment', host);
  host.emit('rebalance.completed', {
    group: group.id,
    protocol: 'classic',
    generation: group.generationId,
  });
  for (const member of membersInOrder(group)) {
    const { awaitingSync } = member;
    if (awaitingSync === null) continue;
    member.awaitingSync = null;
    host.respond(awaitingSync, syncAnswer(group, member));
    restartSession(group, member, host);
  }
}

/** Members that did not sync in time are out. */
export function expireSyncs(group: ClassicGroup, generationId: number, host: ClassicHost): void {
  const state = stateOf(group);
  if (generationId !== group.generationId || group.pendingSyncs.size === 0) return;
  if (state !== 'CompletingRebalance' && state !== 'Stable') return;
  for (const memberId of [...group.pendingSyncs]) {
    const member = group.members.get(memberId);
    removeMember(group, memberId);
    endSession(group, memberId, host);
    if (member !== undefined) tellLeft(group, member, 'rebalance timeout', host);
  }
  prepareRebalance(group, 'members have not sent SyncGroup in time', host);
}
