// Producer ids, handed out from blocks that the controller gives to a broker. Follows
// `RPCProducerIdManager`: nobody waits for a block, whoever comes too early is to come again.
import { msToUs } from '#base/time.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { respond } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { ask } from '#kafka/broker/state/ask.ts';
import type { Broker, ProducerIds } from '#kafka/broker/state/broker-state.ts';

const REQUEST_TIMEOUT_MS = 30_000;
const RETRY_BACKOFF_MS = 50;
/** When so much of a block is used the next one is fetched. */
const PREFETCH_THRESHOLD = 0.9;

export function createProducerIds(): ProducerIds {
  return {
    current: { first: 0, size: 0 },
    next: null,
    nextId: 0,
    request: -1,
    backoffUntilUs: 0,
  };
}

export function handleInitProducerId(broker: Broker, request: RequestDelivery): void {
  const producerId = generateProducerId(broker);
  respond(broker.port, request, {
    api: 'InitProducerId',
    errorCode: producerId === null ? 'COORDINATOR_LOAD_IN_PROGRESS' : 'NONE',
    producerId: producerId ?? -1,
    producerEpoch: producerId === null ? -1 : 0,
  });
}

/** null: the next block is not here yet. */
function generateProducerId(broker: Broker): number | null {
  const ids = broker.memory.producerIds;
  if (ids.nextId >= ids.current.first + ids.current.size) {
    if (ids.next === null) {
      maybeRequestNextBlock(broker);
      return null;
    }
    ids.current = ids.next;
    ids.nextId = ids.current.first;
    ids.next = null;
  }
  const { first, size } = ids.current;
  const producerId = ids.nextId;
  ids.nextId += 1;
  if (producerId === first + Math.floor(size * PREFETCH_THRESHOLD)) maybeRequestNextBlock(broker);
  return producerId;
}

function maybeRequestNextBlock(broker: Broker): void {
  const { memory, disk, port } = broker;
  const { producerIds, channel } = memory;
  if (producerIds.request !== -1 || producerIds.next !== null) return;
  if (channel.leaderId === -1 || port.nowUs < producerIds.backoffUntilUs) return;
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
  producerIds.request = -1;
  producerIds.next = Object.freeze({ first: body.producerIdStart, size: body.producerIdLen });
}

/** There was no answer, or no block: another one is asked for when somebody needs it. */
export function refuseProducerIds({ memory, port }: Broker): void {
  memory.producerIds.request = -1;
  memory.producerIds.backoffUntilUs = port.nowUs + msToUs(RETRY_BACKOFF_MS);
}
