// What comes of a batch: acknowledged, tried again, split, refused, or too old. Follows `Sender`
// (`handleProduceResponse`, `completeBatch`, `canRetry`, `failBatch`) of Apache Kafka 4.3.
import { msToUs, usToMs } from '#base/time.ts';
import {
  type NewLeader,
  requestMetadata,
  updateLeadership,
} from '#kafka/client/metadata/metadata-cache.ts';
import { emit } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { type ErrorName, isInvalidMetadata, isRetriable } from '#kafka/protocol/errors.ts';
import { deliveryTimeoutMs, isIdempotent } from '#kafka/protocol/producer-configs.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import {
  busyQueues,
  deallocate,
  giveUpFirst,
  reenqueue,
  removeInFlight,
  splitAndReenqueue,
} from './accumulator.ts';
import type { PartitionQueue, ProducerBatch } from './producer-batch.ts';
import { requestEpochBump } from './producer-id.ts';
import { drawBackoff } from './ready.ts';
import { isGap, lastSequenceOf, noteAcknowledged, noteExpired } from './sequences.ts';
import { numberConfig, type Producer, type SentBatch } from './state.ts';

type PartitionAnswer = ResponseBody<'Produce'>['partitions'][number];
type Outcome = Pick<PartitionAnswer, 'errorCode' | 'baseOffset'>;

// ── Answers ─────────────────────────────────────────────────────────────────────────────────

export function handleProduceResponse(
  producer: Producer,
  request: number,
  body: ResponseBody<'Produce'>,
): void {
  const { memory, port } = producer;
  const answers = new Map(
    body.partitions.map((one) => [partitionKey(one.topic, one.partition), one]),
  );
  for (const sent of takeRequest(producer, request)) {
    const answer = answers.get(sent.key);
    if (answer !== undefined) handleOutcome(producer, sent, answer);
  }
  updateLeadership(memory.metadata, port, body.partitions.flatMap(newLeaderIn));
}

/** Refused by one that does not lead the partition any more, with the word who does. */
function newLeaderIn(answer: PartitionAnswer): readonly NewLeader[] {
  const { topic, partition, errorCode, currentLeader } = answer;
  const tellsLeader = errorCode === 'NOT_LEADER_OR_FOLLOWER' || errorCode === 'FENCED_LEADER_EPOCH';
  return tellsLeader && currentLeader !== null ? [{ topic, partition, ...currentLeader }] : [];
}

/** The connection broke, or the request timeout passed. True when it was a Produce request. */
export function handleProduceFailure(
  producer: Producer,
  request: number,
  errorCode: 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT',
): boolean {
  if (!producer.memory.inFlight.has(request)) return false;
  for (const sent of takeRequest(producer, request)) {
    handleOutcome(producer, sent, { errorCode, baseOffset: -1 });
  }
  return true;
}

/** acks=0: nobody answers, and nobody waits. */
export function completeUnanswered(producer: Producer, request: number): void {
  for (const sent of takeRequest(producer, request)) {
    handleOutcome(producer, sent, { errorCode: 'NONE', baseOffset: -1 });
  }
}

function takeRequest({ memory }: Producer, request: number): readonly SentBatch[] {
  const sent = memory.inFlight.get(request) ?? [];
  memory.inFlight.delete(request);
  return sent;
}

// ── One batch ───────────────────────────────────────────────────────────────────────────────

function handleOutcome(producer: Producer, sent: SentBatch, outcome: Outcome): void {
  const { memory, port } = producer;
  const { errorCode } = outcome;
  const queue = memory.accumulator.queues.get(sent.key);
  if (queue === undefined) return;
  const batch = queue.inFlight.find(({ id }) => id === sent.id);
  queue.isMuted = false;
  if (batch === undefined) {
    // It was given up before: only its memory was still in use.
    deallocate(memory.accumulator, sent.bufferBytes);
    if (errorCode === 'NONE') noteAcknowledged(queue, sent.lastSequence);
  } else settle(producer, queue, batch, outcome);
  if (isInvalidMetadata(errorCode)) {
    requestMetadata(memory.metadata, port, `${errorCode} from the leader of ${queue.key}`);
  }
}

