// Incremental fetch sessions (KIP-227): what each fetcher wants, so that it need not say it again,
// and which of that has news. Follows `org.apache.kafka.server.FetchSession`.
import type { RequestBody } from '#kafka/protocol/api.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { RequestDelivery } from '#sim/node.ts';
import type { Broker, FetchSession, SessionPartition } from '#kafka/broker/state/broker-state.ts';

type FetchBody = RequestBody<'Fetch'>;

/** Epoch of a request without a session; an epoch of 0 asks for a new one. */
const FINAL_EPOCH = -1;

/** The session that a fetch belongs to: a known one, or a new one. */
export function sessionFor(
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
    rackId: fetch.rackId,
    isFleeting: fetch.sessionEpoch === FINAL_EPOCH,
    epoch: 1,
    partitions: new Map(),
    dirty: new Set(),
    parked: null,
  };
  memory.sessions.set(id, session);
  return session;
}

export function closeSession({ memory }: Broker, sessionId: number): void {
  const session = memory.sessions.get(sessionId);
  if (session === undefined) return;
  memory.sessions.delete(sessionId);
  for (const key of session.partitions.keys()) {
    memory.partitions.get(key)?.watchers.delete(sessionId);
  }
}

/** Takes over what a request says anew; gives the partitions that it names. */
export function updateSession(
  { memory }: Broker,
  session: FetchSession,
  fetch: FetchBody,
): readonly SessionPartition[] {
  for (const { topic, partition } of fetch.forgottenPartitions) {
    const key = partitionKey(topic, partition);
    session.partitions.delete(key);
    session.dirty.delete(key);
    memory.partitions.get(key)?.watchers.delete(session.id);
  }
  return fetch.partitions.map((asked) => {
    const { topic, partition, fetchOffset, currentLeaderEpoch, lastFetchedEpoch } = asked;
    const key = partitionKey(topic, partition);
    session.dirty.add(key);
    const known = session.partitions.get(key);
    if (known !== undefined) {
      known.fetchOffset = fetchOffset;
      known.currentLeaderEpoch = currentLeaderEpoch;
      known.lastFetchedEpoch = lastFetchedEpoch;
      known.maxBytes = asked.partitionMaxBytes;
      return known;
    }
    const added: SessionPartition = {
      key,
      topic,
      partition,
      fetchOffset,
      currentLeaderEpoch,
      lastFetchedEpoch,
      maxBytes: asked.partitionMaxBytes,
      toldHighWatermark: -1,
    };
    session.partitions.set(key, added);
    memory.partitions.get(key)?.watchers.add(session.id);
    return added;
  });
}
