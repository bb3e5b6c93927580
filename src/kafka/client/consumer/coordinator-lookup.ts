// Finds the group's coordinator, talks to it, and looks again when it moved. Follows
// `AbstractCoordinator` and `CoordinatorRequestManager`.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { send } from '#kafka/port.ts';
import type { ApiName, RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { anyBroker, sendingTo } from '#kafka/client/metadata/any-broker.ts';
import {
  type Consumer,
  groupOf,
  requestTimeoutMs,
  retryBackoffUs,
  speaksConsumerProtocol,
} from './state.ts';

export const COORDINATOR_TIMER = 'coordinator';

export function findCoordinator(consumer: Consumer): void {
  const { memory, port } = consumer;
  if (memory.coordinatorRequest !== -1 || port.hasTimer(COORDINATOR_TIMER)) return;
  const asked = anyBroker(memory.metadata, port, 'coordinator');
  if (asked === null) {
    waitForCoordinator(consumer);
    return;
  }
  memory.coordinatorRequest = send(
    port,
    asked.node,
    { api: 'FindCoordinator', key: groupOf(consumer), keyType: 'GROUP' },
    requestTimeoutMs(consumer),
    sendingTo(asked),
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
    waitForCoordinator(consumer);
    return false;
  }
  memory.coordinator = body.nodeId;
  memory.lastHeartbeatUs = port.nowUs;
  return true;
}

/**
 * The coordinator moved or is gone: look for it anew. By the classic protocol what it has not answered
 * fails at once, so that none of it can lose the next coordinator (`markCoordinatorUnknown`).
 */
export function loseCoordinator(consumer: Consumer): void {
  const { memory, port } = consumer;
  if (memory.coordinator !== -1 && !speaksConsumerProtocol(consumer)) {
    port.disconnect(nodeIds.broker(memory.coordinator), 'coordinator', false);
  }
  memory.coordinator = -1;
  if (!consumer.port.hasTimer(COORDINATOR_TIMER)) waitForCoordinator(consumer);
}

/** Tries again after a backoff: the group is being loaded, or nobody coordinates it. */
export function waitForCoordinator(consumer: Consumer): void {
  consumer.port.setTimer(COORDINATOR_TIMER, retryBackoffUs(consumer));
}

/** Asks the coordinator that is known. Returns the request id. */
export function sendToCoordinator<A extends ApiName>(
  consumer: Consumer,
  body: RequestBody<A>,
  timeoutMs = requestTimeoutMs(consumer),
): number {
  const { memory, port } = consumer;
  return send(port, nodeIds.broker(memory.coordinator), body, timeoutMs);
}
