// Fetches that wait for fetch.min.bytes, and their answers. Follows `DelayedFetch` and
// `ReplicaManager.readFromLog`.
import { readLog } from '#kafka/log/partition-log.ts';
import { respond } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { partitionOf } from '#kafka/protocol/metadata-image.ts';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import {
  type Broker,
  type FetchSession,
  type HostedPartition,
  isLeading,
  type SessionPartition,
} from '#kafka/broker/state/broker-state.ts';
import { closeSession } from './fetch-session.ts';
import { logOf } from '#kafka/broker/partition/high-watermark.ts';
import { preferredReadReplica } from './preferred-read-replica.ts';

type PartitionAnswer = ResponseBody<'Fetch'>['partitions'][number];

// ── Waiting ─────────────────────────────────────────────────────────────────────────────────

/** One timer stands at the earliest deadline, or before it. */
export function watchFetches({ memory, port }: Broker, deadlineUs: number): void {
  if (port.hasTimer('delayed fetch') && memory.fetchTimerUs <= deadlineUs) return;
  memory.fetchTimerUs = deadlineUs;
  port.setTimer('delayed fetch', deadlineUs - port.nowUs);
}

/** Fetches whose time is up are answered with what there is. */
export function expireFetches(broker: Broker): void {
  const { memory, port } = broker;
  let earliestUs = Infinity;
  for (const session of memory.sessions.values()) {
    if (session.parked === null) continue;
    const { deadlineUs } = session.parked;
    if (deadlineUs <= port.nowUs) tryCompleteFetch(broker, session, true);
    else if (deadlineUs < earliestUs) earliestUs = deadlineUs;
  }
  if (earliestUs < Infinity) watchFetches(broker, earliestUs);
}

/**
 * Answers a parked fetch when there are enough bytes, an error or a divergence, or when it must be
 * answered now. Only partitions with possible news are looked at.
 */
export function tryCompleteFetch(broker: Broker, session: FetchSession, mustAnswer: boolean): void {
  const { parked } = session;
  if (parked === null || !(mustAnswer || hasNews(broker, session))) return;
  const found: Found[] = [];
  let sizeBytes = 0;
  let isUrgent = false;
  for (const key of session.dirty) {
    const asked = session.partitions.get(key);
    if (asked === undefined) continue;
    const bytesLeft = Math.max(0, parked.fetch.maxBytes - sizeBytes);
    const answer = answerPartition(broker, session, asked, bytesLeft, sizeBytes === 0);
    for (const batch of answer.batches) sizeBytes += batch.sizeBytes;
    if (isUrgentAnswer(answer)) isUrgent = true;
    found.push({ asked, answer });
  }
  if (!mustAnswer && !isUrgent && sizeBytes < Math.max(1, parked.fetch.minBytes)) return;
  session.parked = null;
  const partitions = chooseNews(broker, session, found, sizeBytes > 0);
  if (session.isFleeting) closeSession(broker, session.id);
  respond(broker.port, parked.request, {
    api: 'Fetch',
    errorCode: 'NONE',
    sessionId: session.isFleeting ? 0 : session.id,
    partitions: Object.freeze(partitions),
  });
}

/** Whether there is an error, a divergence or a record to tell of: mostly there is none. */
function hasNews(broker: Broker, session: FetchSession): boolean {
  for (const key of session.dirty) {
    const asked = session.partitions.get(key);
    if (asked === undefined) continue;
    const hosted = watch(broker, session, asked);
    if (hosted === undefined || checkPartition(broker, hosted, asked, session) !== 'NONE') {
      return true;
    }
    if (asked.fetchOffset < readableEnd(broker, session, hosted)) return true;
    if (session.replicaId !== -1 && divergence(broker, hosted, asked) !== null) return true;
    if (preferredReadReplica(broker, hosted, session, asked.fetchOffset) !== -1) return true;
  }
  return false;
}

/** The partition, which may be hosted only since it was first asked for. */
function watch(
  { memory }: Broker,
  session: FetchSession,
  asked: SessionPartition,
): HostedPartition | undefined {
  const hosted = memory.partitions.get(asked.key);
  hosted?.watchers.add(session.id);
  return hosted;
}

/** An error, a divergence or another replica to read from is told at once. */
function isUrgentAnswer({ errorCode, divergingEpoch, preferredReadReplica }: PartitionAnswer) {
  return errorCode !== 'NONE' || divergingEpoch !== null || preferredReadReplica !== -1;
}

interface Found {
  readonly asked: SessionPartition;
  readonly answer: PartitionAnswer;
}

/** The answers that tell something new; what has news still stays dirty, crowded out ones first. */
function chooseNews(
  broker: Broker,
  session: FetchSession,
  found: readonly Found[],
  hasBytes: boolean,
): PartitionAnswer[] {
  const partitions: PartitionAnswer[] = [];
  for (const { asked, answer } of found) {
    const { batches, errorCode, highWatermark } = answer;
    const isPlain = batches.length === 0 && !isUrgentAnswer(answer);
    if (!(isPlain && hasBytes && hasUnread(broker, session, asked))) {
      session.dirty.delete(asked.key);
      // What was sent must be asked for again: the next request moves its offset, or does not.
      if (batches.length > 0 || errorCode !== 'NONE') session.dirty.add(asked.key);
    }
    if (isPlain && highWatermark === asked.toldHighWatermark && !session.isFleeting) continue;
    asked.toldHighWatermark = highWatermark;
    partitions.push(Object.freeze(answer));
  }
  return partitions;
}

