// The group coordinator: takes the requests, timers and news of its broker to the group that they
// concern. Follows `GroupCoordinatorService` and `GroupMetadataManager` of Apache Kafka 4.3.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { changeState, restoreGroup } from '#kafka/coordinator/classic/group.ts';
import { handleJoin } from '#kafka/coordinator/classic/join.ts';
import { expireSession, heartbeat, leaveGroup } from '#kafka/coordinator/classic/membership.ts';
import {
  type ClassicTimer,
  clearAllTimers,
  restartSession,
} from '#kafka/coordinator/classic/timers.ts';
import { restoreConsumerGroup, unloadConsumerGroup } from '#kafka/coordinator/consumer/store.ts';
import { handleConsumerHeartbeat } from '#kafka/coordinator/consumer/heartbeat.ts';
import { expireConsumerMember } from '#kafka/coordinator/consumer/leave.ts';
import { refreshRegexes, type RegexTimer } from '#kafka/coordinator/consumer/regex.ts';
import type { ConsumerTimer } from '#kafka/coordinator/consumer/timers.ts';
import type { ClassicGroup, CoordinatorState, Deferred } from './coordinator-state.ts';
import type { CoordinatorRecord } from '#kafka/coordinator/offsets/offsets-topic.ts';
import type { CoordinatorHost } from './host.ts';
import { type GroupRequest, joinRefusal, refusal, syncRefusal } from './group-answers.ts';
import {
  completeJoin,
  endInitialDelay,
  prepareRebalance,
} from '#kafka/coordinator/classic/join-phase.ts';
import {
  handleOffsetCommit,
  handleOffsetFetch,
  publishOffsets,
  storeOffset,
} from '#kafka/coordinator/offsets/offset-manager.ts';
import {
  type ExpirationTimer,
  expireOffsets,
  scheduleExpiration,
} from '#kafka/coordinator/offsets/expiration.ts';
import {
  type ConsumerGroupSnapshot,
  type GroupSnapshot,
  OFFSETS_TOPIC,
  offsetsPartitionFor,
  parseRecord,
} from '#kafka/coordinator/offsets/offsets-topic.ts';
import { answerStaticMember } from '#kafka/coordinator/classic/static-member.ts';
import {
  expireSyncs,
  handleSync,
  spreadAssignment,
} from '#kafka/coordinator/classic/sync-phase.ts';

export { isGroupRequest } from './group-answers.ts';

export function createCoordinator(): CoordinatorState {
  return {
    groups: new Map(),
    consumerGroups: new Map(),
    offsets: new Map(),
    owned: new Set(),
    deferred: [],
  };
}

export function handleGroupRequest(
  state: CoordinatorState,
  request: RequestDelivery,
  body: GroupRequest,
  host: CoordinatorHost,
): void {
  const partitionCount = host.topicOf(OFFSETS_TOPIC)?.partitionCount;
  if (partitionCount === undefined) {
    host.respond(request, refusal(body, 'COORDINATOR_NOT_AVAILABLE'));
    return;
  }
  const offsetsPartition = offsetsPartitionFor(body.groupId, partitionCount);
  if (!state.owned.has(offsetsPartition)) {
    host.respond(request, refusal(body, 'NOT_COORDINATOR'));
    return;
  }
  const group = state.groups.get(body.groupId);
  switch (body.api) {
    case 'JoinGroup':
      handleJoin({ state, request, body, host }, offsetsPartition);
      return;
    case 'SyncGroup':
      handleSync(state, request, body, host);
      return;
    case 'Heartbeat': {
      const errorCode = group === undefined ? 'UNKNOWN_MEMBER_ID' : heartbeat(group, body, host);
      host.respond(request, { api: 'Heartbeat', errorCode });
      return;
    }
    case 'LeaveGroup': {
      const answer =
        group === undefined ? unknownLeavers(body.members) : leaveGroup(group, body.members, host);
      host.respond(request, answer);
      return;
    }
    case 'OffsetCommit':
      handleOffsetCommit(state, request, body, offsetsPartition, host);
      return;
    case 'OffsetFetch':
      handleOffsetFetch(state, request, body, host);
      return;
    case 'ConsumerGroupHeartbeat':
      handleConsumerHeartbeat(state, request, body, offsetsPartition, host);
      return;
  }
}

function unknownLeavers(
  leaving: readonly { readonly memberId: string; readonly groupInstanceId: string | null }[],
): ResponseBody<'LeaveGroup'> {
  const members = leaving.map(({ memberId, groupInstanceId }) => ({
    memberId,
    groupInstanceId,
    errorCode: 'UNKNOWN_MEMBER_ID' as const,
  }));
  return { api: 'LeaveGroup', errorCode: 'NONE', members };
}

