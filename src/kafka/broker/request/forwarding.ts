// What only the active controller decides: a broker takes it, sends it on, and hands back the answer.
// Follows `ForwardingManager` and `NodeToControllerChannelManager`.
import { msToUs } from '#base/time.ts';
import { requestOf, respond, send } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { errorResponse } from '#kafka/protocol/error-response.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { RequestDelivery } from '#sim/node.ts';
import type { Broker, ForwardedRequest } from '#kafka/broker/state/broker-state.ts';

const REQUEST_TIMEOUT_MS = 30_000;
const RETRY_BACKOFF_US = msToUs(100);

/** Sends a client's request on. It is tried again until its time is over. */
export function forward(broker: Broker, request: RequestDelivery): void {
  const deadlineUs = broker.port.nowUs + msToUs(REQUEST_TIMEOUT_MS);
  sendOn(broker, Object.freeze({ request, deadlineUs }));
}

function sendOn({ memory, port }: Broker, forwarded: ForwardedRequest): void {
  const { channel, forwarding } = memory;
  const { request, deadlineUs } = forwarded;
  if (port.nowUs >= deadlineUs) {
    respond(port, request, errorResponse(requestOf(request), 'REQUEST_TIMED_OUT'));
    return;
  }
  if (channel.leaderId === -1) {
    wait(memory.forwarding, forwarded, port);
    return;
  }
  const controller = nodeIds.controller(channel.leaderId);
  const leftMs = Math.ceil((deadlineUs - port.nowUs) / 1_000);
  const id = send(port, controller, requestOf(request), leftMs);
  forwarding.sent.set(id, forwarded);
}

function wait(
  forwarding: Broker['memory']['forwarding'],
  forwarded: ForwardedRequest,
  port: Broker['port'],
): void {
  forwarding.waiting.push(forwarded);
  if (!port.hasTimer('forward')) port.setTimer('forward', RETRY_BACKOFF_US);
}

/** The backoff is over. */
export function forwardWaiting(broker: Broker): void {
  const { forwarding } = broker.memory;
  const { waiting } = forwarding;
  forwarding.waiting = [];
  for (const forwarded of waiting) sendOn(broker, forwarded);
}

/** The controller has answered, or will not (null). False: the request was not a forwarded one. */
export function settleForwarded(
  { memory, port }: Broker,
  request: number,
  body: ResponseBody | null,
): boolean {
  const forwarded = memory.forwarding.sent.get(request);
  if (forwarded === undefined) return false;
  memory.forwarding.sent.delete(request);
  if (body === null || isFromInactive(body)) wait(memory.forwarding, forwarded, port);
  else respond(port, forwarded.request, body);
  return true;
}

function isFromInactive(body: ResponseBody): boolean {
  if (!('errorCode' in body)) return false;
  return body.errorCode === 'NOT_CONTROLLER' || body.errorCode === 'NOT_LEADER_OR_FOLLOWER';
}

/** The requests that a broker sends on. */
export type ForwardedApi =
  | 'CreateTopics'
  | 'DeleteTopics'
  | 'CreatePartitions'
  | 'ElectLeaders'
  | 'IncrementalAlterConfigs'
  | 'AlterPartitionReassignments'
  | 'ListPartitionReassignments'
  | 'DescribeQuorum'
  | 'UnregisterBroker';

/** Handles a request of theirs in a broker's table of APIs. */
export function handleForwarded(
  broker: Broker,
  request: RequestDelivery,
  _body: RequestBody<ForwardedApi>,
): void {
  forward(broker, request);
}
