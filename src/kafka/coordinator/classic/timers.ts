// The timers of a classic group, keyed as in `GroupMetadataManager` of Apache Kafka 4.3.
import { rebalanceTimeoutOf } from './group.ts';
import type { ClassicGroup, ClassicHost, ClassicMember, ClassicTimer } from './state.ts';

/** `CLASSIC_GROUP_NEW_MEMBER_JOIN_TIMEOUT_MS`: whose JoinGroup is parked cannot send heartbeats. */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 5 * 60_000;

/** As much of a timer as tells it from others. */
type TimerName =
  | { readonly type: 'initial join' | 'join' | 'sync'; readonly group: string }
  | { readonly type: 'heartbeat'; readonly group: string; readonly memberId: string };

/** Under one key there is one timer: all join phases of a group share theirs. */
function keyOf(timer: TimerName): string {
  switch (timer.type) {
    case 'initial join':
    case 'join':
      return `join-${timer.group}`;
    case 'sync':
      return `sync-${timer.group}`;
    case 'heartbeat':
      return `heartbeat-${timer.group}-${timer.memberId}`;
  }
}

function setTimer(timer: ClassicTimer, afterMs: number, host: ClassicHost): void {
  host.setTimer(keyOf(timer), afterMs, Object.freeze(timer));
}

/** The join phase ends in `delayMs`, if nobody new comes. */
export function setInitialJoinTimer(
  group: ClassicGroup,
  delayMs: number,
  remainingMs: number,
  host: ClassicHost,
): void {
  setTimer({ type: 'initial join', group: group.id, delayMs, remainingMs }, delayMs, host);
}

/** The join phase ends after the longest of the members' rebalance timeouts. */
export function setJoinTimer(group: ClassicGroup, host: ClassicHost): void {
  setTimer({ type: 'join', group: group.id }, rebalanceTimeoutOf(group), host);
}

export function clearJoinTimer(group: ClassicGroup, host: ClassicHost): void {
  host.clearTimer(keyOf({ type: 'join', group: group.id }));
}

/** All must have sent SyncGroup after the longest of their rebalance timeouts. */
export function setSyncTimer(group: ClassicGroup, host: ClassicHost): void {
  const { id, generationId } = group;
  setTimer({ type: 'sync', group: id, generationId }, rebalanceTimeoutOf(group), host);
}

export function clearSyncTimer(group: ClassicGroup, host: ClassicHost): void {
  host.clearTimer(keyOf({ type: 'sync', group: group.id }));
}

/** The session of a member starts anew. */
export function restartSession(
  group: ClassicGroup,
  { memberId, sessionTimeoutMs }: Pick<ClassicMember, 'memberId' | 'sessionTimeoutMs'>,
  host: ClassicHost,
): void {
  setTimer({ type: 'heartbeat', group: group.id, memberId }, sessionTimeoutMs, host);
}

/** A new member is given five minutes, until the join phase ends. */
export function startNewSession(group: ClassicGroup, memberId: string, host: ClassicHost): void {
  restartSession(group, { memberId, sessionTimeoutMs: NEW_MEMBER_JOIN_TIMEOUT_MS }, host);
}

export function endSession(group: ClassicGroup, memberId: string, host: ClassicHost): void {
  host.clearTimer(keyOf({ type: 'heartbeat', group: group.id, memberId }));
}

export function clearAllTimers(group: ClassicGroup, host: ClassicHost): void {
  clearJoinTimer(group, host);
  clearSyncTimer(group, host);
  for (const memberId of group.pendingJoins) endSession(group, memberId, host);
  for (const memberId of group.members.keys()) endSession(group, memberId, host);
}
