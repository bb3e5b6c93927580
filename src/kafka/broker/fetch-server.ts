// Serving fetches of consumers and followers, with incremental sessions (KIP-227) and waiting for
// fetch.min.bytes. Follows `ReplicaManager.fetchMessages`, `FetchSession` and `DelayedFetch`.
import { msToUs } from '#base/time.ts';
import { lastEpochOf, readLog } from '#kafka/log/partition-log.ts';
import { respond } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { partitionOf } from '#kafka/protocol/metadata-image.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { RequestDelivery } from '#sim/node.ts';
import {
  type Broker,
  type FetchSession,
  type HostedPartition,
  isLeading,
  type SessionPartition,
} from './broker-state.ts';
import { logOf } from './high-watermark.ts';
import { expandIsrs, noteFollowerFetch } from './isr.ts';

type FetchBody = RequestBody<'Fetch'>;
type PartitionAnswer = ResponseBody<'Fetch'>['partitions'][number];

/** Epoch of a request without a session; an epoch of 0 asks for a new one. */
const FINAL_EPOCH = -1;

export function handleFetch(broker: Broker, request: RequestDelivery, fetch: FetchBody): void {
  const session = sessionFor(broker, request, fetch);
  if (typeof session === 'string') {
    respond(broker.port, request, {
      api: 'Fetch',
      errorCode: session,
      sessionId: 0,
      partitions: [],
    });
    return;
  }
  updateSession(broker, session, fetch);
  if (fetch.replicaId !== -1) noteFollower(broker, session, fetch);
  session.parked = Object.freeze({
    request,
    fetch,
    deadlineUs: broker.port.nowUs + msToUs(fetch.maxWaitMs),
  });
  tryCompleteFetch(broker, session, fetch.maxWaitMs === 0);
  if (session.parked !== null) {
    broker.port.setTimer(timerOf(session), msToUs(fetch.maxWaitMs), session.id);
  }
}

export const FETCH_TIMER_PREFIX = 'fetch ';

function timerOf(session: FetchSession): string {
  return `${FETCH_TIMER_PREFIX}${session.id}`;
}

/** The time of a parked fetch is up: it is answered with what there is. */
export function expireFetch(broker: Broker, sessionId: number): void {
  const session = broker.memory.sessions.get(sessionId);
  if (session !== undefined && session.parked !== null) tryCompleteFetch(broker, session, true);
}

// ── Sessions ────────────────────────────────────────────────────────────────────────────────

function sessionFor(
  broker: Broker,
  request: RequestDelivery,
  fetch: FetchBody,
): FetchSession | 'FETCH_SESSION_ID_NOT_FOUND' | 'INVALID_FETCH_SESSION_EPOCH' {
  const { memory } = broker;
  if (fetch.sessionEpoch === FINAL_EPOCH || fetch.sessionEpoch === 0) {
    if (fetch.sessionId !== 0) closeSession(broker, fetch.sessionId);
    return openSession(broker, request, fetch);
  }
  const session = memory.sessions.get(fetch.sessionId);
  if (session === undefined || session.from !== request.from) return 'FETCH_SESSION_ID_NOT_FOUND';
  if (session.epoch !== fetch.sessionEpoch) return 'INVALID_FETCH_SESSION_EPOCH';
  session.epoch += 1;
  return session;
}

function openSession(broker: Broker, request: RequestDelivery, fetch: FetchBody): FetchSession {
  const { memory } = broker;
  const id = memory.nextSessionId;
  memory.nextSessionId += 1;
  // A client that starts over has forgotten its old session with this broker.
  for (const other of memory.sessions.values()) {
    if (other.from === request.from && !other.isFleeting) closeSession(broker, other.id);
  }
  const session: FetchSession = {
    id,
    replicaId: fetch.replicaId,
    from: request.from,
    isFleeting: fetch.sessionEpoch === FINAL_EPOCH,
    epoch: 1,
    partitions: new Map(),
    dirty: new Set(),
    parked: null,
  };
  memory.sessions.set(id, session);
  return session;
}

