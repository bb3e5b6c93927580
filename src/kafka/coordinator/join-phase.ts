// JoinGroup: who may come in, when the join phase begins and when it is over. Follows
// `GroupMetadataManager` of Apache Kafka 4.3 (classicGroupJoin…, prepareRebalance,
// completeClassicGroupJoin).
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { RequestDelivery } from '#sim/node.ts';
import {
  announce,
  changeState,
  electJoinedLeader,
  EMPTY_ASSIGNMENT,
  haveAllJoined,
  haveSameProtocols,
  membersInOrder,
  metadataOf,
  rebalanceTimeoutOf,
  removeMember,
  selectProtocol,
  snapshotOf,
  stateOf,
  supportsProtocols,
  validateMember,
} from './classic-group.ts';
import type { ClassicGroup, ClassicMember, CoordinatorHost } from './coordinator-state.ts';
import { groupRecord } from './offsets-topic.ts';

type JoinBody = RequestBody<'JoinGroup'>;

/** `CLASSIC_GROUP_NEW_MEMBER_JOIN_TIMEOUT_MS`. */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 5 * 60_000;

export const timerKeys = {
  join: (group: ClassicGroup): string => `join-${group.id}`,
  sync: (group: ClassicGroup): string => `sync-${group.id}`,
  heartbeat: (group: ClassicGroup, memberId: string): string => `heartbeat-${group.id}-${memberId}`,
} as const;

/** What the group's timers carry. */
export type GroupTimer =
  | { readonly type: 'initial join'; readonly group: string }
  | { readonly type: 'join'; readonly group: string }
  | { readonly type: 'sync'; readonly group: string; readonly generationId: number }
  | { readonly type: 'heartbeat'; readonly group: string; readonly memberId: string };

export function refuseJoin(
  request: RequestDelivery,
  errorCode: ErrorName,
  memberId: string,
  host: CoordinatorHost,
): void {
  host.respond(request, {
    api: 'JoinGroup',
    errorCode,
    generationId: -1,
    protocolType: '',
    protocolName: '',
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  });
}

function joinAnswer(
  group: ClassicGroup,
  member: ClassicMember,
  withMembers: boolean,
  skipAssignment = false,
): ResponseBody<'JoinGroup'> {
  return {
    api: 'JoinGroup',
    errorCode: 'NONE',
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leaderId,
    skipAssignment,
    memberId: member.memberId,
    members: withMembers
      ? Object.freeze(
          membersInOrder(group).map((one) => ({
            memberId: one.memberId,
            groupInstanceId: one.groupInstanceId,
            metadata: metadataOf(one, group.protocolName),
          })),
        )
      : [],
  };
}

/** Whether `group.max.size` leaves room for this member. */
function hasRoom(group: ClassicGroup, memberId: string, host: CoordinatorHost): boolean {
  const most = readNumber('broker', host.configs, 'group.max.size');
  switch (stateOf(group)) {
    case 'Empty':
    case 'Dead':
      return true;
    case 'PreparingRebalance': {
      if (group.members.get(memberId)?.awaitingJoin != null) return true;
      let joined = 0;
      for (const member of group.members.values()) if (member.awaitingJoin !== null) joined += 1;
      return joined < most;
    }
    case 'CompletingRebalance':
    case 'Stable':
      return group.members.has(memberId) || group.members.size < most;
  }
}

export function joinGroup(
  group: ClassicGroup,
  request: RequestDelivery,
  body: JoinBody,
  host: CoordinatorHost,
): void {
  if (!hasRoom(group, body.memberId, host)) {
    const known = group.members.get(body.memberId);
    if (known !== undefined) removeMember(group, known);
    refuseJoin(request, 'GROUP_MAX_SIZE_REACHED', '', host);
    return;
  }
  if (stateOf(group) === 'Dead') {
    refuseJoin(request, 'COORDINATOR_NOT_AVAILABLE', body.memberId, host);
    return;
  }
  if (!supportsProtocols(group, body.protocolType, body.protocols)) {
    refuseJoin(request, 'INCONSISTENT_GROUP_PROTOCOL', body.memberId, host);
    return;
  }
  if (body.memberId === '') joinAsNew(group, request, body, host);
  else joinAsKnown(group, request, body, host);
}

