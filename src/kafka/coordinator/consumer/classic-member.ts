// Members of a consumer group that speak the classic protocol still, while the group migrates: JoinGroup
// moves them on, SyncGroup fetches what they have, Heartbeat tells them to join again. Follows
// `GroupMetadataManager` (classicGroupJoinToConsumerGroup, …SyncToConsumerGroup,
// …HeartbeatToConsumerGroup, …LeaveToConsumerGroup) of Apache Kafka 4.3.
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { readConfig } from '#kafka/protocol/configs.ts';
import { joinRefusal, syncRefusal } from '#kafka/protocol/error-response.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { compareText } from '#kafka/protocol/topic-partition.ts';
import { checkRoom } from './checks.ts';
import {
  type ConsumerGroup,
  type ConsumerGroupMember,
  createMember,
  draftOf,
  isOwnedByOthers,
  namesOf,
  staticMemberOf,
  targetOf,
  withTopicIds,
  withTopicNames,
} from './group.ts';
import { replaceStaticMember } from './heartbeat.ts';
import type { ConsumerHost } from './host.ts';
import { dismissClassic } from './leave.ts';
import { moveOn } from './move-on.ts';
import type { Outcome } from './outcome.ts';
import {
  awaitClassicJoin,
  awaitClassicSync,
  endClassicSync,
  restartConsumerSession,
} from './timers.ts';

type JoinBody = RequestBody<'JoinGroup'>;

/** `group.consumer.migration.policy` */
export type MigrationPolicy = 'disabled' | 'downgrade' | 'upgrade' | 'bidirectional';

export function migrationPolicy({ configs }: ConsumerHost): MigrationPolicy {
  const policy = readConfig('broker', configs, 'group.consumer.migration.policy');
  return policy.toLowerCase() as MigrationPolicy;
}

// ── JoinGroup ───────────────────────────────────────────────────────────────────────────────

/** A classic member joins, at once: nobody waits for the others. Or why it may not. */
export function joinByClassicProtocol(
  group: ConsumerGroup,
  body: JoinBody,
  host: ConsumerHost,
): Outcome | ResponseBody<'JoinGroup'> {
  const isUnknown = body.memberId === '';
  const memberId = isUnknown
    ? `${body.groupInstanceId ?? body.clientId}-${host.randomHex()}`
    : body.memberId;
  const error = joinError(group, body, memberId, host);
  if (error !== 'NONE') return joinRefusal(error, isUnknown ? '' : memberId);
  if (isUnknown && body.groupInstanceId === null) {
    return joinRefusal('MEMBER_ID_REQUIRED', memberId);
  }
  const draft = draftOf(group);
  const isNew = !group.members.has(memberId);
  const before = memberFor(draft, body, memberId);
  if (typeof before === 'string') return joinRefusal(before, memberId);
  const updated = withJoin(before, body);
  const owned = withTopicIds(body.protocols[0]?.metadata.ownedPartitions ?? [], host);
  const member = moveOn(draft, { before, updated, owned }, host);
  return {
    draft,
    answer: {
      api: 'JoinGroup',
      errorCode: 'NONE',
      generationId: member.memberEpoch,
      protocolType: 'consumer',
      protocolName: protocolOf(member),
      leader: '',
      skipAssignment: false,
      memberId,
      members: [],
    },
    reason: isNew
      ? `${body.clientId} joins by the classic protocol`
      : `${body.clientId} joins again by the classic protocol`,
    afterwards: () => {
      if (isNew) {
        host.emit('member.joined', { group: draft.id, memberId, clientId: body.clientId });
      }
      restartConsumerSession(draft, memberId, host);
      awaitClassicSync(draft, member, host);
    },
  };
}

function joinError(
  group: ConsumerGroup,
  { protocolType, protocols }: JoinBody,
  memberId: string,
  host: ConsumerHost,
): ErrorName {
  if (migrationPolicy(host) === 'disabled') return 'INCONSISTENT_GROUP_PROTOCOL';
  if (checkRoom(group, memberId, host) !== null) return 'GROUP_MAX_SIZE_REACHED';
  const others = [...group.members.values()].flatMap(({ classic }) => classic ?? []);
  const isShared = protocols.some(({ name }) =>
    others.every((other) => other.protocols.some((one) => one.name === name)),
  );
  return protocolType === 'consumer' && isShared ? 'NONE' : 'INCONSISTENT_GROUP_PROTOCOL';
}

/** The member that joins: known, new, or in place of a static one. */
function memberFor(
  draft: ConsumerGroup,
  body: JoinBody,
  memberId: string,
): ConsumerGroupMember | ErrorName {
  const { groupInstanceId } = body;
  if (groupInstanceId === null) return draft.members.get(memberId) ?? createMember(memberId);
  const holder = staticMemberOf(draft, groupInstanceId);
  if (body.memberId === '') {
    return holder === null ? createMember(memberId) : replaceStaticMember(draft, holder, memberId);
  }
  if (holder === null) return 'UNKNOWN_MEMBER_ID';
  return holder.memberId === memberId ? holder : 'FENCED_INSTANCE_ID';
}

