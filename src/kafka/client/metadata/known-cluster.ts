// A client's view of the cluster: brokers, partitions, leaders. Plain data; metadata-cache.ts keeps it
// up to date. Follows `org.apache.kafka.clients.MetadataSnapshot`.

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
  /** Brokers to ask when nothing else is known. */
  bootstrap: readonly number[];
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
  /** Request id under way; -1. */
  request: number;
  /** Why the next update is wanted; '' when none is. */
  reason: string;
  attempts: number;
  /** When the last answer came; null before the first. */
  refreshedAtUs: number | null;
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
    request: -1,
    reason: '',
    attempts: 0,
    refreshedAtUs: null,
  };
}

export function knownPartition(
  cache: MetadataCache,
  topic: string,
  partition: number,
): KnownPartition | undefined {
  return cache.topics.get(topic)?.[partition];
}