function joinAsNew(
  group: ClassicGroup,
  request: RequestDelivery,
  body: JoinBody,
  host: CoordinatorHost,
): void {
  const { groupInstanceId } = body;
  const memberId = `${groupInstanceId ?? body.clientId}-${host.randomHex()}`;
  if (groupInstanceId !== null) {
    const oldMemberId = group.staticMembers.get(groupInstanceId);
    if (oldMemberId === undefined) addMember(group, request, body, memberId, host);
    else replaceStaticMember(group, request, body, oldMemberId, memberId, host);
    return;
  }
  // KIP-394: the id is sent first, so that a client that times out does not leave a ghost behind.
  group.pendingJoins.add(memberId);
  setHeartbeatTimer(group, memberId, body.sessionTimeoutMs, host);
  refuseJoin(request, 'MEMBER_ID_REQUIRED', memberId, host);
}

function joinAsKnown(
  group: ClassicGroup,
  request: RequestDelivery,
  body: JoinBody,
  host: CoordinatorHost,
): void {
  const { memberId, groupInstanceId, protocols } = body;
  if (group.pendingJoins.has(memberId)) {
    addMember(group, request, body, memberId, host);
    return;
  }
  const error = validateMember(group, memberId, groupInstanceId);
  const member = group.members.get(memberId);
  if (error !== 'NONE' || member === undefined) {
    refuseJoin(request, error === 'NONE' ? 'UNKNOWN_MEMBER_ID' : error, memberId, host);
    return;
  }
  const isSame = haveSameProtocols(member.protocols, protocols);
  switch (stateOf(group)) {
    case 'PreparingRebalance':
      updateMember(group, member, request, body, `${member.clientId} joins again`, host);
      return;
    case 'CompletingRebalance':
      // The answer was lost: the same one again, without another rebalance.
      if (isSame) host.respond(request, joinAnswer(group, member, memberId === group.leaderId));
      else updateMember(group, member, request, body, `${member.clientId} has changed`, host);
      return;
    case 'Stable':
      if (memberId === group.leaderId) {
        updateMember(
          group,
          member,
          request,
          body,
          `the leader ${member.clientId} joins again`,
          host,
        );
      } else if (isSame) host.respond(request, joinAnswer(group, member, false));
      else updateMember(group, member, request, body, `${member.clientId} has changed`, host);
      return;
    case 'Empty':
    case 'Dead':
      refuseJoin(request, 'UNKNOWN_MEMBER_ID', memberId, host);
  }
}

function addMember(
  group: ClassicGroup,
  request: RequestDelivery,
  body: JoinBody,
  memberId: string,
  host: CoordinatorHost,
): void {
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
  if (stateOf(group) === 'PreparingRebalance' && group.generationId === 0) {
    group.newMemberAdded = true;
  }
  if (group.members.size === 0) group.protocolType = body.protocolType;
  if (group.leaderId === '') group.leaderId = memberId;
  group.members.set(memberId, member);
  group.pendingJoins.delete(memberId);
  if (body.groupInstanceId !== null) group.staticMembers.set(body.groupInstanceId, memberId);
  // A member whose JoinGroup is parked cannot send heartbeats; it gets five minutes.
  setHeartbeatTimer(group, memberId, NEW_MEMBER_JOIN_TIMEOUT_MS, host);
  host.emit('member.joined', { group: group.id, memberId, clientId: body.clientId });
  rebalanceOrComplete(group, `${body.clientId} joins`, host);
  tellWaiting(group, member, request, host);
}

function updateMember(
  group: ClassicGroup,
  member: ClassicMember,
  request: RequestDelivery,
  body: JoinBody,
  reason: string,
  host: CoordinatorHost,
): void {
  member.protocols = body.protocols;
  member.rebalanceTimeoutMs = body.rebalanceTimeoutMs;
  member.sessionTimeoutMs = body.sessionTimeoutMs;
  member.awaitingJoin = request;
  rebalanceOrComplete(group, reason, host);
  tellWaiting(group, member, request, host);
}