function withJoin(member: ConsumerGroupMember, body: JoinBody): ConsumerGroupMember {
  const metadata = body.protocols[0]?.metadata;
  return Object.freeze({
    ...member,
    clientId: body.clientId,
    instanceId: body.groupInstanceId ?? member.instanceId,
    rackId: metadata?.rackId ?? member.rackId,
    rebalanceTimeoutMs: body.rebalanceTimeoutMs,
    subscribedTopicNames: Object.freeze([...new Set(metadata?.topics)].sort(compareText)),
    subscribedTopicRegex: '',
    classic: Object.freeze({
      sessionTimeoutMs: body.sessionTimeoutMs,
      protocols: body.protocols,
    }),
  });
}

function protocolOf({ classic }: ConsumerGroupMember): string {
  return classic?.protocols[0]?.name ?? '';
}

// ── SyncGroup, Heartbeat, LeaveGroup ────────────────────────────────────────────────────────

type ClassicRequest = Pick<
  RequestBody<'Heartbeat'>,
  'memberId' | 'groupInstanceId' | 'generationId'
>;

function classicMemberOf(
  group: ConsumerGroup,
  { memberId, groupInstanceId, generationId }: ClassicRequest,
): ConsumerGroupMember | ErrorName {
  const member =
    groupInstanceId === null ? group.members.get(memberId) : staticMemberOf(group, groupInstanceId);
  if (member == null) return 'UNKNOWN_MEMBER_ID';
  if (member.memberId !== memberId) return 'FENCED_INSTANCE_ID';
  if (member.classic === null) return 'UNKNOWN_MEMBER_ID';
  return member.memberEpoch === generationId ? member : 'ILLEGAL_GENERATION';
}

/** What it has now, without waiting for a leader: the coordinator has assigned it. */
export function syncByClassicProtocol(
  group: ConsumerGroup,
  body: RequestBody<'SyncGroup'>,
  host: ConsumerHost,
): ResponseBody<'SyncGroup'> {
  const member = classicMemberOf(group, body);
  if (typeof member === 'string') return syncRefusal(member);
  if (body.protocolType !== 'consumer' || body.protocolName !== protocolOf(member)) {
    return syncRefusal('INCONSISTENT_GROUP_PROTOCOL');
  }
  if (group.assignmentEpoch > member.memberEpoch && member.state !== 'UNREVOKED_PARTITIONS') {
    awaitClassicJoin(group, member, host);
    return syncRefusal('REBALANCE_IN_PROGRESS');
  }
  endClassicSync(group, member.memberId, host);
  restartConsumerSession(group, member.memberId, host);
  return {
    api: 'SyncGroup',
    errorCode: 'NONE',
    protocolType: body.protocolType,
    protocolName: body.protocolName,
    assignment: Object.freeze({ partitions: withTopicNames(member.assigned.keys(), host) }),
  };
}

/** Its answer tells it to join again when there is something for it to give up or to get. */
export function beatByClassicProtocol(
  group: ConsumerGroup,
  body: RequestBody<'Heartbeat'>,
  host: ConsumerHost,
): ErrorName {
  const member = classicMemberOf(group, body);
  if (typeof member === 'string') return member;
  restartConsumerSession(group, member.memberId, host);
  const isDue =
    member.memberEpoch < group.assignmentEpoch ||
    member.state === 'UNREVOKED_PARTITIONS' ||
    (member.state === 'UNRELEASED_PARTITIONS' && !waitsForOthers(group, member));
  if (!isDue) return 'NONE';
  awaitClassicJoin(group, member, host);
  return 'REBALANCE_IN_PROGRESS';
}

/** Some of its target still belongs to others (`waitingOnUnreleasedPartition`). */
function waitsForOthers(
  group: ConsumerGroup,
  { memberId, assigned }: ConsumerGroupMember,
): boolean {
  const target = [...targetOf(group, memberId)];
  const names = namesOf(target.map(([topicId, partitions]) => ({ topicId, partitions })));
  return names.some((name) => !assigned.has(name) && isOwnedByOthers(group, memberId, name));
}

export function leaveByClassicProtocol(
  group: ConsumerGroup,
  leaving: RequestBody<'LeaveGroup'>['members'],
  host: ConsumerHost,
): Outcome | ResponseBody<'LeaveGroup'> {
  const gone: ConsumerGroupMember[] = [];
  const members = leaving.map(({ memberId, groupInstanceId }) => {
    const member = leaverOf(group, memberId, groupInstanceId);
    if (typeof member === 'string') return { memberId, groupInstanceId, errorCode: member };
    gone.push(member);
    return { memberId, groupInstanceId, errorCode: 'NONE' as const };
  });
  const answer = { api: 'LeaveGroup', errorCode: 'NONE', members } as const;
  return gone.length === 0 ? answer : dismissClassic(group, gone, answer, host);
}

/** An administrator removes a static member by its instance id alone. */
function leaverOf(
  group: ConsumerGroup,
  memberId: string,
  instanceId: string | null,
): ConsumerGroupMember | ErrorName {
  const member =
    instanceId === null ? group.members.get(memberId) : staticMemberOf(group, instanceId);
  if (member == null) return 'UNKNOWN_MEMBER_ID';
  const isOther = instanceId !== null && memberId !== '' && member.memberId !== memberId;
  return isOther ? 'FENCED_INSTANCE_ID' : member;
}
