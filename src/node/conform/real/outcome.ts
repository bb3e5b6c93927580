// What came of a run, in the terms in which a real cluster was recorded: a trace's events and its
// last Frame, read as the metadata log, the offsets topic, the listeners of the Java clients and
// Admin would have told it. Times are left out. Pure: any trace will do, whoever made it.
import type { TraceEvent } from '#kafka/events.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';
import { partitionKey, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Frame } from '#trace/frame.ts';
import { type End, endOf } from './end.ts';
import { type GroupRecord, groupRecordsOf, namesOf } from './group-records.ts';

/** A partition as a record of the metadata log leaves it, without its name. */
export type PartitionEntry = Omit<PartitionState, 'topic' | 'topicId' | 'partition'>;

/** A call of a `ConsumerRebalanceListener` with its partitions, or the consumer's end. */
export type Callback = readonly ['assigned' | 'revoked' | 'lost' | 'closed', readonly string[]];

/** What became of one send(). Neither an offset nor an error: nothing yet. */
export interface ProducedRecord {
  readonly producer: string;
  readonly key: string | null;
  readonly partition: string;
  /** -1 with acks=0, as nobody tells the producer. */
  readonly offset?: number;
  readonly errorCode?: ErrorName;
}

export interface ClientError {
  readonly client: string;
  readonly error: { readonly errorCode: ErrorName; readonly errorMessage: string };
}

export interface Refusal {
  readonly command: string;
  readonly errorCode: ErrorName;
  readonly errorMessage: string;
}

type ByName<T> = Readonly<Record<string, T>>;

export interface Outcome {
  /**
   * By partition (`orders-0`): every state that the active controller wrote, oldest first;
   * `deleted` when the topic went. Internal topics are left out. From `partition.changed` and
   * `topic.deleted`.
   */
  readonly partitions: ByName<readonly (PartitionEntry | 'deleted')[]>;
  /** By group: what its coordinator wrote, oldest first. From `group.changed`. */
  readonly groups: ByName<readonly GroupRecord[]>;
  /**
   * By consumer: what its rebalance listener was called with, in order, and `closed` at the end of
   * close(). After assign() no listener is called. From `partitions.assigned`,
   * `partitions.revoked` and `consumer.closed`.
   */
  readonly callbacks: ByName<readonly Callback[]>;
  /** By consumer and partition: the offsets that poll() returned, in order. From `records.polled`. */
  readonly polled: ByName<ByName<readonly number[]>>;
  /**
   * The records of all producers in the order of sending, each with its fate. From
   * `record.created` and `batch.completed`.
   */
  readonly produced: readonly ProducedRecord[];
  /**
   * Exceptions that poll(), commitSync() and the like threw at a consumer's application. Those of a
   * producer are in `produced`. From `client.failed`.
   */
  readonly errors: readonly ClientError[];
  /** Requests to Admin that failed. From `command.refused`. */
  readonly refusals: readonly Refusal[];
  /** Partitions and groups as Admin describes them at the end. From the Frame. */
  readonly end: End;
}

/** The outcome of a trace. `frame` is the Frame after the last of the events. */
export function outcomeOf(events: readonly TraceEvent[], frame: Frame): Outcome {
  return {
    partitions: partitionsOf(events),
    groups: groupRecordsOf(events),
    callbacks: callbacksOf(events),
    polled: polledOf(events),
    produced: producedOf(events),
    errors: errorsOf(events),
    refusals: refusalsOf(events),
    end: endOf(frame),
  };
}

function partitionsOf(events: readonly TraceEvent[]): Outcome['partitions'] {
  const histories = new Map<string, (PartitionEntry | 'deleted')[]>();
  const keysOfTopic = new Map<string, Set<string>>();
  for (const { type, data } of events) {
    if (type === 'topic.created' && !data.isInternal) {
      keysOfTopic.set(data.topic, new Set());
    } else if (type === 'partition.changed') {
      const { topic, topicId: _topicId, partition, ...entry } = data.state;
      const key = partitionKey(topic, partition);
      const keys = keysOfTopic.get(topic);
      if (keys === undefined) continue;
      keys.add(key);
      listOf(histories, key).push(entry);
    } else if (type === 'topic.deleted') {
      for (const key of keysOfTopic.get(data.topic) ?? []) listOf(histories, key).push('deleted');
      keysOfTopic.delete(data.topic);
    }
  }
  return Object.fromEntries(histories);
}

function callbacksOf(events: readonly TraceEvent[]): Outcome['callbacks'] {
  const calls = new Map<string, Callback[]>();
  const withListener = new Set<string>();
  for (const { type, data } of events) {
    if (type === 'consumer.added' || type === 'consumer.altered') {
      const hasListener = data.group !== null && (data.assign ?? null) === null;
      if (hasListener) withListener.add(data.id);
      else withListener.delete(data.id);
    } else if (type === 'consumer.closed') {
      listOf(calls, data.consumer).push(['closed', []]);
    } else if (type === 'partitions.assigned') {
      if (!withListener.has(data.consumer)) continue;
      listOf(calls, data.consumer).push(['assigned', namesOf(data.partitions)]);
    } else if (type === 'partitions.revoked') {
      if (!withListener.has(data.consumer)) continue;
      const kind = data.isLost ? 'lost' : 'revoked';
      listOf(calls, data.consumer).push([kind, namesOf(data.partitions)]);
    }
  }
  return Object.fromEntries(calls);
}

function polledOf(events: readonly TraceEvent[]): Outcome['polled'] {
  const polled: Record<string, Record<string, number[]>> = {};
  for (const { type, data } of events) {
    if (type !== 'records.polled') continue;
    const byPartition = (polled[data.consumer] ??= {});
    for (const { baseOffset, recordIds, ...partition } of data.partitions) {
      const offsets = (byPartition[topicPartitionKey(partition)] ??= []);
      recordIds.forEach((_, index) => offsets.push(baseOffset + index));
    }
  }
  return polled;
}

function producedOf(events: readonly TraceEvent[]): Outcome['produced'] {
  const produced = new Map<string, ProducedRecord>();
  for (const { type, data } of events) {
    if (type === 'record.created') {
      const { recordId, producer, key, topic, partition } = data;
      produced.set(recordId, { producer, key, partition: partitionKey(topic, partition) });
    } else if (type === 'batch.completed') {
      const { recordIds, errorCode, baseOffset } = data;
      recordIds.forEach((recordId, index) => {
        const record = produced.get(recordId);
        if (record === undefined) return;
        const offset = baseOffset === -1 ? -1 : baseOffset + index;
        const fate = errorCode === 'NONE' ? { offset } : { errorCode };
        produced.set(recordId, { ...record, ...fate });
      });
    }
  }
  return [...produced.values()];
}

function errorsOf(events: readonly TraceEvent[]): Outcome['errors'] {
  const errors: ClientError[] = [];
  const producers = new Set<string>();
  for (const { type, data } of events) {
    if (type === 'producer.added') producers.add(data.id);
    if (type !== 'client.failed' || producers.has(data.client)) continue;
    const { client, errorCode, errorMessage } = data;
    errors.push({ client, error: { errorCode, errorMessage } });
  }
  return errors;
}

function refusalsOf(events: readonly TraceEvent[]): Outcome['refusals'] {
  return events.flatMap(({ type, data }) => (type === 'command.refused' ? [data] : []));
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: T[] = [];
  lists.set(key, list);
  return list;
}
