// Membership by the classic protocol: join, sync, heartbeat, leave. Follows
// `AbstractCoordinator` and `ConsumerCoordinator` of Apache Kafka 4.3.
import { msToUs } from '#base/time.ts';
import {
  type ConsumerPartitionAssignor,
  createSubscription,
  INITIAL_ASSIGNOR_STATE,
} from '#kafka/assignor/assignor.ts';
import { assignorByName, assignorNameOfClass } from '#kafka/assignor/assignors.ts';
import { nodeIds } from '#kafka/commands.ts';
import { send } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { readList } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { giveUp, notIn, takeOn } from './assignment-changes.ts';
import { commit } from './consumer-offsets.ts';
import {
  changeMembership,
  commitsAutomatically,
  type Consumer,
  fail,
  groupOf,
  instanceId,
  number,
  ownedList,
  REQUEST_TIMEOUT_MS,
} from './consumer-state.ts';
import { findCoordinator, loseCoordinator, waitForCoordinator } from './coordinator-lookup.ts';
import type { GroupMembership } from './group-membership.ts';

/** A JoinGroup waits as long as a rebalance may take, and a little more. */
const JOIN_SLACK_MS = 5_000;

/** The assignors of partition.assignment.strategy, by class or by name, in order of preference. */
function assignors({ disk }: Consumer): readonly ConsumerPartitionAssignor[] {
  const names = readList('consumer', disk.spec.configs, 'partition.assignment.strategy');
  return names.map((name) => {
    const known = assignorNameOfClass(name);
    return assignorByName(known ?? (name as Parameters<typeof assignorByName>[0]));
  });
}

/** COOPERATIVE only if every assignor in the list can do it. */
function isCooperative(consumer: Consumer): boolean {
  return assignors(consumer).every((one) => one.supportedProtocols.includes('COOPERATIVE'));
}

// ── Joining ─────────────────────────────────────────────────────────────────────────────────

/** In poll(): the steps of a rebalance, each as soon as the one before is done. */
function joinIfNeeded(consumer: Consumer): void {
  const { memory } = consumer;
  if (!memory.needsJoin || memory.joinRequest !== -1 || isCommittingToJoin(consumer)) return;
  if (memory.coordinator === -1) {
    findCoordinator(consumer);
    return;
  }
  if (!memory.isPrepared) {
    memory.isPrepared = true;
    if (prepareToJoin(consumer)) return;
  }
  sendJoin(consumer);
}

/** Nothing is given up, and no JoinGroup sent, before the last commit is answered. */
function isCommittingToJoin({ memory }: Consumer): boolean {
  for (const { purpose } of memory.commitRequests.values()) {
    if (purpose === 'prepare') return true;
  }
  return false;
}

/** Commits what was read, then gives up partitions. True while it waits for the commit. */
function prepareToJoin(consumer: Consumer): boolean {
  const { memory } = consumer;
  const isMember = memory.generationId !== -1;
  if (isMember && commitsAutomatically(consumer) && memory.owned.size > 0) {
    if (commit(consumer, 'prepare')) return true;
  }
  revokeBeforeJoin(consumer);
  return false;
}

/** EAGER gives up everything; COOPERATIVE keeps it until it is told what must go. */
function revokeBeforeJoin(consumer: Consumer): void {
  const { memory } = consumer;
  if (memory.generationId === -1 || memory.memberId === '') giveUp(consumer, true);
  else if (!isCooperative(consumer)) giveUp(consumer, false);
}

/** The commit before a rebalance is answered: on with it. */
function afterPrepareCommit(consumer: Consumer): void {
  revokeBeforeJoin(consumer);
  if (consumer.memory.needsJoin && consumer.memory.coordinator !== -1) sendJoin(consumer);
}

