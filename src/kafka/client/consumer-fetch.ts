// Fetching: one request at a time to each leader, with incremental sessions, into buffers that
// poll() empties. Follows `AbstractFetch` and `FetchSessionHandler` of Apache Kafka 4.3.
import { msToUs } from '#base/time.ts';
import { nodeIds } from '#kafka/commands.ts';
import { send } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { isInvalidMetadata } from '#kafka/protocol/errors.ts';
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import {
  config,
  type Consumer,
  type ConsumerFetch,
  number,
  type OwnedPartition,
  REQUEST_TIMEOUT_MS,
} from './consumer-state.ts';
import { resetOffsets } from './consumer-offsets.ts';
import { knownPartition, requestMetadata } from './metadata-cache.ts';

/** Sends a fetch to every leader of partitions that have a position and an empty buffer. */
export function sendFetches(consumer: Consumer): void {
  const { memory, port } = consumer;
  const wanted = new Map<number, OwnedPartition[]>();
  for (const owned of memory.owned.values()) {
    if (owned.position === null || owned.buffer.length > 0) continue;
    const leader = knownPartition(memory.metadata, owned.topic, owned.partition)?.leader ?? -1;
    if (leader === -1) {
      requestMetadata(memory.metadata, port, 'a partition has no leader');
      continue;
    }
    const others = wanted.get(leader);
    if (others === undefined) wanted.set(leader, [owned]);
    else others.push(owned);
  }
  for (const [broker, partitions] of wanted) {
    let fetch = memory.fetches.get(broker);
    if (fetch === undefined) {
      fetch = { broker, sessionId: 0, sessionEpoch: 0, known: new Map(), request: -1 };
      memory.fetches.set(broker, fetch);
    }
    const canSend = fetch.request === -1 && !port.hasTimer(backoffTimer(broker));
    if (canSend) sendFetch(consumer, fetch, partitions);
  }
}

const BACKOFF_TIMER_PREFIX = 'fetch backoff ';

function backoffTimer(broker: number): string {
  return `${BACKOFF_TIMER_PREFIX}${broker}`;
}

export function isFetchBackoff(timer: string): boolean {
  return timer.startsWith(BACKOFF_TIMER_PREFIX);
}

function sendFetch(
  consumer: Consumer,
  fetch: ConsumerFetch,
  partitions: readonly OwnedPartition[],
): void {
  const { memory, port } = consumer;
  const wanted = new Set<string>();
  const changed = [];
  for (const { topic, partition, position } of partitions) {
    const key = partitionKey(topic, partition);
    wanted.add(key);
    const offset = position ?? 0;
    const known = fetch.known.get(key);
    if (known?.offset === offset && fetch.sessionEpoch !== 0) continue;
    fetch.known.set(key, { partition: Object.freeze({ topic, partition }), offset });
    const leaderEpoch = knownPartition(memory.metadata, topic, partition)?.leaderEpoch ?? -1;
    changed.push({
      topic,
      partition,
      currentLeaderEpoch: leaderEpoch,
      fetchOffset: offset,
      lastFetchedEpoch: -1,
      logStartOffset: -1,
      partitionMaxBytes: number(consumer, 'max.partition.fetch.bytes'),
    });
  }
  const forgottenPartitions = [];
  for (const [key, { partition }] of fetch.known) {
    if (wanted.has(key)) continue;
    fetch.known.delete(key);
    if (fetch.sessionEpoch !== 0) forgottenPartitions.push(partition);
  }
  fetch.request = send(
    port,
    nodeIds.broker(fetch.broker),
    {
      api: 'Fetch',
      replicaId: -1,
      replicaEpoch: -1,
      maxWaitMs: number(consumer, 'fetch.max.wait.ms'),
      minBytes: number(consumer, 'fetch.min.bytes'),
      maxBytes: number(consumer, 'fetch.max.bytes'),
      isolationLevel: 'READ_UNCOMMITTED',
      sessionId: fetch.sessionId,
      sessionEpoch: fetch.sessionEpoch,
      rackId: config(consumer, 'client.rack'),
      partitions: changed,
      forgottenPartitions,
    },
    REQUEST_TIMEOUT_MS,
  );
}

function fetchOf({ memory }: Consumer, request: number): ConsumerFetch | undefined {
  for (const fetch of memory.fetches.values()) if (fetch.request === request) return fetch;
  return undefined;
}

/** Puts what came into the buffers. True when the request was a fetch of this consumer. */
export function handleFetch(
  consumer: Consumer,
  request: number,
  body: ResponseBody<'Fetch'>,
): boolean {
  const fetch = fetchOf(consumer, request);
  if (fetch === undefined) return false;
  fetch.request = -1;
  if (body.errorCode !== 'NONE') {
    restartSession(fetch);
    return true;
  }
  fetch.sessionId = body.sessionId;
  fetch.sessionEpoch += 1;
  for (const data of body.partitions) handlePartition(consumer, fetch, data);
  return true;
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
  if (data.errorCode === 'OFFSET_OUT_OF_RANGE') {
    owned.position = null;
    owned.consumed = null;
    resetOffsets(consumer, [owned]);
    return;
  }
  if (data.errorCode !== 'NONE') {
    fetch.known.delete(key);
    if (isInvalidMetadata(data.errorCode)) {
      requestMetadata(memory.metadata, port, `${data.errorCode} from the leader of ${key}`);
    }
    backOff(consumer, fetch.broker);
    return;
  }
  const records: KafkaRecord[] = [];
  for (const batch of data.batches) {
    for (const record of batch.records) if (record.offset >= asked.offset) records.push(record);
  }
  const last = records.at(-1);
  if (last === undefined) return;
  owned.buffer = Object.freeze(records);
  owned.position = last.offset + 1;
}

function backOff({ port }: Consumer, broker: number): void {
  const timer = backoffTimer(broker);
  if (!port.hasTimer(timer)) port.setTimer(timer, msToUs(100));
}

function restartSession(fetch: ConsumerFetch): void {
  fetch.sessionId = 0;
  fetch.sessionEpoch = 0;
  fetch.known.clear();
}

/** The broker is gone or silent. True when the request was a fetch of this consumer. */
export function handleFetchFailure(consumer: Consumer, request: number): boolean {
  const fetch = fetchOf(consumer, request);
  if (fetch === undefined) return false;
  fetch.request = -1;
  restartSession(fetch);
  backOff(consumer, fetch.broker);
  const { memory, port } = consumer;
  requestMetadata(memory.metadata, port, `broker ${fetch.broker} did not answer a fetch`);
  return true;
}
