// The sticky assignment in two steps: a partition that moves is first only taken from its owner;
// the next rebalance gives it to the new one. Follows Apache Kafka 4.3 `CooperativeStickyAssignor`.
import { type TopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { type ConsumerPartitionAssignor, type GroupMember, NO_GENERATION } from './assignor.ts';
import { stickyAssignment } from './sticky-part.ts';
import type { MemberData } from './sticky-input.ts';

type Assignment = ReadonlyMap<string, readonly TopicPartition[]>;

/** What a member owns travels in its subscription; so does the generation, unless it lost that. */
function memberDataOf({ metadata }: GroupMember): MemberData {
  return {
    partitions: metadata.ownedPartitions,
    generation:
      metadata.generationId > NO_GENERATION
        ? metadata.generationId
        : (metadata.userData?.generation ?? null),
  };
}

/** The new owner of each partition that another member must first give up, by partition key. */
function findTransferring(
  assignment: Assignment,
  members: readonly GroupMember[],
): ReadonlyMap<string, string> {
  const added = new Map<string, string>();
  const revoked = new Set<string>();
  for (const { memberId, metadata } of members) {
    const owned = new Set(metadata.ownedPartitions.map(topicPartitionKey));
    const assigned = new Set((assignment.get(memberId) ?? []).map(topicPartitionKey));
    for (const key of assigned) if (!owned.has(key)) added.set(key, memberId);
    for (const key of owned) if (!assigned.has(key)) revoked.add(key);
  }
  return new Map([...added].filter(([key]) => revoked.has(key)));
}

export const cooperativeStickyAssignor: ConsumerPartitionAssignor = {
  name: 'cooperative-sticky',
  supportedProtocols: ['COOPERATIVE', 'EAGER'],
  subscriptionUserData: ({ generation }) => ({ partitions: [], generation }),
  assign(topics, members, before) {
    const { assignment, transferring, state } = stickyAssignment.get()(
      topics,
      members,
      memberDataOf,
      before,
    );
    const newOwners = transferring ?? findTransferring(assignment, members);
    const withheld = [...assignment].map(([memberId, partitions]) => {
      const given = partitions.filter((one) => newOwners.get(topicPartitionKey(one)) !== memberId);
      return [memberId, given] as const;
    });
    return { assignment: new Map(withheld), state };
  },
  onAssignment: (_assigned, generationId, state) =>
    Object.freeze({ ...state, generation: generationId }),
};