function sendJoin(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  if (memory.joinRequest !== -1) return;
  const rebalanceTimeoutMs = number(consumer, 'max.poll.interval.ms');
  changeMembership(consumer, 'join');
  const owned = ownedList(consumer);
  memory.joinRequest = send(
    port,
    nodeIds.broker(memory.coordinator),
    {
      api: 'JoinGroup',
      groupId: groupOf(consumer),
      sessionTimeoutMs: number(consumer, 'session.timeout.ms'),
      rebalanceTimeoutMs,
      memberId: memory.memberId,
      groupInstanceId: instanceId(disk.spec.configs),
      clientId: disk.spec.id,
      protocolType: 'consumer',
      protocols: assignors(consumer).map((assignor) => ({
        name: assignor.name,
        metadata: createSubscription({
          topics: memory.subscription,
          ownedPartitions: owned,
          generationId: memory.generationId,
          rackId: disk.spec.rack,
          userData: assignor.subscriptionUserData(stateOf(consumer, assignor.name)),
        }),
      })),
    },
    rebalanceTimeoutMs + JOIN_SLACK_MS,
  );
}

function stateOf({ memory }: Consumer, name: string) {
  return memory.assignorStates.get(name) ?? INITIAL_ASSIGNOR_STATE;
}

function handleJoin(consumer: Consumer, body: ResponseBody<'JoinGroup'>): void {
  const { memory } = consumer;
  memory.joinRequest = -1;
  if (body.errorCode !== 'NONE') {
    handleJoinError(consumer, body.errorCode, body.memberId);
    return;
  }
  memory.memberId = body.memberId;
  memory.generationId = body.generationId;
  memory.protocolName = body.protocolName;
  memory.lastHeartbeatUs = consumer.port.nowUs;
  changeMembership(consumer, 'joined');
  startHeartbeats(consumer);
  const isLeader = body.leader === body.memberId;
  memory.assignedBy = '';
  sendSync(consumer, isLeader && !body.skipAssignment ? assign(consumer, body) : []);
}

/** The group's leader runs the assignor for all members. */
function assign(
  consumer: Consumer,
  body: ResponseBody<'JoinGroup'>,
): RequestBody<'SyncGroup'>['assignments'] {
  const { memory } = consumer;
  const topics = new Map<string, { readonly partitionCount: number }>();
  for (const { metadata } of body.members) {
    for (const topic of metadata.topics) {
      const known = memory.metadata.topics.get(topic);
      if (known === undefined) memory.metadata.wanted.add(topic);
      else topics.set(topic, { partitionCount: known.length });
    }
  }
  memory.assignedBy = partitionCounts(consumer);
  const assignor = assignorByName(body.protocolName as Parameters<typeof assignorByName>[0]);
  const { assignment, state } = assignor.assign(
    topics,
    body.members,
    stateOf(consumer, assignor.name),
  );
  memory.assignorStates.set(assignor.name, state);
  return [...assignment].map(([memberId, partitions]) => ({
    memberId,
    assignment: Object.freeze({ partitions: Object.freeze(partitions.slice()) }),
  }));
}

/** What the leader watches: the numbers of partitions of its topics. */
function partitionCounts({ memory }: Consumer): string {
  return memory.subscription
    .map((topic) => `${topic}:${memory.metadata.topics.get(topic)?.length ?? 0}`)
    .join(',');
}

/** New metadata: the leader calls for a rebalance when a topic has grown. */
function watchPartitionCounts(consumer: Consumer): void {
  const { memory } = consumer;
  const isLeader = memory.assignedBy !== '' && memory.membership.value === 'STABLE';
  if (isLeader && memory.assignedBy !== partitionCounts(consumer)) requestRejoin(consumer);
}

function sendSync(consumer: Consumer, assignments: RequestBody<'SyncGroup'>['assignments']): void {
  const { memory, disk, port } = consumer;
  memory.joinRequest = send(
    port,
    nodeIds.broker(memory.coordinator),
    {
      api: 'SyncGroup',
      groupId: groupOf(consumer),
      generationId: memory.generationId,
      memberId: memory.memberId,
      groupInstanceId: instanceId(disk.spec.configs),
      protocolType: 'consumer',
      protocolName: memory.protocolName,
      assignments,
    },
    REQUEST_TIMEOUT_MS,
  );
}

