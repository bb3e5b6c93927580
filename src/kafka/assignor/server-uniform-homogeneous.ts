// The uniform assignment when all members want the same topics: everyone keeps up to a quota, the
// rest goes to those with room, in blocks. Follows `UniformHomogeneousAssignmentBuilder`.
import { assert } from '#base/assert.ts';
import { JavaHashSet } from '#base/java-collections.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { type Uuid, uuidKeys } from '#kafka/protocol/uuid.ts';
import {
  type GroupSpec,
  type MemberSpec,
  type PartitionCounts,
  type TargetAssignment,
  TargetBuilder,
} from './group-spec.ts';

interface TopicIdPartition {
  readonly topicId: Uuid;
  readonly partition: number;
}

/** A member that can take more partitions. */
interface UnfilledMember {
  readonly memberId: string;
  readonly remainingQuota: number;
}

export function assignUniformHomogeneous(
  spec: GroupSpec,
  partitionCounts: PartitionCounts,
): TargetAssignment {
  return new HomogeneousBuilder(spec, partitionCounts).build();
}

class HomogeneousBuilder {
  private readonly targets: TargetBuilder;
  private readonly topicIds: JavaHashSet<Uuid>;
  private readonly unassigned: TopicIdPartition[];
  private readonly minQuota: number;
  /** Members that still get one partition above the minimum. */
  private extrasLeft: number;

  constructor(
    private readonly spec: GroupSpec,
    private readonly partitionCounts: PartitionCounts,
  ) {
    this.targets = new TargetBuilder(spec);
    this.topicIds = JavaHashSet.copyOf(uuidKeys, spec.members[0]?.subscribedTopicIds ?? []);
    const all = this.allPartitions();
    const owned = ownedPartitions(spec);
    this.unassigned = all.filter(
      ({ topicId, partition }) => !owned.has(partitionKey(topicId, partition)),
    );
    this.minQuota = Math.floor(all.length / spec.members.length);
    this.extrasLeft = all.length % spec.members.length;
  }

  build(): TargetAssignment {
    if (this.topicIds.size === 0) return this.targets.build();
    const unfilled = this.spec.members.map((member, index) =>
      this.keepOwned(member, this.spec.members.length - index),
    );
    let next = 0;
    for (const { memberId, remainingQuota } of unfilled) {
      const block = this.unassigned.slice(next, next + remainingQuota);
      for (const { topicId, partition } of block) this.targets.add(memberId, topicId, partition);
      next += block.length;
    }
    assert(next === this.unassigned.length, 'the quotas leave room for every partition');
    return this.targets.build();
  }

  private allPartitions(): TopicIdPartition[] {
    return [...this.topicIds].flatMap((topicId) =>
      Array.from({ length: this.partitionCounts.get(topicId) ?? 0 }, (_, partition) => ({
        topicId,
        partition,
      })),
    );
  }

  /** Lets a member keep what its quota allows. `membersLeft` counts it and those after it. */
  private keepOwned({ memberId, target }: MemberSpec, membersLeft: number): UnfilledMember {
    const mayGetExtra = this.extrasLeft > 0;
    let quota = this.minQuota + (mayGetExtra ? 1 : 0);
    for (const [topicId, partitions] of target ?? []) {
      if (!this.topicIds.has(topicId)) continue;
      for (const partition of partitions) {
        if (quota > 0) {
          quota -= 1;
          this.targets.addTopic(memberId, topicId);
          this.targets.add(memberId, topicId, partition);
        } else {
          this.unassigned.push({ topicId, partition });
        }
      }
    }
    // An extra that would be a new partition is left to a later member, who may own one already.
    const leavesExtra = mayGetExtra && quota > 0 && membersLeft > this.extrasLeft;
    if (leavesExtra) quota -= 1;
    else if (mayGetExtra) this.extrasLeft -= 1;
    return { memberId, remainingQuota: quota };
  }
}

function ownedPartitions(spec: GroupSpec): ReadonlySet<string> {
  const owned = new Set<string>();
  for (const { target } of spec.members) {
    for (const [topicId, partitions] of target ?? []) {
      for (const partition of partitions) owned.add(partitionKey(topicId, partition));
    }
  }
  return owned;
}