/** A timer that was set with `host.setTimer` has run out. */
export function handleGroupTimer(
  state: CoordinatorState,
  data: unknown,
  host: CoordinatorHost,
): void {
  const timer = data as ClassicTimer | ConsumerTimer | RegexTimer | ExpirationTimer;
  if (timer.type === 'offset expiration') {
    expireOffsets(state, host);
    return;
  }
  if (timer.type === 'regexes') {
    refreshRegexes(state, timer, host);
    return;
  }
  if (timer.type === 'session timeout' || timer.type === 'rebalance timeout') {
    expireConsumerMember(state, timer, host);
    return;
  }
  const group = state.groups.get(timer.group);
  if (group === undefined) return;
  switch (timer.type) {
    case 'initial join':
      endInitialDelay(group, timer.delayMs, timer.remainingMs, host);
      return;
    case 'join':
      completeJoin(group, host);
      return;
    case 'sync':
      expireSyncs(group, timer.generationId, host);
      return;
    case 'heartbeat':
      expireSession(group, timer.memberId, host);
      return;
  }
}

// ── The offsets topic ───────────────────────────────────────────────────────────────────────

/** Records of a partition of the offsets topic are replicated up to `highWatermark`. */
export function onHighWatermark(
  state: CoordinatorState,
  offsetsPartition: number,
  highWatermark: number,
  host: CoordinatorHost,
): void {
  if (state.deferred.length === 0) return;
  const isDue = (one: Deferred): boolean =>
    one.offsetsPartition === offsetsPartition && one.endOffset <= highWatermark;
  const due = state.deferred.filter(isDue);
  if (due.length === 0) return;
  state.deferred = state.deferred.filter((one) => !isDue(one));
  for (const deferred of due) carryOut(state, deferred, host);
}

function carryOut(state: CoordinatorState, deferred: Deferred, host: CoordinatorHost): void {
  if (deferred.type === 'offsets') {
    publishOffsets(state, deferred, host);
    return;
  }
  if (deferred.type === 'answer') {
    host.respond(deferred.request, deferred.body);
    return;
  }
  const group = state.groups.get(deferred.group);
  if (group === undefined) return;
  if (deferred.type === 'assignment') spreadAssignment(group, deferred, host);
  else answerStaticMember(group, deferred.memberId, deferred.body, host);
}

/** This broker leads a partition of the offsets topic: it reads what is in it. */
export function onElected(
  state: CoordinatorState,
  offsetsPartition: number,
  records: Iterable<CoordinatorRecord>,
  host: CoordinatorHost,
): void {
  // Elected again in a new leader epoch: it knows all of this already, and who waits besides.
  if (state.owned.has(offsetsPartition)) return;
  if (state.owned.size === 0) scheduleExpiration(host);
  state.owned.add(offsetsPartition);
  const snapshots = new Map<string, GroupSnapshot | ConsumerGroupSnapshot>();
  for (const record of records) {
    const parsed = parseRecord(record);
    if (parsed.type === 'group') {
      if (parsed.value === null) snapshots.delete(parsed.group);
      else snapshots.set(parsed.group, parsed.value);
    } else {
      const key = partitionKey(parsed.topic, parsed.partition);
      if (parsed.value === null) state.offsets.get(parsed.group)?.delete(key);
      else storeOffset(state, parsed.group, key, parsed.value);
    }
  }
  const mostMembers = readNumber('broker', host.configs, 'group.max.size');
  for (const [id, snapshot] of snapshots) {
    if ('protocol' in snapshot) {
      state.consumerGroups.set(id, restoreConsumerGroup(id, offsetsPartition, snapshot, host));
      continue;
    }
    const group = restoreGroup(id, offsetsPartition, snapshot, host);
    state.groups.set(id, group);
    for (const member of group.members.values()) restartSession(group, member, host);
    if (group.members.size > mostMembers) {
      prepareRebalance(group, 'the group is larger than group.max.size', host);
    }
  }
}

/** Another broker leads it now: its groups are no longer ours. */
export function onResigned(
  state: CoordinatorState,
  offsetsPartition: number,
  host: CoordinatorHost,
): void {
  state.owned.delete(offsetsPartition);
  for (const deferred of state.deferred) {
    if (deferred.offsetsPartition !== offsetsPartition || !('request' in deferred)) continue;
    const { request } = deferred;
    host.respond(request, refusal(request.body as GroupRequest, 'NOT_COORDINATOR'));
  }
  state.deferred = state.deferred.filter((one) => one.offsetsPartition !== offsetsPartition);
  for (const [id, group] of state.groups) {
    if (group.offsetsPartition !== offsetsPartition) continue;
    unload(group, host);
    state.groups.delete(id);
  }
  for (const [id, group] of state.consumerGroups) {
    if (group.offsetsPartition !== offsetsPartition) continue;
    unloadConsumerGroup(group, host);
    state.consumerGroups.delete(id);
  }
  const partitionCount = host.topicOf(OFFSETS_TOPIC)?.partitionCount ?? 1;
  for (const id of state.offsets.keys()) {
    if (offsetsPartitionFor(id, partitionCount) === offsetsPartition) state.offsets.delete(id);
  }
}

function unload(group: ClassicGroup, host: CoordinatorHost): void {
  changeState(group, 'unloaded', host);
  clearAllTimers(group, host);
  for (const { memberId, awaitingJoin, awaitingSync } of group.members.values()) {
    if (awaitingJoin !== null) host.respond(awaitingJoin, joinRefusal('NOT_COORDINATOR', memberId));
    if (awaitingSync !== null) host.respond(awaitingSync, syncRefusal('NOT_COORDINATOR'));
  }
}
