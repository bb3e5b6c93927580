// A broker registers with the active controller, sends it heartbeats, and asks for leave to end.
// Follows `BrokerLifecycleManager`, and its channel `NodeToControllerRequestThread`.
import { msToUs, usToMs } from '#base/time.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { advance } from '#kafka/machine.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { MachineAction } from '#sim/machine.ts';
import { ask } from '#kafka/broker/state/ask.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';
import {
  type BrokerLifecycleEvent,
  brokerLifecycleMachine,
} from '#kafka/broker/state/lifecycle.machine.ts';
import { checkpointHighWatermarks } from '#kafka/broker/replica/replica-manager.ts';

/** How often a broker that starts asks whether it has caught up. */
const STARTING_INTERVAL_US = msToUs(10);
/** The first wait in a controlled shutdown is short: it may be over quickly. */
const FIRST_SHUTDOWN_WAIT_US = msToUs(50);
/** After this a broker ends without the controller's leave, as if it had crashed. */
const SHUTDOWN_PATIENCE_US = msToUs(300_000);
/** How often the channel looks who the active controller is while it does not know. */
const CONTROLLER_LOOK_US = msToUs(100);

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
    case 'accept connections':
      port.listen(true, memory.settings.connectionsMaxIdleUs);
      return;
    case 'heartbeat at once':
      communicate(broker);
      return;
    case 'heartbeat before long':
      schedule(broker, STARTING_INTERVAL_US);
      return;
    case 'heartbeat soon':
      schedule(broker, FIRST_SHUTDOWN_WAIT_US);
      return;
    case 'heartbeat after the interval':
      schedule(broker, memory.settings.heartbeatIntervalUs);
      return;
    case 'wait for leave to shut down':
      port.setTimer('shutdown', SHUTDOWN_PATIENCE_US);
      communicate(broker);
      return;
    case 'end the process':
      endProcess(broker);
      return;
  }
}

/** When to speak to the controller next (`scheduleNextCommunication`). */
function schedule({ memory, port }: Broker, afterUs: number): void {
  const { channel } = memory;
  port.setTimer('heartbeat', channel.isNextImmediate ? 0 : afterUs);
  channel.isNextImmediate = false;
}

function scheduleAfterFailure(broker: Broker): void {
  broker.memory.channel.isNextImmediate = false;
  schedule(broker, broker.memory.settings.heartbeatIntervalUs);
}

/** It is time to register, or for a heartbeat. */
export function communicate(broker: Broker): void {
  const { channel } = broker.memory;
  if (channel.lifecycleRequest !== -1) {
    channel.isNextImmediate = true;
    return;
  }
  if (channel.lifecycleSinceUs === -1) channel.lifecycleSinceUs = broker.port.nowUs;
  trySending(broker);
}

/**
 * Asks the active controller as soon as it is known and within reach; after
 * `broker.heartbeat.interval.ms` in vain it is given up, and asked anew after as long again.
 */
function trySending(broker: Broker): void {
  const { memory, port } = broker;
  const { channel, settings } = memory;
  if (port.nowUs - channel.lifecycleSinceUs >= settings.heartbeatIntervalUs) {
    channel.lifecycleSinceUs = -1;
    scheduleAfterFailure(broker);
  } else if (channel.leaderId === -1) port.setTimer('heartbeat', CONTROLLER_LOOK_US);
  else {
    const controller = nodeIds.controller(channel.leaderId);
    const body = memory.lifecycle.context.registered ? heartbeat(broker) : registration(broker);
    channel.lifecycleRequest = ask(broker, controller, body, usToMs(settings.heartbeatIntervalUs));
  }
}

function registration({ memory, disk }: Broker): RequestBody<'BrokerRegistration'> {
  return {
    api: 'BrokerRegistration',
    brokerId: disk.id,
    incarnationId: memory.channel.incarnationId,
    rack: disk.rack,
    previousBrokerEpoch: disk.cleanShutdownEpoch,
  };
}

function heartbeat({ memory, disk }: Broker): RequestBody<'BrokerHeartbeat'> {
  const state = memory.lifecycle.value;
  return {
    api: 'BrokerHeartbeat',
    brokerId: disk.id,
    brokerEpoch: memory.channel.brokerEpoch,
    // The last offset that was applied.
    currentMetadataOffset: memory.image.offset - 1,
    wantFence: state === 'STARTING',
    wantShutDown: state === 'PENDING_CONTROLLED_SHUTDOWN',
  };
}

/** The connection broke, or the request timed out: the same goes to whoever is active now. */
export function handleLifecycleFailure(broker: Broker): void {
  broker.memory.channel.lifecycleRequest = -1;
  broker.port.setTimer('heartbeat', CONTROLLER_LOOK_US);
}

/** Whether an answer is the controller's word; else it was dealt with as a failure. */
function isAnswered(broker: Broker, errorCode: ErrorName): boolean {
  const { channel } = broker.memory;
  if (errorCode === 'NOT_CONTROLLER') {
    handleLifecycleFailure(broker);
    return false;
  }
  channel.lifecycleRequest = -1;
  channel.lifecycleSinceUs = -1;
  if (errorCode === 'NONE') return true;
  scheduleAfterFailure(broker);
  return false;
}

export function handleRegistration(
  broker: Broker,
  { errorCode, brokerEpoch }: ResponseBody<'BrokerRegistration'>,
): void {
  const { memory, disk } = broker;
  if (!isAnswered(broker, errorCode)) return;
  changeLifecycle(broker, { type: 'registered' });
  memory.channel.brokerEpoch = brokerEpoch;
  // From here on only a clean end makes this life's epoch count as cleanly ended.
  disk.cleanShutdownEpoch = -1;
  communicate(broker);
}

export function handleHeartbeat(
  broker: Broker,
  { errorCode, isCaughtUp, isFenced, shouldShutDown }: ResponseBody<'BrokerHeartbeat'>,
): void {
  if (!isAnswered(broker, errorCode)) return;
  changeLifecycle(broker, { type: 'heartbeat', isCaughtUp, isFenced, shouldShutDown });
}

/** The process ends in good order: what it has is on disk. */
function endProcess({ disk, memory, port }: Broker): void {
  checkpointHighWatermarks({ disk, memory, port });
  if (memory.channel.brokerEpoch !== -1) disk.cleanShutdownEpoch = memory.channel.brokerEpoch;
  port.halt();
}
