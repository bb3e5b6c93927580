// A static member (KIP-345) that comes back without its id: the old id is fenced, and if it changes
// nothing for the others, they are not disturbed. Follows `GroupMetadataManager`
// (updateStaticMemberThenRebalanceOrCompleteJoin) and `ClassicGroup#replaceStaticMember` of Apache
// Kafka 4.3.
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { announce, selectProtocol, snapshotOf, stateOf } from './group.ts';
import { restartSession } from './timers.ts';
import type { ClassicGroup, ClassicHost, ClassicMember, ClassicThen } from './state.ts';
import { joinAnswer } from './answers.ts';
import { joinRefusal, syncRefusal } from '#kafka/protocol/error-response.ts';
import { maybeCompleteJoin, prepareRebalance, rebalanceOrComplete } from './join-phase.ts';
import { operationError } from '#kafka/coordinator/runtime/runtime.ts';
import { groupRecord } from '#kafka/coordinator/offsets/offsets-topic.ts';

/** From this version on, JoinGroup can tell a leader not to assign anew (KIP-814). */
const SKIP_ASSIGNMENT_VERSION = 9;

/** Gives the member another id. Whoever still waits under the old one is fenced. */
function replaceMember(
  group: ClassicGroup,
  instanceId: string,
  oldMemberId: string,
  memberId: string,
  host: ClassicHost,
): ClassicMember {
  const old = group.members.get(oldMemberId);
  if (old === undefined) throw new Error(`no member ${oldMemberId} to replace`);
  const { awaitingJoin, awaitingSync } = old;
  if (awaitingJoin !== null) {
    host.respond(awaitingJoin, joinRefusal('FENCED_INSTANCE_ID', oldMemberId));
  }
  if (awaitingSync !== null) host.respond(awaitingSync, syncRefusal('FENCED_INSTANCE_ID'));
  const member: ClassicMember = {
    ...old,
    memberId,
    awaitingJoin: null,
    awaitingSync: null,
    isNew: false,
  };
  group.members.delete(oldMemberId);
  group.members.set(memberId, member);
  if (group.leaderId === oldMemberId) group.leaderId = memberId;
  group.staticMembers.set(instanceId, memberId);
  return member;
}

export function returnStaticMember(
  group: ClassicGroup,
  call: {
    readonly request: RequestDelivery;
    readonly body: RequestBody<'JoinGroup'>;
    readonly host: ClassicHost;
  },
  instanceId: string,
  oldMemberId: string,
  memberId: string,
): void {
  const { request, body, host } = call;
  const before = Object.freeze({
    ...(group.members.get(oldMemberId) as ClassicMember),
    awaitingJoin: null,
    awaitingSync: null,
  });
  const oldLeader = group.leaderId;
  const member = replaceMember(group, instanceId, oldMemberId, memberId, host);
  restartSession(group, member, host);
  member.protocols = body.protocols;
  member.rebalanceTimeoutMs = body.rebalanceTimeoutMs;
  member.sessionTimeoutMs = body.sessionTimeoutMs;
  member.awaitingJoin = request;
  const reason = `static member ${instanceId} is back`;
  switch (stateOf(group)) {
    case 'Stable':
      break;
    case 'CompletingRebalance':
      prepareRebalance(group, reason, host);
      return;
    default:
      announce(group, reason, host);
      maybeCompleteJoin(group, host);
      return;
  }
  if (selectProtocol(group) !== group.protocolName) {
    rebalanceOrComplete(group, `${reason} with other protocols`, host);
    return;
  }
  const snapshot = snapshotOf(group, (one) => one.assignment);
  const then = Object.freeze({
    type: 'static member' as const,
    group: group.id,
    memberId,
    body: Object.freeze(welcome(group, memberId, oldLeader, body.apiVersion)),
    before,
  });
  const errorCode = host.write(group.offsetsPartition, {
    records: [groupRecord(group.id, snapshot)],
    replay: () => announce(group, `${reason}: no rebalance`, host),
    then,
  });
  if (errorCode !== 'NONE') forgetReturn(group, then, operationError(errorCode), host);
}

/** The new id could not be stored, so nobody would know it: back to the old one. */
export function forgetReturn(
  group: ClassicGroup,
  { memberId, before }: Extract<ClassicThen, { type: 'static member' }>,
  errorCode: ErrorName,
  host: ClassicHost,
): void {
  const member = group.members.get(memberId);
  if (member?.groupInstanceId == null) return;
  const { awaitingJoin } = member;
  member.awaitingJoin = null;
  const old = replaceMember(group, member.groupInstanceId, memberId, before.memberId, host);
  Object.assign(old, before);
  restartSession(group, old, host);
  if (awaitingJoin !== null) host.respond(awaitingJoin, joinRefusal(errorCode, ''));
}

/**
 * What the member is told. An old client would assign anew if it heard that it leads; it hears the
 * name of the leader that there was.
 */
function welcome(
  group: ClassicGroup,
  memberId: string,
  oldLeader: string,
  apiVersion = SKIP_ASSIGNMENT_VERSION,
): ResponseBody<'JoinGroup'> {
  const answer = joinAnswer(group, memberId);
  return apiVersion >= SKIP_ASSIGNMENT_VERSION
    ? { ...answer, skipAssignment: group.leaderId === memberId }
    : { ...answer, leader: oldLeader, members: [] };
}

/** Its new id is stored. If a rebalance has begun since, that one answers. */
export function answerStaticMember(
  group: ClassicGroup,
  memberId: string,
  body: ResponseBody<'JoinGroup'>,
  host: ClassicHost,
): void {
  const member = group.members.get(memberId);
  if (member === undefined || member.awaitingJoin === null || stateOf(group) !== 'Stable') return;
  host.respond(member.awaitingJoin, body);
  member.awaitingJoin = null;
}
