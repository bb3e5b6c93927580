// Following: one fetcher for each broker that leads something hosted here, with an incremental
// fetch session. Follows `ReplicaFetcherThread` and `AbstractFetcherThread`.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { appendAsFollower, lastEpochOf, truncateTo } from '#kafka/log/partition-log.ts';
import { emit, responseOf } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { ask } from '#kafka/broker/state/ask.ts';
import type { Broker, Fetcher, HostedPartition } from '#kafka/broker/state/broker-state.ts';
import { fetcherTimer } from '#kafka/broker/state/timers.ts';
import { logOf, setHighWatermark } from '#kafka/broker/partition/high-watermark.ts';
import { takeFetched } from '#kafka/broker/partition/slow-disk.ts';
import { wakeWatchers } from '#kafka/broker/purgatory/purgatory.ts';

function createFetcher(source: number): Fetcher {
  return {
    source,
    sessionId: 0,
    sessionEpoch: 0,
    partitions: new Map(),
    changed: new Set(),
    delayed: new Map(),
    forgotten: new Map(),
    request: -1,
    wakeAtUs: -1,
  };
}

/** Begins to fetch a partition from its leader. */
export function follow(broker: Broker, partition: HostedPartition): void {
  const { memory } = broker;
  unfollow(broker, partition);
  let fetcher = memory.fetchers.get(partition.leader);
  if (fetcher === undefined) {
    fetcher = createFetcher(partition.leader);
    memory.fetchers.set(partition.leader, fetcher);
  }
  const { topic, partition: index, key } = partition;
  fetcher.partitions.set(key, Object.freeze({ topic, partition: index }));
  fetcher.changed.add(key);
  fetcher.delayed.delete(key);
  fetcher.forgotten.delete(key);
  // A request that waits at the leader does not know of this partition: let it come back first.
  if (fetcher.request === -1) scheduleFetch(broker, fetcher, 0);
}

/** Stops fetching a partition from whomever it was fetched. */
export function unfollow({ memory }: Broker, partition: HostedPartition): void {
  for (const fetcher of memory.fetchers.values()) {
    const known = fetcher.partitions.get(partition.key);
    if (known === undefined) continue;
    fetcher.partitions.delete(partition.key);
    fetcher.changed.delete(partition.key);
    fetcher.delayed.delete(partition.key);
    fetcher.forgotten.set(partition.key, known);
  }
}

/** Several partitions may change at once; one request a moment later speaks for all of them. */
function scheduleFetch({ port }: Broker, fetcher: Fetcher, afterUs: number): void {
  const timer = fetcherTimer(fetcher.source);
  const atUs = port.nowUs + afterUs;
  if (port.hasTimer(timer) && fetcher.wakeAtUs <= atUs) return;
  fetcher.wakeAtUs = atUs;
  port.setTimer(timer, afterUs, fetcher.source);
}

export function fetchNext(broker: Broker, source: number): void {
  const { memory, disk } = broker;
  const fetcher = memory.fetchers.get(source);
  if (fetcher === undefined || fetcher.request !== -1) return;
  if (fetcher.partitions.size === 0) {
    memory.fetchers.delete(source);
    return;
  }
  resumeDelayed(broker, fetcher);
  const { settings } = memory;
  const isNewSession = fetcher.sessionEpoch === 0;
  const keys = isNewSession ? fetcher.partitions.keys() : fetcher.changed;
  const partitions = [];
  for (const key of keys) {
    const hosted = memory.partitions.get(key);
    if (hosted === undefined || fetcher.delayed.has(key)) continue;
    const log = logOf(broker, hosted);
    partitions.push({
      topic: hosted.topic,
      partition: hosted.partition,
      currentLeaderEpoch: hosted.leaderEpoch,
      fetchOffset: log.logEndOffset,
      lastFetchedEpoch: lastEpochOf(log),
      logStartOffset: log.logStartOffset,
      partitionMaxBytes: settings.partitionMaxBytes,
    });
  }
  if (fetcher.delayed.size > 0 && fetcher.delayed.size === fetcher.partitions.size) return;
  const forgottenPartitions = isNewSession ? [] : [...fetcher.forgotten.values()];
  fetcher.changed.clear();
  fetcher.forgotten.clear();
  fetcher.request = ask(
    broker,
    nodeIds.broker(source),
    {
      api: 'Fetch',
      replicaId: disk.id,
      replicaEpoch: memory.channel.brokerEpoch,
      maxWaitMs: settings.fetchMaxWaitMs,
      minBytes: settings.fetchMinBytes,
      maxBytes: settings.fetchMaxBytes,
      isolationLevel: 'READ_UNCOMMITTED',
      sessionId: fetcher.sessionId,
      sessionEpoch: fetcher.sessionEpoch,
      rackId: '',
      partitions,
      forgottenPartitions,
    },
    settings.socketTimeoutMs,
  );
  memory.fetchRequests.set(fetcher.request, source);
}

/**
 * A partition with an error waits apart, so that the others are fetched on. Follows
 * `AbstractFetcherThread.delayPartitions`.
 */