export function closeSession(broker: Broker, sessionId: number): void {
  const { memory, port } = broker;
  const session = memory.sessions.get(sessionId);
  if (session === undefined) return;
  memory.sessions.delete(sessionId);
  port.clearTimer(timerOf(session));
  for (const key of session.partitions.keys()) {
    memory.partitions.get(key)?.watchers.delete(sessionId);
  }
}

function updateSession(broker: Broker, session: FetchSession, fetch: FetchBody): void {
  const { memory } = broker;
  for (const { topic, partition } of fetch.forgottenPartitions) {
    const key = partitionKey(topic, partition);
    session.partitions.delete(key);
    session.dirty.delete(key);
    memory.partitions.get(key)?.watchers.delete(session.id);
  }
  for (const asked of fetch.partitions) {
    const key = partitionKey(asked.topic, asked.partition);
    const { fetchOffset, currentLeaderEpoch, lastFetchedEpoch } = asked;
    const known = session.partitions.get(key);
    session.dirty.add(key);
    if (known === undefined) {
      session.partitions.set(key, {
        topic: asked.topic,
        partition: asked.partition,
        fetchOffset,
        currentLeaderEpoch,
        lastFetchedEpoch,
        maxBytes: asked.partitionMaxBytes,
        toldHighWatermark: -1,
      });
      memory.partitions.get(key)?.watchers.add(session.id);
    } else {
      known.fetchOffset = fetchOffset;
      known.currentLeaderEpoch = currentLeaderEpoch;
      known.lastFetchedEpoch = lastFetchedEpoch;
    }
  }
}

/** The leader learns how far a follower has come from where it fetches next. */
function noteFollower(broker: Broker, session: FetchSession, fetch: FetchBody): void {
  const { memory, port } = broker;
  for (const { topic, partition } of fetch.partitions) {
    const hosted = memory.partitions.get(partitionKey(topic, partition));
    const asked = session.partitions.get(partitionKey(topic, partition));
    if (hosted === undefined || asked === undefined || !isLeading(hosted)) continue;
    if (checkPartition(broker, hosted, asked, session) !== 'NONE') continue;
    if (divergence(broker, hosted, asked) !== null) continue;
    noteFollowerFetch(broker, hosted, fetch.replicaId, asked.fetchOffset, fetch.replicaEpoch);
  }
  memory.followerFetchUs.set(fetch.replicaId, port.nowUs);
  const { partitions } = session;
  expandIsrs(broker, fetch.replicaId, fetch.replicaEpoch, (key) => partitions.has(key));
}

// ── Answers ─────────────────────────────────────────────────────────────────────────────────

function checkPartition(
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
  if (!isLeading(hosted)) return 'NOT_LEADER_OR_FOLLOWER';
  const log = logOf(broker, hosted);
  const isBeyond = asked.fetchOffset > log.logEndOffset || asked.fetchOffset < log.logStartOffset;
  // A follower that is beyond the log is told where they diverge instead.
  if (isBeyond && (session.replicaId === -1 || asked.lastFetchedEpoch === -1)) {
    return 'OFFSET_OUT_OF_RANGE';
  }
  return 'NONE';
}

/** Where the fetcher's log and this one part ways; null when they agree (KIP-595). */
function divergence(
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
  const { topic, partition } = asked;
  const hosted = broker.memory.partitions.get(partitionKey(topic, partition));
  // It may be hosted only since it was first asked for.
  hosted?.watchers.add(session.id);
  const errorCode = checkPartition(broker, hosted, asked, session);
  if (errorCode !== 'NONE' || hosted === undefined) {
    const state = partitionOf(broker.memory.image, topic, partition);
    return {
      topic,
      partition,
      errorCode,
      highWatermark: -1,
      lastStableOffset: -1,
      logStartOffset: -1,
      divergingEpoch: null,
      currentLeader:
        state === undefined ? null : { leaderId: state.leader, leaderEpoch: state.leaderEpoch },
      preferredReadReplica: -1,
      batches: [],
    };
  }
  const log = logOf(broker, hosted);
  const divergingEpoch = session.replicaId === -1 ? null : divergence(broker, hosted, asked);
  const endOffset = session.replicaId === -1 ? hosted.highWatermark : log.logEndOffset;
  const hasRecords = divergingEpoch === null && asked.fetchOffset < endOffset;
  return {
    topic,
    partition,
    errorCode: 'NONE',
    highWatermark: hosted.highWatermark,
    lastStableOffset: hosted.highWatermark,
    logStartOffset: log.logStartOffset,
    divergingEpoch,
    currentLeader: null,
    preferredReadReplica: -1,
    batches: hasRecords
      ? readLog(log, asked.fetchOffset, endOffset, Math.min(asked.maxBytes, bytesLeft), minOneBatch)
      : NO_BATCHES,
  };
}

