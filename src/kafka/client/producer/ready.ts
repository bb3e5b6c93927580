// Which brokers have something to get, and what they get: when one batch of a broker is ready, every
// partition that it leads gives its first one. Follows `RecordAccumulator` (`ready`, `drain`).
import { msToUs } from '#base/time.ts';
import { backoffMs } from '#kafka/client/metadata/client-timeouts.ts';
import { knownPartition, ledPartitions } from '#kafka/client/metadata/known-cluster.ts';
import { updateLoadStats } from '#kafka/partitioner/sticky.ts';
import { isIdempotent } from '#kafka/protocol/producer-configs.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { isFull, takeFirst, waitingQueues } from './accumulator.ts';
import type { PartitionQueue, ProducerBatch } from './producer-batch.ts';
import { isOn, numberConfig, type Producer } from './state.ts';
import { lastSequenceOf, mayDrain, numberBatch } from './sequences.ts';

export interface Ready {
  /** Brokers that lead a partition with a batch that is ready, ascending. */
  readonly brokers: readonly number[];
  /** When the next batch that is not ready may be (µs). */
  readonly nextUs: number;
  readonly isLeaderMissing: boolean;
}

/** What makes every batch ready, lingered or not. */
function isHurried({ memory: { isClosing, blocked } }: Producer): boolean {
  return isClosing || blocked?.waitsFor === 'memory';
}

export function findReady(producer: Producer): Ready {
  const { memory, port } = producer;
  const lingerUs = msToUs(numberConfig(producer, 'linger.ms'));
  const isFlushing = isHurried(producer);
  const brokers = new Set<number>();
  let nextUs = Infinity;
  let isLeaderMissing = false;
  for (const queue of waitingQueues(memory.accumulator)) {
    const [first] = queue.batches;
    if (first === undefined) continue;
    const { leader = -1 } = noteLeader(producer, first) ?? {};
    if (leader === -1) {
      isLeaderMissing = true;
      continue;
    }
    if (brokers.has(leader) || queue.isMuted) continue;
    const isBackingOff = isInBackoff(first, port.nowUs);
    const isSoon = queue.batches.length > 1 || isFull(first) || isFlushing;
    const readyUs = isBackingOff
      ? first.lastAttemptUs + first.backoffUs
      : first.lastAttemptUs + (isSoon ? 0 : lingerUs);
    if (readyUs <= port.nowUs) brokers.add(leader);
    else nextUs = Math.min(nextUs, readyUs);
  }
  for (const topic of memory.sticky.keys()) weighPartitions(producer, topic);
  return { brokers: [...brokers].sort((a, b) => a - b), nextUs, isLeaderMissing };
}

/** Tells a batch of the leader that its partition has now (`ProducerBatch.maybeUpdateLeaderEpoch`). */
function noteLeader({ memory }: Producer, batch: ProducerBatch) {
  const known = knownPartition(memory.metadata, batch.topic, batch.partition);
  if (known !== undefined && known.leaderEpoch > batch.leaderEpoch) {
    batch.leaderEpoch = known.leaderEpoch;
    batch.attemptsAtLeaderChange = batch.attempts;
  }
  return known;
}

/** A new leader ends the wait: what kept the old one from taking the batch is over (KIP-951). */
function isInBackoff(batch: ProducerBatch, nowUs: number): boolean {
  const { attempts, attemptsAtLeaderChange, lastAttemptUs, backoffUs } = batch;
  if (attempts === 0 || attempts === attemptsAtLeaderChange) return false;
  return nowUs < lastAttemptUs + backoffUs;
}

/** Draws the wait (µs) of a batch that came back. */
export function drawBackoff({ memory, port }: Producer, attempts: number): number {
  return msToUs(backoffMs(memory.metadata.timeouts, port, attempts));
}

// ── The load of partitions ──────────────────────────────────────────────────────────────────

/**
 * Gives the partitioner the lengths of the queues, once every partition of the topic has had a batch.
 * Partitions of a broker that could take nothing for partitioner.availability.timeout.ms are left out.
 */
