// How a member of a consumer group goes: by its own wish, or because it is fenced. Follows
// `GroupMetadataManager` of Apache Kafka 4.3 (consumerGroupLeave, consumerGroupFenceMember).
import type { ResponseBody } from '#kafka/protocol/api.ts';
import {
  bumpGroupEpoch,
  type ConsumerGroup,
  type ConsumerGroupMember,
  draftOf,
  NO_PARTITIONS,
  staticMemberOf,
} from './group.ts';
import { LEAVE_GROUP_STATIC_MEMBER_EPOCH } from '#kafka/protocol/api/consumer-group.ts';
import {
  checkHolder,
  type HeartbeatBody,
  isRefusal,
  type Refusal,
  unknownInstance,
  unknownMember,
} from './checks.ts';
import { maybeRefreshRegexes } from './regex.ts';
import { clearMemberTimers } from './timers.ts';
import type { ConsumerHost, ConsumerTimer } from './host.ts';
import type { Outcome } from './outcome.ts';

type HeartbeatAnswer = ResponseBody<'ConsumerGroupHeartbeat'>;

/** Leaves for good (-1), or for now (-2: a static member). */
export function leave(
  draft: ConsumerGroup,
  { memberId, memberEpoch, instanceId }: HeartbeatBody,
  host: ConsumerHost,
): Outcome | Refusal {
  const member =
    instanceId === null
      ? (draft.members.get(memberId) ?? unknownMember(draft, memberId))
      : (staticMemberOf(draft, instanceId) ?? unknownInstance(instanceId));
  if (isRefusal(member)) return member;
  if (instanceId !== null) {
    const refusal = checkHolder(member, memberId, instanceId);
    if (refusal !== null) return refusal;
  }
  const answer: HeartbeatAnswer = {
    api: 'ConsumerGroupHeartbeat',
    errorCode: 'NONE',
    errorMessage: null,
    memberId,
    memberEpoch,
    heartbeatIntervalMs: 0,
    assignment: null,
  };
  if (instanceId !== null && memberEpoch === LEAVE_GROUP_STATIC_MEMBER_EPOCH) {
    // Its partitions stay with it until its session ends.
    const gone = { ...member, memberEpoch, pendingRevocation: NO_PARTITIONS };
    draft.members.set(memberId, Object.freeze(gone));
    const reason = `static member ${instanceId} has left for now`;
    return { draft, answer, reason, afterwards: () => undefined };
  }
  fence(draft, member, host);
  return {
    draft,
    answer,
    reason: `${member.clientId} left`,
    afterwards: () => tellGone(draft, member, 'left', host),
  };
}

/** Members that leave by the classic protocol's LeaveGroup: one new epoch for all of them. */
export function dismissClassic(
  group: ConsumerGroup,
  members: readonly ConsumerGroupMember[],
  answer: ResponseBody<'LeaveGroup'>,
  host: ConsumerHost,
): Outcome {
  const draft = draftOf(group);
  for (const { memberId } of members) {
    draft.members.delete(memberId);
    draft.target.delete(memberId);
  }
  maybeRefreshRegexes(draft, host);
  bumpGroupEpoch(draft, true, host);
  const reason = `${members.map(({ clientId }) => clientId).join(', ')} left`;
  const afterwards = (): void => {
    for (const member of members) tellGone(draft, member, 'left', host);
  };
  return { draft, answer, reason, afterwards };
}

function fence(draft: ConsumerGroup, { memberId }: ConsumerGroupMember, host: ConsumerHost): void {
  draft.members.delete(memberId);
  draft.target.delete(memberId);
  maybeRefreshRegexes(draft, host);
  bumpGroupEpoch(draft, true, host);
}

function tellGone(
  group: ConsumerGroup,
  { memberId, clientId }: ConsumerGroupMember,
  reason: 'left' | 'session timeout' | 'rebalance timeout',
  host: ConsumerHost,
): void {
  clearMemberTimers(group, memberId, host);
  host.emit('member.left', { group: group.id, memberId, clientId, reason });
}

/** Silent for too long, or too slow to give up partitions: the member is out. null: it is not. */
export function expireMember(
  group: ConsumerGroup,
  timer: Exclude<ConsumerTimer, { type: 'regexes' }>,
  host: ConsumerHost,
): Outcome | null {
  const member = group.members.get(timer.memberId);
  if (member === undefined) return null;
  if (timer.type === 'rebalance timeout' && member.memberEpoch !== timer.memberEpoch) return null;
  const draft = draftOf(group);
  fence(draft, member, host);
  const why = timer.type === 'session timeout' ? timer.type : 'rebalance timeout';
  const reason = `${member.clientId} is fenced (${why})`;
  const afterwards = (): void => tellGone(draft, member, why, host);
  return { draft, answer: null, reason, afterwards };
}
