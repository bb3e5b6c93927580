// A batch on its way to a broker, and the queue of its partition: plain data. Follows `ProducerBatch`
// and `TxnPartitionEntry` of Apache Kafka 4.3.
import type { KafkaRecord } from '#kafka/protocol/record.ts';

export interface ProducerBatch {
  /** Its number in this producer: an answer must find the very batch that it speaks of. */
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  readonly records: KafkaRecord[];
  sizeBytes: number;
  readonly createdUs: number;
  attempts: number;
  /** Not before: the end of its retry backoff. */
  notBeforeUs: number;
  /** Given when it is first sent; -1 before and without idempotence. */
  baseSequence: number;
  producerEpoch: number;
  /** How many batches of its partition were numbered before it, in its epoch. */
  ordinal: number;
  isInFlight: boolean;
}

/** Where a partition stands in the count of its epoch. */
export interface SequenceState {
  /** Producer epoch that the numbers belong to; -1 before the first. */
  epoch: number;
  next: number;
  /** Batches numbered so far. */
  count: number;
  /** Last sequence that a broker acknowledged; -1. */
  lastAcked: number;
  /** First sequence after a batch that expired with its fate unknown; -1: all is known. */
  unresolved: number;
}

export interface PartitionQueue {
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  /** Oldest first; those in flight stay at the front until they are answered. */
  batches: ProducerBatch[];
  sequences: SequenceState;
}
