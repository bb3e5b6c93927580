// What clients tell: producers, consumers, the administrator.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';

export interface ClientEventMap {
  // ── Any client ──────────────────────────────────────────────────────────────────────────
  /** A client replaced its view of the cluster. */
  'metadata.refreshed': { readonly client: string; readonly reason: string };
  /** A client that is steered from outside has its answer, or knows that there will be none. */
  'client.answered': {
    readonly client: string;
    /** Of the command `client.request`. */
    readonly correlationId: number;
    /** Packet of the request; -1: it could not be sent. */
    readonly request: number;
    /** Why there is no answer; NONE when there is one, whatever error it tells of. */
    readonly errorCode: 'NONE' | 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT';
    /** null: there is none. */
    readonly body: ResponseBody | null;
  };
  /** An error that reached the application, such as CommitFailedException. */
  'client.failed': {
    readonly client: string;
    readonly errorCode: ErrorName;
    readonly errorMessage: string;
  };
  /** The cluster refused a command: Kafka's error and message, for the person who asked. */
  'command.refused': {
    readonly command: string;
    readonly errorCode: ErrorName;
    readonly errorMessage: string;
  };

  // ── Producer ────────────────────────────────────────────────────────────────────────────
  'producer.added': ProducerSpec;
  'producer.altered': ProducerSpec;
  'producer.closed': { readonly producer: string };
  /** send() chose a partition and put the record into the accumulator. */
  'record.created': TopicPartition & {
    readonly producer: string;
    readonly recordId: string;
    readonly key: string | null;
    readonly value: string | null;
    /** How the partition was chosen. */
    readonly by: 'key' | 'sticky' | 'round robin' | 'random' | 'hand';
  };
  /** The broker's word (or the client's own timeout) on a batch; the records' fate. */
  'batch.completed': TopicPartition & {
    readonly producer: string;
    readonly recordIds: readonly string[];
    readonly errorCode: ErrorName;
    /** -1 on error or with acks=0. */
    readonly baseOffset: number;
  };
  'batch.retried': TopicPartition & {
    readonly producer: string;
    readonly recordIds: readonly string[];
    readonly errorCode: ErrorName;
    readonly attempt: number;
    readonly backoffMs: number;
  };
  'partitioner.switched': TopicPartition & { readonly producer: string };

  // ── Consumer ────────────────────────────────────────────────────────────────────────────
  'consumer.added': ConsumerSpec;
  'consumer.altered': ConsumerSpec;
  'consumer.closed': { readonly consumer: string };
  'partitions.assigned': {
    readonly consumer: string;
    readonly group: string;
    readonly partitions: readonly TopicPartition[];
    /** All that it owns now. */
    readonly owned: readonly TopicPartition[];
  };
  'partitions.revoked': {
    readonly consumer: string;
    readonly group: string;
    readonly partitions: readonly TopicPartition[];
    readonly owned: readonly TopicPartition[];
    /** onPartitionsLost: somebody else may own them already. */
    readonly isLost: boolean;
  };
  'offset.reset': TopicPartition & {
    readonly consumer: string;
    /** Where the offset came from. */
    readonly by: 'committed' | 'earliest' | 'latest' | 'by_duration' | 'seek' | 'truncation';
    readonly offset: number;
  };
  'partition.paused': TopicPartition & {
    readonly consumer: string;
    readonly isPaused: boolean;
  };
  /** Whom a consumer fetches from: a replica of its rack (KIP-392); null: the leader. */
  'read-replica.changed': TopicPartition & {
    readonly consumer: string;
    readonly broker: number | null;
  };
  /** poll() handed these records to the application; `position` is the next offset to fetch. */
  'records.polled': {
    readonly consumer: string;
    readonly group: string;
    readonly partitions: readonly (TopicPartition & {
      readonly baseOffset: number;
      readonly recordIds: readonly string[];
      readonly position: number;
    })[];
    /** How many of them its filter dropped unprocessed. */
    readonly skipped: number;
    /** When the application will be done with them, if nothing interrupts it. */
    readonly processedAtUs: number;
  };
  /** An application that handles one record after the other has tried one. */
  'record.handled': TopicPartition & {
    readonly consumer: string;
    readonly group: string;
    readonly offset: number;
    readonly recordId: string;
    /** `done`: it has left its effect. The others say what becomes of one that cannot be handled. */
    readonly outcome: 'done' | 'retry' | 'skipped' | 'set aside' | 'crash';
    /** From 1. */
    readonly attempt: number;
  };
  /** The application is done with all records of the last poll. */
  'records.processed': { readonly consumer: string; readonly group: string };
}
