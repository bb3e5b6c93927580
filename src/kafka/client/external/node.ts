// A client that is steered from outside: commands say what it asks, events say what it was answered.
// It decides nothing. Command-line tools, real clients and tests speak to the cluster through it, as
// programs do through `NetworkClient` of Apache Kafka 4.3.
import type { KafkaCommandMap, KafkaRequest } from '#kafka/commands.ts';
import { emit, responseOf, send } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import {
  anyBroker,
  type AskedBroker,
  sendingTo,
  usually,
} from '#kafka/client/metadata/any-broker.ts';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
import { createMetadataCache, type MetadataCache } from '#kafka/client/metadata/known-cluster.ts';
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import type { ConnectedNodeType } from '#kafka/client/connection/connected.ts';
import type { Delivery } from '#sim/node.ts';

export interface ExternalClientDisk {
  /** Name on the stage and client.id. */
  readonly id: string;
  readonly bootstrap: readonly number[];
  readonly controllers: readonly number[];
}

export interface ExternalClientMemory {
  /** The brokers that it may ask. */
  readonly metadata: MetadataCache;
  /** Index of the controller to ask: the next one when this one is not active or does not answer. */
  controller: number;
  /** Requests under way: packet → the asker's number. */
  readonly correlationIds: Map<number, number>;
}

/** One delivery's view of the client. */
interface ExternalClient {
  readonly disk: ExternalClientDisk;
  readonly memory: ExternalClientMemory;
  readonly port: ClientPort;
}

/** The node that a request is for; null when no broker is known. */
function targetOf({ disk, memory, port }: ExternalClient, to: Target): AskedBroker | null {
  if (to === 'bootstrap') return anyBroker(memory.metadata, port, 'bootstrap broker');
  if (to !== 'controller') return usually(nodeIds.broker(to));
  const { controllers } = disk;
  const controller = controllers[memory.controller % controllers.length] ?? 0;
  return usually(nodeIds.controller(controller));
}

type Target = KafkaCommandMap['client.request']['to'];

function ask(client: ExternalClient, request: KafkaCommandMap['client.request']): void {
  const { correlationId, to, body, timeoutMs } = request;
  const asked = targetOf(client, to);
  if (asked === null) {
    tell(client, correlationId, -1, 'NETWORK_EXCEPTION', null);
    return;
  }
  const packet = send(client.port, asked.node, body, timeoutMs, sendingTo(asked));
  client.memory.correlationIds.set(packet, correlationId);
}

function tell(
  { disk, port }: ExternalClient,
  correlationId: number,
  request: number,
  errorCode: 'NONE' | 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT',
  body: ResponseBody | null,
): void {
  emit(port, 'client.answered', { client: disk.id, correlationId, request, errorCode, body });
}

/** What came of a request: its answer, or that there will be none. */
function settle(
  client: ExternalClient,
  { from, request }: { readonly from: string; readonly request: number },
  errorCode: 'NONE' | 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT',
  body: ResponseBody | null,
): void {
  const { memory, disk } = client;
  const correlationId = memory.correlationIds.get(request);
  if (correlationId === undefined) return;
  memory.correlationIds.delete(request);
  const isController = disk.controllers.some((id) => nodeIds.controller(id) === from);
  if (isController && (body === null || isNotController(body))) memory.controller += 1;
  tell(client, correlationId, request, errorCode, body);
}

function isNotController(body: ResponseBody): boolean {
  return 'errorCode' in body && body.errorCode === 'NOT_CONTROLLER';
}

function handleDelivery(client: ExternalClient, delivery: Delivery): void {
  switch (delivery.type) {
    case 'command': {
      const request = delivery.body as KafkaRequest;
      if (request.type === 'client.request') ask(client, request.data);
      return;
    }
    case 'response':
      settle(client, delivery, 'NONE', responseOf(delivery));
      return;
    case 'disconnected':
      settle(client, delivery, 'NETWORK_EXCEPTION', null);
      return;
    case 'timed-out':
      settle(client, delivery, 'REQUEST_TIMED_OUT', null);
      return;
    case 'shutdown':
      client.port.halt();
      return;
    case 'request':
    case 'timer':
      return;
  }
}

export const externalClientNode: ConnectedNodeType<ExternalClientDisk, ExternalClientMemory> = {
  boot: ({ id, bootstrap }) => ({
    metadata: createMetadataCache(id, bootstrap, [], readTimeouts('admin', {})),
    controller: 0,
    correlationIds: new Map(),
  }),
  handle(memory, disk, delivery, port) {
    handleDelivery({ disk, memory, port }, delivery);
  },
};
