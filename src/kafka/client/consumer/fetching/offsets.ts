// Positions: where to begin to read, by what the group has committed or else by auto.offset.reset.
// Follows `ConsumerCoordinator` (`initWithCommittedOffsetsIfNeeded`) and `OffsetFetcher`.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { emit, send } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { parseIsoDuration } from './iso-duration.ts';
import {
  config,
  type Consumer,
  fail,
  requestTimeoutMs,
  retryBackoffUs,
} from '#kafka/client/consumer/state.ts';
import { sendToCoordinator } from '#kafka/client/consumer/coordinator-lookup.ts';
import { requestMetadata } from '#kafka/client/metadata/metadata-cache.ts';
import { knownPartition } from '#kafka/client/metadata/known-cluster.ts';
import { awaitReset, seekTo, update } from './owned-partitions.ts';
import type { OwnedPartition } from './owned-partition.ts';

const LATEST = -1;
const EARLIEST = -2;

/** Looks for the positions of partitions that have none: committed offsets, else the reset policy. */
export function findPositions(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  if (memory.unpositioned.size === 0 || port.hasTimer('positions')) return;
  const unpositioned = [...memory.unpositioned].flatMap((key) => memory.owned.get(key) ?? []);
  // A seek knows where to; it asks the leader, not the group.
  const sought = unpositioned.filter(({ seeking }) => seeking !== null);
  if (sought.length > 0) resetOffsets(consumer, sought);
  const missing = unpositioned.filter(({ seeking }) => seeking === null);
  if (missing.length === 0) return;
  if (disk.spec.group === null) {
    resetOffsets(consumer, missing);
    return;
  }
  if (memory.coordinator === -1 || memory.offsetRequest !== -1) return;
  for (const one of missing) update(consumer, one, { isAsked: true });
  memory.offsetRequest = sendToCoordinator(consumer, {
    api: 'OffsetFetch',
    groupId: disk.spec.group,
    partitions: missing.map(({ topic, partition }) => ({ topic, partition })),
    requireStable: true,
  });
}

export function handleOffsetFetch(consumer: Consumer, body: ResponseBody<'OffsetFetch'>): void {
  const { memory } = consumer;
  memory.offsetRequest = -1;
  const unknown: OwnedPartition[] = [];
  endLookups(consumer);
  if (body.errorCode !== 'NONE') {
    memory.coordinator = -1;
    return;
  }
  for (const committed of body.partitions) {
    const { topic, partition, committedOffset, committedLeaderEpoch } = committed;
    const owned = memory.owned.get(partitionKey(topic, partition));
    if (owned === undefined || owned.position !== null) continue;
    if (committedOffset === -1) unknown.push(owned);
    else setPosition(consumer, owned, committedOffset, 'committed', committedLeaderEpoch);
  }
  if (unknown.length > 0) resetOffsets(consumer, unknown);
}

/** Moves a position. `offsetEpoch`, where known, lets a new leader confirm it (KIP-320). */
export function setPosition(
  consumer: Consumer,
  owned: OwnedPartition,
  offset: number,
  by: 'committed' | 'earliest' | 'latest' | 'by_duration' | 'seek' | 'truncation',
  offsetEpoch = -1,
): void {
  seekTo(consumer, owned, offset, offsetEpoch);
  const { topic, partition } = owned;
  emit(consumer.port, 'offset.reset', {
    consumer: consumer.disk.spec.id,
    topic,
    partition,
    by,
    offset,
  });
}

/** seek(), or a seek to what only the leader knows. */
export function seek(
  consumer: Consumer,
  owned: OwnedPartition,
  to: number | NonNullable<OwnedPartition['seeking']>,
): void {
  if (typeof to === 'number') {
    setPosition(consumer, owned, to, 'seek');
    return;
  }
  awaitReset(consumer, owned, false);
  update(consumer, owned, { seeking: to });
}

/** Whether `auto.offset.reset` says where to go on from. */
export function hasResetPolicy(consumer: Consumer): boolean {
  return resetPolicy(consumer) !== null;
}

type ResetPolicy = 'earliest' | 'latest' | 'by_duration';

function resetPolicy(consumer: Consumer): ResetPolicy | null {
  const policy = config(consumer, 'auto.offset.reset');
  if (policy === 'none') return null;
  return policy.startsWith('by_duration:') ? 'by_duration' : (policy as ResetPolicy);
}

