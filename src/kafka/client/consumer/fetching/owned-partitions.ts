// What a consumer owns, and what each partition waits for: a position, a leader, records, or the
// application. Follows `SubscriptionState` and `FetchBuffer` of Apache Kafka 4.3. Every change is
// made here, which keeps the sets true: poll() finds what is to be done without a look at the rest.
import { advance } from '#kafka/machine.ts';
import { partitionKey, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { startMachine } from '#sim/machine.ts';
import { knownPartition } from '#kafka/client/metadata/known-cluster.ts';
import type { Consumer } from '#kafka/client/consumer/state.ts';
import { type FetchStateEvent, fetchStateMachine } from './fetch-state.machine.ts';
import { type ConsumerFetch, NO_RECORDS, type OwnedPartition } from './owned-partition.ts';

/** What may change of an owned partition while its position is what it is, or moves on by reading. */
type Progress = Pick<
  OwnedPartition,
  | 'position'
  | 'consumed'
  | 'buffer'
  | 'offsetEpoch'
  | 'fetchedEpochs'
  | 'isAsked'
  | 'seeking'
  | 'isPaused'
  | 'isPendingRevocation'
  | 'readReplica'
>;

/** Takes on a partition; its position is not known yet. */
export function own(consumer: Consumer, { topic, partition }: TopicPartition): void {
  const key = partitionKey(topic, partition);
  const one: OwnedPartition = {
    key,
    topic,
    partition,
    fetchState: startMachine(fetchStateMachine),
    position: null,
    consumed: null,
    buffer: NO_RECORDS,
    isAsked: false,
    seeking: null,
    offsetEpoch: -1,
    fetchedEpochs: [],
    validatedEpoch: -1,
    isPaused: false,
    isPendingRevocation: false,
    readReplica: null,
    fetchedFrom: -1,
    bufferedFrom: -1,
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
  holdFetches(memory, one, -1);
}

/** Changes what is known of a partition, and sees what it waits for now. */
export function update(consumer: Consumer, one: OwnedPartition, progress: Partial<Progress>): void {
  Object.assign(one, progress);
  place(consumer, one);
}

/** New metadata: partitions may have other leaders. */
export function placeAll(consumer: Consumer): void {
  for (const one of consumer.memory.owned.values()) {
    maybeValidatePosition(consumer, one);
    place(consumer, one);
  }
}

// ── Positions ───────────────────────────────────────────────────────────────────────────────

/** A position that did not come by reading; `offsetEpoch` lets the leader confirm it (KIP-320). */
export function seekTo(
  consumer: Consumer,
  one: OwnedPartition,
  offset: number,
  offsetEpoch: number,
): void {
  Object.assign(one, {
    position: offset,
    consumed: offset,
    offsetEpoch,
    buffer: NO_RECORDS,
    fetchedEpochs: [],
    isAsked: false,
    seeking: null,
  });
  changeFetchState(consumer, one, 'position set');
  maybeValidatePosition(consumer, one);
  place(consumer, one);
}

/** The position is lost, or there never was one: `auto.offset.reset` will say where to go on. */
export function awaitReset(consumer: Consumer, one: OwnedPartition, isAsked: boolean): void {
  Object.assign(one, { position: null, consumed: null, isAsked, buffer: NO_RECORDS });
  changeFetchState(consumer, one, 'reset');
  place(consumer, one);
}

/** The leader of this epoch has everything up to the position. */
export function confirmPosition(
  consumer: Consumer,
  one: OwnedPartition,
  validatedEpoch: number,
): void {
  Object.assign(one, { validatedEpoch, isAsked: false });
  maybeValidatePosition(consumer, one);
  place(consumer, one);
}

/**
 * Whether the position holds for the present leader (`TopicPartitionState.maybeValidatePosition`).
 * Without an epoch there is nothing to ask.
 */
function maybeValidatePosition(consumer: Consumer, one: OwnedPartition): void {
  const { topic, partition, position, offsetEpoch } = one;
  const known = knownPartition(consumer.memory.metadata, topic, partition);
  if (position === null || known === undefined || known.leader === -1) return;
  if (offsetEpoch === -1) one.validatedEpoch = known.leaderEpoch;
  const isAwaiting = one.fetchState.value === 'AWAIT_VALIDATION';
  if (one.validatedEpoch >= known.leaderEpoch) {
    if (isAwaiting) changeFetchState(consumer, one, 'position confirmed');
    return;
  }
  changeFetchState(consumer, one, 'leader changed');
  // What was fetched from the leader before may not be what the new one has.
  if (one.buffer.length > 0) Object.assign(one, { buffer: NO_RECORDS, position: one.consumed });
}

function changeFetchState(
  { disk, port }: Consumer,
  one: OwnedPartition,
  type: FetchStateEvent['type'],
): void {
  const subject = `${one.key}@${disk.spec.id}`;
  one.fetchState = advance(port, fetchStateMachine, subject, one.fetchState, { type }).snapshot;
}

// ── What it waits for ───────────────────────────────────────────────────────────────────────

function place({ memory, port }: Consumer, one: OwnedPartition): void {
  const { key, topic, partition, position, isAsked, buffer } = one;
  const state = one.fetchState.value;
  setMember(memory.unpositioned, key, position === null && !isAsked);
  setMember(memory.unvalidated, key, state === 'AWAIT_VALIDATION' && !isAsked);
  const isHeld = one.isPaused || one.isPendingRevocation;
  setMember(memory.buffered, key, buffer.length > 0 && !isHeld);
  const isFetchable = state === 'FETCHING' && !isHeld;
  const leader = knownPartition(memory.metadata, topic, partition)?.leader ?? -1;
  setMember(memory.leaderless, key, isFetchable && buffer.length === 0 && leader === -1);
  const broker = isFetchable ? readReplicaOf(one, port.nowUs, leader) : -1;
  fetchFrom(memory, one, buffer.length === 0 ? broker : -1);
  holdFetches(memory, one, buffer.length === 0 ? -1 : broker);
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
    one.fetchedFrom = leader;
  }
  if (leader === -1) return;
  const fetch = fetchTo(memory, leader);
  fetch.wanted.add(key);
  fetch.changed.add(key);
  memory.fetchesDue.add(leader);
}

/**
 * A broker is asked for nothing while records of it wait for the application: its partition would
 * drop out of the fetch session (`AbstractFetch.bufferedNodes`).
 */
function holdFetches(memory: Consumer['memory'], one: OwnedPartition, broker: number): void {
  const { key, bufferedFrom } = one;
  if (bufferedFrom === broker) return;
  memory.fetches.get(bufferedFrom)?.buffered.delete(key);
  if (bufferedFrom !== -1) memory.fetchesDue.add(bufferedFrom);
  one.bufferedFrom = broker;
  if (broker !== -1) fetchTo(memory, broker).buffered.add(key);
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
    buffered: new Set(),
    changed: new Set(),
    request: -1,
  };
  fetches.set(broker, fetch);
  return fetch;
}
