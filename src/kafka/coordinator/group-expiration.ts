// Drops committed offsets: those that have expired and, with the last of them, a group that nobody is
// in; those of topics that were deleted. Follows `GroupCoordinatorShard` (`cleanupGroupMetadata`,
// `onTopicsDeleted`).
import { parseTopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { expirationPolicyOf as policyOfClassic } from '#kafka/coordinator/classic/expiration.ts';
import { announce, changeState, stateOf } from '#kafka/coordinator/classic/group.ts';
import {
  type ExpirationPolicy,
  expiredOffsets,
  scheduleExpiration,
  SINCE_COMMIT,
} from '#kafka/coordinator/offsets/expiration.ts';
import {
  type CommittedOffset,
  groupTombstone,
  offsetTombstone,
} from '#kafka/coordinator/offsets/offsets-topic.ts';
import { OFFSETS_TOPIC, offsetsPartitionFor } from '#kafka/protocol/internal-topic.ts';
import { consumerGroups } from './consumer-groups.ts';
import type { Group, GroupHost, GroupState } from './groups.ts';

/** Goes through all groups that this broker coordinates. */
export function expireOffsets(state: GroupState, host: GroupHost): void {
  scheduleExpiration(host);
  for (const id of new Set([...state.offsets.keys(), ...state.groups.keys()])) {
    expireOffsetsOf(state, id, host);
  }
}

function expireOffsetsOf(state: GroupState, id: string, host: GroupHost): void {
  const group = state.groups.get(id);
  const policy = policyOf(group);
  if (policy === null) return;
  const offsets = state.offsets.get(id) ?? new Map<string, CommittedOffset>();
  const expired = expiredOffsets(offsets, policy, host);
  const isGone = expired.length === offsets.size && group !== undefined && isEmpty(group);
  const tombstones = expired.map((key) => {
    const { topic, partition } = parseTopicPartition(key);
    return offsetTombstone(id, topic, partition);
  });
  if (tombstones.length === 0 && !isGone) return;
  host.write(partitionOf(id, host), {
    records: isGone ? [...tombstones, groupTombstone(id)] : tombstones,
    replay() {
      for (const key of expired) {
        offsets.delete(key);
        host.emit('offset.expired', { group: id, ...parseTopicPartition(key) });
      }
      if (offsets.size === 0) state.offsets.delete(id);
      if (isGone) deleteGroup(state, group, 'all of its offsets have expired', host);
    },
  });
}

/** Writes tombstones for offsets of deleted topics. Follows `OffsetMetadataManager.onTopicsDeleted`. */
export function forgetOffsetsOf(
  { offsets }: GroupState,
  topics: ReadonlySet<string>,
  host: GroupHost,
): void {
  for (const [id, committed] of [...offsets]) {
    const gone = [...committed.keys()]
      .map(parseTopicPartition)
      .filter(({ topic }) => topics.has(topic));
    if (gone.length === 0) continue;
    host.write(partitionOf(id, host), {
      records: gone.map(({ topic, partition }) => offsetTombstone(id, topic, partition)),
      replay() {
        for (const one of gone) {
          committed.delete(topicPartitionKey(one));
          host.emit('offset.deleted', { group: id, ...one });
        }
        if (committed.size === 0) offsets.delete(id);
      },
    });
  }
}

export function partitionOf(id: string, host: GroupHost): number {
  return offsetsPartitionFor(id, host.topicOf(OFFSETS_TOPIC)?.partitionCount ?? 1);
}

/** null: nothing of this group expires now. */
export function policyOf(group: Group | undefined): ExpirationPolicy | null {
  if (group === undefined) return SINCE_COMMIT;
  return group.type === 'classic'
    ? policyOfClassic(group)
    : consumerGroups().expirationPolicyOf(group);
}

export function isEmpty(group: Group): boolean {
  return group.type === 'classic' ? stateOf(group) === 'Empty' : group.members.size === 0;
}

export function deleteGroup(
  state: GroupState,
  group: Group,
  reason: string,
  host: GroupHost,
): void {
  if (group.type === 'classic') {
    changeState(group, 'unloaded', host);
    announce(group, reason, host);
  } else {
    consumerGroups().tellDeleted(group, host);
    consumerGroups().announceConsumerGroup(group, '', reason, host);
  }
  state.groups.delete(group.id);
}