function weighPartitions(producer: Producer, topic: string): void {
  const { metadata, accumulator, sticky } = producer.memory;
  const state = sticky.get(topic);
  if (state === undefined) return;
  const partitions = accumulator.partitions.get(topic) ?? [];
  const isAdaptive = isOn(producer, 'partitioner.adaptive.partitioning.enable');
  if (!isAdaptive || partitions.length < (metadata.topics.get(topic)?.length ?? 0)) {
    updateLoadStats(state, null, partitions, 0);
    return;
  }
  const sizes = new Array<number>(partitions.length).fill(0);
  const ids = new Array<number>(partitions.length).fill(0);
  let count = 0;
  for (const partition of partitions) {
    const leader = knownPartition(metadata, topic, partition)?.leader ?? -1;
    if (leader === -1) continue;
    const length = accumulator.queues.get(partitionKey(topic, partition))?.batches.length ?? 0;
    ids[count] = partition;
    sizes[count] = length;
    if (length === 0 || !isUnavailable(producer, leader)) count += 1;
  }
  updateLoadStats(state, sizes, ids, count);
}

function isUnavailable(producer: Producer, broker: number): boolean {
  const timeoutUs = msToUs(numberConfig(producer, 'partitioner.availability.timeout.ms'));
  const latency = producer.memory.latency.get(broker);
  if (timeoutUs <= 0 || latency === undefined) return false;
  return latency.readyUs - latency.drainUs > timeoutUs;
}

/** Follows `RecordAccumulator.updateNodeLatencyStats`. */
export function noteLatency(producer: Producer, broker: number, canDrain: boolean): void {
  if (numberConfig(producer, 'partitioner.availability.timeout.ms') <= 0) return;
  const { memory, port } = producer;
  const known = memory.latency.get(broker) ?? { readyUs: port.nowUs, drainUs: port.nowUs };
  if (canDrain) known.drainUs = port.nowUs;
  known.readyUs = port.nowUs;
  memory.latency.set(broker, known);
}

// ── What a broker gets ──────────────────────────────────────────────────────────────────────

export interface Drained {
  readonly queue: PartitionQueue;
  readonly batch: ProducerBatch;
}

/**
 * The first batch of every partition that a broker leads, up to max.request.size, beginning where the
 * last drain ended. Only backoff, muting and the order of sequences hold one back.
 */
export function drain(producer: Producer, broker: number): readonly Drained[] {
  const { memory, port } = producer;
  const places = ledPartitions(memory.metadata).byBroker.get(broker);
  if (places === undefined) return [];
  const mostBytes = numberConfig(producer, 'max.request.size');
  const start = (memory.drainIndex.get(broker) ?? 0) % places.size;
  const turnOf = ({ key }: PartitionQueue): number =>
    ((places.get(key) ?? 0) - start + places.size) % places.size;
  const queues = waitingQueues(memory.accumulator)
    .filter(({ key, isMuted }) => places.has(key) && !isMuted)
    .sort((a, b) => turnOf(a) - turnOf(b));
  const drained: Drained[] = [];
  let sizeBytes = 0;
  let lastTurn = places.size - 1;
  for (const queue of queues) {
    const [first] = queue.batches;
    if (first === undefined) continue;
    noteLeader(producer, first);
    if (isInBackoff(first, port.nowUs)) continue;
    const isTooMuch = drained.length > 0 && sizeBytes + first.sizeBytes > mostBytes;
    if (isTooMuch || !isNext(producer, queue, first)) {
      lastTurn = turnOf(queue);
      break;
    }
    const batch = takeFirst(memory.accumulator, queue) as ProducerBatch;
    if (isIdempotent(producer.disk.spec.configs)) {
      numberBatch(queue, batch, memory.producerEpoch);
    }
    sizeBytes += batch.sizeBytes;
    drained.push({ queue, batch });
  }
  memory.drainIndex.set(broker, (start + lastTurn) % places.size);
  return drained;
}

function isNext({ disk, memory }: Producer, queue: PartitionQueue, batch: ProducerBatch): boolean {
  return !isIdempotent(disk.spec.configs) || mayDrain(queue, batch, memory.producerEpoch);
}

/** What must be known of a drained batch when its answer comes. */
export function sentBatchOf({ queue, batch }: Drained) {
  const { id, bufferBytes, baseSequence } = batch;
  const lastSequence = baseSequence === -1 ? -1 : lastSequenceOf(batch);
  return Object.freeze({ key: queue.key, id, bufferBytes, lastSequence });
}