function delayPartition(broker: Broker, fetcher: Fetcher, key: string): void {
  const { port, memory } = broker;
  const known = fetcher.partitions.get(key);
  if (known === undefined) return;
  const afterUs = memory.settings.fetchBackoffUs;
  fetcher.delayed.set(key, port.nowUs + afterUs);
  fetcher.changed.delete(key);
  fetcher.forgotten.set(key, known);
  scheduleFetch(broker, fetcher, afterUs);
}

function resumeDelayed(broker: Broker, fetcher: Fetcher): void {
  let earliestUs = Infinity;
  for (const [key, untilUs] of fetcher.delayed) {
    if (untilUs > broker.port.nowUs) {
      earliestUs = Math.min(earliestUs, untilUs);
      continue;
    }
    fetcher.delayed.delete(key);
    fetcher.forgotten.delete(key);
    fetcher.changed.add(key);
  }
  if (earliestUs < Infinity) scheduleFetch(broker, fetcher, earliestUs - broker.port.nowUs);
}

/** Appends what came, and asks for more. */
export function handleFetchResponse(
  broker: Broker,
  request: number,
  body: ResponseBody<'Fetch'>,
): void {
  const fetcher = takeFetcher(broker, request);
  if (fetcher === undefined) return;
  if (body.errorCode !== 'NONE') {
    restartSession(fetcher);
    scheduleFetch(broker, fetcher, 0);
    return;
  }
  fetcher.sessionId = body.sessionId;
  fetcher.sessionEpoch += 1;
  for (const data of body.partitions) {
    const key = partitionKey(data.topic, data.partition);
    const partition = broker.memory.partitions.get(key);
    if (partition === undefined || !fetcher.partitions.has(key)) continue;
    // Changed since the request was sent: the leader or its epoch is another one.
    if (fetcher.changed.has(key)) continue;
    if (data.errorCode !== 'NONE') {
      // The metadata that explains it is on its way.
      delayPartition(broker, fetcher, key);
      continue;
    }
    if (data.divergingEpoch !== null) {
      const log = logOf(broker, partition);
      const own = log.epochs.endOffsetFor(data.divergingEpoch.epoch, log.logEndOffset);
      const ownEnd = own.endOffset === -1 ? log.logEndOffset : own.endOffset;
      truncate(broker, partition, Math.min(data.divergingEpoch.endOffset, ownEnd));
      fetcher.changed.add(key);
      continue;
    }
    append(broker, fetcher, partition, data);
  }
  fetchNext(broker, fetcher.source);
}

/**
 * Ends the appends that a slow disk still holds up. A fetcher thread appends under its lock, for which a
 * replica waits that is to lead, or to follow another one (`AbstractFetcherThread.removePartitions`):
 * what was under way is in its log by then.
 */
export function finishAppends(broker: Broker): void {
  for (const delivery of takeFetched(broker)) {
    handleFetchResponse(broker, delivery.request, responseOf(delivery) as ResponseBody<'Fetch'>);
  }
}

function append(
  broker: Broker,
  fetcher: Fetcher,
  partition: HostedPartition,
  data: ResponseBody<'Fetch'>['partitions'][number],
): void {
  const log = logOf(broker, partition);
  for (const batch of data.batches) {
    // Holes are the leader's; what lies before the end is here already.
    if (batch.baseOffset < log.logEndOffset) continue;
    appendAsFollower(log, batch);
    emit(broker.port, 'records.appended', {
      topic: partition.topic,
      partition: partition.partition,
      broker: broker.disk.id,
      role: 'follower',
      batch,
      logEndOffset: log.logEndOffset,
    });
    fetcher.changed.add(partition.key);
  }
  const highWatermark = Math.min(data.highWatermark, log.logEndOffset);
  // Consumers of this rack may wait here for records below it (KIP-392).
  if (setHighWatermark(broker, partition, highWatermark)) {
    wakeWatchers(broker, partition, 'consumers');
  }
}

/** Drops records that the leader does not have; the high watermark cannot stay above the end. */
function truncate(broker: Broker, partition: HostedPartition, endOffset: number): void {
  const log = logOf(broker, partition);
  const previousLogEndOffset = log.logEndOffset;
  if (!truncateTo(log, Math.max(0, endOffset))) return;
  partition.highWatermark = Math.min(partition.highWatermark, log.logEndOffset);
  emit(broker.port, 'log.truncated', {
    topic: partition.topic,
    partition: partition.partition,
    broker: broker.disk.id,
    logEndOffset: log.logEndOffset,
    previousLogEndOffset,
  });
}

/** The source is gone or silent: a new session after a while. */
export function handleFetcherFailure(broker: Broker, request: number): void {
  const fetcher = takeFetcher(broker, request);
  if (fetcher === undefined) return;
  restartSession(fetcher);
  for (const key of fetcher.partitions.keys()) delayPartition(broker, fetcher, key);
}

function restartSession(fetcher: Fetcher): void {
  fetcher.sessionId = 0;
  fetcher.sessionEpoch = 0;
}

/** The fetcher that waits for this request; it waits no longer. */
function takeFetcher({ memory }: Broker, request: number): Fetcher | undefined {
  const source = memory.fetchRequests.get(request);
  if (source === undefined) return undefined;
  memory.fetchRequests.delete(request);
  const fetcher = memory.fetchers.get(source);
  if (fetcher?.request !== request) return undefined;
  fetcher.request = -1;
  return fetcher;
}
