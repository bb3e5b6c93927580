// Fetching: one request at a time to each leader, with incremental sessions, into buffers that
// poll() empties. Follows `AbstractFetch` and `FetchSessionHandler` of Apache Kafka 4.3.
import { msToUs } from '#base/time.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { emit, send } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { isInvalidMetadata } from '#kafka/protocol/errors.ts';
import { type KafkaRecord, lastOffsetOf } from '#kafka/protocol/record.ts';
import { partitionKey, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import {
  config,
  type Consumer,
  type ConsumerTimer,
  type FetchBackoffTimer,
  numberConfig,
  requestTimeoutMs,
  retryBackoffUs,
} from '#kafka/client/consumer/state.ts';
import { resetOffsets } from './offsets.ts';
import { requestMetadata, updateLeadership } from '#kafka/client/metadata/metadata-cache.ts';
import { knownPartition } from '#kafka/client/metadata/known-cluster.ts';
import { placeAll, update } from './owned-partitions.ts';
import type { ConsumerFetch, EpochStart, OwnedPartition } from './owned-partition.ts';

/** `FetchMetadata.FINAL_EPOCH`: the session is to be closed. */
const FINAL_EPOCH = -1;

type FetchPartition = RequestBody<'Fetch'>['partitions'][number];

/** Sends a fetch to every leader that has something to be fetched and is not being asked. */
export function sendFetches(consumer: Consumer): void {
  const { memory, port } = consumer;
  if (memory.leaderless.size > 0) {
    requestMetadata(memory.metadata, port, 'a partition has no leader');
  }
  for (const broker of memory.fetchesDue) {
    const fetch = memory.fetches.get(broker);
    const maySend = fetch?.request === -1 && fetch.wanted.size > 0 && fetch.buffered.size === 0;
    // It stays due: the timer of its backoff leads here again.
    if (maySend && port.hasTimer(backoffTimer(broker))) continue;
    memory.fetchesDue.delete(broker);
    if (maySend) sendFetch(consumer, fetch);
  }
}

function backoffTimer(broker: number): FetchBackoffTimer {
  return `fetch backoff ${broker}`;
}

export function isFetchBackoff(timer: ConsumerTimer): timer is FetchBackoffTimer {
  return timer.startsWith('fetch backoff ');
}

function sendFetch(consumer: Consumer, fetch: ConsumerFetch): void {
  const { memory } = consumer;
  const partitions: FetchPartition[] = [];
  const forgottenPartitions: TopicPartition[] = [];
  for (const key of fetch.changed) {
    const known = fetch.known.get(key);
    const owned = fetch.wanted.has(key) ? memory.owned.get(key) : undefined;
    if (owned !== undefined) {
      const { topic, partition, position } = owned;
      const offset = position ?? 0;
      if (known?.offset === offset) continue;
      const session = {
        partition: known?.partition ?? Object.freeze({ topic, partition }),
        offset,
      };
      fetch.known.set(key, Object.freeze(session));
      partitions.push(askFor(consumer, owned, offset));
    } else if (known !== undefined) {
      fetch.known.delete(key);
      forgottenPartitions.push(known.partition);
    }
  }
  fetch.changed.clear();
  const { sessionEpoch } = fetch;
  fetch.request = ask(consumer, fetch, { sessionEpoch, partitions, forgottenPartitions });
  memory.fetchRequests.set(fetch.request, fetch.broker);
}

function ask(
  consumer: Consumer,
  { broker, sessionId }: ConsumerFetch,
  said: Pick<RequestBody<'Fetch'>, 'sessionEpoch' | 'partitions' | 'forgottenPartitions'>,
): number {
  return send(
    consumer.port,
    nodeIds.broker(broker),
    {
      api: 'Fetch',
      replicaId: -1,
      replicaEpoch: -1,
      maxWaitMs: numberConfig(consumer, 'fetch.max.wait.ms'),
      minBytes: numberConfig(consumer, 'fetch.min.bytes'),
      maxBytes: numberConfig(consumer, 'fetch.max.bytes'),
      isolationLevel: 'READ_UNCOMMITTED',
      sessionId,
      rackId: consumer.disk.spec.rack ?? config(consumer, 'client.rack'),
      ...said,
    },
    requestTimeoutMs(consumer),
  );
}

/**
 * close(): tells every broker that is not out of reach that its session is over. Gives the requests,
 * for whose answers close() waits (`AbstractFetch.prepareCloseFetchSessionRequests`).
 */
export function closeSessions(consumer: Consumer): readonly number[] {
  const { memory, port } = consumer;
  const requests: number[] = [];
  for (const fetch of memory.fetches.values()) {
    const delayUs = port.pollDelayUs(nodeIds.broker(fetch.broker));
    const isInBackoff = delayUs > 0 && delayUs < Infinity;
    const hasSession = fetch.sessionId !== 0 || fetch.request !== -1;
    if (!hasSession || isInBackoff) continue;
    if (!memory.metadata.brokers.includes(fetch.broker)) continue;
    const said = { sessionEpoch: FINAL_EPOCH, partitions: [], forgottenPartitions: [] };
    requests.push(ask(consumer, fetch, said));
  }
  return requests;
}

/** The application has closed its consumer: another one knows nothing of its sessions. */
export function forgetSessions({ memory }: Consumer): void {
  memory.fetches.clear();
  memory.fetchRequests.clear();
  memory.fetchesDue.clear();
}

function askFor(
  consumer: Consumer,
  { topic, partition }: OwnedPartition,
  fetchOffset: number,
): FetchPartition {
  const known = knownPartition(consumer.memory.metadata, topic, partition);
  return {
    topic,
    partition,
    currentLeaderEpoch: known?.leaderEpoch ?? -1,
    fetchOffset,
    lastFetchedEpoch: -1,
    logStartOffset: -1,
    partitionMaxBytes: numberConfig(consumer, 'max.partition.fetch.bytes'),
  };
}

/** The fetch that waits for this request; it waits no longer, and its broker may be asked again. */
function takeFetch({ memory }: Consumer, request: number): ConsumerFetch | undefined {
  const broker = memory.fetchRequests.get(request);
  const fetch = broker === undefined ? undefined : memory.fetches.get(broker);
  if (broker === undefined || fetch === undefined) return undefined;
  memory.fetchRequests.delete(request);
  fetch.request = -1;
  memory.fetchesDue.add(broker);
  return fetch;
}

/** Puts what came into the buffers. True when the request was a fetch of this consumer. */
export function handleFetch(
  consumer: Consumer,
  request: number,
  body: ResponseBody<'Fetch'>,
): boolean {
  const fetch = takeFetch(consumer, request);
  if (fetch === undefined) return false;
  if (body.errorCode !== 'NONE') {
    restartSession(fetch);
    return true;
  }
  fetch.sessionId = body.sessionId;
  fetch.sessionEpoch += 1;
  for (const data of body.partitions) handlePartition(consumer, fetch, data);
  followLeaders(consumer, body);
  return true;
}

/** Whoever leads no more says who does (KIP-951): it is asked next, without waiting for metadata. */
function followLeaders(consumer: Consumer, { partitions }: ResponseBody<'Fetch'>): void {
  const leaders = partitions.flatMap(({ topic, partition, errorCode, currentLeader }) => {
    const isMoved = errorCode === 'NOT_LEADER_OR_FOLLOWER' || errorCode === 'FENCED_LEADER_EPOCH';
    return isMoved && currentLeader !== null ? [{ topic, partition, ...currentLeader }] : [];
  });
  if (leaders.length === 0) return;
  if (updateLeadership(consumer.memory.metadata, consumer.port, leaders)) placeAll(consumer);
}

function handlePartition(
  consumer: Consumer,
  fetch: ConsumerFetch,
  data: ResponseBody<'Fetch'>['partitions'][number],
): void {
  const { memory, port } = consumer;
  const key = partitionKey(data.topic, data.partition);
  const owned = memory.owned.get(key);
  const asked = fetch.known.get(key);
  // An answer to a question that is no longer asked: revoked meanwhile, or moved by seek.
  if (owned === undefined || asked === undefined || owned.position !== asked.offset) return;
  if (data.preferredReadReplica !== -1) {
    readFrom(consumer, owned, data.preferredReadReplica);
    return;
  }
  const isReadFromReplica = owned.readReplica !== null;
  if (data.errorCode !== 'NONE' && isReadFromReplica) readFrom(consumer, owned, null);
  if (data.errorCode === 'OFFSET_OUT_OF_RANGE') {
    // The leader may well have what a replica does not have yet.
    if (isReadFromReplica) return;
    resetOffsets(consumer, [owned]);
    return;
  }
  if (data.errorCode !== 'NONE') {
    // It stays in the session: it is asked for again, or forgotten when it has moved away.
    fetch.known.set(key, Object.freeze({ ...asked, offset: -1 }));
    fetch.changed.add(key);
    if (isInvalidMetadata(data.errorCode)) {
      requestMetadata(memory.metadata, port, `${data.errorCode} from the leader of ${key}`);
    }
    backOff(consumer, fetch.broker);
    return;
  }
  // What came from the leader before the present one does not count.
  if (owned.fetchState.value !== 'FETCHING') return;
  const records: KafkaRecord[] = [];
  const fetchedEpochs: EpochStart[] = [];
  for (const batch of data.batches) {
    const { baseOffset: startOffset, partitionLeaderEpoch: epoch } = batch;
    if (fetchedEpochs.at(-1)?.epoch !== epoch) fetchedEpochs.push({ startOffset, epoch });
    for (const record of batch.records) if (record.offset >= asked.offset) records.push(record);
  }
  const lastBatch = data.batches.at(-1);
  if (lastBatch === undefined) return;
  const position = lastOffsetOf(lastBatch) + 1;
  // Where compaction left nothing to give to the application, it is past the hole already.
  const consumed = records.length === 0 ? position : owned.consumed;
  update(consumer, owned, { buffer: Object.freeze(records), fetchedEpochs, position, consumed });
}

/** Where to read from now on: a replica, for as long as metadata is good, or the leader (null). */
function readFrom(consumer: Consumer, owned: OwnedPartition, broker: number | null): void {
  const { port, disk } = consumer;
  const leaseUs = msToUs(numberConfig(consumer, 'metadata.max.age.ms'));
  const readReplica = broker === null ? null : { broker, untilUs: port.nowUs + leaseUs };
  update(consumer, owned, { readReplica });
  const { topic, partition } = owned;
  emit(port, 'read-replica.changed', { consumer: disk.spec.id, topic, partition, broker });
}

function backOff(consumer: Consumer, broker: number): void {
  const { port } = consumer;
  const timer = backoffTimer(broker);
  if (!port.hasTimer(timer)) port.setTimer(timer, retryBackoffUs(consumer));
}

function restartSession(fetch: ConsumerFetch): void {
  fetch.sessionId = 0;
  fetch.sessionEpoch = 0;
  fetch.known.clear();
  fetch.changed.clear();
  for (const key of fetch.wanted) fetch.changed.add(key);
}

/** The broker is gone or silent. True when the request was a fetch of this consumer. */
export function handleFetchFailure(consumer: Consumer, request: number): boolean {
  const fetch = takeFetch(consumer, request);
  if (fetch === undefined) return false;
  restartSession(fetch);
  backOff(consumer, fetch.broker);
  const { memory, port } = consumer;
  for (const owned of memory.owned.values()) {
    if (owned.readReplica?.broker === fetch.broker) readFrom(consumer, owned, null);
  }
  requestMetadata(memory.metadata, port, `broker ${fetch.broker} did not answer a fetch`);
  return true;
}
