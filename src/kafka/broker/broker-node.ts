// A broker as a node: boots from its disk, and hands each delivery to the file that knows it.
// Follows `kafka.server.BrokerServer` and `KafkaApis`.
import { msToUs } from '#base/time.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import {
  createCoordinator,
  handleGroupRequest,
  handleGroupTimer,
  isGroupRequest,
  onHighWatermark,
} from '#kafka/coordinator/group-coordinator.ts';
import { OFFSETS_TOPIC } from '#kafka/coordinator/offsets/offsets-topic.ts';
import { requestOf, respond, responseOf } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import { createImage } from '#kafka/protocol/metadata-image.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { startMachine } from '#sim/machine.ts';
import type { Delivery, NodeType, RequestDelivery } from '#sim/node.ts';
import { handleTopicCreated } from '#kafka/broker/request/auto-topic-creation.ts';
import {
  type Broker,
  type BrokerDisk,
  type BrokerMemory,
  isLeading,
} from '#kafka/broker/state/broker-state.ts';
import { handleFindCoordinator, handleMetadataRequest } from '#kafka/broker/request/metadata.ts';
import {
  changeLifecycle,
  communicate,
  fetchMetadata,
  handleChannelFailure,
  handleHeartbeat,
  handleMetadata,
  handleRegistration,
} from '#kafka/broker/lifecycle/controller-channel.ts';
import { COORDINATOR_TIMER_PREFIX, coordinatorHost } from './coordinator-host.ts';
import { expireFetches, FETCH_TIMER } from '#kafka/broker/purgatory/delayed-fetch.ts';
import { handleFetch } from '#kafka/broker/request/fetch.ts';
import {
  handleAlterPartitionResponse,
  retryAlterPartition,
  sendAlterPartition,
  shrinkIsrs,
} from '#kafka/broker/replica/isr.ts';
import { brokerLifecycleMachine } from '#kafka/broker/state/lifecycle.machine.ts';
import {
  handleListOffsets,
  handleOffsetForLeaderEpoch,
} from '#kafka/broker/request/list-offsets.ts';
import { handleProduce } from '#kafka/broker/request/produce.ts';
import {
  handleInitProducerId,
  handleProducerIds,
  refuseProducerIds,
} from '#kafka/broker/request/producer-ids.ts';
import { expireProduces } from '#kafka/broker/purgatory/purgatory.ts';
import {
  fetchNext,
  handleFetcherFailure,
  handleFetchResponse,
  isFetcherTimer,
} from '#kafka/broker/replica/replica-fetcher.ts';
import { checkpointHighWatermarks } from '#kafka/broker/replica/replica-manager.ts';
import { readSettings } from '#kafka/broker/state/settings.ts';
import {
  DISK_TIMER,
  setAppendLatency,
  takeWritten,
  waitForDisk,
} from '#kafka/broker/partition/slow-disk.ts';

export function createBrokerDisk(spec: {
  readonly id: number;
  readonly rack: string | null;
  readonly controllers: readonly number[];
  readonly configs: Configs;
}): BrokerDisk {
  return {
    ...spec,
    logs: new Map(),
    checkpoints: new Map(),
    cleanShutdownEpoch: -1,
    appendLatencyUs: 0,
    incarnation: 0,
  };
}

function createMemory(disk: BrokerDisk): BrokerMemory {
  return {
    lifecycle: startMachine(brokerLifecycleMachine),
    settings: readSettings(disk.configs),
    image: createImage(),
    isPublishing: false,
    early: [],
    diskQueue: [],
    channel: {
      leaderId: -1,
      leaderEpoch: -1,
      lastFetchedEpoch: -1,
      fetchRequest: -1,
      lifecycleRequest: -1,
      nextTarget: disk.id,
      brokerEpoch: -1,
      incarnationId: `${disk.id}-${disk.incarnation}`,
    },
    partitions: new Map(),
    sessions: new Map(),
    nextSessionId: disk.incarnation * 1_000_000 + 1,
    fetchTimerUs: -1,
    followerFetchUs: new Map(),
    delayedProduces: new Map(),
    nextDelayedId: 0,
    fetchers: new Map(),
    fetchRequests: new Map(),
    outOfSync: new Map(),
    isrQueue: new Set(),
    isrRequest: -1,
    isrAsked: [],
    producerIds: { next: 0, end: 0, waiting: [], request: -1 },
    coordinator: createCoordinator(),
    replicatedOffsets: new Set(),
    creatingTopics: new Set(),
  };
}

function setCheckpointTimer({ memory, port }: Broker): void {
  port.setTimer('checkpoint', memory.settings.checkpointIntervalUs);
}

/** Until the broker knows what it hosts it serves nobody; who asks meanwhile has to wait. */
function serveEarly(broker: Broker): void {
  const { memory } = broker;
  if (!memory.isPublishing || memory.early.length === 0) return;
  const { early } = memory;
  memory.early = [];
  for (const request of early) handleRequest(broker, request);
}

