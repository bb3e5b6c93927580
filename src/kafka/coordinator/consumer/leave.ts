// How a member of a consumer group goes: by its own wish, or because it is fenced. Follows
// `GroupMetadataManager` of Apache Kafka 4.3 (consumerGroupLeave, consumerGroupFenceMember).
import type { ResponseBody } from '#kafka/protocol/api.ts';
import {
  bumpGroupEpoch,
  type ConsumerGroup,
  type ConsumerGroupMember,
  draftOf,
  LEAVE_STATIC_EPOCH,
  NO_PARTITIONS,
  staticMemberOf,
} from './group.ts';
import {
  checkHolder,
  type HeartbeatBody,
  isRefusal,
  type Refusal,
  unknownInstance,
  unknownMember,
} from './checks.ts';
import { storeConsumerGroup } from './store.ts';
import { maybeRefreshRegexes } from './regex.ts';
import { clearMemberTimers, type ConsumerTimer, retryTimer } from './timers.ts';
import type { CoordinatorState } from '#kafka/coordinator/coordinator-state.ts';
import type { CoordinatorHost } from '#kafka/coordinator/host.ts';

type HeartbeatAnswer = ResponseBody<'ConsumerGroupHeartbeat'>;

/** What a call leads to: the group as it will be, and what happens once it is stored. */
export interface Outcome {
  readonly draft: ConsumerGroup;
  readonly answer: HeartbeatAnswer;
  readonly reason: string;
  readonly then: () => void;
}

/** Leaves for good (-1), or for now (-2: a static member). */
export function leave(
  draft: ConsumerGroup,
  { memberId, memberEpoch, instanceId }: HeartbeatBody,
  host: CoordinatorHost,
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
  if (instanceId !== null && memberEpoch === LEAVE_STATIC_EPOCH) {
    // Its partitions stay with it until its session ends.
    const gone = { ...member, memberEpoch, pendingRevocation: NO_PARTITIONS };
    draft.members.set(memberId, Object.freeze(gone));
    const reason = `static member ${instanceId} has left for now`;
    return { draft, answer, reason, then: () => undefined };
  }
  fence(draft, member, host);
  return {
    draft,
    answer,
    reason: `${member.clientId} left`,
    then: () => tellGone(draft, member, 'left', host),
  };
}

function fence(
  draft: ConsumerGroup,
  { memberId }: ConsumerGroupMember,
  host: CoordinatorHost,
): void {
  draft.members.delete(memberId);
  draft.target.delete(memberId);
  maybeRefreshRegexes(draft, host);
  bumpGroupEpoch(draft, true, host);
}

function tellGone(
  group: ConsumerGroup,
  { memberId, clientId }: ConsumerGroupMember,
  reason: 'left' | 'session timeout' | 'rebalance timeout',
  host: CoordinatorHost,
): void {
  clearMemberTimers(group, memberId, host);
  host.emit('member.left', { group: group.id, memberId, clientId, reason });
}

/** Silent for too long, or too slow to give up partitions: the member is out. */
export function expireConsumerMember(
  state: CoordinatorState,
  timer: ConsumerTimer,
  host: CoordinatorHost,
): void {
  const group = state.consumerGroups.get(timer.group);
  const member = group?.members.get(timer.memberId);
  if (group === undefined || member === undefined) return;
  if (timer.type === 'rebalance timeout' && member.memberEpoch !== timer.memberEpoch) return;
  const draft = draftOf(group);
  fence(draft, member, host);
  const reason = `${member.clientId} is fenced (${timer.type})`;
  if (storeConsumerGroup(state, draft, null, reason, host) === 'NONE') {
    tellGone(draft, member, timer.type, host);
  } else retryTimer(timer, host);
}
