// Committed offsets that nobody has needed for offsets.retention.minutes are dropped, and with the
// last of them the group. Follows `OffsetMetadataManager.cleanupExpiredOffsets` and the offset
// expiration conditions of `ClassicGroup` and `ConsumerGroup`.
import { readNumber } from '#kafka/protocol/configs.ts';
import { parseTopicPartition } from '#kafka/protocol/topic-partition.ts';
import { changeState, announce, stateOf } from '#kafka/coordinator/classic/group.ts';
import { tellDeleted } from '#kafka/coordinator/consumer/states.ts';
import {
  announceConsumerGroup,
  type ConsumerGroup,
  subscriptionOf,
} from '#kafka/coordinator/consumer/group.ts';
import type { ClassicGroup, CoordinatorState } from '#kafka/coordinator/coordinator-state.ts';
import type { CoordinatorHost } from '#kafka/coordinator/host.ts';
import {
  type CommittedOffset,
  type CoordinatorRecord,
  groupTombstone,
  offsetsPartitionFor,
  OFFSETS_TOPIC,
  offsetTombstone,
} from './offsets-topic.ts';

export interface ExpirationTimer {
  readonly type: 'offset expiration';
}

const TIMER: ExpirationTimer = Object.freeze({ type: 'offset expiration' });

/** Looks again after `offsets.retention.check.interval.ms`. */
export function scheduleExpiration(host: CoordinatorHost): void {
  const intervalMs = readNumber('broker', host.configs, 'offsets.retention.check.interval.ms');
  host.setTimer(TIMER.type, intervalMs, TIMER);
}

/** Goes through all groups that this broker coordinates. */
export function expireOffsets(state: CoordinatorState, host: CoordinatorHost): void {
  if (state.owned.size === 0) return;
  scheduleExpiration(host);
  const ids = [...state.offsets.keys(), ...state.groups.keys(), ...state.consumerGroups.keys()];
  for (const group of new Set(ids)) {
    expireOffsetsOf(state, group, host);
  }
}

function expireOffsetsOf(state: CoordinatorState, id: string, host: CoordinatorHost): void {
  const policy = policyOf(state, id);
  if (policy === null) return;
  const offsets = state.offsets.get(id) ?? new Map<string, CommittedOffset>();
  const retentionMs = readNumber('broker', host.configs, 'offsets.retention.minutes') * 60_000;
  const expired = [...offsets].filter(([key, offset]) => {
    const isRead = policy.isSubscribedTo(parseTopicPartition(key).topic);
    return !isRead && host.nowMs - policy.neededUntilMs(offset) >= retentionMs;
  });
  const isGone = expired.length === offsets.size && isEmpty(state, id);
  const records: CoordinatorRecord[] = expired.map(([key]) => {
    const { topic, partition } = parseTopicPartition(key);
    return offsetTombstone(id, topic, partition);
  });
  if (isGone) records.push(groupTombstone(id));
  if (records.length === 0) return;
  const offsetsPartition = partitionOf(id, host);
  if (host.append(offsetsPartition, records).errorCode !== 'NONE') return;
  for (const [key] of expired) {
    offsets.delete(key);
    host.emit('offset.expired', { group: id, ...parseTopicPartition(key) });
  }
  if (offsets.size === 0) state.offsets.delete(id);
  if (isGone) deleteGroup(state, id, host);
  host.flush(offsetsPartition);
}

/** A group that exists and has no members. */
function isEmpty({ groups, consumerGroups }: CoordinatorState, id: string): boolean {
  const group = groups.get(id);
  return group === undefined
    ? consumerGroups.get(id)?.members.size === 0
    : stateOf(group) === 'Empty';
}

function deleteGroup(state: CoordinatorState, id: string, host: CoordinatorHost): void {
  const reason = 'all of its offsets have expired';
  const group = state.groups.get(id);
  if (group !== undefined) {
    changeState(group, 'unloaded', host);
    announce(group, reason, host);
  }
  const consumerGroup = state.consumerGroups.get(id);
  if (consumerGroup !== undefined) {
    tellDeleted(consumerGroup, host);
    announceConsumerGroup(consumerGroup, '', reason, host);
  }
  state.groups.delete(id);
  state.consumerGroups.delete(id);
}

function partitionOf(group: string, host: CoordinatorHost): number {
  return offsetsPartitionFor(group, host.topicOf(OFFSETS_TOPIC)?.partitionCount ?? 1);
}

/** When offsets of a group begin to be no longer needed. */
interface ExpirationPolicy {
  readonly isSubscribedTo: (topic: string) => boolean;
  readonly neededUntilMs: (offset: CommittedOffset) => number;
}

const SINCE_COMMIT: ExpirationPolicy = {
  isSubscribedTo: () => false,
  neededUntilMs: ({ commitMs }) => commitMs,
};

/** null: nothing of this group expires now. */
function policyOf(state: CoordinatorState, id: string): ExpirationPolicy | null {
  const consumerGroup = state.consumerGroups.get(id);
  if (consumerGroup !== undefined) return policyOfConsumerGroup(consumerGroup);
  const group = state.groups.get(id);
  // A consumer on its own that only stores its offsets here.
  if (group === undefined || group.protocolType === '') return SINCE_COMMIT;
  switch (stateOf(group)) {
    case 'Empty':
      return { ...SINCE_COMMIT, neededUntilMs: () => group.currentStateMs };
    case 'Stable': {
      const topics = subscribedTopics(group);
      return { ...SINCE_COMMIT, isSubscribedTo: (topic) => topics.has(topic) };
    }
    default:
      return null;
  }
}

function policyOfConsumerGroup(group: ConsumerGroup): ExpirationPolicy {
  const topics = new Set<string>();
  for (const member of group.members.values()) {
    for (const topic of subscriptionOf(group, member)) topics.add(topic);
  }
  return { ...SINCE_COMMIT, isSubscribedTo: (topic) => topics.has(topic) };
}

function subscribedTopics(group: ClassicGroup): ReadonlySet<string> {
  const topics = new Set<string>();
  for (const { protocols } of group.members.values()) {
    for (const { metadata } of protocols) for (const topic of metadata.topics) topics.add(topic);
  }
  return topics;
}
