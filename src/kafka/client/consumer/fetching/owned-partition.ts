// A partition that a consumer owns, and the fetch session with a broker: plain data. Follows
// `SubscriptionState.TopicPartitionState` and `FetchSessionHandler` of Apache Kafka 4.3.
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';

/** A partition that the consumer owns (`SubscriptionState.TopicPartitionState`). */
export interface OwnedPartition extends TopicPartition {
  readonly key: string;
  /** Next offset to fetch; null until it is known. */
  readonly position: number | null;
  /** Next offset that the application has not been given. */
  readonly consumed: number | null;
  /** Fetched and not yet given to the application. */
  readonly buffer: readonly KafkaRecord[];
  /** A lookup of its offset is under way. */
  readonly isLookingUp: boolean;
  /** Epoch of the last record before `consumed`; -1: not known, and nothing to validate by. */
  readonly offsetEpoch: number;
  /** Where the epochs of what lies in the buffer begin, ascending. */
  readonly fetchedEpochs: readonly EpochStart[];
  /** The leader epoch for which the position is known to be good; -1: none yet. */
  readonly validatedEpoch: number;
  /** OffsetForLeaderEpoch is under way. */
  readonly isValidating: boolean;
  /** Not fetched until `resume()`. */
  readonly isPaused: boolean;
  /** The replica that the leader sent this consumer to (KIP-392), and for how long. */
  readonly readReplica: { readonly broker: number; readonly untilUs: number } | null;
  /** The broker that is asked for its records; -1: none. */
  readonly fetchedFrom: number;
}

export interface EpochStart {
  readonly startOffset: number;
  readonly epoch: number;
}

export const NO_RECORDS: readonly KafkaRecord[] = Object.freeze([]);

/** The fetch session with one broker, and what the next request will say in it (KIP-227). */
export interface ConsumerFetch {
  readonly broker: number;
  sessionId: number;
  sessionEpoch: number;
  /** What the broker has in the session: offset by partition key. */
  readonly known: Map<string, { readonly partition: TopicPartition; readonly offset: number }>;
  /** Keys of the partitions that are to be fetched from this broker. */
  readonly wanted: Set<string>;
  /** Keys that came, went or moved since the last request: the next one speaks of these only. */
  readonly changed: Set<string>;
  /** Request id under way; -1. */
  request: number;
}
