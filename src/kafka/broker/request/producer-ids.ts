// Producer ids, handed out from blocks that the controller gives to a broker. Follows
// `RPCProducerIdManager`.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { requestOf, respond } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { errorResponse } from '#kafka/protocol/error-response.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { ask } from '#kafka/broker/state/ask.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';

const REQUEST_TIMEOUT_MS = 30_000;

export function handleInitProducerId(broker: Broker, request: RequestDelivery): void {
  const { producerIds } = broker.memory;
  if (producerIds.next < producerIds.end) {
    const producerId = producerIds.next;
    producerIds.next += 1;
    respond(broker.port, request, {
      api: 'InitProducerId',
      errorCode: 'NONE',
      producerId,
      producerEpoch: 0,
    });
    return;
  }
  producerIds.waiting.push(request);
  askForProducerIds(broker);
}

/** Gets the next block of ids from the controller. */
function askForProducerIds(broker: Broker): void {
  const { memory, disk } = broker;
  const { producerIds, channel } = memory;
  if (producerIds.request !== -1) return;
  if (channel.leaderId === -1) {
    refuseProducerIds(broker);
    return;
  }
  producerIds.request = ask(
    broker,
    nodeIds.controller(channel.leaderId),
    { api: 'AllocateProducerIds', brokerId: disk.id, brokerEpoch: channel.brokerEpoch },
    REQUEST_TIMEOUT_MS,
  );
}

export function handleProducerIds(broker: Broker, body: ResponseBody<'AllocateProducerIds'>): void {
  const { producerIds } = broker.memory;
  if (body.errorCode !== 'NONE') {
    refuseProducerIds(broker);
    return;
  }
  producerIds.next = body.producerIdStart;
  producerIds.end = body.producerIdStart + body.producerIdLen;
  for (const request of takeWaiting(broker)) handleInitProducerId(broker, request);
}

/** Clients try again by themselves. */
export function refuseProducerIds(broker: Broker): void {
  for (const request of takeWaiting(broker)) {
    const refusal = errorResponse(requestOf(request), 'COORDINATOR_LOAD_IN_PROGRESS');
    respond(broker.port, request, refusal);
  }
}

/** Takes the requests that waited, and ends the one for more ids. */
function takeWaiting({ memory: { producerIds } }: Broker): readonly RequestDelivery[] {
  const { waiting } = producerIds;
  producerIds.request = -1;
  producerIds.waiting = [];
  return waiting;
}
