// A producer as a node: what it does with each delivery, from its start to close(). Follows
// `KafkaProducer` of Apache Kafka 4.3; the workload stands for the application.
import { Bytes } from '#base/bytes.ts';
import { unreachable } from '#base/assert.ts';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
import type { KafkaCommandMap, KafkaRequest } from '#kafka/commands.ts';
import { emit, responseOf } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { NO_HEADERS, type RecordHeader } from '#kafka/protocol/record.ts';
import type { ConnectedNodeType } from '#kafka/client/connection/connected.ts';
import type { Delivery } from '#sim/node.ts';
import {
  handleMetadataAnswer,
  handleMetadataFailure,
  isMetadataTimer,
  noteConnection,
  requestMetadata,
  sendMetadata,
} from '#kafka/client/metadata/metadata-cache.ts';
import { isEmpty } from './accumulator.ts';
import {
  handleInitProducerId,
  initProducerId,
  PRODUCER_ID_TIMER,
  retryInitProducerId,
} from './producer-id.ts';
import { handleProduceFailure, handleProduceResponse } from './response.ts';
import { BLOCK_TIMER, failBlockedCall, resumeCalls, send } from './send.ts';
import { runSender, SENDER_TIMER } from './sender.ts';
import {
  createProducerMemory,
  numberConfig,
  type Producer,
  type ProducerDisk,
  type ProducerMemory,
  type ProducerRecord,
  type ProducerTimer,
} from './state.ts';
import { nextRecord, paceOf } from './workload.ts';

// ── The application ─────────────────────────────────────────────────────────────────────────

function startWorkload({ disk, port }: Producer): void {
  const pace = paceOf(disk.spec);
  if (pace === null) {
    port.clearTimer('workload');
    return;
  }
  port.setTimer('workload', 1 + port.random('start').nextInt(pace.withinUs));
}

function makeRecords(producer: Producer): void {
  const { disk, memory, port } = producer;
  const { spec } = disk;
  const pace = paceOf(spec);
  if (pace === null) return;
  // One thread: as long as it is in a call of send(), it makes no other record.
  memory.isWorkloadDue = memory.blocked !== null;
  if (memory.isWorkloadDue) return;
  if (spec.recordsMax !== null && disk.recordCount >= spec.recordsMax) return;
  port.setTimer('workload', pace.everyUs);
  const left = (spec.recordsMax ?? Infinity) - disk.recordCount;
  for (let made = 0; made < Math.min(pace.records, left); made += 1) {
    const record = nextRecord(spec, disk.recordCount, port);
    send(producer, serialize({ topic: spec.topic, ...record, partition: null }));
  }
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
    const { recordsPerSecond, recordsMax, burst } = changes;
    if ([recordsPerSecond, recordsMax, burst].some((one) => one !== undefined)) {
      startWorkload(producer);
    }
    runSender(producer);
  }
}

/** close(): what is in the accumulator goes out first. A call of send() that waits fails. */
function close(producer: Producer): void {
  const { memory, port } = producer;
  memory.isClosing = true;
  memory.blocked = null;
  memory.calls = [];
  port.clearTimer('workload');
  port.clearTimer(BLOCK_TIMER);
  runSender(producer);
}

function haltIfDone({ memory, port, disk }: Producer): void {
  if (!memory.isClosing || memory.inFlight.size > 0 || !isEmpty(memory.accumulator)) return;
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
      resumeCalls(producer, 'metadata');
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
  runSender(producer);
}

function handleFailure(
  producer: Producer,
  request: number,
  error: 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT',
): void {
  const { memory, port } = producer;
  if (request === memory.metadata.request) handleMetadataFailure(memory.metadata, port);
  else if (request === memory.producerIdRequest) retryInitProducerId(producer);
  else if (handleProduceFailure(producer, request, error)) runSender(producer);
}

function handleTimer(producer: Producer, timer: ProducerTimer): void {
  switch (timer) {
    case 'workload':
      makeRecords(producer);
      return;
    case SENDER_TIMER:
      runSender(producer);
      return;
    case BLOCK_TIMER:
      failBlockedCall(producer);
      return;
    case PRODUCER_ID_TIMER:
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

/** Whatever happened, it may have freed memory, and with it the application, or been the last thing. */
function goOn(producer: Producer): void {
  const { memory } = producer;
  resumeCalls(producer, 'memory');
  if (memory.isWorkloadDue && memory.blocked === null && !memory.isClosing) makeRecords(producer);
  haltIfDone(producer);
}

export const producerNode: ConnectedNodeType<ProducerDisk, ProducerMemory> = {
  boot(disk, port) {
    emit(port, 'producer.added', disk.spec);
    const memory = createProducerMemory(disk);
    requestMetadata(memory.metadata, port, 'the client has started');
    const producer: Producer = { disk, memory, port };
    runSender(producer);
    startWorkload(producer);
    return memory;
  },
  handle(memory, disk, delivery, port) {
    const producer: Producer = { disk, memory, port };
    handleDelivery(producer, delivery);
    goOn(producer);
  },
  handleConnection(memory, disk, change, port) {
    noteConnection(memory.metadata, port, change);
    const producer: Producer = { disk, memory, port };
    runSender(producer);
    goOn(producer);
  },
};
