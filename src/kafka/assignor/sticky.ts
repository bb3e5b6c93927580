// Keeps partitions where they are while the group stays balanced; everyone revokes everything
// first (EAGER), so the memory travels as user data. Follows Apache Kafka 4.3 `StickyAssignor`.
import { JavaHashMap, stringKeys } from '#base/java-collections.ts';
import { type TopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import type {
  AssignorState,
  ConsumerPartitionAssignor,
  GroupMember,
  TopicMetadata,
} from './assignor.ts';
import { assignConstrained } from './sticky-constrained.ts';
import { assignGeneral } from './sticky-general.ts';
import { createStickyInput, type MemberData } from './sticky-input.ts';

/** The assignment of both sticky assignors, before the cooperative one withholds anything. */
export interface StickyAssignment {
  readonly assignment: ReadonlyMap<string, TopicPartition[]>;
  /** New owners of partitions that move, by partition key; null: not known, to be computed. */
  readonly transferring: ReadonlyMap<string, string> | null;
  readonly state: AssignorState;
}

/** Follows `AbstractStickyAssignor.assignPartitions`. */
export function assignStickily(
  topics: ReadonlyMap<string, TopicMetadata>,
  members: readonly GroupMember[],
  memberDataOf: (member: GroupMember) => MemberData,
  state: AssignorState,
): StickyAssignment {
  const input = createStickyInput(topics, members, memberDataOf, state.maxGeneration);
  const nextState = Object.freeze({ ...state, maxGeneration: input.maxGeneration });
  if (!input.areSubscriptionsEqual) {
    return { assignment: assignGeneral(input), transferring: null, state: nextState };
  }
  const { assignment, newOwners } = assignConstrained(input);
  const transferring = new Map(
    [...newOwners].map(([partition, memberId]) => [topicPartitionKey(partition), memberId]),
  );
  return { assignment, transferring, state: nextState };
}

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
  assign: (topics, members, state) => assignStickily(topics, members, memberDataOf, state),
  onAssignment: (assigned, generationId, state) =>
    Object.freeze({ ...state, memberAssignment: assigned, generation: generationId }),
};