function settle(
  producer: Producer,
  queue: PartitionQueue,
  batch: ProducerBatch,
  { errorCode, baseOffset }: Outcome,
): void {
  const { accumulator } = producer.memory;
  if (errorCode === 'MESSAGE_TOO_LARGE' && batch.records.length > 1) {
    // No attempt is spent on it.
    splitAndReenqueue(accumulator, queue, batch, numberConfig(producer, 'batch.size'));
    deallocate(accumulator, batch.bufferBytes);
    return;
  }
  if (errorCode !== 'NONE' && canRetry(producer, batch, errorCode)) {
    retry(producer, queue, batch, errorCode);
    return;
  }
  removeInFlight(accumulator, queue, batch);
  deallocate(accumulator, batch.bufferBytes);
  // A duplicate was written long ago: as good as acknowledged, only where is not known.
  if (errorCode === 'NONE' || errorCode === 'DUPLICATE_SEQUENCE_NUMBER') {
    if (batch.baseSequence !== -1) noteAcknowledged(queue, lastSequenceOf(batch));
    complete(producer, batch, 'NONE', baseOffset);
    return;
  }
  // With all its attempts spent nobody knows whether the sequence was taken.
  const isKnown = batch.attempts < numberConfig(producer, 'retries');
  const isOutOfOrder = errorCode === 'OUT_OF_ORDER_SEQUENCE_NUMBER';
  if (batch.baseSequence !== -1 && (isKnown || isOutOfOrder)) requestEpochBump(producer, queue);
  complete(producer, batch, errorCode, -1);
}

function canRetry(producer: Producer, batch: ProducerBatch, errorCode: ErrorName): boolean {
  const { configs } = producer.disk.spec;
  if (hasReachedDeliveryTimeout(producer, batch)) return false;
  if (batch.attempts >= numberConfig(producer, 'retries')) return false;
  if (isRetriable(errorCode)) return true;
  const isSequence =
    errorCode === 'OUT_OF_ORDER_SEQUENCE_NUMBER' || errorCode === 'UNKNOWN_PRODUCER_ID';
  return isSequence && isIdempotent(configs);
}

function hasReachedDeliveryTimeout(
  { disk, port }: Producer,
  { createdUs }: ProducerBatch,
): boolean {
  return port.nowUs - createdUs >= msToUs(deliveryTimeoutMs(disk.spec.configs));
}

/** Back into the accumulator, until its backoff is over (`Sender.reenqueueBatch`). */
function retry(
  producer: Producer,
  queue: PartitionQueue,
  batch: ProducerBatch,
  errorCode: ErrorName,
): void {
  const { memory, port, disk } = producer;
  const isLost = errorCode === 'OUT_OF_ORDER_SEQUENCE_NUMBER' && isGap(queue, batch);
  if (isLost || errorCode === 'UNKNOWN_PRODUCER_ID') requestEpochBump(producer, queue);
  batch.attempts += 1;
  batch.lastAttemptUs = port.nowUs;
  batch.backoffUs = drawBackoff(producer, batch.attempts);
  reenqueue(memory.accumulator, queue, batch);
  emit(port, 'batch.retried', {
    producer: disk.spec.id,
    topic: queue.topic,
    partition: queue.partition,
    recordIds: batch.records.map((record) => record.id),
    errorCode,
    attempt: batch.attempts,
    backoffMs: usToMs(batch.backoffUs),
  });
}

/** The batch is settled, and its application told. */
function complete(
  { port, disk }: Producer,
  { topic, partition, records }: ProducerBatch,
  errorCode: ErrorName,
  baseOffset: number,
): void {
  emit(port, 'batch.completed', {
    producer: disk.spec.id,
    topic,
    partition,
    recordIds: records.map((record) => record.id),
    errorCode,
    baseOffset,
  });
}

// ── Too old ─────────────────────────────────────────────────────────────────────────────────

/** Gives up what has waited for delivery.timeout.ms, in the accumulator or for an answer. */
export function expireBatches(producer: Producer): void {
  const { accumulator } = producer.memory;
  for (const queue of busyQueues(accumulator)) {
    for (const batch of expiredOf(producer, queue.batches)) {
      giveUpFirst(accumulator, queue);
      deallocate(accumulator, batch.bufferBytes);
      expire(producer, queue, batch);
    }
    for (const batch of expiredOf(producer, queue.inFlight)) {
      // Its memory is in use until the request is settled.
      removeInFlight(accumulator, queue, batch);
      expire(producer, queue, batch);
    }
  }
}

function expiredOf(
  producer: Producer,
  batches: readonly ProducerBatch[],
): readonly ProducerBatch[] {
  const [first] = batches;
  if (first === undefined || !hasReachedDeliveryTimeout(producer, first)) return [];
  const alive = batches.findIndex((batch) => !hasReachedDeliveryTimeout(producer, batch));
  return alive === -1 ? batches.slice() : batches.slice(0, alive);
}

function expire(producer: Producer, queue: PartitionQueue, batch: ProducerBatch): void {
  const { port, disk } = producer;
  const waitedMs = usToMs(port.nowUs - batch.createdUs);
  emit(port, 'client.failed', {
    client: disk.spec.id,
    errorCode: 'REQUEST_TIMED_OUT',
    errorMessage: `Expiring ${batch.records.length} record(s) for ${queue.key}:${waitedMs} ms has passed since batch creation. The request has not been sent, or no server response has been received yet.`,
  });
  if (batch.attempts > 0) {
    noteExpired(queue, batch);
    producer.memory.unresolved.add(queue.key);
  }
  complete(producer, batch, 'REQUEST_TIMED_OUT', -1);
}
