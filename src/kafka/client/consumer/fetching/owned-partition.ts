// A partition that a consumer owns, and the fetch session with a broker: plain data. Follows
// `SubscriptionState.TopicPartitionState` and `FetchSessionHandler` of Apache Kafka 4.3.
import type { SnapshotFrom } from 'xstate';
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { fetchStateMachine } from './fetch-state.machine.ts';

/**
 * A partition that the consumer owns (`SubscriptionState.TopicPartitionState`). Changed by
 * owned-partitions.ts only.
 */
export interface OwnedPartition extends TopicPartition {
  readonly key: string;
  /** How it stands with its position. */
  fetchState: SnapshotFrom<typeof fetchStateMachine>;
  /** Next offset to fetch; null while INITIALIZING and in AWAIT_RESET. */
  position: number | null;
  /** Next offset that the application has not been given. */
  consumed: number | null;
  /** Fetched and not yet given to the application. */
  buffer: readonly KafkaRecord[];
  /**
   * Nobody is to be asked for its position, or about it: somebody was, or it is for the application to
   * seek. (Kafka has the time of the next attempt, `nextRetryTimeMs`.)
   */
  isAsked: boolean;
  /** Where the application wants to go on, while the leader is asked for the offset of it. */
  seeking: SeekTarget | null;
  /** Epoch of the last record before `consumed`; -1: not known, and nothing to validate by. */
  offsetEpoch: number;
  /** Where the epochs of what lies in the buffer begin, ascending. */
  fetchedEpochs: readonly EpochStart[];
  /** The leader epoch for which the position is known to be good; -1: none yet. */
  validatedEpoch: number;
  /** Not fetched until `resume()`. */
  isPaused: boolean;
  /** It will be given up as soon as what was read of it is committed. */
  isPendingRevocation: boolean;
  /** The replica that the leader sent this consumer to (KIP-392), and for how long. */
  readReplica: { readonly broker: number; readonly untilUs: number } | null;
  /** The broker that is asked for its records; -1: none. */
  fetchedFrom: number;
  /** The broker that is not asked for anything while its records wait here; -1: none. */
  bufferedFrom: number;
}

/** Of `seekToBeginning()`, `seekToEnd()`, and of a seek to what `offsetsForTimes()` says. */
export type SeekTarget = 'beginning' | 'end' | { readonly timestampMs: number };

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
  /** Keys of those whose records from this broker still wait for the application. */
  readonly buffered: Set<string>;
  /** Keys that came, went or moved since the last request: the next one speaks of these only. */
  readonly changed: Set<string>;
  /** Request id under way; -1. */
  request: number;
}
