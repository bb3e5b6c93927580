// Where records without a key go: one partition for about `batch.size` bytes, then another one.
// Follows `org.apache.kafka.clients.producer.internals.BuiltInPartitioner` (KIP-794).
import { assert } from '#base/assert.ts';

/** What the partitioner must know of a topic. */
export interface PartitionsOfTopic {
  readonly partitionCount: number;
  /** Partitions that have a leader, ascending. */
  readonly available: readonly number[];
}

/** How likely each partition is next: the shorter its queue, the likelier. */
export interface LoadStats {
  readonly cumulativeWeights: readonly number[];
  readonly partitionIds: readonly number[];
}

/** The partitioner of one topic: plain data that its owner keeps. Mutable. */
export interface StickyState {
  /** -1: none was chosen yet. */
  partition: number;
  /** Bytes appended to it since it was chosen. */
  producedBytes: number;
  /** null: all partitions are as likely. */
  loadStats: LoadStats | null;
}

export function createStickyState(): StickyState {
  return { partition: -1, producedBytes: 0, loadStats: null };
}

/**
 * The partition that the next keyless record goes to. Draws one number when none was chosen yet.
 * `nextPositiveInt` gives a uniform non-negative 31-bit integer.
 */
export function peekStickyPartition(
  state: StickyState,
  partitions: PartitionsOfTopic,
  nextPositiveInt: () => number,
): number {
  if (state.partition === -1) {
    state.partition = choosePartition(state.loadStats, partitions, nextPositiveInt());
    state.producedBytes = 0;
  }
  return state.partition;
}

/**
 * Whether so many more bytes are enough for the sticky partition: `stickyBatchSize` in all if
 * `enableSwitch` (no half-filled batch would be left behind), or twice that in any case.
 */
export function isSwitchDue(
  { producedBytes }: StickyState,
  appendedBytes: number,
  enableSwitch: boolean,
  stickyBatchSize: number,
): boolean {
  const bytes = producedBytes + appendedBytes;
  return bytes >= (enableSwitch ? stickyBatchSize : stickyBatchSize * 2);
}

/**
 * Counts bytes appended to the sticky partition, and draws the next one when a switch is due.
 * Returns whether it drew.
 */
export function updateStickyPartition(
  state: StickyState,
  appendedBytes: number,
  enableSwitch: boolean,
  stickyBatchSize: number,
  partitions: PartitionsOfTopic,
  nextPositiveInt: () => number,
): boolean {
  const isDue = isSwitchDue(state, appendedBytes, enableSwitch, stickyBatchSize);
  state.producedBytes += appendedBytes;
  if (!isDue) return false;
  state.partition = choosePartition(state.loadStats, partitions, nextPositiveInt());
  state.producedBytes = 0;
  return true;
}

/**
 * Takes the queue sizes (in batches) of the partitions with a leader. Only the first `length` count:
 * the rest were slow for `partitioner.availability.timeout.ms` and are left out. null: adaptive
 * partitioning is off.
 */
export function updateLoadStats(
  state: StickyState,
  queueSizes: readonly number[] | null,
  partitionIds: readonly number[],
  length: number,
): void {
  state.loadStats = queueSizes === null ? null : createLoadStats(queueSizes, partitionIds, length);
}

function createLoadStats(
  queueSizes: readonly number[],
  partitionIds: readonly number[],
  length: number,
): LoadStats | null {
  if (length < 1 || queueSizes.length < 2) return null;
  const sizes = queueSizes.slice(0, length);
  const longest = Math.max(...sizes);
  const isNoneLeftOut = length === queueSizes.length;
  if (isNoneLeftOut && sizes.every((size) => size === longest)) return null;
  let sum = 0;
  const cumulativeWeights = sizes.map((size) => (sum += longest + 1 - size));
  return Object.freeze({
    cumulativeWeights: Object.freeze(cumulativeWeights),
    partitionIds: Object.freeze(partitionIds.slice(0, length)),
  });
}

function choosePartition(
  loadStats: LoadStats | null,
  { partitionCount, available }: PartitionsOfTopic,
  random: number,
): number {
  if (loadStats !== null) return chooseByLoad(loadStats, random);
  return available[random % available.length] ?? random % partitionCount;
}

function chooseByLoad({ cumulativeWeights, partitionIds }: LoadStats, random: number): number {
  const total = cumulativeWeights[cumulativeWeights.length - 1] ?? 0;
  const index = cumulativeWeights.findIndex((weight) => weight > random % total);
  const partition = partitionIds[index];
  assert(partition !== undefined, 'load stats name a partition for every weight');
  return partition;
}
