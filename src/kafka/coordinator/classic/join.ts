// JoinGroup: who may come in, under which id, and what it sets off. Follows `GroupMetadataManager` of
// Apache Kafka 4.3 (classicGroupJoinToClassicGroup and below).
import type { RequestBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { RequestDelivery } from '#sim/node.ts';
import {
  createGroup,
  EMPTY_ASSIGNMENT,
  haveSameProtocols,
  isInitialRebalance,
  membersInOrder,
  removeMember,
  snapshotOf,
  stateOf,
  supportsProtocols,
  validateMember,
} from './group.ts';
import { restartSession, startNewSession } from './timers.ts';
import type { ClassicGroup, ClassicHost, ClassicMember } from './state.ts';
import { joinAnswer } from './answers.ts';
import { joinRefusal } from '#kafka/protocol/error-response.ts';
import { rebalanceOrComplete } from './join-phase.ts';
import { groupRecord } from '#kafka/coordinator/offsets/offsets-topic.ts';
import { returnStaticMember } from './static-member.ts';

/** A JoinGroup under way: the request, what it says, and the host. */
export interface JoinCall {
  readonly request: RequestDelivery;
  readonly body: RequestBody<'JoinGroup'>;
  readonly host: ClassicHost;
}

/** From this version on, a dynamic member must come back with the id that it was given (KIP-394). */
const KNOWN_MEMBER_ID_VERSION = 4;

function refuse({ request, host }: JoinCall, errorCode: ErrorName, memberId: string): void {
  host.respond(request, joinRefusal(errorCode, memberId));
}

/** Whether a member may ask for this session timeout. */
export function isSessionTimeoutValid(
  { sessionTimeoutMs }: RequestBody<'JoinGroup'>,
  { configs }: ClassicHost,
): boolean {
  const least = readNumber('broker', configs, 'group.min.session.timeout.ms');
  const most = readNumber('broker', configs, 'group.max.session.timeout.ms');
  return sessionTimeoutMs >= least && sessionTimeoutMs <= most;
}

/** A group exists from its first JoinGroup on, though nobody is in it before the join phase ends. */
export function storeNewGroup({ id, offsetsPartition }: ClassicGroup, host: ClassicHost): void {
  const snapshot = snapshotOf(createGroup(id, offsetsPartition), () => EMPTY_ASSIGNMENT);
  host.write(offsetsPartition, { records: [groupRecord(id, snapshot)] });
}

export function joinGroup(group: ClassicGroup, call: JoinCall): void {
  const { memberId, protocolType, protocols } = call.body;
  if (!hasRoom(group, memberId, call.host)) {
    removeMember(group, memberId);
    refuse(call, 'GROUP_MAX_SIZE_REACHED', '');
  } else if (stateOf(group) === 'Dead') {
    refuse(call, 'COORDINATOR_NOT_AVAILABLE', memberId);
  } else if (!supportsProtocols(group, protocolType, protocols)) {
    refuse(call, 'INCONSISTENT_GROUP_PROTOCOL', memberId);
  } else if (memberId === '') joinAsNew(group, call);
  else if (group.pendingJoins.has(memberId)) addMember(group, call, memberId);
  else joinAsKnown(group, call);
}

/** Whether `group.max.size` leaves room for this member. */
function hasRoom(group: ClassicGroup, memberId: string, host: ClassicHost): boolean {
  const most = readNumber('broker', host.configs, 'group.max.size');
  switch (stateOf(group)) {
    case 'Empty':
    case 'Dead':
      return true;
    case 'PreparingRebalance': {
      if (group.members.get(memberId)?.awaitingJoin != null) return true;
      return (
        membersInOrder(group).filter(({ awaitingJoin }) => awaitingJoin !== null).length < most
      );
    }
    case 'CompletingRebalance':
    case 'Stable':
      return group.members.has(memberId) || group.members.size < most;
  }
}

function joinAsNew(group: ClassicGroup, call: JoinCall): void {
  const { body, host } = call;
  const { groupInstanceId, sessionTimeoutMs } = body;
  const memberId = `${groupInstanceId ?? body.clientId}-${host.randomHex()}`;
  if (groupInstanceId !== null) {
    const oldMemberId = group.staticMembers.get(groupInstanceId);
    if (oldMemberId === undefined) addMember(group, call, memberId);
    else returnStaticMember(group, call, groupInstanceId, oldMemberId, memberId);
  } else if ((body.apiVersion ?? KNOWN_MEMBER_ID_VERSION) < KNOWN_MEMBER_ID_VERSION) {
    addMember(group, call, memberId);
  } else {
    // The id is sent first, so that a client that gives up does not leave a ghost behind.
    group.pendingJoins.add(memberId);
    restartSession(group, { memberId, sessionTimeoutMs }, host);
    refuse(call, 'MEMBER_ID_REQUIRED', memberId);
  }
}

function joinAsKnown(group: ClassicGroup, call: JoinCall): void {
  const { request, body, host } = call;
  const { memberId, groupInstanceId } = body;
  const error = validateMember(group, memberId, groupInstanceId);
  const member = group.members.get(memberId);
  if (error !== 'NONE' || member === undefined) {
    refuse(call, error === 'NONE' ? 'UNKNOWN_MEMBER_ID' : error, memberId);
    return;
  }
  const state = stateOf(group);
  const hasChanged = !haveSameProtocols(member.protocols, body.protocols);
  if (state === 'PreparingRebalance') {
    updateMember(group, member, call, `${member.clientId} joins again`);
  } else if (state === 'Stable' && memberId === group.leaderId) {
    updateMember(group, member, call, `the leader ${member.clientId} joins again`);
  } else if (hasChanged) {
    updateMember(group, member, call, `${member.clientId} has changed`);
  } else {
    // It has missed the answer: the same one again, without another rebalance.
    host.respond(request, joinAnswer(group, memberId));
  }
}

function addMember(group: ClassicGroup, call: JoinCall, memberId: string): void {
  const { request, body, host } = call;
  const member: ClassicMember = {
    memberId,
    groupInstanceId: body.groupInstanceId,
    clientId: body.clientId,
    rebalanceTimeoutMs: body.rebalanceTimeoutMs,
    sessionTimeoutMs: body.sessionTimeoutMs,
    protocolType: body.protocolType,
    protocols: body.protocols,
    assignment: EMPTY_ASSIGNMENT,
    awaitingJoin: request,
    awaitingSync: null,
    isNew: true,
  };
  if (isInitialRebalance(group)) group.newMemberAdded = true;
  if (group.members.size === 0) group.protocolType = body.protocolType;
  if (group.leaderId === '') group.leaderId = memberId;
  group.members.set(memberId, member);
  group.pendingJoins.delete(memberId);
  if (body.groupInstanceId !== null) group.staticMembers.set(body.groupInstanceId, memberId);
  startNewSession(group, memberId, host);
  host.emit('member.joined', { group: group.id, memberId, clientId: body.clientId });
  rebalanceOrComplete(group, `${body.clientId} joins`, host);
  tellWaiting(group, member, call);
}

function updateMember(
  group: ClassicGroup,
  member: ClassicMember,
  call: JoinCall,
  reason: string,
): void {
  const { request, body, host } = call;
  member.protocols = body.protocols;
  member.rebalanceTimeoutMs = body.rebalanceTimeoutMs;
  member.sessionTimeoutMs = body.sessionTimeoutMs;
  member.awaitingJoin = request;
  rebalanceOrComplete(group, reason, host);
  tellWaiting(group, member, call);
}

/** Tells the trace what a parked JoinGroup waits for. */
function tellWaiting(
  group: ClassicGroup,
  { awaitingJoin }: ClassicMember,
  { request, host }: JoinCall,
): void {
  if (awaitingJoin !== request) return;
  const missing = membersInOrder(group).filter((one) => one.awaitingJoin === null);
  const names = missing.map((one) => one.clientId).join(', ');
  host.emit('request.parked', {
    request: request.request,
    api: 'JoinGroup',
    waitsFor:
      missing.length === 0
        ? 'more members: the first rebalance is delayed by group.initial.rebalance.delay.ms'
        : `${names} to join again`,
  });
}
