// What the group coordinator answers: one handler an API, which finds the group and its kind. Follows
// `GroupCoordinatorService`.
import { unreachable } from '#base/assert.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ClassicGroupApis } from '#kafka/protocol/api/classic-group.ts';
import type { ConsumerGroupApis } from '#kafka/protocol/api/consumer-group.ts';
import type { OffsetApis } from '#kafka/protocol/api/offsets.ts';
import { errorResponse } from '#kafka/protocol/error-response.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { joinRefusal } from '#kafka/protocol/error-response.ts';
import { createGroup, stateOf } from '#kafka/coordinator/classic/group.ts';
import {
  isSessionTimeoutValid,
  joinGroup,
  storeNewGroup,
} from '#kafka/coordinator/classic/join.ts';
import {
  commitErrorOf as commitErrorOfClassic,
  heartbeat as heartbeatClassic,
  keepSession,
  leaveGroup,
} from '#kafka/coordinator/classic/membership.ts';
import { handleSync } from '#kafka/coordinator/classic/sync-phase.ts';
import type { Refusal } from '#kafka/coordinator/consumer/checks.ts';
import type { ConsumerGroup } from '#kafka/coordinator/consumer/group.ts';
import type { Outcome } from '#kafka/coordinator/consumer/outcome.ts';
import { consumerGroups } from './consumer-groups.ts';
import { JOIN_GROUP_MEMBER_EPOCH } from '#kafka/protocol/api/consumer-group.ts';
import { commitOffsets, fetchOffsets } from '#kafka/coordinator/offsets/offset-manager.ts';
import { deleteOffsets } from './delete-groups.ts';
import {
  classicGroupOf,
  consumerGroupOf,
  type Group,
  type GroupHost,
  type GroupState,
  type GroupThen,
  type GroupTimer,
  placeGroup,
} from './groups.ts';
import { type Coordinator, ownPartitionFor, shardHost } from './runtime/runtime.ts';

/** Requests that name a group, for its coordinator. */
export type GroupApi =
  | keyof ClassicGroupApis
  | keyof ConsumerGroupApis
  | Exclude<keyof OffsetApis, 'FindCoordinator'>
  | 'OffsetDelete';

export type GroupRequest = RequestBody<GroupApi>;

/** A request under way. */
interface GroupCall<A extends GroupApi = GroupApi> {
  readonly state: GroupState;
  readonly request: RequestDelivery;
  readonly body: RequestBody<A>;
  /** Where the offsets topic keeps the group. */
  readonly partition: number;
  readonly host: GroupHost;
}

/** One handler an API. */
const GROUP_APIS: { readonly [A in GroupApi]: (call: GroupCall<A>) => void } = {
  JoinGroup: join,
  SyncGroup({ state, request, body, partition, host }) {
    const migrating = consumerGroupOf(state, body.groupId);
    if (migrating === undefined) {
      handleSync(classicGroupOf(state, body.groupId), request, body, host);
      return;
    }
    const answer = { request, body: consumerGroups().syncByClassicProtocol(migrating, body, host) };
    host.write(partition, { records: [], answer });
  },
  Heartbeat({ state, request, body, partition, host }) {
    const errorCode = heartbeatError(state, body, host);
    const answer = { request, body: { api: 'Heartbeat' as const, errorCode } };
    // What a heartbeat tells may hang on what was just written; a refusal does not.
    if (errorCode === 'NONE' || errorCode === 'REBALANCE_IN_PROGRESS') {
      host.write(partition, { records: [], answer });
    } else host.respond(request, answer.body);
  },
  LeaveGroup({ state, request, body, partition, host }) {
    const group = classicGroupOf(state, body.groupId);
    const migrating = consumerGroupOf(state, body.groupId);
    const { members } = body;
    if (migrating !== undefined) {
      settle(
        state,
        consumerGroups().leaveByClassicProtocol(migrating, members, host),
        request,
        host,
      );
    } else if (group === undefined) host.respond(request, unknownLeavers(members));
    else {
      const answer = { request, body: leaveGroup(group, members, host) };
      host.write(partition, { records: [], answer });
    }
  },
  OffsetCommit: commit,
  OffsetFetch: ({ state, request, body, host }) =>
    host.respond(request, fetchOffsets(state.offsets, body)),
  OffsetDelete: ({ state, request, body, partition, host }) =>
    deleteOffsets(state, request, body, partition, host),
  ConsumerGroupHeartbeat: consumerGroupHeartbeat,
};

export function handleGroupRequest(
  coordinator: Coordinator<GroupState, GroupTimer, GroupThen>,
  request: RequestDelivery,
  body: GroupRequest,
): void {
  const partition = ownPartitionFor(coordinator, body.groupId);
  if (typeof partition === 'string') {
    coordinator.host.respond(request, errorResponse(body, partition));
    return;
  }
  const { state } = coordinator.memory;
  const handle = GROUP_APIS[body.api] as (call: GroupCall) => void;
  handle({ state, request, body, partition, host: shardHost(coordinator) });
}

// ── The classic protocol ────────────────────────────────────────────────────────────────────

