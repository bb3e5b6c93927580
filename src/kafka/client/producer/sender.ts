// The thread that sends: drains batches to the brokers that are ready for them, as long as there is
// something to send, and gives up what is too old. Follows `Sender` of Apache Kafka 4.3.
import { msToUs } from '#base/time.ts';
import { requestMetadata } from '#kafka/client/metadata/metadata-cache.ts';
import { send } from '#kafka/port.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { acksOf, deliveryTimeoutMs, isIdempotent } from '#kafka/protocol/producer-configs.ts';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import { busyQueues } from './accumulator.ts';
import type { ProducerBatch } from './producer-batch.ts';
import { bumpEpochIfNeeded, initProducerId } from './producer-id.ts';
import { type Drained, drain, findReady, noteLatency, sentBatchOf } from './ready.ts';
import { completeUnanswered, expireBatches } from './response.ts';
import { hasProducerId, numberConfig, type Producer } from './state.ts';

export const SENDER_TIMER = 'sender';

/** Runs the thread until it has nothing to do now (`Sender.runOnce`, poll after poll). */
export function runSender(producer: Producer): void {
  if (isIdempotent(producer.disk.spec.configs)) {
    bumpEpochIfNeeded(producer);
    if (!hasProducerId(producer)) {
      initProducerId(producer);
      expireBatches(producer);
      sleep(producer, Infinity);
      return;
    }
  }
  let wakeUs: number | null = null;
  while (wakeUs === null) wakeUs = sendProducerData(producer);
  sleep(producer, wakeUs);
}

/** One round. When to look again (µs); null: at once, for there may be more to send. */
function sendProducerData(producer: Producer): number | null {
  const { memory, port } = producer;
  const { brokers, nextUs, isLeaderMissing } = findReady(producer);
  if (isLeaderMissing) requestMetadata(memory.metadata, port, 'a partition has no leader');
  let wakeUs = nextUs;
  let hasSent = false;
  for (const broker of brokers) {
    const node = nodeIds.broker(broker);
    const isReady = port.ready(node);
    noteLatency(producer, broker, isReady);
    if (!isReady) {
      wakeUs = Math.min(wakeUs, port.nowUs + port.pollDelayUs(node));
      continue;
    }
    const drained = drain(producer, broker);
    if (drained.length === 0) continue;
    hasSent = true;
    sendProduceRequest(producer, node, drained);
  }
  expireBatches(producer);
  return hasSent ? null : wakeUs;
}

/** The thread wakes at `wakeUs`, when the next batch expires, or with the next delivery. */
function sleep(producer: Producer, wakeUs: number): void {
  const { memory, port } = producer;
  let atUs = wakeUs;
  const timeoutUs = msToUs(deliveryTimeoutMs(producer.disk.spec.configs));
  for (const { batches, inFlight } of busyQueues(memory.accumulator)) {
    for (const first of [batches[0], inFlight[0]]) {
      if (first !== undefined) atUs = Math.min(atUs, first.createdUs + timeoutUs);
    }
  }
  if (atUs < Infinity) port.setTimer(SENDER_TIMER, Math.max(1, atUs - port.nowUs));
  else port.clearTimer(SENDER_TIMER);
}

function sendProduceRequest(producer: Producer, node: string, drained: readonly Drained[]): void {
  const { memory, port, disk } = producer;
  const { configs } = disk.spec;
  const acks = acksOf(configs);
  const timeoutMs = numberConfig(producer, 'request.timeout.ms');
  const isOneAtATime = numberConfig(producer, 'max.in.flight.requests.per.connection') === 1;
  const partitions = drained.map(({ queue: { topic, partition }, batch }) => ({
    topic,
    partition,
    batch: seal(producer, batch),
  }));
  for (const { queue } of drained) queue.isMuted = isOneAtATime;
  const body = { api: 'Produce', acks, timeoutMs, partitions } as const;
  const request = send(port, node, body, timeoutMs, { isOneWay: acks === 0 });
  memory.inFlight.set(request, Object.freeze(drained.map(sentBatchOf)));
  // Written to the socket: that is all there is to know.
  if (acks === 0) completeUnanswered(producer, request);
}

/** The batch as it travels. */
function seal({ memory }: Producer, batch: ProducerBatch): RecordBatch {
  const { records, sizeBytes, baseSequence, producerEpoch } = batch;
  return Object.freeze({
    baseOffset: 0,
    partitionLeaderEpoch: -1,
    producerId: baseSequence === -1 ? -1 : memory.producerId,
    producerEpoch,
    baseSequence,
    sizeBytes,
    maxTimestampMs: Math.max(...records.map(({ timestampMs }) => timestampMs)),
    records: Object.freeze(records.slice()),
  });
}
