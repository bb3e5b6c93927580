// A broker as a node: boots from its disk, and hands each delivery to the file that knows it.
// Follows `kafka.server.BrokerServer` and `KafkaApis`.
import { msToUs } from '#base/time.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import { createCoordinatorMemories } from '#kafka/coordinator/shards.ts';
import { responseOf } from '#kafka/port.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import { createImage } from '#kafka/protocol/metadata-image.ts';
import { startMachine } from '#sim/machine.ts';
import type { Delivery, NodeType } from '#sim/node.ts';
import type { Broker, BrokerDisk, BrokerMemory } from '#kafka/broker/state/broker-state.ts';
import { changeLifecycle, communicate } from '#kafka/broker/lifecycle/lifecycle-manager.ts';
import { fetchMetadata } from '#kafka/broker/lifecycle/metadata-observer.ts';
import { handleAnswer, handleFailure } from './answers.ts';
import { handleRequest } from './apis.ts';
import { handleCoordinatorTimer, tellReplicated } from './coordinator-host.ts';
import { expireFetches } from '#kafka/broker/purgatory/delayed-fetch.ts';
import { forwardWaiting } from '#kafka/broker/request/forwarding.ts';
import { sendAlterPartition, shrinkIsrs } from '#kafka/broker/replica/isr.ts';
import { brokerLifecycleMachine } from '#kafka/broker/state/lifecycle.machine.ts';
import { expireProduces } from '#kafka/broker/purgatory/purgatory.ts';
import { fetchNext } from '#kafka/broker/replica/replica-fetcher.ts';
import { checkpointHighWatermarks } from '#kafka/broker/replica/replica-manager.ts';
import { createProducerIds } from '#kafka/broker/request/producer-ids.ts';
import { readSettings } from '#kafka/broker/state/settings.ts';
import { type BrokerTimer, isFetcherTimer } from '#kafka/broker/state/timers.ts';
import { setAppendLatency, takeWritten, waitForDisk } from '#kafka/broker/partition/slow-disk.ts';

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
    diskQueue: [],
    channel: {
      leaderId: -1,
      leaderEpoch: -1,
      lastFetchedEpoch: -1,
      fetchRequest: -1,
      lifecycleRequest: -1,
      lifecycleSinceUs: -1,
      isNextImmediate: false,
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
    producerIds: createProducerIds(),
    coordinators: createCoordinatorMemories(),
    replicated: new Set(),
    creatingTopics: new Set(),
    forwarding: { sent: new Map(), waiting: [] },
  };
}

/**
 * How long a process of Kafka takes until it does anything: the JVM starts, logs are loaded. A broker
 * on a small machine is not back within two seconds.
 */
const START_UP_US = msToUs(2_000);

function startUp(broker: Broker): void {
  changeLifecycle(broker, { type: 'started' });
  fetchMetadata(broker);
  setCheckpointTimer(broker);
  broker.port.setTimer('isr expiration', Math.floor(broker.memory.settings.lagTimeUs / 2));
}

function setCheckpointTimer({ memory, port }: Broker): void {
  port.setTimer('checkpoint', memory.settings.checkpointIntervalUs);
}

function handleTimer(broker: Broker, timer: BrokerTimer, data: unknown): void {
  switch (timer) {
    case 'start-up':
      startUp(broker);
      return;
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
    case 'delayed fetch':
      expireFetches(broker);
      return;
    case 'delayed produce':
      expireProduces(broker);
      return;
    case 'forward':
      forwardWaiting(broker);
      return;
    case 'disk': {
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
      else handleCoordinatorTimer(broker, timer, data);
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
      handleAnswer(broker, delivery.request, responseOf(delivery), delivery.asked as RequestBody);
      return;
    case 'disconnected':
    case 'timed-out':
      handleFailure(broker, delivery.request, delivery.body as RequestBody);
      return;
    case 'timer':
      handleTimer(broker, delivery.timer as BrokerTimer, delivery.data);
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

export const brokerNode: NodeType<BrokerDisk, BrokerMemory> = {
  boot(disk, port) {
    disk.incarnation += 1;
    const broker: Broker = { disk, memory: createMemory(disk), port };
    port.listen(false);
    port.setTimer('start-up', START_UP_US);
    return broker.memory;
  },
  handle(memory, disk, delivery, port) {
    const broker: Broker = { disk, memory, port };
    handle(broker, delivery);
    if (memory.replicated.size > 0) tellReplicated(broker);
  },
};
