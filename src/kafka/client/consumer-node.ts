// A consumer as a node: the application's poll loop on top of membership, offsets and fetching.
// Follows `ClassicKafkaConsumer` of Apache Kafka 4.3; `processingMs` stands for the application.
import { msToUs } from '#base/time.ts';
import type { ConsumerChanges, ConsumerSpec, KafkaRequest } from '#kafka/commands.ts';
import { emit, responseOf } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { startMachine } from '#sim/machine.ts';
import type { Delivery, NodeType } from '#sim/node.ts';
import { handleFetch, handleFetchFailure, isFetchBackoff, sendFetches } from './consumer-fetch.ts';
import { giveUp } from './assignment-changes.ts';
import { classicMembership } from './classic-membership.ts';
import { consumerMembership, createConsumerMember } from './consumer-membership.ts';
import {
  COORDINATOR_TIMER,
  findCoordinator,
  handleFindCoordinator,
  loseCoordinator,
} from './coordinator-lookup.ts';
import type { GroupMembership } from './group-membership.ts';
import {
  commit,
  COMMIT_FAILED,
  commitError,
  findPositions,
  forgetLookups,
  handleListOffsets,
  handleOffsetFetch,
  maybeAutoCommit,
  setPosition,
} from './consumer-offsets.ts';
import {
  commitsAutomatically,
  config,
  type Consumer,
  type ConsumerDisk,
  type ConsumerMemory,
  fail,
  isManaged,
  number,
} from './consumer-state.ts';
import {
  assignByHand,
  ownedOrFail,
  setPaused,
  updateSubscription,
} from './consumer-subscription.ts';
import { handleValidation, retryLater, validatePositions } from './consumer-validation.ts';
import { membershipMachine } from './membership.machine.ts';
import {
  createMetadataCache,
  handleMetadataAnswer,
  handleMetadataFailure,
  isMetadataTimer,
  requestMetadata,
  sendMetadata,
  wantTopics,
} from './metadata-cache.ts';
import { epochBefore, placeAll, update } from './owned-partitions.ts';

/** How long a closing consumer waits for the answer to its last commit. */
const CLOSE_TIMEOUT_US = 1_000_000;
/** How long an application takes to start again with another consumer. */
const RESTART_US = 1_000_000;

export function createConsumerDisk(spec: ConsumerSpec, bootstrap: readonly number[]): ConsumerDisk {
  return { spec, bootstrap };
}

function createMemory({ spec, bootstrap }: ConsumerDisk): ConsumerMemory {
  return {
    metadata: createMetadataCache(spec.id, bootstrap, []),
    owned: new Map(),
    unpositioned: new Set(),
    unvalidated: new Set(),
    leaderless: new Set(),
    buffered: new Set(),
    fetches: new Map(),
    fetchesDue: new Set(),
    fetchRequests: new Map(),
    membership: startMachine(membershipMachine),
    member: createConsumerMember(),
    memberId: '',
    generationId: -1,
    protocolName: '',
    assignorStates: new Map(),
    coordinator: -1,
    coordinatorRequest: -1,
    joinRequest: -1,
    heartbeatRequest: -1,
    lastHeartbeatUs: 0,
    subscription: Object.freeze([...spec.topics].sort()),
    needsJoin: spec.group !== null && (spec.assign ?? null) === null,
    isPrepared: false,
    assignedBy: '',
    offsetRequest: -1,
    resetRequests: 0,
    commitRequests: new Map(),
    nextAutoCommitUs: 0,
    app: 'polling',
    recordsInHand: 0,
    isClosing: false,
    pollExpired: false,
  };
}

/** `group.protocol`: how this consumer is a member of its group. */
function membershipOf(consumer: Consumer): GroupMembership {
  const protocol = config(consumer, 'group.protocol').toLowerCase();
  return protocol === 'consumer' ? consumerMembership : classicMembership;
}

// ── The application ─────────────────────────────────────────────────────────────────────────

