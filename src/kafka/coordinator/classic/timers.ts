// The timers of a classic group, keyed as in `GroupMetadataManager` of Apache Kafka 4.3.
import { rebalanceTimeoutOf } from './group.ts';
import type { ClassicGroup, ClassicMember } from '#kafka/coordinator/coordinator-state.ts';
import type { CoordinatorHost } from '#kafka/coordinator/host.ts';

/** `CLASSIC_GROUP_NEW_MEMBER_JOIN_TIMEOUT_MS`: whose JoinGroup is parked cannot send heartbeats. */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 5 * 60_000;

/** What the timers carry. */
export type ClassicTimer =
  | {
      readonly type: 'initial join';
      readonly group: string;
      readonly delayMs: number;
      /** How much longer newcomers may still put it off. */
      readonly remainingMs: number;
    }
  | { readonly type: 'join'; readonly group: string }
  | { readonly type: 'sync'; readonly group: string; readonly generationId: number }
  | { readonly type: 'heartbeat'; readonly group: string; readonly memberId: string };

function setTimer(key: string, afterMs: number, timer: ClassicTimer, host: CoordinatorHost): void {
  host.setTimer(key, afterMs, Object.freeze(timer));
}

const joinKey = (group: ClassicGroup): string => `join-${group.id}`;
const syncKey = (group: ClassicGroup): string => `sync-${group.id}`;
const heartbeatKey = (group: ClassicGroup, memberId: string): string =>
  `heartbeat-${group.id}-${memberId}`;

/** The join phase ends in `delayMs`, if nobody new comes. */
export function setInitialJoinTimer(
  group: ClassicGroup,
  delayMs: number,
  remainingMs: number,
  host: CoordinatorHost,
): void {
  const timer = { type: 'initial join', group: group.id, delayMs, remainingMs } as const;
  setTimer(joinKey(group), delayMs, timer, host);
}

/** The join phase ends after the longest of the members' rebalance timeouts. */
export function setJoinTimer(group: ClassicGroup, host: CoordinatorHost): void {
  setTimer(joinKey(group), rebalanceTimeoutOf(group), { type: 'join', group: group.id }, host);
}

export function clearJoinTimer(group: ClassicGroup, host: CoordinatorHost): void {
  host.clearTimer(joinKey(group));
}

/** All must have sent SyncGroup after the longest of their rebalance timeouts. */
export function setSyncTimer(group: ClassicGroup, host: CoordinatorHost): void {
  const { id, generationId } = group;
  setTimer(
    syncKey(group),
    rebalanceTimeoutOf(group),
    { type: 'sync', group: id, generationId },
    host,
  );
}

export function clearSyncTimer(group: ClassicGroup, host: CoordinatorHost): void {
  host.clearTimer(syncKey(group));
}

/** The session of a member starts anew. */
export function restartSession(
  group: ClassicGroup,
  { memberId, sessionTimeoutMs }: Pick<ClassicMember, 'memberId' | 'sessionTimeoutMs'>,
  host: CoordinatorHost,
): void {
  const timer = { type: 'heartbeat', group: group.id, memberId } as const;
  setTimer(heartbeatKey(group, memberId), sessionTimeoutMs, timer, host);
}

/** A new member is given five minutes, until the join phase ends. */
export function startNewSession(
  group: ClassicGroup,
  memberId: string,
  host: CoordinatorHost,
): void {
  restartSession(group, { memberId, sessionTimeoutMs: NEW_MEMBER_JOIN_TIMEOUT_MS }, host);
}

export function endSession(group: ClassicGroup, memberId: string, host: CoordinatorHost): void {
  host.clearTimer(heartbeatKey(group, memberId));
}

export function clearAllTimers(group: ClassicGroup, host: CoordinatorHost): void {
  clearJoinTimer(group, host);
  clearSyncTimer(group, host);
  for (const memberId of group.pendingJoins) endSession(group, memberId, host);
  for (const memberId of group.members.keys()) endSession(group, memberId, host);
}