function handleSync(consumer: Consumer, body: ResponseBody<'SyncGroup'>): void {
  const { memory } = consumer;
  memory.joinRequest = -1;
  if (body.errorCode !== 'NONE') {
    handleJoinError(consumer, body.errorCode, memory.memberId);
    return;
  }
  changeMembership(consumer, 'synced');
  memory.needsJoin = false;
  memory.isPrepared = false;
  memory.lastHeartbeatUs = consumer.port.nowUs;
  const assignor = assignors(consumer).find((one) => one.name === memory.protocolName);
  const { partitions } = body.assignment;
  if (assignor !== undefined) {
    const state = stateOf(consumer, assignor.name);
    const next = assignor.onAssignment(partitions, memory.generationId, state);
    memory.assignorStates.set(assignor.name, next);
  }
  adoptAssignment(consumer, partitions);
}

/** Gives up what is not assigned any more (and then joins again), and takes on what is new. */
function adoptAssignment(consumer: Consumer, partitions: readonly TopicPartition[]): void {
  const revoked = notIn(consumer, partitions);
  giveUp(consumer, false, revoked);
  takeOn(consumer, partitions);
  // COOPERATIVE: what was given up can go to its new owner only in another round.
  if (revoked.length > 0) requestRejoin(consumer);
}

function requestRejoin({ memory }: Consumer): void {
  if (memory.needsJoin) return;
  memory.needsJoin = true;
  memory.isPrepared = false;
}

function handleJoinError(consumer: Consumer, error: ErrorName, memberId: string): void {
  const { memory } = consumer;
  changeMembership(consumer, 'rejoin');
  switch (error) {
    case 'MEMBER_ID_REQUIRED':
      memory.memberId = memberId;
      sendJoin(consumer);
      return;
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
      resetGeneration(consumer, error);
      return;
    case 'REBALANCE_IN_PROGRESS':
      memory.needsJoin = true;
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
    case 'NETWORK_EXCEPTION':
    case 'REQUEST_TIMED_OUT':
      loseCoordinator(consumer);
      return;
    case 'COORDINATOR_LOAD_IN_PROGRESS':
      waitForCoordinator(consumer);
      return;
    default:
      memory.needsJoin = false;
      fail(consumer, error, `The group refused this member: ${error}`);
  }
}

/** Not a member any more: whatever it owned may be somebody else's already. */
function resetGeneration(consumer: Consumer, errorCode: ErrorName = 'UNKNOWN_MEMBER_ID'): void {
  const { memory } = consumer;
  changeMembership(consumer, 'left');
  memory.generationId = -1;
  // A member of an older generation is still known by its id.
  if (errorCode !== 'ILLEGAL_GENERATION') memory.memberId = '';
  memory.assignedBy = '';
  memory.needsJoin = true;
  memory.isPrepared = false;
  stopHeartbeats(consumer);
}

// ── Heartbeats ──────────────────────────────────────────────────────────────────────────────

function startHeartbeats(consumer: Consumer): void {
  consumer.port.setTimer('heartbeat', msToUs(number(consumer, 'heartbeat.interval.ms')));
}

function stopHeartbeats({ port, memory }: Consumer): void {
  port.clearTimer('heartbeat');
  memory.heartbeatRequest = -1;
}

/** The heartbeat thread: independent of poll(), except that it watches it. */
function heartbeat(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  if (memory.generationId === -1) return;
  startHeartbeats(consumer);
  const sessionUs = msToUs(number(consumer, 'session.timeout.ms'));
  if (port.nowUs - memory.lastHeartbeatUs > sessionUs) {
    loseCoordinator(consumer);
    memory.lastHeartbeatUs = port.nowUs;
    return;
  }
  if (memory.coordinator === -1) {
    findCoordinator(consumer);
    return;
  }
  // While a JoinGroup waits, the coordinator knows that this member lives.
  if (memory.heartbeatRequest !== -1 || memory.membership.value === 'PREPARING_REBALANCE') return;
  memory.heartbeatRequest = send(
    port,
    nodeIds.broker(memory.coordinator),
    {
      api: 'Heartbeat',
      groupId: groupOf(consumer),
      generationId: memory.generationId,
      memberId: memory.memberId,
      groupInstanceId: instanceId(disk.spec.configs),
    },
    REQUEST_TIMEOUT_MS,
  );
}

