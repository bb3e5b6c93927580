// What a consumer owns, and what each partition waits for: a position, a leader, records, or the
// application. Follows `SubscriptionState` and `FetchBuffer` of Apache Kafka 4.3. Every change is
// made here, which keeps the sets true: poll() finds what is to be done without a look at the rest.
import { type ConsumerFetch, NO_RECORDS, type OwnedPartition } from './owned-partition.ts';
import { partitionKey, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { Consumer } from '#kafka/client/consumer/state.ts';
import { knownPartition, type KnownPartition } from '#kafka/client/metadata/known-cluster.ts';

/** What may change of an owned partition. */
type Progress = Omit<OwnedPartition, 'key' | 'topic' | 'partition' | 'fetchedFrom'>;

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
    offsetEpoch: -1,
    fetchedEpochs: [],
    validatedEpoch: -1,
    isValidating: false,
    isPaused: false,
    readReplica: null,
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
  const sets = [memory.unpositioned, memory.unvalidated, memory.leaderless, memory.buffered];
  for (const keys of sets) keys.delete(key);
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

function place({ memory, port }: Consumer, one: OwnedPartition): void {
  const { key, topic, partition, position, isLookingUp, isValidating, isPaused } = one;
  const known = knownPartition(memory.metadata, topic, partition);
  const isInDoubt = position !== null && !trusts(one, known);
  // What was fetched from the leader before may not be what the new one has.
  if (isInDoubt && one.buffer.length > 0) dropBuffer(one);
  setMember(memory.unpositioned, key, position === null && !isLookingUp);
  setMember(memory.unvalidated, key, isInDoubt && !isValidating);
  setMember(memory.buffered, key, one.buffer.length > 0 && !isPaused);
  const isFetchable = position !== null && !isInDoubt && !isPaused && one.buffer.length === 0;
  const leader = known?.leader ?? -1;
  setMember(memory.leaderless, key, isFetchable && leader === -1);
  fetchFrom(memory, one, isFetchable ? readReplicaOf(one, port.nowUs, leader) : -1);
}

/** Whether the position holds for the present leader. Without an epoch there is nothing to ask. */
function trusts(one: OwnedPartition, known: KnownPartition | undefined): boolean {
  if (known === undefined || known.leader === -1) return true;
  if (one.offsetEpoch === -1) Object.assign(one, { validatedEpoch: known.leaderEpoch });
  return one.validatedEpoch >= known.leaderEpoch;
}

function dropBuffer(one: OwnedPartition): void {
  Object.assign(one, { buffer: NO_RECORDS, position: one.consumed });
}

function readReplicaOf({ readReplica }: OwnedPartition, nowUs: number, leader: number): number {
  return readReplica !== null && nowUs < readReplica.untilUs ? readReplica.broker : leader;
}

/** Epoch of the last record before `offset`, among those that were fetched; else the one known. */
export function epochBefore(one: OwnedPartition, offset: number): number {
  const start = one.fetchedEpochs.findLast(({ startOffset }) => startOffset < offset);
  return start?.epoch ?? one.offsetEpoch;
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
