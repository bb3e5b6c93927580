// Membership by the consumer group protocol (KIP-848): the heartbeat says and learns everything, and
// the assignment that comes back is reconciled in poll(), first giving up, then taking on. Follows
// `ConsumerMembershipManager` and `ConsumerHeartbeatRequestManager` of Apache Kafka 4.3.
import {
  JOIN_GROUP_MEMBER_EPOCH,
  LEAVE_GROUP_MEMBER_EPOCH,
  LEAVE_GROUP_STATIC_MEMBER_EPOCH,
} from '#kafka/protocol/api/consumer-group.ts';
import { msToUs } from '#base/time.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import {
  compareTopicPartitions,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import { createUuid } from '#kafka/protocol/uuid.ts';
import { advance } from '#kafka/machine.ts';
import { giveUp, notIn, takeOn } from '#kafka/client/consumer/assignment-changes.ts';
import { type ConsumerMembershipEvent, consumerMembershipMachine } from './membership.machine.ts';
import { commit } from '#kafka/client/consumer/fetching/commit.ts';
import {
  commitsAutomatically,
  config,
  type Consumer,
  fail,
  groupOf,
  instanceId,
  numberConfig,
  ownedList,
  retryBackoffUs,
} from '#kafka/client/consumer/state.ts';
import {
  COORDINATOR_TIMER,
  findCoordinator,
  loseCoordinator,
  sendToCoordinator,
  waitForCoordinator,
} from '#kafka/client/consumer/coordinator-lookup.ts';
import type { GroupMembership } from '#kafka/client/consumer/group-membership.ts';

function change(consumer: Consumer, type: ConsumerMembershipEvent['type']): void {
  const { memory, disk, port } = consumer;
  const { machine } = memory.modern;
  const step = advance(port, consumerMembershipMachine, disk.spec.id, machine, { type });
  memory.modern.machine = step.snapshot;
}

// ── In poll() ───────────────────────────────────────────────────────────────────────────────