function handleHeartbeat(consumer: Consumer, errorCode: ErrorName): void {
  const { memory, port } = consumer;
  memory.heartbeatRequest = -1;
  switch (errorCode) {
    case 'NONE':
      memory.lastHeartbeatUs = port.nowUs;
      return;
    case 'REBALANCE_IN_PROGRESS':
      memory.lastHeartbeatUs = port.nowUs;
      if (memory.membership.value === 'STABLE') requestRejoin(consumer);
      return;
    case 'ILLEGAL_GENERATION':
    case 'UNKNOWN_MEMBER_ID':
      if (memory.joinRequest === -1) resetGeneration(consumer, errorCode);
      return;
    case 'FENCED_INSTANCE_ID':
      memory.needsJoin = false;
      fail(consumer, errorCode, 'Another consumer uses the same group.instance.id.');
      return;
    default:
      loseCoordinator(consumer);
  }
}

/** LeaveGroup; static members stay in the group when they close. */
function leaveGroup(consumer: Consumer, reason: string): void {
  const { memory, disk, port } = consumer;
  const isStatic = instanceId(disk.spec.configs) !== null;
  if (memory.memberId !== '' && memory.coordinator !== -1 && !isStatic) {
    send(
      port,
      nodeIds.broker(memory.coordinator),
      {
        api: 'LeaveGroup',
        groupId: groupOf(consumer),
        members: [{ memberId: memory.memberId, groupInstanceId: null, reason }],
      },
      REQUEST_TIMEOUT_MS,
    );
  }
  resetGeneration(consumer);
}

// ── The answers ─────────────────────────────────────────────────────────────────────────────

function onResponse(consumer: Consumer, request: number, body: ResponseBody): boolean {
  const { memory } = consumer;
  switch (body.api) {
    case 'JoinGroup':
      if (request === memory.joinRequest) handleJoin(consumer, body);
      return true;
    case 'SyncGroup':
      if (request === memory.joinRequest) handleSync(consumer, body);
      return true;
    case 'Heartbeat':
      if (request === memory.heartbeatRequest) handleHeartbeat(consumer, body.errorCode);
      return true;
    default:
      return false;
  }
}

function onFailure(consumer: Consumer, request: number): boolean {
  const { memory } = consumer;
  if (request === memory.joinRequest) {
    memory.joinRequest = -1;
    changeMembership(consumer, 'rejoin');
    memory.needsJoin = true;
  } else if (request === memory.heartbeatRequest) memory.heartbeatRequest = -1;
  else return false;
  loseCoordinator(consumer);
  return true;
}

function onCommitError(consumer: Consumer, errorCode: ErrorName): boolean {
  const { memory } = consumer;
  if (errorCode === 'REBALANCE_IN_PROGRESS') {
    if (memory.membership.value === 'STABLE') requestRejoin(consumer);
    return false;
  }
  if (memory.joinRequest === -1) resetGeneration(consumer, errorCode);
  return true;
}

export const classicMembership: GroupMembership = {
  poll(consumer) {
    if (consumer.memory.coordinator === -1) findCoordinator(consumer);
    if (consumer.memory.subscription.length > 0) joinIfNeeded(consumer);
  },
  heartbeat,
  onMetadata(consumer, hasOtherTopics) {
    if (hasOtherTopics && consumer.memory.generationId !== -1) requestRejoin(consumer);
    else watchPartitionCounts(consumer);
  },
  onResponse,
  onFailure,
  onPrepared: afterPrepareCommit,
  onCommitError,
  leave: leaveGroup,
};
