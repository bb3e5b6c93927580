// Requests that wait for something: who must look again when a partition changes. Follows
// DelayedProduce and DelayedFetch; cost grows with what changed, not with what is hosted.
import { respond } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { Broker, DelayedProduce, HostedPartition } from '#kafka/broker/state/broker-state.ts';
import { tryCompleteFetch } from './delayed-fetch.ts';
import { maybeAdvanceHighWatermark } from '#kafka/broker/partition/high-watermark.ts';

/** A leader's log grew: followers have something to fetch, and alone it is its own quorum. */
export function onAppended(broker: Broker, partition: HostedPartition): void {
  wakeWatchers(broker, partition, 'followers');
  if (maybeAdvanceHighWatermark(broker, partition)) onHighWatermarkMoved(broker, partition);
}

/** A leader's high watermark moved: producers get their answers, consumers their records. */
export function onHighWatermarkMoved(broker: Broker, partition: HostedPartition): void {
  completeProduces(broker, partition);
  wakeWatchers(broker, partition, 'consumers');
  if (partition.hasCoordinator) broker.memory.replicated.add(partition.key);
}

/**
 * Marks a partition as news in the sessions that hold it, and answers the fetches that waited for
 * it: a follower's wait ends with new records, a consumer's with a higher watermark.
 */
export function wakeWatchers(
  broker: Broker,
  partition: HostedPartition,
  whom: 'followers' | 'consumers' | 'all',
): void {
  for (const sessionId of partition.watchers) {
    const session = broker.memory.sessions.get(sessionId);
    if (session === undefined) {
      partition.watchers.delete(sessionId);
      continue;
    }
    const isFollower = session.replicaId !== -1;
    // Consumers do not see the log's end.
    if (whom === 'followers' && !isFollower) continue;
    session.dirty.add(partition.key);
    if (session.parked === null || (whom === 'consumers' && isFollower)) continue;
    tryCompleteFetch(broker, session, false);
  }
}

function completeProduces(broker: Broker, partition: HostedPartition): void {
  if (partition.waitingProduce.size === 0) return;
  for (const [id, requiredOffset] of partition.waitingProduce) {
    if (requiredOffset > partition.highWatermark) continue;
    // The records are replicated; but is the ISR still large enough to say so?
    const isEnough = partition.isr.length >= partition.minIsr;
    settle(broker, partition, id, isEnough ? 'NONE' : 'NOT_ENOUGH_REPLICAS_AFTER_APPEND');
  }
}

/** This broker leads no more: nobody here can say what became of the records. */
export function failProduces(broker: Broker, partition: HostedPartition): void {
  for (const id of partition.waitingProduce.keys()) {
    settle(broker, partition, id, 'NOT_LEADER_OR_FOLLOWER');
  }
}

function settle(
  broker: Broker,
  partition: HostedPartition,
  id: number,
  errorCode: ErrorName,
): void {
  partition.waitingProduce.delete(id);
  const delayed = broker.memory.delayedProduces.get(id);
  if (delayed === undefined) return;
  if (errorCode !== 'NONE') fail(delayed, partition.key, errorCode);
  delayed.waiting.delete(partition.key);
  if (delayed.waiting.size === 0) answer(broker, delayed);
}

function fail(delayed: DelayedProduce, key: string, errorCode: ErrorName): void {
  const result = delayed.results.get(key);
  if (result !== undefined) {
    delayed.results.set(key, Object.freeze({ ...result, errorCode, baseOffset: -1 }));
  }
}

function answer(broker: Broker, delayed: DelayedProduce): void {
  broker.memory.delayedProduces.delete(delayed.id);
  const body: ResponseBody<'Produce'> = {
    api: 'Produce',
    partitions: Object.freeze([...delayed.results.values()]),
  };
  respond(broker.port, delayed.request, body);
}

/** Answers the Produce requests whose `timeout.ms` has passed. */
export function expireProduces(broker: Broker): void {
  const { memory, port } = broker;
  for (const delayed of memory.delayedProduces.values()) {
    if (delayed.deadlineUs > port.nowUs) continue;
    for (const key of delayed.waiting) {
      fail(delayed, key, 'REQUEST_TIMED_OUT');
      memory.partitions.get(key)?.waitingProduce.delete(delayed.id);
    }
    delayed.waiting.clear();
    answer(broker, delayed);
  }
  watchProduces(broker);
}

/** One timer stands at the earliest deadline. */
export function watchProduces({ memory, port }: Broker): void {
  if (port.hasTimer('delayed produce')) return;
  let earliestUs = Infinity;
  for (const { deadlineUs } of memory.delayedProduces.values()) {
    earliestUs = Math.min(earliestUs, deadlineUs);
  }
  if (earliestUs < Infinity) port.setTimer('delayed produce', earliestUs - port.nowUs);
}
