// What the sticky assignors start from: who may have what, and who can prove to have had it.
// Follows `AbstractStickyAssignor.allSubscriptionsEqual` and its `RackInfo`.
import {
  compareText,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import {
  type GroupMember,
  membersInJavaOrder,
  NO_GENERATION,
  partitionsOf,
  subscribedTopics,
  type TopicMetadata,
} from './assignor.ts';
import { isRackAwarenessUseful, racksOfConsumers, racksOfPartitions } from './racks.ts';

/** What a member says it had, and since which generation; null: it says nothing of that. */
export interface MemberData {
  readonly partitions: readonly TopicPartition[];
  readonly generation: number | null;
}

/**
 * One member of the problem. Here and below there is one object per partition, so that partitions
 * can be compared by identity.
 */
export interface StickyMember {
  readonly memberId: string;
  readonly topics: readonly string[];
  readonly claimed: readonly TopicPartition[];
  readonly claimedGeneration: number | null;
}

export interface StickyInput {
  /** In Java's order. */
  readonly members: readonly StickyMember[];
  /** All partitions of the subscribed topics that exist, topics in Java's order. */
  readonly partitionsByTopic: ReadonlyMap<string, readonly TopicPartition[]>;
  readonly partitionCount: number;
  readonly racks: StickyRacks;
  /** Per member in Java's order: the partitions that it may keep. */
  readonly owned: ReadonlyMap<string, readonly TopicPartition[]>;
  /** Claimed by two members of one generation: neither is believed. */
  readonly doublyClaimed: ReadonlySet<TopicPartition>;
  readonly areSubscriptionsEqual: boolean;
  readonly maxGeneration: number;
}

/** Racks as the sticky assignors look at them; knows none unless looking is useful. */
export class StickyRacks {
  private constructor(
    private readonly rackByConsumer: ReadonlyMap<string, string>,
    private readonly racksByPartition: ReadonlyMap<string, ReadonlySet<string>>,
  ) {}

  static of(
    topics: ReadonlyMap<string, TopicMetadata>,
    members: readonly GroupMember[],
  ): StickyRacks {
    const consumerRacks = racksOfConsumers(members);
    if (consumerRacks.size > 0) {
      const partitionRacks = racksOfPartitions(topics);
      if (isRackAwarenessUseful(consumerRacks.values(), partitionRacks)) {
        return new StickyRacks(consumerRacks, partitionRacks);
      }
    }
    return new StickyRacks(new Map(), new Map());
  }

  get areUsed(): boolean {
    return this.rackByConsumer.size > 0;
  }

  /** Whether the consumer's rack is known and holds no replica of the partition. */
  isMismatch(consumer: string, partition: TopicPartition): boolean {
    return this.rackByConsumer.has(consumer) && !this.isMatch(consumer, partition);
  }

  /** Whether the consumer's rack is known and holds a replica of the partition. */
  isMatch(consumer: string, partition: TopicPartition): boolean {
    const rack = this.rackByConsumer.get(consumer);
    if (rack === undefined) return false;
    return this.racksByPartition.get(topicPartitionKey(partition))?.has(rack) === true;
  }

  /** Partitions that few consumers are near to come first, so that they find one. */
  sortByNearConsumers(partitions: readonly TopicPartition[]): TopicPartition[] {
    const near = new Map<TopicPartition, number>();
    for (const partition of partitions) {
      const consumers = [...this.rackByConsumer.keys()];
      near.set(partition, consumers.filter((one) => this.isMatch(one, partition)).length);
    }
    return [...partitions].sort((a, b) => (near.get(a) ?? 0) - (near.get(b) ?? 0));
  }
}

/** Prepares an assignment; `memberDataOf` is where the two sticky assignors differ. */
export function createStickyInput(
  topics: ReadonlyMap<string, TopicMetadata>,
  groupMembers: readonly GroupMember[],
  memberDataOf: (member: GroupMember) => MemberData,
  maxGenerationBefore: number,
): StickyInput {
  const ordered = membersInJavaOrder(groupMembers);
  const subscribed = subscribedTopics(topics, ordered);
  const partitionsByTopic = new Map(
    [...subscribed].map(([topic, { partitionCount }]) => [
      topic,
      partitionsOf(topic, partitionCount),
    ]),
  );
  const all = [...partitionsByTopic.values()].flat();
  const known = new Map(all.map((partition) => [topicPartitionKey(partition), partition]));
  const toKnown = (partition: TopicPartition): TopicPartition => {
    const key = topicPartitionKey(partition);
    const existing = known.get(key);
    if (existing === undefined) known.set(key, partition);
    return existing ?? partition;
  };
  const members = ordered.map((member): StickyMember => {
    const { partitions, generation } = memberDataOf(member);
    return {
      memberId: member.memberId,
      topics: member.metadata.topics,
      claimed: partitions.map(toKnown),
      claimedGeneration: generation,
    };
  });
  const subscriptionGenerations = new Map(
    ordered.map(({ memberId, metadata }) => [memberId, metadata.generationId]),
  );
  return {
    members,
    partitionsByTopic,
    partitionCount: all.length,
    racks: StickyRacks.of(subscribed, ordered),
    ...judgeClaims(members, partitionsByTopic, subscriptionGenerations),
    areSubscriptionsEqual: areAllEqual(members),
    maxGeneration: members.reduce(
      (most, member) => Math.max(most, member.claimedGeneration ?? NO_GENERATION),
      maxGenerationBefore,
    ),
  };
}

function areAllEqual(members: readonly StickyMember[]): boolean {
  let first: ReadonlySet<string> = new Set();
  return members.every(({ topics }) => {
    // As in Kafka, a member without topics is overlooked while it is the first one.
    if (first.size === 0) {
      first = new Set(topics);
      return true;
    }
    return topics.length === first.size && topics.every((topic) => first.has(topic));
  });
}

/**
 * Of two claims for a partition the one of the later generation wins. What the newcomer claims
 * counts by its own word, what an earlier one claimed by its subscription's generation, as in Kafka.
 */
function judgeClaims(
  members: readonly StickyMember[],
  partitionsByTopic: ReadonlyMap<string, unknown>,
  subscriptionGenerations: ReadonlyMap<string, number>,
): Pick<StickyInput, 'owned' | 'doublyClaimed'> {
  const owned = new Map<string, TopicPartition[]>();
  const doublyClaimed = new Set<TopicPartition>();
  const claimants = new Map<TopicPartition, string>();
  for (const { memberId, claimed, claimedGeneration } of members) {
    const generation = claimedGeneration ?? NO_GENERATION;
    const kept: TopicPartition[] = [];
    owned.set(memberId, kept);
    for (const partition of claimed) {
      if (!partitionsByTopic.has(partition.topic)) continue;
      const other = claimants.get(partition);
      if (other === undefined) {
        kept.push(partition);
        claimants.set(partition, memberId);
        continue;
      }
      const otherGeneration = subscriptionGenerations.get(other) ?? NO_GENERATION;
      if (generation < otherGeneration) continue;
      removeFrom(owned.get(other) ?? [], partition);
      claimants.set(partition, memberId);
      if (generation > otherGeneration) kept.push(partition);
      else doublyClaimed.add(partition);
    }
  }
  return { owned, doublyClaimed };
}

/** Removes an item, if it is there. Mutates `list`. */
export function removeFrom<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index !== -1) list.splice(index, 1);
}

/** By partition, then topic: which owned partitions are kept first. */
export function comparePartitionsFirst(a: TopicPartition, b: TopicPartition): number {
  return a.partition - b.partition || compareText(a.topic, b.topic);
}

/**
 * `all` without `assigned`, both in the same order, by walking both at once. As in Kafka, a
 * partition that is assigned but no longer exists makes everything after it count as unassigned.
 */
export function withoutAssigned(
  all: readonly TopicPartition[],
  assigned: readonly TopicPartition[],
): TopicPartition[] {
  let next = 0;
  return all.filter((partition) => {
    if (partition !== assigned[next]) return true;
    next += 1;
    return false;
  });
}