function hasUnread(broker: Broker, session: FetchSession, asked: SessionPartition): boolean {
  const hosted = broker.memory.partitions.get(asked.key);
  if (hosted === undefined) return false;
  return asked.fetchOffset < readableEnd(broker, session, hosted);
}

/** Followers read to the log's end, consumers to the high watermark. */
function readableEnd(broker: Broker, session: FetchSession, hosted: HostedPartition): number {
  return session.replicaId === -1 ? hosted.highWatermark : logOf(broker, hosted).logEndOffset;
}

// ── One partition ───────────────────────────────────────────────────────────────────────────

/**
 * Whether this broker may answer for a partition in the epoch that was asked for: as its leader, or
 * a consumer also as a follower (KIP-392).
 */
export function checkPartition(
  broker: Broker,
  hosted: HostedPartition | undefined,
  asked: SessionPartition,
  session: FetchSession,
): ErrorName {
  if (hosted === undefined) {
    const known = partitionOf(broker.memory.image, asked.topic, asked.partition);
    return known === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'NOT_LEADER_OR_FOLLOWER';
  }
  if (asked.currentLeaderEpoch !== -1) {
    if (asked.currentLeaderEpoch < hosted.leaderEpoch) return 'FENCED_LEADER_EPOCH';
    if (asked.currentLeaderEpoch > hosted.leaderEpoch) return 'UNKNOWN_LEADER_EPOCH';
  }
  const mayServe = session.replicaId === -1 ? hosted.role.value !== 'NoLeader' : isLeading(hosted);
  if (!mayServe) return 'NOT_LEADER_OR_FOLLOWER';
  // A follower may hear of its new assignment before the leader does; it must ask again.
  if (session.replicaId !== -1 && !hosted.followers.has(session.replicaId)) {
    return asked.currentLeaderEpoch === -1 ? 'NOT_LEADER_OR_FOLLOWER' : 'UNKNOWN_LEADER_EPOCH';
  }
  const log = logOf(broker, hosted);
  const isBeyond = asked.fetchOffset > log.logEndOffset || asked.fetchOffset < log.logStartOffset;
  // A follower that is beyond the log is told where they diverge instead.
  if (isBeyond && (session.replicaId === -1 || asked.lastFetchedEpoch === -1)) {
    return 'OFFSET_OUT_OF_RANGE';
  }
  return 'NONE';
}

/** Where the fetcher's log and this one part ways; null when they agree (KIP-595). */
export function divergence(
  broker: Broker,
  hosted: HostedPartition,
  asked: SessionPartition,
): { readonly epoch: number; readonly endOffset: number } | null {
  if (asked.lastFetchedEpoch === -1) return null;
  const log = logOf(broker, hosted);
  const { epoch, endOffset } = log.epochs.endOffsetFor(asked.lastFetchedEpoch, log.logEndOffset);
  const agrees = epoch === asked.lastFetchedEpoch && endOffset >= asked.fetchOffset;
  return agrees ? null : { epoch, endOffset };
}

function answerPartition(
  broker: Broker,
  session: FetchSession,
  asked: SessionPartition,
  bytesLeft: number,
  minOneBatch: boolean,
): PartitionAnswer {
  const hosted = watch(broker, session, asked);
  const errorCode = checkPartition(broker, hosted, asked, session);
  if (errorCode !== 'NONE' || hosted === undefined) return refuse(broker, asked, errorCode);
  const log = logOf(broker, hosted);
  const { highWatermark } = hosted;
  const divergingEpoch = session.replicaId === -1 ? null : divergence(broker, hosted, asked);
  const endOffset = readableEnd(broker, session, hosted);
  const replica = preferredReadReplica(broker, hosted, session, asked.fetchOffset);
  const isReadHere = divergingEpoch === null && replica === -1;
  const hasRecords = isReadHere && asked.fetchOffset < endOffset;
  const maxBytes = Math.min(asked.maxBytes, bytesLeft);
  return {
    topic: asked.topic,
    partition: asked.partition,
    errorCode: 'NONE',
    highWatermark,
    lastStableOffset: highWatermark,
    logStartOffset: log.logStartOffset,
    divergingEpoch,
    currentLeader: null,
    preferredReadReplica: replica,
    batches: hasRecords
      ? Object.freeze(readLog(log, asked.fetchOffset, endOffset, maxBytes, minOneBatch))
      : NO_BATCHES,
  };
}

const NO_BATCHES: readonly RecordBatch[] = Object.freeze([]);

function refuse(
  { memory }: Broker,
  { topic, partition }: SessionPartition,
  errorCode: ErrorName,
): PartitionAnswer {
  const state = partitionOf(memory.image, topic, partition);
  return {
    topic,
    partition,
    errorCode,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    divergingEpoch: null,
    currentLeader:
      state === undefined
        ? null
        : Object.freeze({ leaderId: state.leader, leaderEpoch: state.leaderEpoch }),
    preferredReadReplica: -1,
    batches: NO_BATCHES,
  };
}
