// What comes of a batch: acknowledged, tried again, refused, or too old. Follows `Sender`
// (`handleProduceResponse`, `completeBatch`, `canRetry`, `failBatch`) of Apache Kafka 4.3.
import { msToUs, usToMs } from '#base/time.ts';
import { emit } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { type ErrorName, isInvalidMetadata, isRetriable } from '#kafka/protocol/errors.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { giveBack, remove, waitingQueues } from './accumulator.ts';
import type { PartitionQueue, ProducerBatch } from './producer-batch.ts';
import { backoffMs } from '#kafka/client/metadata/client-timeouts.ts';
import { requestMetadata } from '#kafka/client/metadata/metadata-cache.ts';
import { acksOf, isIdempotent, numberConfig, type Producer } from './state.ts';
import {
  isGap,
  noteAcknowledged,
  noteExpired,
  resolveExpired,
  restartSequences,
} from './sequences.ts';

export function handleProduceResponse(
  producer: Producer,
  request: number,
  body: ResponseBody<'Produce'>,
): void {
  const { inFlight } = producer.memory;
  const sent = inFlight.get(request);
  if (sent === undefined) return;
  inFlight.delete(request);
  const answers = new Map(
    body.partitions.map((one) => [partitionKey(one.topic, one.partition), one]),
  );
  for (const { key, id } of sent.batches) {
    const answer = answers.get(key);
    // With acks=0 nobody says anything: sent is done.
    answerBatch(producer, key, id, answer?.errorCode ?? 'NONE', answer?.baseOffset ?? -1);
  }
}

/** The connection broke, or the request timeout passed. True when it was a Produce request. */
export function handleProduceFailure(
  producer: Producer,
  request: number,
  error: 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT',
): boolean {
  const { memory, port } = producer;
  const sent = memory.inFlight.get(request);
  if (sent === undefined) return false;
  memory.inFlight.delete(request);
  requestMetadata(memory.metadata, port, `broker ${sent.broker} did not answer`);
  for (const { key, id } of sent.batches) answerBatch(producer, key, id, error, -1);
  return true;
}

function answerBatch(
  producer: Producer,
  key: string,
  id: number,
  errorCode: ErrorName,
  baseOffset: number,
): void {
  const queue = producer.memory.accumulator.queues.get(key);
  const batch = queue?.batches.find((one) => one.id === id && one.isInFlight);
  if (queue === undefined || batch === undefined) return;
  if (errorCode !== 'NONE' && canRetry(producer, batch, errorCode)) {
    retry(producer, queue, batch, errorCode);
    return;
  }
  // Written long ago: as good as acknowledged, only where is not known.
  const isDone = errorCode === 'NONE' || errorCode === 'DUPLICATE_SEQUENCE_NUMBER';
  // Nobody answered in time: it may have been written, or be written yet.
  const isUnknown = errorCode === 'NETWORK_EXCEPTION' || errorCode === 'REQUEST_TIMED_OUT';
  if (isUnknown) noteExpired(queue, batch);
  complete(producer, queue, batch, isDone ? 'NONE' : errorCode, baseOffset);
  if (!isDone && !isUnknown && batch.baseSequence !== -1) bumpProducerEpoch(producer, queue);
}

function canRetry(producer: Producer, batch: ProducerBatch, errorCode: ErrorName): boolean {
  const isOrder = errorCode === 'OUT_OF_ORDER_SEQUENCE_NUMBER';
  if (!isRetriable(errorCode) && !(isOrder && isIdempotent(producer))) return false;
  if (acksOf(producer) === 0) return false;
  const deadlineUs = batch.createdUs + msToUs(numberConfig(producer, 'delivery.timeout.ms'));
  return batch.attempts < numberConfig(producer, 'retries') && producer.port.nowUs < deadlineUs;
}

/** Back into the accumulator, until its backoff is over (`Sender.reenqueueBatch`). */
function retry(
  producer: Producer,
  queue: PartitionQueue,
  batch: ProducerBatch,
  errorCode: ErrorName,
): void {
  const { memory, port, disk } = producer;
  if (errorCode === 'OUT_OF_ORDER_SEQUENCE_NUMBER' && isGap(queue, batch)) {
    bumpProducerEpoch(producer, queue);
  }
  giveBack(memory.accumulator, queue, batch);
  batch.attempts += 1;
  const waitMs = backoffMs(memory.metadata.timeouts, port, batch.attempts);
  batch.notBeforeUs = port.nowUs + msToUs(waitMs);
  emit(port, 'batch.retried', {
    producer: disk.spec.id,
    topic: queue.topic,
    partition: queue.partition,
    recordIds: batch.records.map((record) => record.id),
    errorCode,
    attempt: batch.attempts,
    backoffMs: waitMs,
  });
  if (!isInvalidMetadata(errorCode)) return;
  requestMetadata(memory.metadata, port, `${errorCode} from the leader of ${queue.key}`);
}

/** The batch is settled, and its application told. */
function complete(
  producer: Producer,
  queue: PartitionQueue,
  batch: ProducerBatch,
  errorCode: ErrorName,
  baseOffset: number,
): void {
  const { memory, port, disk } = producer;
  remove(memory.accumulator, queue, batch);
  emit(port, 'batch.completed', {
    producer: disk.spec.id,
    topic: queue.topic,
    partition: queue.partition,
    recordIds: batch.records.map((record) => record.id),
    errorCode,
    baseOffset,
  });
  if (errorCode === 'NONE') noteAcknowledged(queue, batch);
  if (resolveExpired(queue)) bumpProducerEpoch(producer, queue);
}

/** A sequence is lost: a new epoch (no request is needed), in which the partition counts from 0. */
function bumpProducerEpoch({ memory }: Producer, queue: PartitionQueue): void {
  memory.producerEpoch += 1;
  restartSequences(queue, memory.producerEpoch);
}

/** Gives up what has waited for delivery.timeout.ms (`RecordAccumulator.expiredBatches`). */
export function expireBatches(producer: Producer): void {
  const { memory, port, disk } = producer;
  const timeoutUs = msToUs(numberConfig(producer, 'delivery.timeout.ms'));
  for (const queue of waitingQueues(memory.accumulator)) {
    for (const batch of queue.batches.slice()) {
      if (batch.isInFlight || batch.createdUs + timeoutUs > port.nowUs) continue;
      const waitedMs = usToMs(port.nowUs - batch.createdUs);
      emit(port, 'client.failed', {
        client: disk.spec.id,
        errorCode: 'REQUEST_TIMED_OUT',
        errorMessage: `Expiring ${batch.records.length} record(s) for ${queue.key}:${waitedMs} ms has passed since batch creation`,
      });
      noteExpired(queue, batch);
      complete(producer, queue, batch, 'REQUEST_TIMED_OUT', -1);
    }
  }
}