function tellWaiting(
  group: ClassicGroup,
  member: ClassicMember,
  request: RequestDelivery,
  host: CoordinatorHost,
): void {
  if (member.awaitingJoin !== request) return;
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

/** A static member came back under a new id: the old one is fenced, and nobody else is disturbed. */
function replaceStaticMember(
  group: ClassicGroup,
  request: RequestDelivery,
  body: JoinBody,
  oldMemberId: string,
  memberId: string,
  host: CoordinatorHost,
): void {
  const old = group.members.get(oldMemberId);
  if (old === undefined) return;
  if (old.awaitingJoin !== null)
    refuseJoin(old.awaitingJoin, 'FENCED_INSTANCE_ID', oldMemberId, host);
  if (old.awaitingSync !== null) {
    host.respond(old.awaitingSync, {
      api: 'SyncGroup',
      errorCode: 'FENCED_INSTANCE_ID',
      protocolType: '',
      protocolName: '',
      assignment: EMPTY_ASSIGNMENT,
    });
  }
  host.clearTimer(timerKeys.heartbeat(group, oldMemberId));
  const selected = group.protocolName;
  const isSame =
    old.protocols.length > 0 &&
    JSON.stringify(old.protocols.map(({ metadata }) => metadata.topics)) ===
      JSON.stringify(body.protocols.map(({ metadata }) => metadata.topics));
  group.members.delete(oldMemberId);
  const member: ClassicMember = {
    ...old,
    memberId,
    protocols: body.protocols,
    rebalanceTimeoutMs: body.rebalanceTimeoutMs,
    sessionTimeoutMs: body.sessionTimeoutMs,
    awaitingJoin: null,
    awaitingSync: null,
  };
  group.members.set(memberId, member);
  group.staticMembers.set(body.groupInstanceId ?? '', memberId);
  if (group.pendingSyncs.delete(oldMemberId)) group.pendingSyncs.add(memberId);
  const wasLeader = group.leaderId === oldMemberId;
  if (wasLeader) group.leaderId = memberId;
  setHeartbeatTimer(group, memberId, member.sessionTimeoutMs, host);
  if (stateOf(group) === 'Stable' && isSame && selectProtocol(group) === selected) {
    announce(group, `static member ${body.groupInstanceId ?? ''} is back: no rebalance`, host);
    host.respond(request, joinAnswer(group, member, wasLeader, wasLeader));
    return;
  }
  member.awaitingJoin = request;
  rebalanceOrComplete(group, `static member ${body.groupInstanceId ?? ''} is back`, host);
}

// ── The phase ───────────────────────────────────────────────────────────────────────────────

function rebalanceOrComplete(group: ClassicGroup, reason: string, host: CoordinatorHost): void {
  if (stateOf(group) !== 'PreparingRebalance') prepareRebalance(group, reason, host);
  else {
    announce(group, reason, host);
    maybeCompleteJoin(group, host);
  }
}

/** Everybody must join anew. */
export function prepareRebalance(group: ClassicGroup, reason: string, host: CoordinatorHost): void {
  const state = stateOf(group);
  if (state === 'CompletingRebalance') failSyncs(group, 'REBALANCE_IN_PROGRESS', host);
  host.clearTimer(timerKeys.sync(group));
  const isInitial = state === 'Empty';
  changeState(group, 'prepare rebalance', host);
  host.emit('rebalance.started', { group: group.id, reason });
  announce(group, reason, host);
  if (isInitial) {
    const delayMs = readNumber('broker', host.configs, 'group.initial.rebalance.delay.ms');
    group.initialDelayMs = delayMs;
    group.initialRemainingMs = Math.max(rebalanceTimeoutOf(group) - delayMs, 0);
    const timer: GroupTimer = { type: 'initial join', group: group.id };
    host.setTimer(timerKeys.join(group), delayMs, Object.freeze(timer));
  } else completeJoinOrWait(group, host);
}

/** Of the initial rebalance: each newcomer makes it wait once more, up to the rebalance timeout. */
export function endInitialDelay(group: ClassicGroup, host: CoordinatorHost): void {
  if (group.newMemberAdded && group.initialRemainingMs !== 0) {
    group.newMemberAdded = false;
    const mostMs = readNumber('broker', host.configs, 'group.initial.rebalance.delay.ms');
    const delayMs = Math.min(mostMs, group.initialRemainingMs);
    group.initialRemainingMs = Math.max(group.initialRemainingMs - group.initialDelayMs, 0);
    group.initialDelayMs = delayMs;
    const timer: GroupTimer = { type: 'initial join', group: group.id };
    host.setTimer(timerKeys.join(group), delayMs, Object.freeze(timer));
  } else completeJoin(group, host);
}

function completeJoinOrWait(group: ClassicGroup, host: CoordinatorHost): void {
  if (haveAllJoined(group)) completeJoin(group, host);
  else waitForJoins(group, host);
}

function waitForJoins(group: ClassicGroup, host: CoordinatorHost): void {
  const timer: GroupTimer = { type: 'join', group: group.id };
  host.setTimer(timerKeys.join(group), rebalanceTimeoutOf(group), Object.freeze(timer));
}

/** Ends the join phase if nobody is missing; the initial one ends only by its delay. */
export function maybeCompleteJoin(group: ClassicGroup, host: CoordinatorHost): void {
  const isInitial = group.generationId === 0;
  if (stateOf(group) === 'PreparingRebalance' && haveAllJoined(group) && !isInitial) {
    completeJoin(group, host);
  }
}

/** A new generation of those that have joined. Dynamic members that have not are out. */
export function completeJoin(group: ClassicGroup, host: CoordinatorHost): void {
  host.clearTimer(timerKeys.join(group));
  for (const member of membersInOrder(group)) {
    if (member.awaitingJoin !== null || member.groupInstanceId !== null) continue;
    host.clearTimer(timerKeys.heartbeat(group, member.memberId));
    removeMember(group, member);
    tellLeft(group, member, 'rebalance timeout', host);
  }
  if (!electJoinedLeader(group) && group.members.size > 0) {
    // Only static members are left, and none has joined: wait until their sessions decide.
    waitForJoins(group, host);
    return;
  }
  group.generationId += 1;
  group.pendingSyncs.clear();
  group.newMemberAdded = false;
  if (group.members.size === 0) {
    group.protocolName = '';
    group.leaderId = '';
    changeState(group, 'nobody left', host);
    announce(group, 'nobody is left', host);
    const snapshot = snapshotOf(group, () => EMPTY_ASSIGNMENT);
    host.append(group.offsetsPartition, [groupRecord(group.id, snapshot)]);
    host.flush(group.offsetsPartition);
    return;
  }
  group.protocolName = selectProtocol(group);
  changeState(group, 'all joined', host);
  announce(group, 'all members have joined', host);
  for (const member of membersInOrder(group)) {
    const { awaitingJoin, memberId } = member;
    member.awaitingJoin = null;
    member.isNew = false;
    group.pendingSyncs.add(memberId);
    setHeartbeatTimer(group, memberId, member.sessionTimeoutMs, host);
    if (awaitingJoin === null) continue;
    host.respond(awaitingJoin, joinAnswer(group, member, memberId === group.leaderId));
  }
  const timer: GroupTimer = {
    type: 'sync',
    group: group.id,
    generationId: group.generationId,
  };
  host.setTimer(timerKeys.sync(group), rebalanceTimeoutOf(group), Object.freeze(timer));
}

export function tellLeft(
  group: ClassicGroup,
  { memberId, clientId }: ClassicMember,
  reason: 'left' | 'session timeout' | 'rebalance timeout' | 'fenced',
  host: CoordinatorHost,
): void {
  host.emit('member.left', { group: group.id, memberId, clientId, reason });
}

export function setHeartbeatTimer(
  group: ClassicGroup,
  memberId: string,
  afterMs: number,
  host: CoordinatorHost,
): void {
  const timer: GroupTimer = { type: 'heartbeat', group: group.id, memberId };
  host.setTimer(timerKeys.heartbeat(group, memberId), afterMs, Object.freeze(timer));
}

/** Answers all parked SyncGroups with an error and forgets the assignment. */
export function failSyncs(group: ClassicGroup, errorCode: ErrorName, host: CoordinatorHost): void {
  for (const member of membersInOrder(group)) {
    member.assignment = EMPTY_ASSIGNMENT;
    const { awaitingSync } = member;
    if (awaitingSync === null) continue;
    member.awaitingSync = null;
    setHeartbeatTimer(group, member.memberId, member.sessionTimeoutMs, host);
    host.respond(awaitingSync, {
      api: 'SyncGroup',
      errorCode,
      protocolType: '',
      protocolName: '',
      assignment: EMPTY_ASSIGNMENT,
    });
  }
}

/** A member is gone: by its own wish or by silence. The others share anew. */
export function dropMember(
  group: ClassicGroup,
  member: ClassicMember,
  reason: 'left' | 'session timeout' | 'rebalance timeout',
  host: CoordinatorHost,
): void {
  host.clearTimer(timerKeys.heartbeat(group, member.memberId));
  if (member.awaitingJoin !== null) {
    refuseJoin(member.awaitingJoin, 'UNKNOWN_MEMBER_ID', member.memberId, host);
  }
  removeMember(group, member);
  tellLeft(group, member, reason, host);
  switch (stateOf(group)) {
    case 'Stable':
    case 'CompletingRebalance':
      prepareRebalance(group, `${member.clientId} is gone (${reason})`, host);
      return;
    case 'PreparingRebalance':
      announce(group, `${member.clientId} is gone (${reason})`, host);
      maybeCompleteJoin(group, host);
      return;
    case 'Empty':
    case 'Dead':
      return;
  }
}
