// The uniform assignment when members want different topics: keep what may stay, give the rest to
// the least loaded, then move partitions topic by topic until all loads are even.
// Follows `UniformHeterogeneousAssignmentBuilder`.
import { compareUuids, type Uuid } from '#kafka/protocol/uuid.ts';
import {
  type GroupSpec,
  type PartitionCounts,
  type TargetAssignment,
  TargetBuilder,
} from './group-spec.ts';
import { MemberBalancer } from './member-balancer.ts';

/** Topics with overlapping subscribers may need several rounds; more would hardly help. */
const MAX_ROUNDS = 16;
const NOBODY = -1;

export function assignUniformHeterogeneous(
  spec: GroupSpec,
  partitionCounts: PartitionCounts,
): TargetAssignment {
  return new HeterogeneousBuilder(spec, partitionCounts).build();
}

/** Members are numbered in the order of the spec. */
class HeterogeneousBuilder {
  private readonly targets: TargetBuilder;
  private readonly subscribers = new Map<Uuid, number[]>();
  /** Partitions of each member. */
  private readonly loads: number[];
  /** Member of each partition. */
  private readonly owners: ReadonlyMap<Uuid, number[]>;

  constructor(
    private readonly spec: GroupSpec,
    private readonly partitionCounts: PartitionCounts,
  ) {
    this.targets = new TargetBuilder(spec);
    this.loads = spec.members.map(() => 0);
    spec.members.forEach(({ subscribedTopicIds }, member) => {
      for (const topicId of subscribedTopicIds) {
        const subscribers = this.subscribers.get(topicId);
        if (subscribers === undefined) this.subscribers.set(topicId, [member]);
        else subscribers.push(member);
      }
    });
    this.owners = new Map(
      [...this.subscribers.keys()].map((topicId) => [
        topicId,
        new Array<number>(partitionCounts.get(topicId) ?? 0).fill(NOBODY),
      ]),
    );
  }

  build(): TargetAssignment {
    this.keepOwned();
    const topicIds = [...this.subscribers.keys()].sort((a, b) => this.compareTopics(a, b));
    for (const topicId of topicIds) this.assignRest(topicId);
    this.balance(topicIds.filter((topicId) => this.subscribersOf(topicId).length >= 2));
    return this.targets.build();
  }

  /** Most partitions per subscriber first, then fewest subscribers: the least choice goes first. */
  private compareTopics(a: Uuid, b: Uuid): number {
    const subscribersOfA = this.subscribersOf(a).length;
    const subscribersOfB = this.subscribersOf(b).length;
    const shareOfA = (this.partitionCounts.get(a) ?? 0) / subscribersOfA;
    const shareOfB = (this.partitionCounts.get(b) ?? 0) / subscribersOfB;
    return shareOfB - shareOfA || subscribersOfA - subscribersOfB || compareUuids(a, b);
  }

  private subscribersOf(topicId: Uuid): readonly number[] {
    return this.subscribers.get(topicId) ?? [];
  }

  private ownersOf(topicId: Uuid): number[] {
    return this.owners.get(topicId) ?? [];
  }

  private keepOwned(): void {
    this.spec.members.forEach(({ subscribedTopicIds, target }, member) => {
      for (const [topicId, partitions] of target ?? []) {
        if (!subscribedTopicIds.includes(topicId)) continue;
        this.targets.addTopic(this.memberId(member), topicId);
        for (const partition of partitions) this.assign(topicId, partition, member);
      }
    });
  }

  private assign(topicId: Uuid, partition: number, member: number): void {
    const owners = this.ownersOf(topicId);
    const before = owners[partition] ?? NOBODY;
    if (before !== NOBODY) {
      this.targets.remove(this.memberId(before), topicId, partition);
      this.loads[before] = (this.loads[before] ?? 0) - 1;
    }
    this.targets.add(this.memberId(member), topicId, partition);
    this.loads[member] = (this.loads[member] ?? 0) + 1;
    owners[partition] = member;
  }

  private memberId(member: number): string {
    return this.spec.members[member]?.memberId ?? '';
  }

  private assignRest(topicId: Uuid): void {
    const balancer = new MemberBalancer(this.subscribersOf(topicId), this.loads);
    this.ownersOf(topicId).forEach((owner, partition) => {
      if (owner === NOBODY) this.assign(topicId, partition, balancer.takeLeastLoaded());
    });
  }

  /** Goes round the topics until a whole round moved nothing. */
  private balance(topicIds: readonly Uuid[]): void {
    let lastMoved = -1;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      for (const [index, topicId] of topicIds.entries()) {
        if (index === lastMoved) return;
        const isMoved = this.balanceTopic(topicId);
        if (isMoved || lastMoved === -1) lastMoved = index;
      }
    }
  }

  /** Moves partitions of a topic from the fullest to the emptiest. Returns whether any moved. */
  private balanceTopic(topicId: Uuid): boolean {
    const balancer = new MemberBalancer(this.subscribersOf(topicId), this.loads);
    if (balancer.imbalance <= 1) return false;
    const givable = new Map<number, number[]>();
    this.ownersOf(topicId).forEach((owner, partition) => {
      givable.set(owner, [...(givable.get(owner) ?? []), partition]);
    });
    let isMoved = false;
    for (;;) {
      const partition = takeFromFullest(balancer, givable);
      if (partition === undefined) return isMoved;
      const emptiest = balancer.takeLeastLoaded();
      if (balancer.isBalanced) return isMoved;
      this.assign(topicId, partition, emptiest);
      isMoved = true;
    }
  }
}

/** The last partition of the fullest member that has one to give; undefined: nobody has. */
function takeFromFullest(
  balancer: MemberBalancer,
  givable: ReadonlyMap<number, number[]>,
): number | undefined {
  for (;;) {
    const fullest = balancer.takeMostLoaded();
    if (fullest === NOBODY) return undefined;
    const partition = givable.get(fullest)?.pop();
    if (partition !== undefined) return partition;
    balancer.excludeMostLoaded();
  }
}
