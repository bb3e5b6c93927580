// The assignment that both sticky assignors begin with. Follows Apache Kafka 4.3
// `AbstractStickyAssignor`.
import { type TopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import type { AssignorState, GroupMember, TopicMetadata } from './assignor.ts';
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
