// A client's view of the cluster: brokers, partitions, leaders. Plain data; metadata-cache.ts keeps it
// up to date. Follows `org.apache.kafka.clients.MetadataSnapshot`.
import { inJavaHashOrder } from '#base/java-collections.ts';
import {
  partitionKey,
  type TopicPartition,
  topicPartitionKeys,
} from '#kafka/protocol/topic-partition.ts';
import type { ClientTimeouts } from './client-timeouts.ts';

export interface KnownPartition {
  /** -1: nobody. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
}

export interface MetadataCache {
  readonly clientId: string;
  timeouts: ClientTimeouts;
  /** The brokers that its bootstrap.servers are. */
  bootstrap: readonly number[];
  /** Empty: only its bootstrap servers can be asked. */
  brokers: readonly number[];
  readonly racks: Map<number, string | null>;
  readonly topics: Map<string, readonly KnownPartition[]>;
  /** By name: a topic that was deleted and made anew has another id. */
  readonly topicIds: Map<string, string>;
  /** Partitions with a leader, by topic, ascending. */
  readonly available: Map<string, readonly number[]>;
  /** Topics that the client needs. */
  readonly wanted: Set<string>;
  /** All topics: which of them it reads is decided by a pattern. */
  wantsAll: boolean;
  /** A broker may create what it asks for (`allow.auto.create.topics`); a producer always lets it. */
  allowsAutoTopicCreation: boolean;
  /** Request id under way; -1. */
  request: number;
  /** Why the next update is wanted; '' when none is. */
  reason: string;
  attempts: number;
  /** When the last answer came; null before the first. */
  refreshedAtUs: number | null;
  /** Partitions by the broker that leads them; null: to be counted anew. */
  led: LedPartitions | null;
}

/** Broker → partition key → its place among the partitions that the broker leads. Immutable. */
export interface LedPartitions {
  readonly byBroker: ReadonlyMap<number, ReadonlyMap<string, number>>;
}

export function createMetadataCache(
  clientId: string,
  bootstrap: readonly number[],
  topics: readonly string[],
  timeouts: ClientTimeouts,
): MetadataCache {
  return {
    clientId,
    timeouts,
    bootstrap,
    brokers: [],
    racks: new Map(),
    topics: new Map(),
    topicIds: new Map(),
    available: new Map(),
    wanted: new Set(topics),
    wantsAll: false,
    allowsAutoTopicCreation: true,
    request: -1,
    reason: '',
    attempts: 0,
    refreshedAtUs: null,
    led: null,
  };
}

export function knownPartition(
  cache: MetadataCache,
  topic: string,
  partition: number,
): KnownPartition | undefined {
  return cache.topics.get(topic)?.[partition];
}

/** The partitions that each broker leads, in the order in which Kafka's client goes through them. */
export function ledPartitions(cache: MetadataCache): LedPartitions {
  if (cache.led !== null) return cache.led;
  const all: TopicPartition[] = [];
  for (const [topic, partitions] of cache.topics) {
    partitions.forEach((_, partition) => all.push({ topic, partition }));
  }
  const byBroker = new Map<number, Map<string, number>>();
  for (const { topic, partition } of inJavaHashOrder(topicPartitionKeys, all)) {
    const leader = cache.topics.get(topic)?.[partition]?.leader ?? -1;
    if (leader === -1) continue;
    const led = byBroker.get(leader) ?? new Map<string, number>();
    led.set(partitionKey(topic, partition), led.size);
    byBroker.set(leader, led);
  }
  const known = Object.freeze({ byBroker });
  cache.led = known;
  return known;
}
