// The group coordinator: takes the requests, timers and news of its broker to the group that they
// concern. Follows `GroupCoordinatorService` and `GroupMetadataManager` of Apache Kafka 4.3.
import type { ApiName, RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { RequestDelivery } from '#sim/node.ts';
import {
  announce,
  changeState,
  createGroup,
  EMPTY_ASSIGNMENT,
  restoreGroup,
  snapshotOf,
  stateOf,
  validateMember,
} from './classic-group.ts';
import type {
  ClassicGroup,
  ClassicMember,
  CoordinatorHost,
  CoordinatorRecord,
  CoordinatorState,
  DeferredAnswer,
} from './coordinator-state.ts';
import {
  completeJoin,
  dropMember,
  endInitialDelay,
  failSyncs,
  type GroupTimer,
  joinGroup,
  maybeCompleteJoin,
  prepareRebalance,
  refuseJoin,
  setHeartbeatTimer,
  timerKeys,
} from './join-phase.ts';
import {
  groupRecord,
  OFFSETS_TOPIC,
  offsetRecord,
  offsetsPartitionFor,
  parseRecord,
} from './offsets-topic.ts';

const GROUP_APIS = [
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'LeaveGroup',
  'OffsetCommit',
  'OffsetFetch',
] as const satisfies readonly ApiName[];

type GroupRequest = RequestBody<(typeof GROUP_APIS)[number]>;

export function isGroupRequest(body: RequestBody): body is GroupRequest {
  return (GROUP_APIS as readonly string[]).includes(body.api);
}

export function createCoordinator(): CoordinatorState {
  return { groups: new Map(), offsets: new Map(), owned: new Set(), deferred: [] };
}

/** The answer to a request that cannot be looked at: wrong broker, no group. */
function refusal(body: GroupRequest, errorCode: ErrorName): ResponseBody {
  switch (body.api) {
    case 'JoinGroup':
      return {
        api: body.api,
        errorCode,
        generationId: -1,
        protocolType: '',
        protocolName: '',
        leader: '',
        skipAssignment: false,
        memberId: body.memberId,
        members: [],
      };
    case 'SyncGroup':
      return {
        api: body.api,
        errorCode,
        protocolType: '',
        protocolName: '',
        assignment: EMPTY_ASSIGNMENT,
      };
    case 'Heartbeat':
      return { api: body.api, errorCode };
    case 'LeaveGroup':
      return { api: body.api, errorCode, members: [] };
    case 'OffsetCommit':
      return {
        api: body.api,
        partitions: body.partitions.map(({ topic, partition }) => ({
          topic,
          partition,
          errorCode,
        })),
      };
    case 'OffsetFetch':
      return { api: body.api, errorCode, partitions: [] };
  }
}

export function handleGroupRequest(
  state: CoordinatorState,
  request: RequestDelivery,
  body: GroupRequest,
  host: CoordinatorHost,
): void {
  const partitionCount = host.partitionCountOf(OFFSETS_TOPIC);
  if (partitionCount === null) {
    host.respond(request, refusal(body, 'COORDINATOR_NOT_AVAILABLE'));
    return;
  }
  const offsetsPartition = offsetsPartitionFor(body.groupId, partitionCount);
  if (!state.owned.has(offsetsPartition)) {
    host.respond(request, refusal(body, 'NOT_COORDINATOR'));
    return;
  }
  switch (body.api) {
    case 'JoinGroup':
      handleJoin(state, request, body, offsetsPartition, host);
      return;
    case 'SyncGroup':
      handleSync(state, request, body, host);
      return;
    case 'Heartbeat':
      host.respond(request, { api: 'Heartbeat', errorCode: heartbeat(state, body, host) });
      return;
    case 'LeaveGroup':
      handleLeave(state, request, body, host);
      return;
    case 'OffsetCommit':
      handleOffsetCommit(state, request, body, offsetsPartition, host);
      return;
    case 'OffsetFetch':
      handleOffsetFetch(state, request, body, host);
      return;
  }
}

// ── Members ─────────────────────────────────────────────────────────────────────────────────

function handleJoin(
  state: CoordinatorState,
  request: RequestDelivery,
  body: RequestBody<'JoinGroup'>,
  offsetsPartition: number,
  host: CoordinatorHost,
): void {
  const least = readNumber('broker', host.configs, 'group.min.session.timeout.ms');
  const most = readNumber('broker', host.configs, 'group.max.session.timeout.ms');
  if (body.sessionTimeoutMs < least || body.sessionTimeoutMs > most) {
    refuseJoin(request, 'INVALID_SESSION_TIMEOUT', body.memberId, host);
    return;
  }
  let group = state.groups.get(body.groupId);
  if (group === undefined) {
    if (body.memberId !== '') {
      refuseJoin(request, 'UNKNOWN_MEMBER_ID', body.memberId, host);
      return;
    }
    group = createGroup(body.groupId, offsetsPartition);
    state.groups.set(body.groupId, group);
  }
  joinGroup(group, request, body, host);
}

function handleSync(
  state: CoordinatorState,
  request: RequestDelivery,
  body: RequestBody<'SyncGroup'>,
  host: CoordinatorHost,
): void {
  const group = state.groups.get(body.groupId);
  const error = group === undefined ? 'UNKNOWN_MEMBER_ID' : syncError(group, body);
  const member = group?.members.get(body.memberId);
  if (group === undefined || member === undefined || error !== 'NONE') {
    host.respond(request, refusal(body, error === 'NONE' ? 'UNKNOWN_MEMBER_ID' : error));
    return;
  }
  group.pendingSyncs.delete(body.memberId);
  if (group.pendingSyncs.size === 0) host.clearTimer(timerKeys.sync(group));
  if (stateOf(group) === 'Stable') {
    host.respond(request, syncAnswer(group, member));
    return;
  }
  member.awaitingSync = request;
  if (body.memberId === group.leaderId) storeAssignment(state, group, body, host);
  else {
    const leader = group.members.get(group.leaderId)?.clientId ?? '';
    host.emit('request.parked', {
      request: request.request,
      api: 'SyncGroup',
      waitsFor: `the assignment from the group's leader ${leader}`,
    });
  }
}

function syncError(group: ClassicGroup, body: RequestBody<'SyncGroup'>): ErrorName {
  const state = stateOf(group);
  if (state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  const error = validateMember(group, body.memberId, body.groupInstanceId);
  if (error !== 'NONE') return error;
  if (body.generationId !== group.generationId) return 'ILLEGAL_GENERATION';
  const isOther =
    (body.protocolType !== '' && body.protocolType !== group.protocolType) ||
    (body.protocolName !== '' && body.protocolName !== group.protocolName);
  if (isOther) return 'INCONSISTENT_GROUP_PROTOCOL';
  if (state === 'Empty') return 'UNKNOWN_MEMBER_ID';
  return state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

function syncAnswer(group: ClassicGroup, member: ClassicMember): ResponseBody<'SyncGroup'> {
  return {
    api: 'SyncGroup',
    errorCode: 'NONE',
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    assignment: member.assignment,
  };
}

/** The leader's assignment becomes the group's once it is stored in the offsets topic. */
function storeAssignment(
  state: CoordinatorState,
  group: ClassicGroup,
  body: RequestBody<'SyncGroup'>,
  host: CoordinatorHost,
): void {
  const assigned = new Map(body.assignments.map((one) => [one.memberId, one.assignment]));
  const assignmentOf = (member: ClassicMember): ClassicMember['assignment'] =>
    assigned.get(member.memberId) ?? EMPTY_ASSIGNMENT;
  const record = groupRecord(group.id, snapshotOf(group, assignmentOf));
  const { errorCode, endOffset } = host.append(group.offsetsPartition, [record]);
  if (errorCode !== 'NONE') {
    failSyncs(group, appendError(errorCode), host);
    prepareRebalance(group, `the assignment could not be stored (${errorCode})`, host);
    return;
  }
  for (const member of group.members.values()) member.assignment = assignmentOf(member);
  defer(state, {
    offsetsPartition: group.offsetsPartition,
    endOffset,
    request: null,
    body: null,
    offsets: [],
    sync: { group: group.id, generationId: group.generationId },
  });
  host.flush(group.offsetsPartition);
}

/** What a failed append means to a member (`CoordinatorRuntime`'s translation). */
function appendError(error: ErrorName): ErrorName {
  switch (error) {
    case 'NOT_LEADER_OR_FOLLOWER':
      return 'NOT_COORDINATOR';
    case 'NOT_ENOUGH_REPLICAS':
    case 'REQUEST_TIMED_OUT':
      return 'COORDINATOR_NOT_AVAILABLE';
    default:
      return error;
  }
}

/** The assignment is stored: everybody gets theirs. */
function spreadAssignment(group: ClassicGroup, host: CoordinatorHost): void {
  changeState(group, 'assignment stored', host);
  announce(group, 'the leader has sent the assignment', host);
  host.emit('rebalance.completed', { group: group.id, generation: group.generationId });
  for (const member of group.members.values()) {
    const { awaitingSync } = member;
    if (awaitingSync === null) continue;
    member.awaitingSync = null;
    setHeartbeatTimer(group, member.memberId, member.sessionTimeoutMs, host);
    host.respond(awaitingSync, syncAnswer(group, member));
  }
}

function heartbeat(
  state: CoordinatorState,
  body: RequestBody<'Heartbeat'>,
  host: CoordinatorHost,
): ErrorName {
  const group = state.groups.get(body.groupId);
  if (group === undefined) return 'UNKNOWN_MEMBER_ID';
  if (stateOf(group) === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  const error = validateMember(group, body.memberId, body.groupInstanceId);
  if (error !== 'NONE') return error;
  if (body.generationId !== group.generationId) return 'ILLEGAL_GENERATION';
  const member = group.members.get(body.memberId);
  if (member === undefined || stateOf(group) === 'Empty') return 'UNKNOWN_MEMBER_ID';
  setHeartbeatTimer(group, member.memberId, member.sessionTimeoutMs, host);
  return stateOf(group) === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

function handleLeave(
  state: CoordinatorState,
  request: RequestDelivery,
  body: RequestBody<'LeaveGroup'>,
  host: CoordinatorHost,
): void {
  const group = state.groups.get(body.groupId);
  const members = body.members.map(({ memberId, groupInstanceId }) => ({
    memberId,
    groupInstanceId,
    errorCode:
      group === undefined ? 'UNKNOWN_MEMBER_ID' : leave(group, memberId, groupInstanceId, host),
  }));
  host.respond(request, { api: 'LeaveGroup', errorCode: 'NONE', members });
}

function leave(
  group: ClassicGroup,
  memberId: string,
  groupInstanceId: string | null,
  host: CoordinatorHost,
): ErrorName {
  if (stateOf(group) === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  if (group.pendingJoins.delete(memberId)) {
    host.clearTimer(timerKeys.heartbeat(group, memberId));
    maybeCompleteJoin(group, host);
    return 'NONE';
  }
  // An administrator removes a static member by its instance id alone.
  const byInstance =
    groupInstanceId === null ? undefined : group.staticMembers.get(groupInstanceId);
  const id = memberId === '' && byInstance !== undefined ? byInstance : memberId;
  const error = validateMember(group, id, groupInstanceId);
  const member = group.members.get(id);
  if (error !== 'NONE' || member === undefined)
    return error === 'NONE' ? 'UNKNOWN_MEMBER_ID' : error;
  dropMember(group, member, 'left', host);
  return 'NONE';
}

export function handleGroupTimer(
  state: CoordinatorState,
  _key: string,
  data: unknown,
  host: CoordinatorHost,
): void {
  const timer = data as GroupTimer;
  const group = state.groups.get(timer.group);
  if (group === undefined) return;
  switch (timer.type) {
    case 'initial join':
      endInitialDelay(group, host);
      return;
    case 'join':
      if (stateOf(group) === 'PreparingRebalance') completeJoin(group, host);
      return;
    case 'sync':
      expireSyncs(group, timer.generationId, host);
      return;
    case 'heartbeat':
      expireMember(group, timer.memberId, host);
      return;
  }
}

/** Members that did not sync in time are out. */
function expireSyncs(group: ClassicGroup, generationId: number, host: CoordinatorHost): void {
  const state = stateOf(group);
  if (generationId !== group.generationId) return;
  if (state !== 'CompletingRebalance' && state !== 'Stable') return;
  if (group.pendingSyncs.size === 0) return;
  for (const memberId of [...group.pendingSyncs]) {
    const member = group.members.get(memberId);
    if (member === undefined) continue;
    group.members.delete(memberId);
    if (member.groupInstanceId !== null) group.staticMembers.delete(member.groupInstanceId);
    host.clearTimer(timerKeys.heartbeat(group, memberId));
    if (group.leaderId === memberId) group.leaderId = [...group.members.keys()][0] ?? '';
  }
  group.pendingSyncs.clear();
  prepareRebalance(group, 'members have not sent SyncGroup in time', host);
}

/** A session is over; a member that waits for an answer of ours is not to blame. */
function expireMember(group: ClassicGroup, memberId: string, host: CoordinatorHost): void {
  if (group.pendingJoins.delete(memberId)) {
    maybeCompleteJoin(group, host);
    return;
  }
  const member = group.members.get(memberId);
  if (member === undefined) return;
  const isWaiting = member.awaitingJoin !== null || member.awaitingSync !== null;
  if (!member.isNew && isWaiting) return;
  dropMember(group, member, 'session timeout', host);
}

// ── Offsets ─────────────────────────────────────────────────────────────────────────────────

function commitError(
  group: ClassicGroup | undefined,
  body: RequestBody<'OffsetCommit'>,
): ErrorName {
  const generationId = body.generationIdOrMemberEpoch;
  if (group === undefined) return generationId < 0 ? 'NONE' : 'ILLEGAL_GENERATION';
  const state = stateOf(group);
  if (state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  if (generationId < 0 && state === 'Empty') return 'NONE';
  if (generationId < 0 && body.memberId === '') return 'UNKNOWN_MEMBER_ID';
  const error = validateMember(group, body.memberId, body.groupInstanceId);
  if (error !== 'NONE') return error;
  if (generationId !== group.generationId) return 'ILLEGAL_GENERATION';
  return state === 'CompletingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

function handleOffsetCommit(
  state: CoordinatorState,
  request: RequestDelivery,
  body: RequestBody<'OffsetCommit'>,
  offsetsPartition: number,
  host: CoordinatorHost,
): void {
  const group = state.groups.get(body.groupId);
  const error = commitError(group, body);
  if (error !== 'NONE') {
    host.respond(request, refusal(body, error));
    return;
  }
  const member = group?.members.get(body.memberId);
  const isLive = group !== undefined && ['Stable', 'PreparingRebalance'].includes(stateOf(group));
  if (group !== undefined && member !== undefined && isLive) {
    setHeartbeatTimer(group, member.memberId, member.sessionTimeoutMs, host);
  }
  const mostBytes = readNumber('broker', host.configs, 'offset.metadata.max.bytes');
  const records: CoordinatorRecord[] = [];
  const offsets: DeferredAnswer['offsets'][number][] = [];
  const partitions = body.partitions.map((one) => {
    const { topic, partition } = one;
    const count = host.partitionCountOf(topic);
    if (count === null || partition >= count) {
      return { topic, partition, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' as const };
    }
    if (one.committedMetadata.length > mostBytes) {
      return { topic, partition, errorCode: 'OFFSET_METADATA_TOO_LARGE' as const };
    }
    const value = Object.freeze({
      offset: one.committedOffset,
      leaderEpoch: one.committedLeaderEpoch,
      metadata: one.committedMetadata,
      commitMs: host.nowMs,
    });
    records.push(offsetRecord(body.groupId, topic, partition, value));
    offsets.push({ group: body.groupId, memberId: body.memberId, topic, partition, value });
    return { topic, partition, errorCode: 'NONE' as const };
  });
  const answer: ResponseBody = { api: 'OffsetCommit', partitions };
  if (records.length === 0) {
    host.respond(request, answer);
    return;
  }
  const { errorCode, endOffset } = host.append(offsetsPartition, records);
  if (errorCode !== 'NONE') {
    host.respond(request, refusal(body, appendError(errorCode)));
    return;
  }
  defer(state, { offsetsPartition, endOffset, request, body: answer, offsets, sync: null });
  host.flush(offsetsPartition);
}

function handleOffsetFetch(
  state: CoordinatorState,
  request: RequestDelivery,
  body: RequestBody<'OffsetFetch'>,
  host: CoordinatorHost,
): void {
  const offsets = state.offsets.get(body.groupId);
  const wanted =
    body.partitions ??
    [...(offsets?.keys() ?? [])].map((key) => {
      const dash = key.lastIndexOf('-');
      return { topic: key.slice(0, dash), partition: Number(key.slice(dash + 1)) };
    });
  const partitions = wanted.map(({ topic, partition }) => {
    const found = offsets?.get(partitionKey(topic, partition));
    return {
      topic,
      partition,
      errorCode: 'NONE' as const,
      committedOffset: found?.offset ?? -1,
      committedLeaderEpoch: found?.leaderEpoch ?? -1,
      metadata: found?.metadata ?? '',
    };
  });
  host.respond(request, { api: 'OffsetFetch', errorCode: 'NONE', partitions });
}

function storeOffset(
  state: CoordinatorState,
  group: string,
  key: string,
  value: DeferredAnswer['offsets'][number]['value'],
): void {
  let offsets = state.offsets.get(group);
  if (offsets === undefined) {
    offsets = new Map();
    state.offsets.set(group, offsets);
  }
  offsets.set(key, value);
}

// ── The offsets topic ───────────────────────────────────────────────────────────────────────

function defer(state: CoordinatorState, answer: DeferredAnswer): void {
  state.deferred.push(Object.freeze(answer));
}

/** Records of a partition of the offsets topic are replicated up to `highWatermark`. */
export function onHighWatermark(
  state: CoordinatorState,
  offsetsPartition: number,
  highWatermark: number,
  host: CoordinatorHost,
): void {
  if (state.deferred.length === 0) return;
  const isDue = (one: DeferredAnswer): boolean =>
    one.offsetsPartition === offsetsPartition && one.endOffset <= highWatermark;
  const due = state.deferred.filter(isDue);
  if (due.length === 0) return;
  state.deferred = state.deferred.filter((one) => !isDue(one));
  for (const { request, body, offsets, sync } of due) {
    for (const { group, memberId, topic, partition, value } of offsets) {
      storeOffset(state, group, partitionKey(topic, partition), value);
      host.emit('offset.committed', { group, memberId, topic, partition, offset: value.offset });
    }
    if (request !== null && body !== null) host.respond(request, body);
    if (sync === null) continue;
    const group = state.groups.get(sync.group);
    const isCurrent =
      group !== undefined &&
      stateOf(group) === 'CompletingRebalance' &&
      group.generationId === sync.generationId;
    if (isCurrent) spreadAssignment(group, host);
  }
}

/** This broker leads a partition of the offsets topic: it reads what is in it. */
export function onElected(
  state: CoordinatorState,
  offsetsPartition: number,
  records: Iterable<CoordinatorRecord>,
  host: CoordinatorHost,
): void {
  state.owned.add(offsetsPartition);
  const snapshots = new Map<string, Parameters<typeof restoreGroup>[2]>();
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
  for (const [id, snapshot] of snapshots) {
    const group = restoreGroup(id, offsetsPartition, snapshot, host);
    state.groups.set(id, group);
    for (const member of group.members.values()) {
      setHeartbeatTimer(group, member.memberId, member.sessionTimeoutMs, host);
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
  for (const { request, offsetsPartition: partition, body } of state.deferred) {
    if (partition !== offsetsPartition || request === null || body === null) continue;
    host.respond(request, refusal(requestBodyOf(request), 'NOT_COORDINATOR'));
  }
  state.deferred = state.deferred.filter((one) => one.offsetsPartition !== offsetsPartition);
  for (const [id, group] of state.groups) {
    if (group.offsetsPartition !== offsetsPartition) continue;
    forget(group, host);
    state.groups.delete(id);
    state.offsets.delete(id);
  }
}

function requestBodyOf(request: RequestDelivery): GroupRequest {
  return request.body as GroupRequest;
}

function forget(group: ClassicGroup, host: CoordinatorHost): void {
  host.clearTimer(timerKeys.join(group));
  host.clearTimer(timerKeys.sync(group));
  for (const memberId of group.pendingJoins) host.clearTimer(timerKeys.heartbeat(group, memberId));
  for (const member of group.members.values()) {
    host.clearTimer(timerKeys.heartbeat(group, member.memberId));
    if (member.awaitingJoin !== null) {
      refuseJoin(member.awaitingJoin, 'NOT_COORDINATOR', member.memberId, host);
    }
    if (member.awaitingSync !== null) {
      host.respond(member.awaitingSync, {
        api: 'SyncGroup',
        errorCode: 'NOT_COORDINATOR',
        protocolType: '',
        protocolName: '',
        assignment: EMPTY_ASSIGNMENT,
      });
    }
  }
}