/** What one turn of poll() does while the application waits in it. */
function poll(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  if (memory.app !== 'polling' || memory.isClosing) return;
  if (memory.pollExpired) {
    memory.pollExpired = false;
    giveUp(consumer, true);
  }
  if (disk.spec.group !== null) {
    if (isManaged(disk)) membershipOf(consumer).poll(consumer);
    else if (memory.coordinator === -1) findCoordinator(consumer);
    maybeAutoCommit(consumer);
  }
  findPositions(consumer);
  validatePositions(consumer);
  sendFetches(consumer);
  handOver(consumer);
  if (memory.app === 'polling') port.clearTimer('poll interval');
}

/** Gives up to max.poll.records of what was fetched to the application. */
function handOver(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  const most = number(consumer, 'max.poll.records');
  const partitions = [];
  let count = 0;
  let skipped = 0;
  for (const key of memory.buffered) {
    if (count >= most) break;
    const owned = memory.owned.get(key);
    const records = owned?.buffer.slice(0, most - count) ?? [];
    const [first] = records;
    if (owned === undefined || first === undefined) continue;
    const consumed = (records.at(-1)?.offset ?? 0) + 1;
    update(consumer, owned, {
      buffer: Object.freeze(owned.buffer.slice(records.length)),
      consumed,
      offsetEpoch: epochBefore(owned, consumed),
    });
    count += records.length;
    skipped += records.filter(({ key: recordKey }) => !takes(disk.spec, recordKey)).length;
    partitions.push({
      topic: owned.topic,
      partition: owned.partition,
      baseOffset: first.offset,
      recordIds: Object.freeze(records.map((record) => record.id)),
      position: consumed,
    });
  }
  if (count === 0) return;
  const processingUs = Math.max(1, msToUs(disk.spec.processingMs * (count - skipped)));
  memory.app = 'processing';
  memory.recordsInHand = count;
  emit(port, 'records.polled', {
    consumer: disk.spec.id,
    group: disk.spec.group ?? '',
    partitions: Object.freeze(partitions),
    skipped,
    processedAtUs: port.nowUs + processingUs,
  });
  port.setTimer('processed', processingUs);
  const pollIntervalUs = msToUs(number(consumer, 'max.poll.interval.ms'));
  if (isManaged(disk)) port.setTimer('poll interval', pollIntervalUs);
  // Buffers that are empty now are filled again while the application works.
  sendFetches(consumer);
}

/** Whether the application's filter lets a record through; one without a key counts as ''. */
function takes({ filter = null }: ConsumerSpec, key: string | null): boolean {
  return filter === null || new RegExp(filter).test(key ?? '');
}

/** The application is done with its records: it commits by its mode, and polls again. */
function onProcessed(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  emit(port, 'records.processed', { consumer: disk.spec.id, group: disk.spec.group ?? '' });
  memory.recordsInHand = 0;
  memory.app = 'polling';
  const { commit: mode } = disk.spec;
  if (mode === 'sync' && commit(consumer, 'sync')) memory.app = 'committing';
  else if (mode === 'async') commit(consumer, 'async');
  poll(consumer);
}

/** poll() was not called in time: the heartbeat thread leaves the group. */
function onPollExpired(consumer: Consumer): void {
  const { memory } = consumer;
  if (memory.app === 'polling' || memory.generationId === -1) return;
  memory.pollExpired = true;
  const reason =
    'consumer poll timeout has expired: poll() was not called for max.poll.interval.ms';
  membershipOf(consumer).leave(consumer, reason, 'poll expired');
}

// ── Answers ─────────────────────────────────────────────────────────────────────────────────

