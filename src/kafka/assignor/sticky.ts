// Keeps partitions where they are while the group stays balanced; everyone revokes everything
// first (EAGER), so the memory travels as user data. Follows Apache Kafka 4.3 `StickyAssignor`.
import { JavaHashMap, stringKeys } from '#base/java-collections.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { ConsumerPartitionAssignor, GroupMember } from './assignor.ts';
import type { MemberData } from './sticky-input.ts';
import { stickyAssignment } from './sticky-part.ts';

/** Partitions as the user data lists them. Follows `CollectionUtils.groupPartitionsByTopic`. */
function groupByTopic(partitions: readonly TopicPartition[]): readonly TopicPartition[] {
  const byTopic = new JavaHashMap<string, TopicPartition[]>(stringKeys);
  for (const partition of partitions) {
    byTopic.computeIfAbsent(partition.topic, () => []).push(partition);
  }
  return [...byTopic.values()].flat();
}

function memberDataOf({ metadata }: GroupMember): MemberData {
  return metadata.userData ?? { partitions: [], generation: null };
}

export const stickyAssignor: ConsumerPartitionAssignor = {
  name: 'sticky',
  supportedProtocols: ['EAGER'],
  subscriptionUserData: ({ memberAssignment, generation }) =>
    memberAssignment === null ? null : { partitions: groupByTopic(memberAssignment), generation },
  assign: (topics, members, state) => stickyAssignment.get()(topics, members, memberDataOf, state),
  onAssignment: (assigned, generationId, state) =>
    Object.freeze({ ...state, memberAssignment: assigned, generation: generationId }),
};