function handleRequest(broker: Broker, request: RequestDelivery): void {
  if (!broker.memory.isPublishing) {
    broker.memory.early.push(request);
    return;
  }
  const body = requestOf(request);
  switch (body.api) {
    case 'Produce':
      handleProduce(broker, request, body);
      return;
    case 'Fetch':
      handleFetch(broker, request, body);
      return;
    case 'Metadata':
      handleMetadataRequest(broker, request, body);
      return;
    case 'ListOffsets':
      handleListOffsets(broker, request, body);
      return;
    case 'OffsetForLeaderEpoch':
      handleOffsetForLeaderEpoch(broker, request, body);
      return;
    case 'InitProducerId':
      handleInitProducerId(broker, request);
      return;
    case 'FindCoordinator':
      handleFindCoordinator(broker, request, body);
      return;
    default:
      if (isGroupRequest(body)) {
        handleGroupRequest(broker.memory.coordinator, request, body, coordinatorHost(broker));
        return;
      }
      // A controller's API asked of a broker.
      respond(broker.port, request, {
        api: 'CreatePartitions',
        errorCode: 'UNSUPPORTED_VERSION',
        errorMessage: null,
      });
  }
}

function handleResponse(
  broker: Broker,
  request: number,
  body: ResponseBody,
  asked: RequestBody,
): void {
  switch (body.api) {
    case 'Fetch':
      handleFetchResponse(broker, request, body);
      return;
    case 'FetchMetadata':
      if (request === broker.memory.channel.fetchRequest) handleMetadata(broker, body);
      serveEarly(broker);
      return;
    case 'BrokerRegistration':
      handleRegistration(broker, body);
      return;
    case 'BrokerHeartbeat':
      handleHeartbeat(broker, body);
      return;
    case 'AlterPartition':
      if (request === broker.memory.isrRequest) handleAlterPartitionResponse(broker, body);
      return;
    case 'AllocateProducerIds':
      handleProducerIds(broker, body);
      return;
    case 'CreateTopics':
      handleTopicCreated(broker, asked);
      return;
    default:
      return;
  }
}

function handleFailure(broker: Broker, request: number, asked: RequestBody): void {
  if (handleFetcherFailure(broker, request) || handleChannelFailure(broker, request)) return;
  if (request === broker.memory.isrRequest) retryAlterPartition(broker);
  else if (request === broker.memory.producerIds.request) refuseProducerIds(broker);
  else handleTopicCreated(broker, asked);
}

function handleTimer(broker: Broker, timer: string, data: unknown): void {
  switch (timer) {
    case 'fetch metadata':
      fetchMetadata(broker);
      return;
    case 'heartbeat':
      communicate(broker);
      return;
    case 'shutdown':
      changeLifecycle(broker, { type: 'shutdown timed out' });
      return;
    case 'isr expiration':
      shrinkIsrs(broker);
      return;
    case 'alter partition':
      sendAlterPartition(broker);
      return;
    case FETCH_TIMER:
      expireFetches(broker);
      return;
    case 'delayed produce':
      expireProduces(broker);
      return;
    case DISK_TIMER: {
      const written = takeWritten(broker);
      if (written !== undefined) handleAtOnce(broker, written);
      return;
    }
    case 'checkpoint':
      checkpointHighWatermarks(broker);
      setCheckpointTimer(broker);
      return;
    default:
      if (isFetcherTimer(timer)) fetchNext(broker, data as number);
      else if (timer.startsWith(COORDINATOR_TIMER_PREFIX)) {
        handleGroupTimer(broker.memory.coordinator, data, coordinatorHost(broker));
      }
  }
}

function handle(broker: Broker, delivery: Delivery): void {
  if (!waitForDisk(broker, delivery)) handleAtOnce(broker, delivery);
}

function handleAtOnce(broker: Broker, delivery: Delivery): void {
  switch (delivery.type) {
    case 'request':
      handleRequest(broker, delivery);
      return;
    case 'response':
      handleResponse(broker, delivery.request, responseOf(delivery), delivery.asked as RequestBody);
      return;
    case 'disconnected':
    case 'timed-out':
      handleFailure(broker, delivery.request, delivery.body as RequestBody);
      return;
    case 'timer':
      handleTimer(broker, delivery.timer, delivery.data);
      return;
    case 'shutdown':
      changeLifecycle(broker, { type: 'asked to shut down' });
      return;
    case 'command': {
      const command = delivery.body as KafkaRequest;
      if (command.type === 'disk.set') {
        setAppendLatency(broker, msToUs(command.data.appendLatencyMs));
      }
      return;
    }
  }
}

/** Commits and group changes that are replicated now get their answers; those may append more. */
function tellCoordinator(broker: Broker): void {
  const { memory } = broker;
  for (const offsetsPartition of memory.replicatedOffsets) {
    memory.replicatedOffsets.delete(offsetsPartition);
    const hosted = memory.partitions.get(partitionKey(OFFSETS_TOPIC, offsetsPartition));
    if (hosted === undefined || !isLeading(hosted)) continue;
    const { coordinator } = memory;
    onHighWatermark(coordinator, offsetsPartition, hosted.highWatermark, coordinatorHost(broker));
  }
}

export const brokerNode: NodeType<BrokerDisk, BrokerMemory> = {
  boot(disk, port) {
    disk.incarnation += 1;
    const broker: Broker = { disk, memory: createMemory(disk), port };
    changeLifecycle(broker, { type: 'started' });
    fetchMetadata(broker);
    setCheckpointTimer(broker);
    port.setTimer('isr expiration', Math.floor(broker.memory.settings.lagTimeUs / 2));
    return broker.memory;
  },
  handle(memory, disk, delivery, port) {
    const broker: Broker = { disk, memory, port };
    handle(broker, delivery);
    if (memory.replicatedOffsets.size > 0) tellCoordinator(broker);
  },
};
