// ConsumerGroupHeartbeat (KIP-848), by which members join, learn their assignment, say what they have
// and leave. Follows `GroupMetadataManager#consumerGroupHeartbeat` of Apache Kafka 4.3. Each call
// works on a draft of the group, which becomes the group if nothing was wrong and the offsets topic
// took it.
import { readGroupNumber } from '#kafka/protocol/configs.ts';
import { compareText } from '#kafka/protocol/topic-partition.ts';
import {
  type ConsumerGroup,
  type ConsumerGroupMember,
  createMember,
  draftOf,
  staticMemberOf,
  targetOf,
  withTopicIds,
  withTopicNames,
} from './group.ts';
import { JOIN_GROUP_MEMBER_EPOCH } from '#kafka/protocol/api/consumer-group.ts';
import {
  checkEpoch,
  checkHolder,
  checkReleased,
  checkRoom,
  type HeartbeatBody,
  isRefusal,
  type Refusal,
  unknownInstance,
  unknownMember,
} from './checks.ts';
import { leave } from './leave.ts';
import { isSameList, moveOn } from './move-on.ts';
import { checkRegex } from './regex.ts';
import { restartConsumerSession, watchRevocation } from './timers.ts';
import type { ConsumerHost } from './host.ts';
import type { Outcome } from './outcome.ts';

/** What a heartbeat makes of the group, or why it is refused. */
export function heartbeat(
  group: ConsumerGroup,
  body: HeartbeatBody,
  host: ConsumerHost,
): Outcome | Refusal {
  const draft = draftOf(group);
  return body.memberEpoch < JOIN_GROUP_MEMBER_EPOCH
    ? leave(draft, body, host)
    : beat(draft, body, host);
}

// ── A regular heartbeat ─────────────────────────────────────────────────────────────────────

function beat(draft: ConsumerGroup, body: HeartbeatBody, host: ConsumerHost): Outcome | Refusal {
  const { memberId } = body;
  const owned = body.topicPartitions === null ? null : withTopicIds(body.topicPartitions, host);
  const isNew = !draft.members.has(memberId);
  const member = checkRoom(draft, memberId, host) ?? memberFor(draft, body, owned);
  if (isRefusal(member)) return member;

  // 1. The member.
  const updated = withRequest(member, body);
  const regexRefusal = checkRegex(draft, updated);
  if (regexRefusal !== null) return regexRefusal;
  // 2. and 3. The target of that epoch, and the member's way to it.
  const reconciled = moveOn(draft, { before: member, updated, owned }, host);
  const isFullRequest =
    body.rebalanceTimeoutMs !== -1 &&
    (body.subscribedTopicNames !== null || body.subscribedTopicRegex !== null) &&
    owned !== null;
  const tellsAssignment =
    body.memberEpoch === JOIN_GROUP_MEMBER_EPOCH ||
    isFullRequest ||
    !isSameList([...member.assigned.keys()].sort(), [...reconciled.assigned.keys()].sort());
  return {
    draft,
    answer: {
      api: 'ConsumerGroupHeartbeat',
      errorCode: 'NONE',
      errorMessage: null,
      memberId,
      memberEpoch: reconciled.memberEpoch,
      heartbeatIntervalMs: heartbeatIntervalMs(draft, host),
      assignment: tellsAssignment ? withTopicNames(reconciled.assigned.keys(), host) : null,
    },
    reason: reasonOf(member, reconciled, isNew),
    afterwards: () => {
      if (isNew) {
        host.emit('member.joined', { group: draft.id, memberId, clientId: body.clientId });
      }
      if (reconciled !== updated) watchRevocation(draft, reconciled, host);
      restartConsumerSession(draft, memberId, host);
    },
  };
}

function reasonOf(
  before: ConsumerGroupMember,
  { clientId, state, memberEpoch }: ConsumerGroupMember,
  isNew: boolean,
): string {
  if (isNew) return `${clientId} joins`;
  switch (state) {
    case 'UNREVOKED_PARTITIONS':
      return `${clientId} is to give up partitions`;
    case 'UNRELEASED_PARTITIONS':
      return `${clientId} waits for partitions of others`;
    case 'STABLE':
      return before.memberEpoch === memberEpoch
        ? `${clientId} has changed`
        : `${clientId} has reached epoch ${memberEpoch}`;
  }
}

function heartbeatIntervalMs(group: ConsumerGroup, host: ConsumerHost): number {
  const own = host.groupConfigsOf(group.id);
  return readGroupNumber(own, host.configs, 'consumer.heartbeat.interval.ms');
}

/** The member that the request is from: known, new, or in place of a static one that left. */
function memberFor(
  draft: ConsumerGroup,
  { memberId, memberEpoch, instanceId }: HeartbeatBody,
  owned: ReadonlySet<string> | null,
): ConsumerGroupMember | Refusal {
  const isJoining = memberEpoch === JOIN_GROUP_MEMBER_EPOCH;
  const holder = instanceId === null ? null : staticMemberOf(draft, instanceId);
  if (instanceId === null || (isJoining && holder === null)) {
    const member = draft.members.get(memberId) ?? (isJoining ? createMember(memberId) : undefined);
    if (member === undefined) return unknownMember(draft, memberId);
    return checkEpoch(member, memberEpoch, owned) ?? member;
  }
  if (holder === null) return unknownInstance(instanceId);
  if (isJoining) {
    return (
      checkReleased(holder, memberId, instanceId) ?? replaceStaticMember(draft, holder, memberId)
    );
  }
  return (
    checkHolder(holder, memberId, instanceId) ?? checkEpoch(holder, memberEpoch, owned) ?? holder
  );
}

/** The new member has what the old one had, and its target. */
export function replaceStaticMember(
  draft: ConsumerGroup,
  old: ConsumerGroupMember,
  memberId: string,
): ConsumerGroupMember {
  const target = targetOf(draft, old.memberId);
  draft.members.delete(old.memberId);
  draft.target.delete(old.memberId);
  draft.target.set(memberId, target);
  return Object.freeze({
    ...old,
    memberId,
    memberEpoch: JOIN_GROUP_MEMBER_EPOCH,
    previousMemberEpoch: JOIN_GROUP_MEMBER_EPOCH,
    assigned: Object.freeze(
      new Map([...old.assigned.keys()].map((partition) => [partition, JOIN_GROUP_MEMBER_EPOCH])),
    ),
  });
}

function withRequest(member: ConsumerGroupMember, body: HeartbeatBody): ConsumerGroupMember {
  const names = body.subscribedTopicNames;
  return Object.freeze({
    ...member,
    clientId: body.clientId,
    instanceId: body.instanceId ?? member.instanceId,
    rackId: body.rackId ?? member.rackId,
    rebalanceTimeoutMs:
      body.rebalanceTimeoutMs === -1 ? member.rebalanceTimeoutMs : body.rebalanceTimeoutMs,
    serverAssignor: body.serverAssignor ?? member.serverAssignor,
    subscribedTopicNames:
      names === null
        ? member.subscribedTopicNames
        : Object.freeze([...new Set(names)].sort(compareText)),
    subscribedTopicRegex: body.subscribedTopicRegex ?? member.subscribedTopicRegex,
    classic: null,
  });
}
