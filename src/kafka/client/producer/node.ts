// A producer as a node: what it does with each delivery, from its start to close(). Follows
// `KafkaProducer` of Apache Kafka 4.3; the workload stands for the application.
import { unreachable } from '#base/assert.ts';
import { Bytes } from '#base/bytes.ts';
import { US_PER_S } from '#base/time.ts';
import type { KafkaCommandMap, KafkaRequest } from '#kafka/commands.ts';
import { emit, responseOf } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { NO_HEADERS, type RecordHeader } from '#kafka/protocol/record.ts';
import type { ConnectedNodeType } from '#kafka/client/connection/connected.ts';
import type { Delivery } from '#sim/node.ts';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
import {
  handleMetadataAnswer,
  handleMetadataFailure,
  isMetadataTimer,
  noteConnection,
  requestMetadata,
  sendMetadata,
} from '#kafka/client/metadata/metadata-cache.ts';
import { expireBatches, handleProduceFailure, handleProduceResponse } from './response.ts';
import { send, sendWaiting } from './send.ts';
import {
  createProducerMemory,
  numberConfig,
  type Producer,
  type ProducerDisk,
  type ProducerMemory,
  type ProducerRecord,
  type ProducerTimer,
} from './state.ts';
import {
  handleInitProducerId,
  initProducerId,
  retryInitProducerId,
  sendProducerData,
  watchDeliveryTimeouts,
} from './sender.ts';
import { nextKey } from './workload.ts';

// ── The application ─────────────────────────────────────────────────────────────────────────

function startWorkload({ disk, port }: Producer): void {
  const { recordsPerSecond } = disk.spec;
  if (recordsPerSecond <= 0) {
    port.clearTimer('workload');
    return;
  }
  // Producers do not start in step.
  const intervalUs = Math.round(US_PER_S / recordsPerSecond);
  port.setTimer('workload', 1 + port.random('start').nextInt(intervalUs));
}

function makeRecord(producer: Producer): void {
  const { disk, port } = producer;
  const { spec } = disk;
  if (spec.recordsMax !== null && disk.recordCount >= spec.recordsMax) return;
  port.setTimer('workload', Math.max(1, Math.round(US_PER_S / spec.recordsPerSecond)));
  const key = nextKey(spec.keys, disk.recordCount, port);
  const value = `v${disk.recordCount + 1}`;
  send(producer, serialize({ topic: spec.topic, key, value, partition: null }));
}

/** Keys, values and headers are text in an application, bytes in a record (`StringSerializer`). */
function serialize({
  topic,
  key,
  value,
  partition,
  headers = [],
}: Omit<KafkaCommandMap['record.produce'], 'producer'>): ProducerRecord {
  return {
    topic,
    key: bytesOf(key),
    value: bytesOf(value),
    partition,
    headers: headers.length === 0 ? NO_HEADERS : headersOf(headers),
  };
}

function bytesOf(text: string | null): Bytes | null {
  return text === null ? null : Bytes.ofText(text);
}

function headersOf(
  headers: readonly { readonly key: string; readonly value: string | null }[],
): readonly RecordHeader[] {
  return Object.freeze(
    headers.map(({ key, value }) => Object.freeze({ key, value: bytesOf(value) })),
  );
}

function handleCommand(producer: Producer, request: KafkaRequest): void {
  const { disk, memory, port } = producer;
  if (request.type === 'record.produce') send(producer, serialize(request.data));
  else if (request.type === 'producer.alter') {
    const { changes } = request.data;
    disk.spec = Object.freeze({ ...disk.spec, ...changes });
    memory.metadata.timeouts = readTimeouts('producer', disk.spec.configs);
    emit(port, 'producer.altered', disk.spec);
    memory.metadata.wanted.add(disk.spec.topic);
    if (changes.recordsPerSecond !== undefined || changes.recordsMax !== undefined) {
      startWorkload(producer);
    }
    sendProducerData(producer);
  }
}

/** close(): what is in the accumulator goes out first. */
function close(producer: Producer): void {
  const { memory, port } = producer;
  memory.isClosing = true;
  memory.waiting = [];
  port.clearTimer('workload');
  sendProducerData(producer);
}

function haltIfDone({ memory, port, disk }: Producer): void {
  if (!memory.isClosing) return;
  for (const { batches } of memory.accumulator.queues.values()) if (batches.length > 0) return;
  emit(port, 'producer.closed', { producer: disk.spec.id });
  port.halt();
}

// ── Deliveries ──────────────────────────────────────────────────────────────────────────────

function handleResponse(producer: Producer, request: number, body: ResponseBody): void {
  const { memory, port } = producer;
  switch (body.api) {
    case 'Metadata':
      handleMetadataAnswer(
        memory.metadata,
        port,
        body,
        numberConfig(producer, 'metadata.max.age.ms'),
      );
      sendWaiting(producer);
      break;
    case 'InitProducerId':
      handleInitProducerId(producer, body);
      break;
    case 'Produce':
      handleProduceResponse(producer, request, body);
      break;
    default:
      return;
  }
  sendProducerData(producer);
}

function handleFailure(
  producer: Producer,
  request: number,
  error: 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT',
): void {
  const { memory, port } = producer;
  if (request === memory.metadata.request) handleMetadataFailure(memory.metadata, port);
  else if (request === memory.producerIdRequest) retryInitProducerId(producer);
  else if (handleProduceFailure(producer, request, error)) sendProducerData(producer);
}

function handleTimer(producer: Producer, timer: ProducerTimer): void {
  switch (timer) {
    case 'workload':
      makeRecord(producer);
      return;
    case 'drain':
      sendProducerData(producer);
      return;
    case 'delivery timeout':
      expireBatches(producer);
      watchDeliveryTimeouts(producer);
      sendProducerData(producer);
      return;
    case 'producer id':
      initProducerId(producer);
      return;
    default:
      if (isMetadataTimer(timer)) sendMetadata(producer.memory.metadata, producer.port);
      else unreachable(timer);
  }
}

function handleDelivery(producer: Producer, delivery: Delivery): void {
  switch (delivery.type) {
    case 'response':
      handleResponse(producer, delivery.request, responseOf(delivery));
      return;
    case 'disconnected':
      handleFailure(producer, delivery.request, 'NETWORK_EXCEPTION');
      return;
    case 'timed-out':
      handleFailure(producer, delivery.request, 'REQUEST_TIMED_OUT');
      return;
    case 'timer':
      handleTimer(producer, delivery.timer as ProducerTimer);
      return;
    case 'command':
      handleCommand(producer, delivery.body as KafkaRequest);
      return;
    case 'shutdown':
      close(producer);
      return;
    case 'request':
      return;
  }
}

export const producerNode: ConnectedNodeType<ProducerDisk, ProducerMemory> = {
  boot(disk, port) {
    emit(port, 'producer.added', disk.spec);
    const memory = createProducerMemory(disk);
    requestMetadata(memory.metadata, port, 'the client has started');
    startWorkload({ disk, memory, port });
    return memory;
  },
  handle(memory, disk, delivery, port) {
    const producer: Producer = { disk, memory, port };
    handleDelivery(producer, delivery);
    haltIfDone(producer);
  },
  handleConnection(memory, disk, change, port) {
    noteConnection(memory.metadata, port, change);
    sendProducerData({ disk, memory, port });
  },
};
