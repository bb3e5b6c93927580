// A batch on its way to a broker, and the queue of its partition: plain data. Follows `ProducerBatch`
// and `TxnPartitionEntry` of Apache Kafka 4.3.
import type { KafkaRecord } from '#kafka/protocol/record.ts';

export interface ProducerBatch {
  /** Its number in this producer: an answer must find the very batch that it speaks of. */
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  readonly records: KafkaRecord[];
  /** Bytes written so far, with the batch's own. */
  sizeBytes: number;
  /** What it holds of buffer.memory; no record is added once it is used up. 0: a part of a batch. */
  readonly bufferBytes: number;
  /** Bytes that it may have before no record is added. */
  readonly writeLimit: number;
  readonly createdUs: number;
  /** Times that it came back. */
  attempts: number;
  /** When it came back last, at first `createdUs`. */
  lastAttemptUs: number;
  /** The wait after `lastAttemptUs`. */
  backoffUs: number;
  /** Leader epoch of its partition as last seen; -1. */
  leaderEpoch: number;
  /** `attempts` when that epoch last changed; -1. */
  attemptsAtLeaderChange: number;
  /** No record is added any more. */
  isClosed: boolean;
  /** It is part of a batch that was too large. */
  readonly isSplit: boolean;
  /** Given when it is first drained; -1 before and without idempotence. */
  baseSequence: number;
  producerEpoch: number;
  /** It was numbered anew after it had been sent. */
  hasNewSequence: boolean;
}

/** Where a partition stands in the count of its epoch. */
export interface SequenceState {
  /** Producer epoch that the numbers belong to; -1 before the first. */
  epoch: number;
  next: number;
  /** Last sequence that a broker acknowledged; -1. */
  lastAcked: number;
  /** First sequence after a batch that expired with its fate unknown; -1: all is known. */
  unresolved: number;
}

export interface PartitionQueue {
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  /** What waits to be sent, the next one first. */
  batches: ProducerBatch[];
  /** What was sent and is not settled, in the order of sending. */
  inFlight: ProducerBatch[];
  /** With one request in flight at a time nothing is sent meanwhile, lest a retry be overtaken. */
  isMuted: boolean;
  sequences: SequenceState;
}
