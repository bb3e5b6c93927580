// What the group coordinator hands to a server-side assignor, and what it does with the answer
// (KIP-848). Follows `TargetAssignmentBuilder`, `GroupSpecImpl` and `Assignment.fromRecord`.
import {
  inJavaHashOrder,
  integersInJavaHashOrder,
  JavaHashMap,
  stringsInJavaHashOrder,
} from '#base/java-collections.ts';
import { type Uuid, uuidKeys } from '#kafka/protocol/uuid.ts';

/** Partitions of each topic. */
export type MemberTarget = ReadonlyMap<Uuid, readonly number[]>;

/** The new target of every member; partitions ascending. */
export type TargetAssignment = ReadonlyMap<string, MemberTarget>;

/** Partition counts of the topics that exist. */
export type PartitionCounts = ReadonlyMap<Uuid, number>;

export interface MemberSpec {
  readonly memberId: string;
  readonly instanceId: string | null;
  /** Topics that exist. */
  readonly subscribedTopicIds: readonly Uuid[];
  /** The target before, in Java's order of topics and partitions; null: none was made yet. */
  readonly target: MemberTarget | null;
}

export interface GroupSpec {
  /** HOMOGENEOUS: all members subscribed to the same topics, existing or not. */
  readonly subscriptionType: 'HOMOGENEOUS' | 'HETEROGENEOUS';
  /** In Java's order of member ids. */
  readonly members: readonly MemberSpec[];
}

/** A member as the coordinator knows it. */
export interface GroupSpecMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly subscribedTopicNames: readonly string[];
  /** Its last target assignment record; null: there is none. */
  readonly target:
    readonly { readonly topicId: Uuid; readonly partitions: readonly number[] }[] | null;
}

/** Puts members, topics and partitions in the order in which Kafka's assignors meet them. */
export function createGroupSpec(
  members: readonly GroupSpecMember[],
  topicIds: ReadonlyMap<string, Uuid>,
): GroupSpec {
  const byId = new Map(members.map((member) => [member.memberId, member]));
  const ordered = stringsInJavaHashOrder(byId.keys()).map((id) => byId.get(id) as GroupSpecMember);
  const [first] = ordered;
  const isHomogeneous = ordered.every(
    (member) => first !== undefined && hasSameTopics(member, first),
  );
  return {
    subscriptionType: isHomogeneous ? 'HOMOGENEOUS' : 'HETEROGENEOUS',
    members: ordered.map(({ memberId, instanceId, subscribedTopicNames, target }) => ({
      memberId,
      instanceId,
      subscribedTopicIds: stringsInJavaHashOrder(subscribedTopicNames).flatMap(
        (name) => topicIds.get(name) ?? [],
      ),
      target: target === null ? null : targetInJavaOrder(target),
    })),
  };
}

function hasSameTopics(a: GroupSpecMember, b: GroupSpecMember): boolean {
  const topics = new Set(a.subscribedTopicNames);
  return (
    topics.size === new Set(b.subscribedTopicNames).size &&
    b.subscribedTopicNames.every((topic) => topics.has(topic))
  );
}

function targetInJavaOrder(target: NonNullable<GroupSpecMember['target']>): MemberTarget {
  const byTopic = new Map(target.map(({ topicId, partitions }) => [topicId, partitions]));
  return new Map(
    inJavaHashOrder(uuidKeys, byTopic.keys()).map((topicId) => [
      topicId,
      integersInJavaHashOrder(byTopic.get(topicId) ?? []),
    ]),
  );
}

/** The members whose target is new, and so is written, in the order of the records. */
export function changedMembers(spec: GroupSpec, next: TargetAssignment): string[] {
  return spec.members
    .filter(({ memberId, target }) => {
      return target === null || !isSameTarget(target, next.get(memberId) ?? new Map());
    })
    .map(({ memberId }) => memberId);
}

function isSameTarget(a: MemberTarget, b: MemberTarget): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([topicId, partitions]) => {
    const others = new Set(b.get(topicId));
    return others.size === partitions.length && partitions.every((one) => others.has(one));
  });
}

/**
 * A target under construction: who gets what, as sets. Topics stand in the order of Java's HashMaps,
 * because the next assignment starts from this one.
 */
export class TargetBuilder {
  private readonly targets: ReadonlyMap<string, JavaHashMap<Uuid, Set<number>>>;

  constructor(spec: GroupSpec) {
    this.targets = new Map(
      spec.members.map(({ memberId }) => [memberId, new JavaHashMap(uuidKeys)]),
    );
  }

  /** Names a topic of which partitions will follow: kept ones, which stand before new ones. */
  addTopic(memberId: string, topicId: Uuid): void {
    const target = this.targets.get(memberId);
    if (target?.has(topicId) === false) target.set(topicId, new Set());
  }

  add(memberId: string, topicId: Uuid, partition: number): void {
    this.targets
      .get(memberId)
      ?.computeIfAbsent(topicId, () => new Set())
      .add(partition);
  }

  remove(memberId: string, topicId: Uuid, partition: number): void {
    const target = this.targets.get(memberId);
    const partitions = target?.get(topicId);
    partitions?.delete(partition);
    if (partitions?.size === 0) target?.delete(topicId);
  }

  build(): TargetAssignment {
    return new Map(
      [...this.targets].map(([memberId, target]) => [
        memberId,
        new Map(
          [...target]
            .filter(([, partitions]) => partitions.size > 0)
            .map(([topicId, partitions]) => [topicId, [...partitions].sort((a, b) => a - b)]),
        ),
      ]),
    );
  }
}
