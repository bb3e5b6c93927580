// Batches on their way to the brokers: which are ready, which may go, one Produce request a leader.
// Follows `Sender.sendProducerData` of Apache Kafka 4.3, and how it gets a producer id.
import { msToUs } from '#base/time.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { send } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import { anyBroker } from '#kafka/client/metadata/any-broker.ts';
import { firstWaiting, readyAtUs, takeFirst, waitingQueues } from './accumulator.ts';
import type { PartitionQueue, ProducerBatch } from './producer-batch.ts';
import { backoffMs } from '#kafka/client/metadata/client-timeouts.ts';
import { requestMetadata } from '#kafka/client/metadata/metadata-cache.ts';
import { knownPartition } from '#kafka/client/metadata/known-cluster.ts';
import {
  acksOf,
  changeTransactionManager,
  hasProducerId,
  isIdempotent,
  numberConfig,
  type Producer,
} from './state.ts';
import { mayNumber, numberBatch } from './sequences.ts';

/** Sends every batch that is ready and can go; sets the timers for those that are not. */
export function sendProducerData(producer: Producer): void {
  const { memory, port } = producer;
  if (isIdempotent(producer) && !hasProducerId(producer)) {
    if (memory.accumulator.queues.size > 0) initProducerId(producer);
    return;
  }
  const { byLeader, nextUs, isLeaderMissing } = readyQueues(producer);
  const mostInFlight = numberConfig(producer, 'max.in.flight.requests.per.connection');
  for (const [broker, queues] of byLeader) {
    if (inFlightTo(producer, broker) < mostInFlight) sendProduceRequest(producer, broker, queues);
  }
  if (isLeaderMissing) requestMetadata(memory.metadata, port, 'a partition has no leader');
  if (nextUs < Infinity) port.setTimer('drain', nextUs - port.nowUs);
  watchDeliveryTimeouts(producer);
}

interface Ready {
  readonly byLeader: Map<number, PartitionQueue[]>;
  /** When the next batch that is not ready will be (µs). */
  readonly nextUs: number;
  readonly isLeaderMissing: boolean;
}

/** Follows `RecordAccumulator.ready`. */
function readyQueues(producer: Producer): Ready {
  const { memory, port } = producer;
  const lingerUs = msToUs(numberConfig(producer, 'linger.ms'));
  const batchSize = numberConfig(producer, 'batch.size');
  const byLeader = new Map<number, PartitionQueue[]>();
  let nextUs = Infinity;
  let isLeaderMissing = false;
  for (const queue of waitingQueues(memory.accumulator)) {
    const atUs = readyAtUs(queue, batchSize, lingerUs, memory.isClosing);
    if (atUs === null) continue;
    if (atUs > port.nowUs) {
      nextUs = Math.min(nextUs, atUs);
      continue;
    }
    if (!maySend(producer, queue)) continue;
    const leader = knownPartition(memory.metadata, queue.topic, queue.partition)?.leader ?? -1;
    if (leader === -1) {
      isLeaderMissing = true;
      continue;
    }
    const queues = byLeader.get(leader);
    if (queues === undefined) byLeader.set(leader, [queue]);
    else queues.push(queue);
  }
  return { byLeader, nextUs, isLeaderMissing };
}

function maySend(producer: Producer, queue: PartitionQueue): boolean {
  const batch = firstWaiting(queue);
  if (batch === undefined || !isIdempotent(producer)) return true;
  return mayNumber(queue, batch, producer.memory.producerEpoch);
}

function inFlightTo({ memory }: Producer, broker: number): number {
  let count = 0;
  for (const request of memory.inFlight.values()) if (request.broker === broker) count += 1;
  return count;
}

