// The broker's link to the controllers: it follows the metadata log, registers, and sends
// heartbeats. Follows `BrokerLifecycleManager` and the raft client of an observer.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { advance } from '#kafka/machine.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { msToUs } from '#base/time.ts';
import type { MachineAction } from '#sim/machine.ts';
import { ask } from '#kafka/broker/state/ask.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';
import {
  type BrokerLifecycleEvent,
  brokerLifecycleMachine,
} from '#kafka/broker/state/lifecycle.machine.ts';
import { applyMetadata, checkpointHighWatermarks } from '#kafka/broker/replica/replica-manager.ts';

const FETCH_MAX_WAIT_MS = 500;
const REQUEST_TIMEOUT_MS = 2_000;
const RETRY_BACKOFF_MS = 50;
/** The first wait in a controlled shutdown is short: it may be over quickly. */
const FIRST_SHUTDOWN_WAIT_MS = 50;
/** After this a broker ends without the controller's leave, as if it had crashed. */
const SHUTDOWN_PATIENCE_MS = 300_000;

/** Takes an event to the broker's lifecycle, and does what it asks for. */
export function changeLifecycle(broker: Broker, event: BrokerLifecycleEvent): void {
  const { memory, port } = broker;
  const step = advance(port, brokerLifecycleMachine, port.id, memory.lifecycle, event);
  memory.lifecycle = step.snapshot;
  for (const { type } of step.actions) perform(broker, type);
}

function perform(
  broker: Broker,
  action: MachineAction<typeof brokerLifecycleMachine>['type'],
): void {
  const { memory, port } = broker;
  switch (action) {
    case 'heartbeat at once':
      communicate(broker);
      return;
    case 'heartbeat soon':
      port.setTimer('heartbeat', msToUs(FIRST_SHUTDOWN_WAIT_MS));
      return;
    case 'heartbeat after the interval':
      port.setTimer('heartbeat', memory.settings.heartbeatIntervalUs);
      return;
    case 'wait for leave to shut down':
      port.setTimer('shutdown', msToUs(SHUTDOWN_PATIENCE_MS));
      communicate(broker);
      return;
    case 'end the process':
      endProcess(broker);
      return;
  }
}

// ── The metadata log ────────────────────────────────────────────────────────────────────────

export function fetchMetadata(broker: Broker): void {
  const { memory, disk } = broker;
  const { channel } = memory;
  if (channel.fetchRequest !== -1) return;
  const voters = disk.controllers;
  const target =
    channel.leaderId === -1 ? (voters[channel.nextTarget % voters.length] ?? 0) : channel.leaderId;
  channel.fetchRequest = ask(
    broker,
    nodeIds.controller(target),
    {
      api: 'FetchMetadata',
      replicaId: disk.id,
      currentLeaderEpoch: channel.leaderId === -1 ? -1 : channel.leaderEpoch,
      fetchOffset: memory.image.offset,
      lastFetchedEpoch: channel.lastFetchedEpoch,
      highWatermark: memory.image.offset,
      maxWaitMs: FETCH_MAX_WAIT_MS,
    },
    REQUEST_TIMEOUT_MS,
  );
}

export function handleMetadata(broker: Broker, body: ResponseBody<'FetchMetadata'>): void {
  const { memory, port } = broker;
  const { channel } = memory;
  channel.fetchRequest = -1;
  const isNews = body.leaderEpoch > channel.leaderEpoch || channel.leaderId === -1;
  if (isNews) {
    channel.leaderEpoch = Math.max(channel.leaderEpoch, body.leaderEpoch);
    channel.leaderId = body.leaderId;
  }
  if (body.errorCode !== 'NONE') {
    if (body.leaderId === -1) loseController(broker);
    port.setTimer('fetch metadata', msToUs(RETRY_BACKOFF_MS));
    return;
  }
  channel.lastFetchedEpoch = body.batches.at(-1)?.epoch ?? channel.lastFetchedEpoch;
  applyMetadata(broker, body.batches);
  if (!memory.lifecycle.context.registered && channel.lifecycleRequest === -1) communicate(broker);
  fetchMetadata(broker);
}