function handleCommit(
  consumer: Consumer,
  request: number,
  error: ReturnType<typeof commitError>,
): void {
  const { memory, port } = consumer;
  const purpose = memory.commitRequests.get(request)?.purpose;
  if (purpose === undefined) return;
  memory.commitRequests.delete(request);
  switch (error) {
    case 'NONE':
      break;
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
    case 'REBALANCE_IN_PROGRESS':
    case 'STALE_MEMBER_EPOCH':
      if (membershipOf(consumer).onCommitError(consumer, error)) {
        fail(consumer, error, COMMIT_FAILED);
      }
      break;
    default:
      loseCoordinator(consumer);
  }
  if (purpose === 'prepare') membershipOf(consumer).onPrepared(consumer);
  if (purpose === 'sync' && memory.app === 'committing') memory.app = 'polling';
  if (purpose === 'close') finishClose(consumer);
  else poll(consumer);
  if (error === 'NONE') port.clearTimer('commit retry');
}

function handleMetadata(consumer: Consumer, body: ResponseBody<'Metadata'>): void {
  const { memory, disk, port } = consumer;
  handleMetadataAnswer(memory.metadata, port, body, number(consumer, 'metadata.max.age.ms'));
  placeAll(consumer);
  const isOther = updateSubscription(consumer);
  if (isManaged(disk)) membershipOf(consumer).onMetadata(consumer, isOther);
  else assignByHand(consumer);
  poll(consumer);
}

function handleResponse(
  consumer: Consumer,
  request: number,
  body: ResponseBody,
  asked: RequestBody,
): void {
  switch (body.api) {
    case 'Metadata':
      handleMetadata(consumer, body);
      return;
    case 'FindCoordinator':
      if (handleFindCoordinator(consumer, body)) poll(consumer);
      return;
    case 'JoinGroup':
    case 'SyncGroup':
    case 'Heartbeat':
    case 'ConsumerGroupHeartbeat':
      if (membershipOf(consumer).onResponse(consumer, request, body)) poll(consumer);
      return;
    case 'OffsetFetch':
      handleOffsetFetch(consumer, body);
      poll(consumer);
      return;
    case 'ListOffsets':
      handleListOffsets(consumer, body);
      poll(consumer);
      return;
    case 'OffsetForLeaderEpoch':
      if (asked.api === body.api) handleValidation(consumer, asked, body);
      poll(consumer);
      return;
    case 'OffsetCommit':
      handleCommit(consumer, request, commitError(body));
      return;
    case 'Fetch':
      if (handleFetch(consumer, request, body)) {
        poll(consumer);
        if (consumer.memory.app !== 'polling') sendFetches(consumer);
      }
      return;
    default:
      return;
  }
}

function handleFailure(consumer: Consumer, request: number): void {
  const { memory, port } = consumer;
  if (request === memory.metadata.request) handleMetadataFailure(memory.metadata, port);
  else if (handleFetchFailure(consumer, request)) poll(consumer);
  else if (request === memory.coordinatorRequest) {
    memory.coordinatorRequest = -1;
    loseCoordinator(consumer);
  } else if (membershipOf(consumer).onFailure(consumer, request)) poll(consumer);
  else if (request === memory.offsetRequest) {
    loseCoordinator(consumer);
    forgetLookups(consumer);
  } else if (memory.commitRequests.has(request)) {
    handleCommit(consumer, request, 'NETWORK_EXCEPTION');
  } else {
    forgetLookups(consumer);
    retryLater(consumer);
  }
}

// ── Life ────────────────────────────────────────────────────────────────────────────────────

/** close(): commits, revokes, leaves the group. */
function close(consumer: Consumer): void {
  const { memory, port } = consumer;
  if (memory.isClosing) return;
  memory.isClosing = true;
  for (const timer of ['processed', 'poll interval', 'auto commit']) port.clearTimer(timer);
  if (commitsAutomatically(consumer) && commit(consumer, 'close')) {
    port.setTimer('close', CLOSE_TIMEOUT_US);
  } else finishClose(consumer);
}

function finishClose(consumer: Consumer): void {
  const { port, disk } = consumer;
  if (port.hasTimer('ended')) return;
  giveUp(consumer, false);
  if (isManaged(disk)) {
    membershipOf(consumer).leave(consumer, 'the consumer is being closed', 'close');
  }
  emit(port, 'consumer.closed', { consumer: disk.spec.id });
  port.setTimer('ended', 1);
}

