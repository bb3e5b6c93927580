// Keeps a client's view of the cluster up to date: asked for by Metadata, renewed when an error says
// that it is old. Follows `org.apache.kafka.clients.Metadata` and `NetworkClient.DefaultMetadataUpdater`.
import { msToUs } from '#base/time.ts';
import { type ConsumerSpec } from '#kafka/commands.ts';
import type { ClientPort, ConnectionChange } from '#kafka/client/connection/client-port.ts';
import { emit, send } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { anyBrokerOrBootstrap, sendingTo } from './any-broker.ts';
import { backoffMs } from './client-timeouts.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { NodePort } from '#sim/node.ts';
import type { KnownPartition, MetadataCache } from './known-cluster.ts';

/** The backoff before the next attempt, and metadata.max.age.ms since the last success. */
const BACKOFF_TIMER = 'metadata backoff';
const AGE_TIMER = 'metadata age';
export type MetadataTimer = typeof BACKOFF_TIMER | typeof AGE_TIMER;

/** `NetworkClient` looks so soon again for a broker that it may connect to. */
const RECONNECT_MS = 50;

/**
 * What a consumer has to know of: its topics by name, and those of its whole group if it leads it; or
 * all when it subscribes by pattern.
 */
export function wantTopics(
  cache: MetadataCache,
  { topics, pattern = null, assign = null }: Pick<ConsumerSpec, 'topics' | 'pattern' | 'assign'>,
  groupSubscription: readonly string[] = [],
): void {
  cache.wantsAll = pattern !== null;
  cache.wanted.clear();
  for (const topic of [...topics, ...groupSubscription]) cache.wanted.add(topic);
  for (const { topic } of assign ?? []) cache.wanted.add(topic);
}

/** Whether an update is wanted or under way (`Metadata.updateRequested`). */
export function isUpdateRequested({ reason, request }: MetadataCache): boolean {
  return reason !== '' || request !== -1;
}

/**
 * Asks a broker: now, after the backoff of an earlier attempt, or as long after the last answer
 * (`Metadata.timeToAllowUpdate`).
 */
export function requestMetadata(
  cache: MetadataCache,
  port: ClientPort<MetadataTimer>,
  reason: string,
): void {
  if (cache.reason === '') cache.reason = reason;
  if (cache.request !== -1 || port.hasTimer(BACKOFF_TIMER)) return;
  const backoffUs = msToUs(cache.timeouts.retryBackoffMs);
  const sinceUs = port.nowUs - (cache.refreshedAtUs ?? -Infinity);
  if (cache.attempts > 0) waitForNextAttempt(cache, port);
  else if (sinceUs < backoffUs) port.setTimer(BACKOFF_TIMER, backoffUs - sinceUs);
  else sendMetadata(cache, port);
}

function waitForNextAttempt(
  { timeouts, attempts }: MetadataCache,
  port: ClientPort<MetadataTimer>,
): void {
  port.setTimer(BACKOFF_TIMER, msToUs(backoffMs(timeouts, port, attempts)));
}

export function isMetadataTimer(timer: string): timer is MetadataTimer {
  return timer === BACKOFF_TIMER || timer === AGE_TIMER;
}

/** Called when a metadata timer fires. */
export function sendMetadata(cache: MetadataCache, port: ClientPort<MetadataTimer>): void {
  if (cache.request !== -1) return;
  if (cache.reason === '') cache.reason = 'metadata.max.age.ms has passed';
  const asked = anyBrokerOrBootstrap(cache, port, 'metadata broker');
  if (asked === null) {
    port.setTimer(BACKOFF_TIMER, msToUs(RECONNECT_MS));
    return;
  }
  // Otherwise the connection's fate decides how it goes on.
  if (!port.ready(asked.node, asked.channel)) return;
  cache.attempts += 1;
  cache.request = send(
    port,
    asked.node,
    {
      api: 'Metadata',
      topics: cache.wantsAll ? null : [...cache.wanted],
      allowAutoTopicCreation: cache.allowsAutoTopicCreation,
    },
    cache.timeouts.requestTimeoutMs,
    sendingTo(asked),
  );
}

/** A connection is ready, or gone, which may be because the metadata is old. */
export function noteConnection(
  cache: MetadataCache,
  port: ClientPort<MetadataTimer>,
  { to, isReady }: ConnectionChange,
): void {
  const isDue = cache.reason !== '' && cache.request === -1 && !port.hasTimer(BACKOFF_TIMER);
  if (isReady) {
    if (isDue) sendMetadata(cache, port);
  } else if (isDue) {
    cache.attempts += 1;
    handleMetadataFailure(cache, port);
  } else requestMetadata(cache, port, `the connection to ${to} is gone`);
}