/** What the leader is asked for, as a timestamp of ListOffsets; null: nobody says where to go on. */
function wantedTimestamp(consumer: Consumer, { seeking }: OwnedPartition): number | null {
  if (seeking === 'beginning') return EARLIEST;
  if (seeking === 'end') return LATEST;
  if (seeking !== null) return seeking.timestampMs;
  const policy = resetPolicy(consumer);
  return policy === null ? null : resetTimestamp(consumer, policy);
}

function resetTimestamp(consumer: Consumer, policy: ResetPolicy): number {
  if (policy === 'earliest') return EARLIEST;
  if (policy === 'latest') return LATEST;
  const text = config(consumer, 'auto.offset.reset').slice('by_duration:'.length);
  const nowMs = Math.floor(consumer.port.nowUs / 1_000);
  return Math.max(0, nowMs - (parseIsoDuration(text) ?? 0));
}

/** Nothing is committed, or it lies outside the log: auto.offset.reset decides. */
export function resetOffsets(consumer: Consumer, partitions: readonly OwnedPartition[]): void {
  const { memory, port } = consumer;
  const lost = partitions.filter((one) => wantedTimestamp(consumer, one) === null);
  if (lost.length > 0) {
    const names = lost.map((one) => partitionKey(one.topic, one.partition)).join(', ');
    for (const one of lost) awaitApplication(consumer, one);
    fail(
      consumer,
      'OFFSET_OUT_OF_RANGE',
      `Undefined offset with no reset policy for partitions: [${names}]`,
    );
    return;
  }
  const byLeader = new Map<number, OwnedPartition[]>();
  for (const one of partitions) {
    const leader = knownPartition(memory.metadata, one.topic, one.partition)?.leader ?? -1;
    if (leader === -1) {
      awaitReset(consumer, one, false);
      requestMetadata(memory.metadata, port, 'a partition has no leader');
      port.setTimer('positions', retryBackoffUs(consumer));
      continue;
    }
    awaitReset(consumer, one, true);
    const others = byLeader.get(leader);
    if (others === undefined) byLeader.set(leader, [one]);
    else others.push(one);
  }
  for (const [leader, ones] of byLeader) {
    send(
      port,
      nodeIds.broker(leader),
      {
        api: 'ListOffsets',
        replicaId: -1,
        isolationLevel: 'READ_UNCOMMITTED',
        partitions: ones.map((one) => ({
          topic: one.topic,
          partition: one.partition,
          currentLeaderEpoch: -1,
          timestamp: wantedTimestamp(consumer, one) ?? LATEST,
        })),
      },
      requestTimeoutMs(consumer),
    );
  }
}

/** Without a policy only a seek() of the application gives a position. */
function awaitApplication(consumer: Consumer, one: OwnedPartition): void {
  if (one.position === null) update(consumer, one, { isAsked: true });
  else awaitReset(consumer, one, true);
}

export function handleListOffsets(consumer: Consumer, body: ResponseBody<'ListOffsets'>): void {
  const { memory, port } = consumer;
  const policy = resetPolicy(consumer) ?? 'latest';
  for (const { topic, partition, errorCode, offset } of body.partitions) {
    const owned = memory.owned.get(partitionKey(topic, partition));
    if (owned === undefined || owned.position !== null) continue;
    const { seeking } = owned;
    if (errorCode === 'NONE' && offset !== -1) {
      setPosition(consumer, owned, offset, seeking === null ? policy : 'seek');
    } else {
      // Nothing is as young as that.
      if (errorCode === 'NONE' && seeking !== null) update(consumer, owned, { seeking: 'end' });
      // by_duration without a newer record: asked again until there is one.
      update(consumer, owned, { isAsked: false });
      if (errorCode !== 'NONE') requestMetadata(memory.metadata, port, `${errorCode} at a reset`);
      port.setTimer('positions', retryBackoffUs(consumer));
    }
  }
}

/** A lookup was lost: it begins anew, after a backoff for which the timer `positions` waits. */
export function forgetLookups(consumer: Consumer): void {
  consumer.memory.offsetRequest = -1;
  endLookups(consumer);
  consumer.port.setTimer('positions', retryBackoffUs(consumer));
}

function endLookups(consumer: Consumer): void {
  for (const one of consumer.memory.owned.values()) {
    if (one.position === null) update(consumer, one, { isAsked: false });
  }
}