/** Other configs or topics mean another client: the application closes the old one and starts anew. */
function restart(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  if (memory.app === 'processing') {
    emit(port, 'records.processed', { consumer: disk.spec.id, group: disk.spec.group ?? '' });
    memory.recordsInHand = 0;
  }
  for (const timer of ['processed', 'poll interval', 'auto commit']) port.clearTimer(timer);
  if (commitsAutomatically(consumer)) commit(consumer, 'async');
  giveUp(consumer, false);
  if (isManaged(disk)) {
    membershipOf(consumer).leave(consumer, 'the application changes its consumer', 'close');
  }
  memory.assignorStates.clear();
  memory.app = 'restarting';
  port.setTimer('restarted', RESTART_US);
}

function alter(consumer: Consumer, changes: ConsumerChanges): void {
  const { disk, memory, port } = consumer;
  const { configs, topics, pattern, assign } = changes;
  const isNewClient = [configs, topics, pattern, assign].some((change) => change !== undefined);
  if (isNewClient) restart(consumer);
  disk.spec = Object.freeze({ ...disk.spec, ...changes });
  emit(port, 'consumer.altered', disk.spec);
  if (isNewClient) {
    memory.needsJoin = isManaged(disk);
    wantTopics(memory.metadata, disk.spec);
    updateSubscription(consumer);
    requestMetadata(memory.metadata, port, 'other topics or configs');
  }
  poll(consumer);
}

function handleCommand(consumer: Consumer, request: KafkaRequest): void {
  switch (request.type) {
    case 'consumer.alter':
      alter(consumer, request.data.changes);
      return;
    case 'consumer.seek': {
      const owned = ownedOrFail(consumer, request.data);
      if (owned !== null) setPosition(consumer, owned, request.data.offset, 'seek');
      poll(consumer);
      return;
    }
    case 'partition.pause':
    case 'partition.resume':
      setPaused(consumer, request.data, request.type === 'partition.pause');
      poll(consumer);
      return;
    default:
      return;
  }
}

function handleTimer(consumer: Consumer, timer: string): void {
  const { port, memory } = consumer;
  switch (timer) {
    case COORDINATOR_TIMER:
      if (memory.coordinator === -1) findCoordinator(consumer);
      else poll(consumer);
      return;
    case 'heartbeat':
      membershipOf(consumer).heartbeat(consumer);
      return;
    case 'restarted':
      memory.app = 'polling';
      poll(consumer);
      return;
    case 'processed':
      onProcessed(consumer);
      return;
    case 'poll interval':
      onPollExpired(consumer);
      return;
    case 'auto commit':
    case 'positions':
    case 'validation':
      poll(consumer);
      return;
    case 'close':
      finishClose(consumer);
      return;
    case 'ended':
      port.halt();
      return;
    default:
      if (isMetadataTimer(timer)) sendMetadata(memory.metadata, port);
      else if (isFetchBackoff(timer)) sendFetches(consumer);
  }
}

function handleDelivery(consumer: Consumer, delivery: Delivery): void {
  switch (delivery.type) {
    case 'response':
      handleResponse(
        consumer,
        delivery.request,
        responseOf(delivery),
        delivery.asked as RequestBody,
      );
      return;
    case 'disconnected':
    case 'timed-out':
      handleFailure(consumer, delivery.request);
      return;
    case 'timer':
      handleTimer(consumer, delivery.timer);
      return;
    case 'command':
      handleCommand(consumer, delivery.body as KafkaRequest);
      return;
    case 'shutdown':
      close(consumer);
      return;
    case 'request':
      return;
  }
}

export const consumerNode: NodeType<ConsumerDisk, ConsumerMemory> = {
  boot(disk, port) {
    const memory = createMemory(disk);
    wantTopics(memory.metadata, disk.spec);
    emit(port, 'consumer.added', disk.spec);
    requestMetadata(memory.metadata, port, 'the client has started');
    return memory;
  },
  handle(memory, disk, delivery, port) {
    handleDelivery({ disk, memory, port }, delivery);
  },
};