/** Takes over an answer. True when it brought everything that is wanted. */
export function handleMetadataAnswer(
  cache: MetadataCache,
  port: ClientPort<MetadataTimer>,
  body: ResponseBody<'Metadata'>,
  maxAgeMs: number,
): boolean {
  cache.request = -1;
  cache.refreshedAtUs = port.nowUs;
  if (body.brokers.length > 0) {
    cache.brokers = Object.freeze(body.brokers.map((broker) => broker.nodeId));
    for (const { nodeId, rack } of body.brokers) cache.racks.set(nodeId, rack);
  }
  let isComplete = body.brokers.length > 0;
  if (cache.wantsAll) forgetOthers(cache, body);
  for (const topic of body.topics) {
    if (topic.errorCode !== 'NONE') {
      isComplete = false;
      if (topic.errorCode === 'UNKNOWN_TOPIC_OR_PARTITION') forget(cache, topic.name);
      continue;
    }
    const isSame = cache.topicIds.get(topic.name) === topic.topicId;
    cache.topicIds.set(topic.name, topic.topicId);
    // A topic that was made anew counts leader epochs from 0.
    const before = isSame ? (cache.topics.get(topic.name) ?? []) : [];
    const partitions = topic.partitions.map((partition, index): KnownPartition => {
      const known = before[index];
      if (partition.leaderId === -1) isComplete = false;
      // A broker that lags behind must not take the client back to an older leader.
      if (known !== undefined && known.leaderEpoch > partition.leaderEpoch) return known;
      const { leaderId: leader, leaderEpoch, replicaNodes: replicas } = partition;
      return Object.freeze({ leader, leaderEpoch, replicas });
    });
    cache.topics.set(topic.name, Object.freeze(partitions));
    const available = partitions.flatMap(({ leader }, index) => (leader === -1 ? [] : [index]));
    cache.available.set(topic.name, Object.freeze(available));
  }
  cache.led = null;
  emit(port, 'metadata.refreshed', { client: cache.clientId, reason: cache.reason });
  if (isComplete) {
    cache.attempts = 0;
    cache.reason = '';
    port.setTimer(AGE_TIMER, msToUs(maxAgeMs));
  } else {
    cache.reason = 'a topic or leader was not known yet';
    waitForNextAttempt(cache, port);
  }
  return isComplete;
}

/** A partition's leader as an answer names it beside an error (KIP-951). */
export interface NewLeader extends TopicPartition {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

/**
 * Takes over leaders that are newer than those known (`Metadata.updatePartitionLeadership`). True
 * when there was one.
 */
export function updateLeadership(
  cache: MetadataCache,
  port: NodePort,
  leaders: readonly NewLeader[],
): boolean {
  let isChanged = false;
  for (const { topic, partition, leaderId: leader, leaderEpoch } of leaders) {
    const partitions = cache.topics.get(topic);
    const known = partitions?.[partition];
    if (partitions === undefined || known === undefined || leader === -1) continue;
    if (leaderEpoch <= known.leaderEpoch) continue;
    const updated = Object.freeze(
      partitions.with(partition, Object.freeze({ ...known, leader, leaderEpoch })),
    );
    cache.topics.set(topic, updated);
    const available = updated.flatMap((one, index) => (one.leader === -1 ? [] : [index]));
    cache.available.set(topic, Object.freeze(available));
    isChanged = true;
  }
  if (!isChanged) return false;
  cache.led = null;
  emit(port, 'metadata.refreshed', {
    client: cache.clientId,
    reason: 'an answer named a newer leader',
  });
  return true;
}

/** Of all topics, those that are not named any more were deleted. */
function forgetOthers(cache: MetadataCache, { topics }: ResponseBody<'Metadata'>): void {
  const named = new Set(topics.map(({ name }) => name));
  for (const topic of [...cache.topics.keys()]) if (!named.has(topic)) forget(cache, topic);
}

function forget(cache: MetadataCache, topic: string): void {
  cache.topics.delete(topic);
  cache.available.delete(topic);
  cache.topicIds.delete(topic);
}

/** The broker did not answer: another one after a while. */
export function handleMetadataFailure(cache: MetadataCache, port: ClientPort<MetadataTimer>): void {
  cache.request = -1;
  waitForNextAttempt(cache, port);
}
