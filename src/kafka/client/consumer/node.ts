// A consumer as a node: what it does with each delivery. Follows `ClassicKafkaConsumer` of Apache
// Kafka 4.3; poll-loop.ts stands for the application.
import { unreachable } from '#base/assert.ts';
import type { ConsumerChanges, KafkaRequest } from '#kafka/commands.ts';
import { emit, responseOf } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ConnectedNodeType } from '#kafka/client/connection/connected.ts';
import type { Delivery } from '#sim/node.ts';
import { askToClose, isFarewell, isSessionEnd, onCloseTimeout, startAnew } from './close.ts';
import { handleCommit, handleCommitTimer, resumeCommits } from './commit-outcome.ts';
import {
  commitByHand,
  commitError,
  isCommitTimer,
  purposeOfTimer,
} from '#kafka/client/consumer/fetching/commit.ts';
import {
  handleFetch,
  handleFetchFailure,
  isFetchBackoff,
} from '#kafka/client/consumer/fetching/fetch.ts';
import {
  forgetLookups,
  handleListOffsets,
  handleOffsetFetch,
  seek,
} from '#kafka/client/consumer/fetching/offsets.ts';
import {
  applicationOf,
  type Consumer,
  type ConsumerDisk,
  type ConsumerMemory,
  type ConsumerTimer,
  createConsumerMemory,
  isManaged,
  numberConfig,
} from './state.ts';
import {
  assignByHand,
  ownedOrFail,
  setPaused,
  subscriptionType,
  updateSubscription,
  wantSubscribed,
} from './subscription.ts';
import { handleValidation, retryLater } from '#kafka/client/consumer/fetching/validation.ts';
import {
  COORDINATOR_TIMER,
  findCoordinator,
  handleFindCoordinator,
  loseCoordinator,
} from './coordinator-lookup.ts';
import { membershipOf } from './group-protocol.ts';
import {
  handleMetadataAnswer,
  handleMetadataFailure,
  isMetadataTimer,
  noteConnection,
  requestMetadata,
  sendMetadata,
} from '#kafka/client/metadata/metadata-cache.ts';
import { placeAll } from '#kafka/client/consumer/fetching/owned-partitions.ts';
import { onPollExpired, onProcessed, poll } from './poll-loop.ts';

// ── Answers ─────────────────────────────────────────────────────────────────────────────────

function handleMetadata(consumer: Consumer, body: ResponseBody<'Metadata'>): void {
  const { memory, disk, port } = consumer;
  handleMetadataAnswer(memory.metadata, port, body, numberConfig(consumer, 'metadata.max.age.ms'));
  placeAll(consumer);
  updateSubscription(consumer);
  if (isManaged(disk)) membershipOf(consumer).onMetadata(consumer);
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
      if (!handleFindCoordinator(consumer, body)) return;
      resumeCommits(consumer);
      poll(consumer);
      return;
    case 'JoinGroup':
    case 'SyncGroup':
    case 'Heartbeat':
    case 'LeaveGroup':
    case 'ConsumerGroupHeartbeat':
      if (isFarewell(consumer, request)) return;
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
      if (isSessionEnd(consumer, request)) return;
      if (handleFetch(consumer, request, body)) poll(consumer);
      return;
    default:
      return;
  }
}

function handleFailure(consumer: Consumer, request: number): void {
  const { memory, port } = consumer;
  if (isFarewell(consumer, request) || isSessionEnd(consumer, request)) return;
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

// ── Commands and timers ─────────────────────────────────────────────────────────────────────

function alter(consumer: Consumer, changes: ConsumerChanges): void {
  const { disk, port } = consumer;
  const spec = Object.freeze({ ...(disk.next ?? disk.spec), ...changes });
  const isNewClient =
    disk.next !== null ||
    changes.configs !== undefined ||
    subscriptionType(spec) !== subscriptionType(disk.spec);
  if (isNewClient) disk.next = spec;
  else disk.spec = spec;
  emit(port, 'consumer.altered', spec);
  poll(consumer);
}

function handleCommand(consumer: Consumer, request: KafkaRequest): void {
  switch (request.type) {
    case 'consumer.alter':
      alter(consumer, request.data.changes);
      return;
    case 'consumer.seek': {
      const owned = ownedOrFail(consumer, request.data);
      if (owned !== null) seek(consumer, owned, request.data.offset);
      poll(consumer);
      return;
    }
    case 'consumer.commit':
      commitByHand(consumer, request.data.offsets);
      return;
    case 'partition.pause':
    case 'partition.resume':
      setPaused(consumer, request.data, request.type === 'partition.pause');
      poll(consumer);
      return;
    default:
      return;
  }
}

function handleTimer(consumer: Consumer, timer: ConsumerTimer): void {
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
      startAnew(consumer);
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
      onCloseTimeout(consumer);
      return;
    case 'ended':
      port.halt();
      return;
    default:
      if (isMetadataTimer(timer)) sendMetadata(memory.metadata, port);
      else if (isFetchBackoff(timer)) poll(consumer);
      else if (isCommitTimer(timer)) handleCommitTimer(consumer, purposeOfTimer(timer));
      else unreachable(timer);
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
      handleTimer(consumer, delivery.timer as ConsumerTimer);
      return;
    case 'command':
      handleCommand(consumer, delivery.body as KafkaRequest);
      return;
    case 'shutdown':
      askToClose(consumer);
      return;
    case 'request':
      return;
  }
}

export const consumerNode: ConnectedNodeType<ConsumerDisk, ConsumerMemory> = {
  boot(disk, port) {
    const memory = createConsumerMemory(disk);
    const consumer: Consumer = { disk, memory, port };
    wantSubscribed(consumer);
    emit(port, 'consumer.added', disk.spec);
    requestMetadata(memory.metadata, port, 'the client has started');
    poll(consumer);
    return memory;
  },
  handle(memory, disk, delivery, port) {
    handleDelivery({ disk, memory, port }, delivery);
  },
  handleConnection(memory, disk, change, port) {
    if (applicationOf({ disk, memory, port }) === 'RESTARTING') return;
    noteConnection(memory.metadata, port, change);
  },
};
