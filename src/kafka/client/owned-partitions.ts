// What a consumer owns, and what each partition waits for: a position, a leader, records, or the
// application. Follows `SubscriptionState` and `FetchBuffer` of Apache Kafka 4.3. Every change is
// made here, which keeps the sets true: poll() finds what is to be done without a look at the rest.
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import { partitionKey, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { Consumer } from './consumer-state.ts';
import { knownPartition } from './metadata-cache.ts';

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
  /** The broker that is asked for its records; -1: none. */
  readonly fetchedFrom: number;
}

/** What may change of an owned partition. */
type Progress = Pick<OwnedPartition, 'position' | 'consumed' | 'buffer' | 'isLookingUp'>;

const NO_RECORDS: readonly KafkaRecord[] = Object.freeze([]);

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

/** Takes on a partition; its position is not known yet. */
export function own(consumer: Consumer, { topic, partition }: TopicPartition): void {
  const key = partitionKey(topic, partition);
  const one: OwnedPartition = {
    key,
    topic,
    partition,
    position: null,
    consumed: null,
    buffer: NO_RECORDS,
    isLookingUp: false,
    fetchedFrom: -1,
  };
  consumer.memory.owned.set(key, one);
  place(consumer, one);
}

/** Gives up a partition, with what was fetched of it. */
export function disown({ memory }: Consumer, { topic, partition }: TopicPartition): void {
  const key = partitionKey(topic, partition);
  const one = memory.owned.get(key);
  if (one === undefined) return;
  memory.owned.delete(key);
  for (const keys of [memory.unpositioned, memory.leaderless, memory.buffered]) keys.delete(key);
  fetchFrom(memory, one, -1);
}

/** Changes what is known of a partition, and sees what it waits for now. */
export function update(consumer: Consumer, one: OwnedPartition, progress: Partial<Progress>): void {
  Object.assign(one, progress);
  place(consumer, one);
}

/** New metadata: partitions may have other leaders. */
export function placeAll(consumer: Consumer): void {
  for (const one of consumer.memory.owned.values()) place(consumer, one);
}

function place({ memory }: Consumer, one: OwnedPartition): void {
  const { key, topic, partition, position, buffer, isLookingUp } = one;
  setMember(memory.unpositioned, key, position === null && !isLookingUp);
  setMember(memory.buffered, key, buffer.length > 0);
  const isFetchable = position !== null && buffer.length === 0;
  const leader = isFetchable
    ? (knownPartition(memory.metadata, topic, partition)?.leader ?? -1)
    : -1;
  setMember(memory.leaderless, key, isFetchable && leader === -1);
  fetchFrom(memory, one, leader);
}

function setMember(keys: Set<string>, key: string, isMember: boolean): void {
  if (isMember) keys.add(key);
  else keys.delete(key);
}

function fetchFrom(memory: Consumer['memory'], one: OwnedPartition, leader: number): void {
  const { key, fetchedFrom } = one;
  if (fetchedFrom !== leader) {
    const former = memory.fetches.get(fetchedFrom);
    former?.wanted.delete(key);
    former?.changed.add(key);
    Object.assign(one, { fetchedFrom: leader });
  }
  if (leader === -1) return;
  const fetch = fetchTo(memory, leader);
  fetch.wanted.add(key);
  fetch.changed.add(key);
  memory.fetchesDue.add(leader);
}

function fetchTo({ fetches }: Consumer['memory'], broker: number): ConsumerFetch {
  const known = fetches.get(broker);
  if (known !== undefined) return known;
  const fetch: ConsumerFetch = {
    broker,
    sessionId: 0,
    sessionEpoch: 0,
    known: new Map(),
    wanted: new Set(),
    changed: new Set(),
    request: -1,
  };
  fetches.set(broker, fetch);
  return fetch;
}