function heartbeatError(
  state: GroupState,
  body: RequestBody<'Heartbeat'>,
  host: GroupHost,
): ErrorName {
  const group = state.groups.get(body.groupId);
  if (group === undefined) return 'UNKNOWN_MEMBER_ID';
  return group.type === 'classic'
    ? heartbeatClassic(group, body, host)
    : consumerGroups().beatByClassicProtocol(group, body, host);
}

/** Writes what became of a consumer group, or answers with what nothing comes of. */
function settle(
  state: GroupState,
  outcome: Outcome | ResponseBody,
  request: RequestDelivery,
  host: GroupHost,
): void {
  if ('draft' in outcome) consumerGroups().writeGroup(state, outcome, request, host);
  else host.respond(request, outcome);
}

function join({ state, request, body, partition, host }: GroupCall<'JoinGroup'>): void {
  const known = state.groups.get(body.groupId);
  if (known?.type === 'consumer' && known.members.size > 0 && isSessionTimeoutValid(body, host)) {
    settle(state, consumerGroups().joinByClassicProtocol(known, body, host), request, host);
    return;
  }
  const error = joinError(known, body, host);
  if (error !== 'NONE') {
    host.respond(request, joinRefusal(error, body.memberId));
    return;
  }
  const isNew = known?.type !== 'classic';
  const group = isNew ? createGroup(body.groupId, partition) : known;
  placeGroup(state, group);
  joinGroup(group, { request, body, host });
  if (isNew) storeNewGroup(group, host);
}

function joinError(
  known: Group | undefined,
  body: RequestBody<'JoinGroup'>,
  host: GroupHost,
): ErrorName {
  if (!isSessionTimeoutValid(body, host)) return 'INVALID_SESSION_TIMEOUT';
  if (known?.type === 'classic') return 'NONE';
  return body.memberId === '' ? 'NONE' : 'UNKNOWN_MEMBER_ID';
}

function unknownLeavers(leaving: RequestBody<'LeaveGroup'>['members']): ResponseBody<'LeaveGroup'> {
  const members = leaving.map(({ memberId, groupInstanceId }) => ({
    memberId,
    groupInstanceId,
    errorCode: 'UNKNOWN_MEMBER_ID' as const,
  }));
  return { api: 'LeaveGroup', errorCode: 'NONE', members };
}

// ── Offsets ─────────────────────────────────────────────────────────────────────────────────

function commit({ state, request, body, partition, host }: GroupCall<'OffsetCommit'>): void {
  const group = state.groups.get(body.groupId);
  const error = commitErrorOf(group, body, host);
  if (error !== 'NONE') {
    host.respond(request, errorResponse(body, error));
    return;
  }
  if (group?.type === 'classic') keepSession(group, body.memberId, host);
  host.write(partition, commitOffsets(request, body, host));
}

/** Who may commit is for the group to say; without one, whoever does not claim to be in it. */
function commitErrorOf(
  group: Group | undefined,
  body: RequestBody<'OffsetCommit'>,
  host: GroupHost,
): ErrorName {
  if (group === undefined)
    return body.generationIdOrMemberEpoch < 0 ? 'NONE' : 'ILLEGAL_GENERATION';
  switch (group.type) {
    case 'classic':
      return commitErrorOfClassic(group, body);
    case 'consumer':
      return consumerGroups().commitErrorOf(group, body, host);
    default:
      return unreachable(group);
  }
}

// ── The consumer protocol ───────────────────────────────────────────────────────────────────

function consumerGroupHeartbeat(call: GroupCall<'ConsumerGroupHeartbeat'>): void {
  const { state, request, body, host } = call;
  const groups = consumerGroups();
  const group = groups.checkRequest(body, host) ?? consumerGroupFor(call);
  const outcome = groups.isRefusal(group) ? group : groups.heartbeat(group, body, host);
  if (groups.isRefusal(outcome)) {
    const { errorCode, errorMessage } = outcome;
    const refusal = errorResponse(body, errorCode) as ResponseBody<'ConsumerGroupHeartbeat'>;
    host.respond(request, { ...refusal, errorMessage });
  } else groups.writeGroup(state, outcome, request, host);
}

/** The group that the heartbeat is for: a new one, or one that migrates, if the member joins. */
function consumerGroupFor({
  state,
  body,
  partition,
  host,
}: GroupCall<'ConsumerGroupHeartbeat'>): ConsumerGroup | Refusal {
  const { groupId, memberEpoch } = body;
  const isJoining = memberEpoch === JOIN_GROUP_MEMBER_EPOCH;
  const known = state.groups.get(groupId);
  if (known?.type === 'consumer') return known;
  if (known?.type === 'classic' && !isJoining) {
    return consumerGroups().refuse(
      'GROUP_ID_NOT_FOUND',
      `Group ${groupId} is not a consumer group.`,
    );
  }
  if (known?.type === 'classic' && stateOf(known) !== 'Empty')
    return consumerGroups().upgraded(known, host);
  if (!isJoining) {
    const kind = memberEpoch < JOIN_GROUP_MEMBER_EPOCH ? 'Group' : 'Consumer group';
    return consumerGroups().refuse('GROUP_ID_NOT_FOUND', `${kind} ${groupId} not found.`);
  }
  return consumerGroups().createConsumerGroup(groupId, partition);
}