function loseController({ memory }: Broker): void {
  memory.channel.leaderId = -1;
  memory.channel.nextTarget += 1;
}

/** The controller did not answer: ask another one. */
export function handleMetadataFailure(broker: Broker): void {
  broker.memory.channel.fetchRequest = -1;
  loseController(broker);
  broker.port.setTimer('fetch metadata', msToUs(RETRY_BACKOFF_MS));
}

// ── Registration and heartbeats ─────────────────────────────────────────────────────────────

/** Registers, or sends a heartbeat, to the active controller if it is known. */
export function communicate(broker: Broker): void {
  const { memory, disk, port } = broker;
  const { channel } = memory;
  if (channel.lifecycleRequest !== -1) return;
  if (channel.leaderId === -1) {
    port.setTimer('heartbeat', msToUs(RETRY_BACKOFF_MS));
    return;
  }
  const controller = nodeIds.controller(channel.leaderId);
  if (!memory.lifecycle.context.registered) {
    channel.lifecycleRequest = ask(
      broker,
      controller,
      {
        api: 'BrokerRegistration',
        brokerId: disk.id,
        incarnationId: channel.incarnationId,
        rack: disk.rack,
        previousBrokerEpoch: disk.cleanShutdownEpoch,
      },
      REQUEST_TIMEOUT_MS,
    );
    return;
  }
  const state = memory.lifecycle.value;
  channel.lifecycleRequest = ask(
    broker,
    controller,
    {
      api: 'BrokerHeartbeat',
      brokerId: disk.id,
      brokerEpoch: channel.brokerEpoch,
      // The last offset that was applied.
      currentMetadataOffset: memory.image.offset - 1,
      wantFence: state === 'STARTING',
      wantShutDown: state === 'PENDING_CONTROLLED_SHUTDOWN',
    },
    REQUEST_TIMEOUT_MS,
  );
}

/** The registration or heartbeat was not answered: another one before long. */
export function handleLifecycleFailure({ memory, port }: Broker): void {
  memory.channel.lifecycleRequest = -1;
  port.setTimer('heartbeat', msToUs(RETRY_BACKOFF_MS));
}

export function handleRegistration(broker: Broker, body: ResponseBody<'BrokerRegistration'>): void {
  const { memory, disk, port } = broker;
  const { channel } = memory;
  channel.lifecycleRequest = -1;
  if (body.errorCode !== 'NONE') {
    if (body.errorCode === 'NOT_CONTROLLER') channel.leaderId = -1;
    port.setTimer('heartbeat', msToUs(1_000));
    return;
  }
  changeLifecycle(broker, { type: 'registered' });
  channel.brokerEpoch = body.brokerEpoch;
  // From here on only a clean end makes this life's epoch count as cleanly ended.
  disk.cleanShutdownEpoch = -1;
  communicate(broker);
}

export function handleHeartbeat(broker: Broker, body: ResponseBody<'BrokerHeartbeat'>): void {
  const { memory, port } = broker;
  const { channel } = memory;
  const { errorCode, isCaughtUp, isFenced, shouldShutDown } = body;
  channel.lifecycleRequest = -1;
  if (errorCode !== 'NONE') {
    if (errorCode === 'NOT_CONTROLLER') channel.leaderId = -1;
    const isForgotten =
      errorCode === 'STALE_BROKER_EPOCH' || errorCode === 'BROKER_ID_NOT_REGISTERED';
    if (isForgotten) changeLifecycle(broker, { type: 'forgotten' });
    port.setTimer('heartbeat', msToUs(RETRY_BACKOFF_MS));
    return;
  }
  changeLifecycle(broker, { type: 'heartbeat', isCaughtUp, isFenced, shouldShutDown });
}

/** The process ends in good order: what it has is on disk. */
function endProcess({ disk, memory, port }: Broker): void {
  checkpointHighWatermarks({ disk, memory, port });
  if (memory.channel.brokerEpoch !== -1) disk.cleanShutdownEpoch = memory.channel.brokerEpoch;
  port.halt();
}