function poll(consumer: Consumer): void {
  const { memory, port } = consumer;
  switch (memory.modern.machine.value) {
    case 'UNSUBSCRIBED':
      if (memory.subscription.length === 0) return;
      if (memory.memberId === '') {
        const random = port.random('member id');
        memory.memberId = createUuid(() => random.nextUint32());
      }
      join(consumer);
      return;
    case 'STALE':
      // It left while its application worked: others may own its partitions already.
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

function join(consumer: Consumer): void {
  const { memory, port } = consumer;
  port.clearTimer('heartbeat');
  memory.generationId = JOIN_GROUP_MEMBER_EPOCH;
  memory.modern.target = [];
  memory.modern.preparation = 'none';
  change(consumer, 'join');
  heartbeat(consumer);
}

/** Commits, gives up what is no longer assigned, takes on what is new, and says so at once. */
function reconcile(consumer: Consumer): void {
  const { memory, port } = consumer;
  const { modern: member } = memory;
  const revoked = notIn(consumer, member.target);
  if (member.preparation === 'committing') return;
  if (member.preparation === 'none' && revoked.length > 0 && commitsAutomatically(consumer)) {
    member.preparation = 'committing';
    if (commit(consumer, 'prepare')) return;
  }
  member.preparation = 'none';
  giveUp(consumer, false, revoked);
  takeOn(consumer, member.target);
  change(consumer, 'reconciled');
  port.clearTimer('heartbeat');
  heartbeat(consumer);
}

function onPrepared(consumer: Consumer): void {
  consumer.memory.modern.preparation = 'done';
  if (consumer.memory.modern.machine.value === 'RECONCILING') reconcile(consumer);
}

// ── Heartbeats ──────────────────────────────────────────────────────────────────────────────

/** Sends a heartbeat, now that its time has come or there is something to say. */
function heartbeat(consumer: Consumer): void {
  const { memory, disk } = consumer;
  const { modern: member } = memory;
  const state = member.machine.value;
  if (['UNSUBSCRIBED', 'FATAL', 'STALE'].includes(state)) return;
  if (memory.coordinator === -1) {
    findCoordinator(consumer);
    heartbeatAgain(consumer);
    return;
  }
  if (memory.heartbeatRequest !== -1) return;
  const isJoining = state === 'JOINING';
  const subscription = `${memory.subscription.join()} ${config(consumer, 'group.remote.assignor')}`;
  const saysSubscription = isJoining || subscription !== member.toldSubscription;
  const owned = ownedList(consumer);
  const saysOwned = isJoining || keysOf(owned) !== member.toldOwned;
  memory.heartbeatRequest = sendToCoordinator(consumer, {
    api: 'ConsumerGroupHeartbeat',
    groupId: groupOf(consumer),
    memberId: memory.memberId,
    memberEpoch: memory.generationId,
    clientId: disk.spec.id,
    instanceId: instanceId(disk.spec.configs),
    rackId: isJoining ? disk.spec.rack : null,
    rebalanceTimeoutMs: isJoining ? numberConfig(consumer, 'max.poll.interval.ms') : -1,
    subscribedTopicNames: saysSubscription ? memory.subscription : null,
    subscribedTopicRegex: null,
    serverAssignor: saysSubscription ? config(consumer, 'group.remote.assignor') || null : null,
    topicPartitions: saysOwned ? owned : null,
  });
  member.toldSubscription = subscription;
  member.toldOwned = keysOf(owned);
  if (state === 'ACKNOWLEDGING') change(consumer, 'acknowledged');
}

/**
 * A member without a coordinator goes on trying, whether its application polls or works: whoever is
 * silent gets thrown out.
 */
function heartbeatAgain(consumer: Consumer): void {
  const { memory, port } = consumer;
  if (!['STABLE', 'RECONCILING'].includes(memory.modern.machine.value)) return;
  port.setTimer('heartbeat', retryBackoffUs(consumer));
}

function keysOf(partitions: readonly TopicPartition[]): string {
  return `[${partitions.map(topicPartitionKey).join()}]`;
}

function onResponse(consumer: Consumer, request: number, body: ResponseBody): boolean {
  if (body.api !== 'ConsumerGroupHeartbeat') return false;
  const { memory, port } = consumer;
  if (request !== memory.heartbeatRequest) return true;
  memory.heartbeatRequest = -1;
  if (body.errorCode !== 'NONE') {
    handleError(consumer, body);
    return true;
  }
  const { modern: member } = memory;
  memory.memberId = body.memberId ?? memory.memberId;
  memory.generationId = body.memberEpoch;
  port.setTimer('heartbeat', msToUs(body.heartbeatIntervalMs));
  if (body.assignment !== null) {
    member.target = body.assignment;
    if (member.preparation === 'done') member.preparation = 'none';
    const isOwned = keysOf(sorted(member.target)) === keysOf(sorted(ownedList(consumer)));
    change(consumer, isOwned ? 'confirmed' : 'assigned');
  }
  // It was reconciled while this heartbeat was on its way.
  if (member.machine.value === 'ACKNOWLEDGING') heartbeat(consumer);
  return true;
}

function sorted(partitions: readonly TopicPartition[]): readonly TopicPartition[] {
  return [...partitions].sort(compareTopicPartitions);
}

function handleError(
  consumer: Consumer,
  { errorCode, errorMessage }: ResponseBody<'ConsumerGroupHeartbeat'>,
): void {
  forgetWhatWasTold(consumer);
  switch (errorCode) {
    case 'FENCED_MEMBER_EPOCH':
    case 'UNKNOWN_MEMBER_ID':
      // Whatever it owned may be somebody else's already.
      change(consumer, 'fenced');
      giveUp(consumer, true);
      join(consumer);
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      loseCoordinator(consumer);
      heartbeatAgain(consumer);
      return;
    case 'COORDINATOR_LOAD_IN_PROGRESS':
      waitForCoordinator(consumer);
      heartbeatAgain(consumer);
      return;
    default:
      change(consumer, 'failed');
      giveUp(consumer, true);
      fail(consumer, errorCode, errorMessage ?? `The group refused this member: ${errorCode}`);
  }
}

/** The next heartbeat says everything anew. */
function forgetWhatWasTold({ memory }: Consumer): void {
  memory.modern.toldSubscription = '';
  memory.modern.toldOwned = '';
}

function onFailure(consumer: Consumer, request: number): boolean {
  const { memory } = consumer;
  if (request !== memory.heartbeatRequest) return false;
  memory.heartbeatRequest = -1;
  forgetWhatWasTold(consumer);
  loseCoordinator(consumer);
  heartbeatAgain(consumer);
  return true;
}

// ── Leaving ─────────────────────────────────────────────────────────────────────────────────

function leave(consumer: Consumer, _reason: string, why: 'close' | 'poll expired'): void {
  const { memory, disk, port } = consumer;
  const isMember = memory.generationId > JOIN_GROUP_MEMBER_EPOCH && memory.coordinator !== -1;
  const isStatic = instanceId(disk.spec.configs) !== null;
  change(consumer, 'leave');
  if (isMember) {
    sendToCoordinator(consumer, {
      api: 'ConsumerGroupHeartbeat',
      groupId: groupOf(consumer),
      memberId: memory.memberId,
      memberEpoch:
        isStatic && why === 'close' ? LEAVE_GROUP_STATIC_MEMBER_EPOCH : LEAVE_GROUP_MEMBER_EPOCH,
      clientId: disk.spec.id,
      instanceId: instanceId(disk.spec.configs),
      rackId: null,
      rebalanceTimeoutMs: -1,
      subscribedTopicNames: null,
      subscribedTopicRegex: null,
      serverAssignor: null,
      topicPartitions: null,
    });
  }
  change(consumer, why === 'close' ? 'left' : 'poll expired');
  port.clearTimer('heartbeat');
  memory.heartbeatRequest = -1;
  memory.generationId = -1;
  memory.modern.target = [];
  forgetWhatWasTold(consumer);
}

export const consumerMembership: GroupMembership = {
  poll,
  heartbeat,
  onMetadata: () => undefined,
  onResponse,
  onFailure,
  onPrepared,
  // The heartbeat says what is wrong with the membership; a stale epoch is renewed by it.
  onCommitError: (_consumer, errorCode) => errorCode !== 'STALE_MEMBER_EPOCH',
  leave,
};
