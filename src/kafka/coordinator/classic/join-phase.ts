// The join phase of a classic group: how it begins, how long it waits and what it ends with. Follows
// `GroupMetadataManager` of Apache Kafka 4.3 (prepareRebalance, completeClassicGroupJoin).
import { readNumber } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import {
  announce,
  changeState,
  electJoinedLeader,
  EMPTY_ASSIGNMENT,
  haveAllJoined,
  isInitialRebalance,
  membersInOrder,
  rebalanceTimeoutOf,
  removeMember,
  selectProtocol,
  snapshotOf,
  stateOf,
} from './group.ts';
import {
  clearJoinTimer,
  clearSyncTimer,
  endSession,
  restartSession,
  setInitialJoinTimer,
  setJoinTimer,
  setSyncTimer,
} from './timers.ts';
import type { ClassicGroup, ClassicHost, ClassicMember } from './state.ts';
import { joinAnswer } from './answers.ts';
import { syncRefusal } from '#kafka/protocol/error-response.ts';
import { groupRecord } from '#kafka/coordinator/offsets/offsets-topic.ts';

/** Something changed: a new join phase begins, or the present one may be over. */
export function rebalanceOrComplete(group: ClassicGroup, reason: string, host: ClassicHost): void {
  const state = stateOf(group);
  if (state === 'Empty' || state === 'CompletingRebalance' || state === 'Stable') {
    prepareRebalance(group, reason, host);
    return;
  }
  announce(group, reason, host);
  maybeCompleteJoin(group, host);
}

/** Everybody must join anew. */
export function prepareRebalance(group: ClassicGroup, reason: string, host: ClassicHost): void {
  if (stateOf(group) === 'CompletingRebalance') {
    resetAssignments(group, 'REBALANCE_IN_PROGRESS', host);
  }
  group.pendingSyncs.clear();
  clearSyncTimer(group, host);
  changeState(group, 'prepare rebalance', host);
  host.emit('rebalance.started', { group: group.id, reason });
  announce(group, reason, host);
  if (isInitialRebalance(group)) {
    const delayMs = initialDelayOf(host);
    setInitialJoinTimer(group, delayMs, Math.max(rebalanceTimeoutOf(group) - delayMs, 0), host);
  } else if (haveAllJoined(group)) completeJoin(group, host);
  else setJoinTimer(group, host);
}

function initialDelayOf(host: ClassicHost): number {
  return readNumber('broker', host.configs, 'group.initial.rebalance.delay.ms');
}

/** Of the initial rebalance: newcomers make it wait once more, up to the rebalance timeout. */
export function endInitialDelay(
  group: ClassicGroup,
  delayMs: number,
  remainingMs: number,
  host: ClassicHost,
): void {
  if (!group.newMemberAdded || remainingMs === 0) {
    completeJoin(group, host);
    return;
  }
  group.newMemberAdded = false;
  const nextMs = Math.min(initialDelayOf(host), remainingMs);
  setInitialJoinTimer(group, nextMs, Math.max(remainingMs - delayMs, 0), host);
}

/** Ends the join phase if nobody is missing; the initial one ends by its delay alone. */
export function maybeCompleteJoin(group: ClassicGroup, host: ClassicHost): void {
  if (stateOf(group) !== 'PreparingRebalance' || isInitialRebalance(group)) return;
  if (haveAllJoined(group)) completeJoin(group, host);
}

/** A new generation of those that have joined. Dynamic members that have not are out. */
export function completeJoin(group: ClassicGroup, host: ClassicHost): void {
  clearJoinTimer(group, host);
  for (const member of membersInOrder(group)) {
    if (member.awaitingJoin !== null || member.groupInstanceId !== null) continue;
    removeMember(group, member.memberId);
    endSession(group, member.memberId, host);
    tellLeft(group, member, 'rebalance timeout', host);
  }
  if (!electJoinedLeader(group) && group.members.size > 0) {
    // Only static members are left, and none has joined: their sessions decide.
    setJoinTimer(group, host);
    return;
  }
  group.generationId += 1;
  group.pendingSyncs.clear();
  if (group.members.size === 0) endEmpty(group, host);
  else beginSync(group, host);
}

function endEmpty(group: ClassicGroup, host: ClassicHost): void {
  group.protocolName = '';
  group.leaderId = '';
  changeState(group, 'nobody left', host);
  announce(group, 'nobody is left', host);
  const record = groupRecord(
    group.id,
    snapshotOf(group, () => EMPTY_ASSIGNMENT),
  );
  host.write(group.offsetsPartition, { records: [record] });
}

function beginSync(group: ClassicGroup, host: ClassicHost): void {
  group.protocolName = selectProtocol(group);
  changeState(group, 'all joined', host);
  announce(group, 'all members have joined', host);
  for (const member of membersInOrder(group)) {
    const { awaitingJoin, memberId } = member;
    member.awaitingJoin = null;
    if (awaitingJoin !== null) host.respond(awaitingJoin, joinAnswer(group, memberId));
    restartSession(group, member, host);
    member.isNew = false;
    group.pendingSyncs.add(memberId);
  }
  setSyncTimer(group, host);
}

/** Forgets the assignment and answers all parked SyncGroups with an error. */
export function resetAssignments(
  group: ClassicGroup,
  errorCode: ErrorName,
  host: ClassicHost,
): void {
  for (const member of membersInOrder(group)) {
    member.assignment = EMPTY_ASSIGNMENT;
    const { awaitingSync } = member;
    if (awaitingSync === null) continue;
    member.awaitingSync = null;
    host.respond(awaitingSync, syncRefusal(errorCode));
    restartSession(group, member, host);
  }
}

/** Tells the trace that a member is gone. */
export function tellLeft(
  group: ClassicGroup,
  { memberId, clientId }: ClassicMember,
  reason: 'left' | 'session timeout' | 'rebalance timeout' | 'fenced',
  host: ClassicHost,
): void {
  host.emit('member.left', { group: group.id, memberId, clientId, reason });
}
