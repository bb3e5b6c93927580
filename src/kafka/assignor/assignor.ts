// How the leader of a classic group divides partitions: the door that all client-side assignors
// share. Follows `ConsumerPartitionAssignor` and `AbstractPartitionAssignor`.
import { inJavaHashOrder, stringKeys, stringsInJavaHashOrder } from '#base/java-collections.ts';
import type { ConsumerProtocolSubscription } from '#kafka/protocol/api/classic-group.ts';
import type { AssignorName } from '#kafka/protocol/assignor-name.ts';
import {
  compareText,
  compareTopicPartitions,
  type TopicPartition,
} from '#kafka/protocol/topic-partition.ts';

/** EAGER: everyone revokes everything before joining. COOPERATIVE: only what must move. */
export type RebalanceProtocol = 'EAGER' | 'COOPERATIVE';

/** Kafka's IllegalStateException out of an assignor: poll() throws it, and the application ends. */
export class AssignorError extends Error {}

/** A member as the leader gets it in its JoinGroup response. */
export interface GroupMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly metadata: ConsumerProtocolSubscription;
}

/** What the leader knows of a topic. */
export interface TopicMetadata {
  readonly partitionCount: number;
  /** Racks of the replicas of each partition; null is a broker without one. Absent: no racks. */
  readonly replicaRacks?: readonly (readonly (string | null)[])[];
}

/** What an assignor remembers between rebalances: one per consumer, as long as it lives. Frozen. */
export interface AssignorState {
  /** Generation of the last assignment; -1: none yet. */
  readonly generation: number;
  /** The last assignment; null: none yet. */
  readonly memberAssignment: readonly TopicPartition[] | null;
  /** Highest generation that this consumer has seen a member claim, when it led; -1: none. */
  readonly maxGeneration: number;
}

/** Partitions of each member, in the order in which Kafka lists them. */
export type GroupAssignment = ReadonlyMap<string, readonly TopicPartition[]>;

export interface AssignResult {
  readonly assignment: GroupAssignment;
  readonly state: AssignorState;
}

/** A client-side assignor, without state of its own: its consumer keeps an AssignorState. */
export interface ConsumerPartitionAssignor {
  readonly name: AssignorName;
  readonly supportedProtocols: readonly RebalanceProtocol[];
  /** What a member adds to its subscription when it joins. */
  subscriptionUserData(state: AssignorState): ConsumerProtocolSubscription['userData'];
  /** The leader's work. Members in JoinGroup order; topics that `topics` lacks are skipped. */
  assign(
    topics: ReadonlyMap<string, TopicMetadata>,
    members: readonly GroupMember[],
    state: AssignorState,
  ): AssignResult;
  /** Every member's memory of what it was given in this generation. */
  onAssignment(
    assigned: readonly TopicPartition[],
    generationId: number,
    state: AssignorState,
  ): AssignorState;
}

export const NO_GENERATION = -1;

export const INITIAL_ASSIGNOR_STATE: AssignorState = Object.freeze({
  generation: NO_GENERATION,
  memberAssignment: null,
  maxGeneration: NO_GENERATION,
});

/** The leader's `Map<String, Subscription>`: members in Java's order of their ids. */
export function membersInJavaOrder(members: readonly GroupMember[]): readonly GroupMember[] {
  const byId = new Map(members.map((member) => [member.memberId, member]));
  return stringsInJavaHashOrder(byId.keys()).map((id) => byId.get(id) as GroupMember);
}

/**
 * The leader's `partitionsPerTopic`: topics that someone subscribed to and that have partitions, in
 * Java's order of their names. Members in Java's order.
 */
export function subscribedTopics(
  topics: ReadonlyMap<string, TopicMetadata>,
  members: readonly GroupMember[],
): ReadonlyMap<string, TopicMetadata> {
  const names = stringsInJavaHashOrder(members.flatMap(({ metadata }) => metadata.topics));
  const known = names.filter((name) => (topics.get(name)?.partitionCount ?? 0) > 0);
  return new Map(
    inJavaHashOrder(stringKeys, known).map((name) => [name, topics.get(name) as TopicMetadata]),
  );
}

/** All partitions of a topic, ascending. */
export function partitionsOf(topic: string, partitionCount: number): TopicPartition[] {
  return Array.from({ length: partitionCount }, (_, partition) => ({ topic, partition }));
}

/** `MemberInfo.compareTo`: static members by group.instance.id, then dynamic ones by member id. */
export function compareMembers(
  a: { readonly memberId: string; readonly instanceId: string | null },
  b: { readonly memberId: string; readonly instanceId: string | null },
): number {
  if (a.instanceId !== null && b.instanceId !== null) {
    return compareText(a.instanceId, b.instanceId);
  }
  if (a.instanceId !== null) return -1;
  if (b.instanceId !== null) return 1;
  return compareText(a.memberId, b.memberId);
}

/** The ids of members, sorted by `compareMembers`. */
export function sortMemberIds(members: readonly GroupMember[]): string[] {
  return members
    .map(({ memberId, groupInstanceId }) => ({ memberId, instanceId: groupInstanceId }))
    .sort(compareMembers)
    .map(({ memberId }) => memberId);
}

/**
 * A subscription as it goes over the wire: topics by name, owned partitions by topic and partition.
 * Follows `ConsumerProtocol.serializeSubscription`.
 */
export function createSubscription(
  subscription: ConsumerProtocolSubscription,
): ConsumerProtocolSubscription {
  return Object.freeze({
    ...subscription,
    topics: Object.freeze([...subscription.topics].sort(compareText)),
    ownedPartitions: Object.freeze([...subscription.ownedPartitions].sort(compareTopicPartitions)),
  });
}