/** The first batch of each partition, up to max.request.size. */
function sendProduceRequest(
  producer: Producer,
  broker: number,
  queues: readonly PartitionQueue[],
): void {
  const { memory, port } = producer;
  const mostBytes = numberConfig(producer, 'max.request.size');
  const partitions: { topic: string; partition: number; batch: RecordBatch }[] = [];
  const batches: { readonly key: string; readonly id: number }[] = [];
  let sizeBytes = 0;
  for (const queue of queues) {
    const nextBytes = firstWaiting(queue)?.sizeBytes ?? 0;
    if (partitions.length > 0 && sizeBytes + nextBytes > mostBytes) continue;
    const batch = takeFirst(memory.accumulator, queue);
    if (batch === undefined) continue;
    sizeBytes += batch.sizeBytes;
    const { key, topic, partition } = queue;
    partitions.push({ topic, partition, batch: seal(producer, queue, batch) });
    batches.push({ key, id: batch.id });
  }
  const timeoutMs = numberConfig(producer, 'request.timeout.ms');
  const request = send(
    port,
    nodeIds.broker(broker),
    { api: 'Produce', acks: acksOf(producer), timeoutMs, partitions },
    timeoutMs,
  );
  memory.inFlight.set(request, Object.freeze({ broker, batches: Object.freeze(batches) }));
}

/** The batch as it travels. Its sequence is given once, so that a retry can be recognised. */
function seal(producer: Producer, queue: PartitionQueue, batch: ProducerBatch): RecordBatch {
  const { memory } = producer;
  if (isIdempotent(producer)) numberBatch(queue, batch, memory.producerEpoch);
  const { records, sizeBytes, baseSequence, producerEpoch } = batch;
  return Object.freeze({
    baseOffset: 0,
    partitionLeaderEpoch: -1,
    producerId: baseSequence === -1 ? -1 : memory.producerId,
    producerEpoch,
    baseSequence,
    sizeBytes,
    maxTimestampMs: records.at(-1)?.timestampMs ?? 0,
    records: Object.freeze(records.slice()),
  });
}

/** What is in flight is decided by its answer, or by the request timeout; what waits, by this. */
export function watchDeliveryTimeouts(producer: Producer): void {
  const { memory, port } = producer;
  if (port.hasTimer('delivery timeout')) return;
  let earliestUs = Infinity;
  for (const queue of waitingQueues(memory.accumulator)) {
    earliestUs = Math.min(earliestUs, firstWaiting(queue)?.createdUs ?? Infinity);
  }
  if (earliestUs === Infinity) return;
  const deadlineUs = earliestUs + msToUs(numberConfig(producer, 'delivery.timeout.ms'));
  port.setTimer('delivery timeout', Math.max(1, deadlineUs - port.nowUs));
}

// ── The producer id ─────────────────────────────────────────────────────────────────────────

/** An idempotent producer sends nothing before it has one (`TransactionManager`). */
export function initProducerId(producer: Producer): void {
  const { memory, port } = producer;
  if (memory.producerIdRequest !== -1 || port.hasTimer('producer id')) return;
  if (memory.metadata.brokers.length === 0) return;
  const broker = anyBroker(memory.metadata, port, 'producer id broker');
  if (broker === null) return;
  if (memory.transactionManager.value === 'UNINITIALIZED') {
    changeTransactionManager(producer, 'initialize');
  }
  memory.producerIdRequest = send(
    port,
    nodeIds.broker(broker),
    { api: 'InitProducerId', producerId: -1, producerEpoch: -1 },
    numberConfig(producer, 'request.timeout.ms'),
  );
}

export function handleInitProducerId(
  producer: Producer,
  { errorCode, producerId, producerEpoch }: ResponseBody<'InitProducerId'>,
): void {
  const { memory } = producer;
  if (errorCode !== 'NONE') {
    retryInitProducerId(producer);
    return;
  }
  memory.producerIdRequest = -1;
  memory.producerId = producerId;
  memory.producerEpoch = producerEpoch;
  changeTransactionManager(producer, 'initialized');
}

export function retryInitProducerId({ memory, port }: Producer): void {
  memory.producerIdRequest = -1;
  port.setTimer('producer id', msToUs(backoffMs(memory.metadata.timeouts, port, 1)));
}