const NO_BATCHES: readonly never[] = Object.freeze([]);

/**
 * Answers a parked fetch when there are enough bytes, an error or a divergence, or when it must be
 * answered now. Only partitions with possible news are looked at.
 */
export function tryCompleteFetch(broker: Broker, session: FetchSession, mustAnswer: boolean): void {
  const { parked } = session;
  if (parked === null) return;
  const answers: PartitionAnswer[] = [];
  let sizeBytes = 0;
  let isUrgent = false;
  for (const key of session.dirty) {
    const asked = session.partitions.get(key);
    if (asked === undefined) continue;
    const bytesLeft = Math.max(0, parked.fetch.maxBytes - sizeBytes);
    const answer = answerPartition(broker, session, asked, bytesLeft, sizeBytes === 0);
    for (const batch of answer.batches) sizeBytes += batch.sizeBytes;
    if (answer.errorCode !== 'NONE' || answer.divergingEpoch !== null) isUrgent = true;
    answers.push(answer);
  }
  if (!mustAnswer && !isUrgent && sizeBytes < Math.max(1, parked.fetch.minBytes)) return;
  answer(broker, session, parked.request, answers);
}

function isNews(session: FetchSession, answer: PartitionAnswer, asked: SessionPartition): boolean {
  return (
    answer.batches.length > 0 ||
    answer.errorCode !== 'NONE' ||
    answer.divergingEpoch !== null ||
    answer.highWatermark !== asked.toldHighWatermark ||
    session.isFleeting
  );
}

function isCrowdedOut(broker: Broker, session: FetchSession, answer: PartitionAnswer): boolean {
  if (answer.errorCode !== 'NONE' || answer.divergingEpoch !== null) return false;
  if (answer.batches.length > 0) return false;
  const key = partitionKey(answer.topic, answer.partition);
  const hosted = broker.memory.partitions.get(key);
  const asked = session.partitions.get(key);
  if (hosted === undefined || asked === undefined) return false;
  const log = logOf(broker, hosted);
  const endOffset = session.replicaId === -1 ? hosted.highWatermark : log.logEndOffset;
  return readLog(log, asked.fetchOffset, endOffset, 0, true).length > 0;
}

function answer(
  broker: Broker,
  session: FetchSession,
  request: RequestDelivery,
  answers: readonly PartitionAnswer[],
): void {
  const partitions: PartitionAnswer[] = [];
  for (const one of answers) {
    const key = partitionKey(one.topic, one.partition);
    const asked = session.partitions.get(key);
    if (asked === undefined || !isNews(session, one, asked)) continue;
    asked.toldHighWatermark = one.highWatermark;
    partitions.push(Object.freeze(one));
  }
  // A partition that the limits left no room for has news still, and comes first next time.
  for (const one of answers) {
    if (!isCrowdedOut(broker, session, one)) {
      session.dirty.delete(partitionKey(one.topic, one.partition));
    }
  }
  // What was sent must be asked for again: the next request moves its offset, or finds it unmoved.
  for (const one of partitions) {
    if (one.batches.length > 0 || one.errorCode !== 'NONE') {
      session.dirty.add(partitionKey(one.topic, one.partition));
    }
  }
  session.parked = null;
  broker.port.clearTimer(timerOf(session));
  if (session.isFleeting) closeSession(broker, session.id);
  respond(broker.port, request, {
    api: 'Fetch',
    errorCode: 'NONE',
    sessionId: session.isFleeting ? 0 : session.id,
    partitions: Object.freeze(partitions),
  });
}

/** For a follower's own fetches: the epoch of the last record that it has. */
export function lastFetchedEpochOf(broker: Broker, partition: HostedPartition): number {
  return lastEpochOf(logOf(broker, partition));
}
