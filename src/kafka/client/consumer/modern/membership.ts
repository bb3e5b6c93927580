// Membership by the consumer group protocol (KIP-848): the heartbeat says and learns everything, and
// the assignment that comes back is reconciled in poll(), first giving up, then taking on. Follows
// `ConsumerMembershipManager` and `AbstractMembershipManager` of Apache Kafka 4.3.
import { JOIN_GROUP_MEMBER_EPOCH } from '#kafka/protocol/api/consumer-group.ts';
import { createUuid } from '#kafka/protocol/uuid.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import {
  giveUp,
  markPendingRevocation,
  notIn,
  takeOn,
} from '#kafka/client/consumer/assignment-changes.ts';
import { beginCommit, endCommit } from '#kafka/client/consumer/fetching/commit.ts';
import {
  commitsAutomatically,
  type Consumer,
  isMember,
  ownedList,
} from '#kafka/client/consumer/state.ts';
import { COORDINATOR_TIMER, findCoordinator } from '#kafka/client/consumer/coordinator-lookup.ts';
import type { GroupMembership } from '#kafka/client/consumer/group-membership.ts';
import { subscriptionType, wantAssignedTopics } from '#kafka/client/consumer/subscription.ts';
import { onCommitError, onFailure, onResponse } from './answers.ts';
import { forgetWhatWasTold, heartbeat, sayFarewell } from './heartbeat.ts';
import { change, keysOf } from './step.ts';

// ── In poll() ───────────────────────────────────────────────────────────────────────────────

function poll(consumer: Consumer): void {
  const { memory, port } = consumer;
  switch (memory.modern.machine.value) {
    case 'UNSUBSCRIBED':
      if (isSubscribed(consumer)) join(consumer);
      return;
    case 'FENCED':
    case 'STALE':
      // Thrown out, or gone while its application worked: others may own its partitions already.
      giveUp(consumer, true);
      join(consumer);
      return;
    case 'RECONCILING':
      reconcile(consumer);
      return;
    case 'JOINING':
    case 'ACKNOWLEDGING':
      // What could not be said yet, for want of a coordinator, is said as soon as there is one.
      if (!port.hasTimer('heartbeat') && !port.hasTimer(COORDINATOR_TIMER)) heartbeat(consumer);
      return;
    default:
      if (memory.coordinator === -1) findCoordinator(consumer);
  }
}

function isSubscribed({ memory, disk }: Consumer): boolean {
  return memory.subscription.length > 0 || subscriptionType(disk.spec) === 'pattern';
}

function join(consumer: Consumer): void {
  const { memory, port } = consumer;
  if (memory.memberId === '') {
    const random = port.random('member id');
    memory.memberId = createUuid(() => random.nextUint32());
  }
  port.clearTimer('heartbeat');
  memory.generationId = JOIN_GROUP_MEMBER_EPOCH;
  memory.modern.target = null;
  memory.modern.isFirst = true;
  memory.modern.preparation = 'none';
  endCommit(consumer, 'prepare');
  change(consumer, 'join');
  heartbeat(consumer);
}

/**
 * Commits, gives up what is no longer assigned, takes on what is new, and says so at once. What it
 * will give up is not read any more while the commit is under way.
 */
function reconcile(consumer: Consumer): void {
  const { memory, port } = consumer;
  const { modern: member } = memory;
  const target = resolvable(consumer);
  const revoked = notIn(consumer, target);
  if (member.preparation === 'committing' || isWaitingForNames(consumer, target)) return;
  if (member.preparation === 'none') {
    markPendingRevocation(consumer, revoked);
    if (commitsAutomatically(consumer) && beginCommit(consumer, 'prepare')) {
      member.preparation = 'committing';
      return;
    }
  }
  member.preparation = 'none';
  member.isFirst = false;
  giveUp(consumer, false, revoked);
  takeOn(consumer, target);
  change(consumer, 'reconciled');
  port.clearTimer('heartbeat');
  heartbeat(consumer);
}

/**
 * What it is assigned of topics that it knows: the coordinator speaks of their ids, and metadata has
 * the names (`findResolvableAssignmentAndTriggerMetadataUpdate`).
 */
function resolvable(consumer: Consumer): readonly TopicPartition[] {
  const { memory } = consumer;
  const target = memory.modern.target ?? [];
  const owned = new Set(ownedList(consumer).map(({ topic }) => topic));
  const isKnown = ({ topic }: TopicPartition): boolean =>
    owned.has(topic) || memory.metadata.topics.has(topic);
  if (target.every(isKnown)) return target;
  wantAssignedTopics(consumer, target);
  return target.filter(isKnown);
}

function isWaitingForNames(consumer: Consumer, target: readonly TopicPartition[]): boolean {
  return !consumer.memory.modern.isFirst && keysOf(target) === keysOf(ownedList(consumer));
}

/** Whatever came of the commit; the next poll() goes on with the reconciliation. */
function onPrepared({ memory: { modern } }: Consumer): void {
  if (modern.preparation === 'committing') modern.preparation = 'done';
}

// ── Leaving ─────────────────────────────────────────────────────────────────────────────────

function leave(consumer: Consumer, _reason: string, why: 'close' | 'poll expired'): void {
  const { memory, port } = consumer;
  const isFatal = memory.modern.machine.value === 'FATAL';
  const mayTell = !isFatal && isMember(consumer) && memory.coordinator !== -1;
  change(consumer, 'leave');
  if (mayTell) {
    const farewell = sayFarewell(consumer);
    if (why === 'close') memory.leaveRequest = farewell;
  }
  change(consumer, why === 'close' ? 'left' : 'poll expired');
  port.clearTimer('heartbeat');
  memory.heartbeatRequest = -1;
  memory.generationId = -1;
  memory.modern.target = null;
  forgetWhatWasTold(consumer);
}

export const consumerMembership: GroupMembership = {
  poll,
  heartbeat,
  onMetadata: () => undefined,
  onResponse,
  onFailure,
  onPrepared,
  onCommitError,
  leave,
};
