// Membership of a classic group: find the coordinator, join, sync, heartbeat, leave. Follows
// `AbstractCoordinator` and `ConsumerCoordinator` of Apache Kafka 4.3.
import { msToUs } from '#base/time.ts';
import {
  type ConsumerPartitionAssignor,
  createSubscription,
  INITIAL_ASSIGNOR_STATE,
} from '#kafka/assignor/assignor.ts';
import { assignorByName, assignorNameOfClass } from '#kafka/assignor/assignors.ts';
import { nodeIds } from '#kafka/commands.ts';
import { emit, send } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { readList } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { partitionKey, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { commit } from './consumer-offsets.ts';
import {
  changeMembership,
  commitsAutomatically,
  type Consumer,
  fail,
  instanceId,
  number,
  ownedList,
  REQUEST_TIMEOUT_MS,
} from './consumer-state.ts';
import { disown, own } from './owned-partitions.ts';

/** A JoinGroup waits as long as a rebalance may take, and a little more. */
const JOIN_SLACK_MS = 5_000;
const COORDINATOR_BACKOFF_MS = 100;

function groupOf({ disk }: Consumer): string {
  return disk.spec.group ?? '';
}

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

// ── The coordinator ─────────────────────────────────────────────────────────────────────────

export function findCoordinator(consumer: Consumer): void {
  const { memory, port } = consumer;
  const { brokers, bootstrap } = memory.metadata;
  const known = brokers.length > 0 ? brokers : bootstrap;
  if (memory.coordinatorRequest !== -1 || port.hasTimer('coordinator')) return;
  if (known.length === 0) return;
  const broker = known[port.random('coordinator').nextInt(known.length)] ?? 0;
  memory.coordinatorRequest = send(
    port,
    nodeIds.broker(broker),
    { api: 'FindCoordinator', key: groupOf(consumer), keyType: 'GROUP' },
    REQUEST_TIMEOUT_MS,
  );
}

/** True when it was found. */
export function handleFindCoordinator(
  consumer: Consumer,
  body: ResponseBody<'FindCoordinator'>,
): boolean {
  const { memory, port } = consumer;
  memory.coordinatorRequest = -1;
  if (body.errorCode !== 'NONE') {
    port.setTimer('coordinator', msToUs(COORDINATOR_BACKOFF_MS));
    return false;
  }
  memory.coordinator = body.nodeId;
  memory.lastHeartbeatUs = port.nowUs;
  return true;
}

/** The coordinator moved or is gone: look for it anew. */
export function loseCoordinator(consumer: Consumer): void {
  consumer.memory.coordinator = -1;
  if (!consumer.port.hasTimer('coordinator')) {
    consumer.port.setTimer('coordinator', msToUs(COORDINATOR_BACKOFF_MS));
  }
}

// ── Joining ─────────────────────────────────────────────────────────────────────────────────

/** In poll(): the steps of a rebalance, each as soon as the one before is done. */
export function joinIfNeeded(consumer: Consumer): void {
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
  if (memory.generationId === -1 && memory.memberId === '') dropOwned(consumer, true);
  else if (!isCooperative(consumer)) dropOwned(consumer, false);
}

/** The commit before a rebalance is answered: on with it. */
export function afterPrepareCommit(consumer: Consumer): void {
  revokeBeforeJoin(consumer);
  if (consumer.memory.needsJoin && consumer.memory.coordinator !== -1) sendJoin(consumer);
}

/** Takes partitions away, all or some, and tells the trace. */
function dropOwned(
  consumer: Consumer,
  isLost: boolean,
  partitions: readonly TopicPartition[] = ownedList(consumer),
): void {
  if (partitions.length === 0) return;
  const { port, disk } = consumer;
  for (const partition of partitions) disown(consumer, partition);
  emit(port, 'partitions.revoked', {
    consumer: disk.spec.id,
    group: groupOf(consumer),
    partitions,
    owned: ownedList(consumer),
    isLost,
  });
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

export function handleJoin(consumer: Consumer, body: ResponseBody<'JoinGroup'>): void {
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
export function watchPartitionCounts(consumer: Consumer): void {
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

export function handleSync(consumer: Consumer, body: ResponseBody<'SyncGroup'>): void {
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
  const { memory, port, disk } = consumer;
  const assigned = new Set(
    partitions.map(({ topic, partition }) => partitionKey(topic, partition)),
  );
  const revoked = ownedList(consumer).filter(
    ({ topic, partition }) => !assigned.has(partitionKey(topic, partition)),
  );
  const added = partitions.filter(
    ({ topic, partition }) => !memory.owned.has(partitionKey(topic, partition)),
  );
  dropOwned(consumer, false, revoked);
  for (const partition of added) own(consumer, partition);
  emit(port, 'partitions.assigned', {
    consumer: disk.spec.id,
    group: groupOf(consumer),
    partitions: added,
    owned: ownedList(consumer),
  });
  const intervalUs = msToUs(number(consumer, 'auto.commit.interval.ms'));
  memory.nextAutoCommitUs = port.nowUs + intervalUs;
  if (commitsAutomatically(consumer)) port.setTimer('auto commit', intervalUs);
  // COOPERATIVE: what was given up can go to its new owner only in another round.
  if (revoked.length > 0) requestRejoin(consumer);
}

export function requestRejoin({ memory }: Consumer): void {
  if (memory.needsJoin) return;
  memory.needsJoin = true;
  memory.isPrepared = false;
}

function handleJoinError(consumer: Consumer, error: ErrorName, memberId: string): void {
  const { memory, port } = consumer;
  changeMembership(consumer, 'rejoin');
  switch (error) {
    case 'MEMBER_ID_REQUIRED':
      memory.memberId = memberId;
      sendJoin(consumer);
      return;
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
      resetGeneration(consumer);
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
      port.setTimer('coordinator', msToUs(COORDINATOR_BACKOFF_MS));
      return;
    default:
      memory.needsJoin = false;
      fail(consumer, error, `The group refused this member: ${error}`);
  }
}

/** Not a member any more: whatever it owned may be somebody else's already. */
export function resetGeneration(consumer: Consumer): void {
  const { memory } = consumer;
  changeMembership(consumer, 'left');
  memory.generationId = -1;
  memory.memberId = '';
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
export function heartbeat(consumer: Consumer): void {
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

export function handleHeartbeat(consumer: Consumer, errorCode: ErrorName): void {
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
      if (memory.joinRequest === -1) resetGeneration(consumer);
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
export function leaveGroup(consumer: Consumer, reason: string): void {
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

/** Revokes everything when the consumer closes, or its configs change. */
export function releaseAll(consumer: Consumer, isLost: boolean): void {
  dropOwned(consumer, isLost);
}
