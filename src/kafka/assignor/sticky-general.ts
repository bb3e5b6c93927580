// The sticky assignment when members want different topics: keep what can stay, give the rest to
// whoever has least, then move partitions while that improves the balance.
// Follows `AbstractStickyAssignor.GeneralAssignmentBuilder`.
import { compareText, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { NO_GENERATION } from './assignor.ts';
import { PartitionMovements } from './partition-movements.ts';
import { removeFrom, type StickyInput, withoutAssigned } from './sticky-input.ts';

type Assignment = Map<string, TopicPartition[]>;

export function assignGeneral(input: StickyInput): ReadonlyMap<string, TopicPartition[]> {
  return new GeneralBuilder(input).build();
}

interface PreviousOwner {
  readonly consumer: string;
  readonly generation: number;
}

class GeneralBuilder {
  private readonly assignment: Assignment;
  private readonly ownerOf = new Map<TopicPartition, string>();
  /** Who may have a topic; topics and consumers in Java's order. */
  private readonly consumersByTopic: ReadonlyMap<string, readonly string[]>;
  /** Existing topics that a consumer may have. */
  private readonly topicsByConsumer: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly previousOwners: ReadonlyMap<TopicPartition, PreviousOwner>;
  private readonly movements = new PartitionMovements();
  /** Consumers whose assignment may change, from the one with least partitions to the most. */
  private sortedConsumers: string[] = [];
  private isRevocationRequired = false;

  constructor(private readonly input: StickyInput) {
    const { members, partitionsByTopic, owned } = input;
    this.assignment = new Map([...owned].map(([consumer, list]) => [consumer, [...list]]));
    this.topicsByConsumer = new Map(
      members.map(({ memberId, topics }) => [
        memberId,
        new Set(topics.filter((topic) => partitionsByTopic.has(topic))),
      ]),
    );
    this.consumersByTopic = new Map(
      [...partitionsByTopic.keys()].map((topic) => [
        topic,
        members.filter(({ topics }) => topics.includes(topic)).map(({ memberId }) => memberId),
      ]),
    );
    for (const [consumer, partitions] of this.assignment) {
      for (const partition of partitions) this.ownerOf.set(partition, consumer);
    }
    this.previousOwners = previousOwnersOf(input);
  }

  build(): ReadonlyMap<string, TopicPartition[]> {
    const kept = this.keepOwned();
    const all = this.allPartitionsSorted();
    const unassigned = withoutAssigned(
      all,
      kept.sort((a, b) => this.comparePartitions(a, b)),
    );
    this.sortedConsumers = [...this.assignment.keys()];
    this.sortedConsumers.sort((a, b) => this.compareConsumers(a, b));
    const mostLoaded = this.sortedConsumers[this.sortedConsumers.length - 1] as string;
    const isInitial = this.sizeOf(mostLoaded) === 0;
    this.assignRest(unassigned);
    this.improveBalance(all, unassigned, isInitial);
    return this.assignment;
  }

  /** Takes from consumers what they may not keep. Returns all that stays. */
  private keepOwned(): TopicPartition[] {
    const kept: TopicPartition[] = [];
    for (const [consumer, partitions] of this.assignment) {
      const mayStay = partitions.filter(
        (partition) =>
          this.topicsByConsumer.get(consumer)?.has(partition.topic) === true &&
          !this.input.racks.isMismatch(consumer, partition),
      );
      if (mayStay.length < partitions.length) this.isRevocationRequired = true;
      this.assignment.set(consumer, mayStay);
      kept.push(...mayStay);
    }
    return kept;
  }

  /** Partitions of topics that few may have come first. */
  private allPartitionsSorted(): TopicPartition[] {
    return [...this.input.partitionsByTopic.values()]
      .flat()
      .sort((a, b) => this.comparePartitions(a, b));
  }

  private comparePartitions(a: TopicPartition, b: TopicPartition): number {
    return (
      this.consumersOf(a).length - this.consumersOf(b).length ||
      compareText(a.topic, b.topic) ||
      a.partition - b.partition
    );
  }

  private consumersOf({ topic }: TopicPartition): readonly string[] {
    return this.consumersByTopic.get(topic) ?? [];
  }

  private sizeOf(consumer: string): number {
    return this.partitionsAssignedTo(consumer).length;
  }

  private partitionsAssignedTo(consumer: string): TopicPartition[] {
    return this.assignment.get(consumer) as TopicPartition[];
  }

  private compareConsumers(a: string, b: string): number {
    return this.sizeOf(a) - this.sizeOf(b) || compareText(a, b);
  }

  /** Puts a consumer back in its place after its size changed. */
  private insertConsumer(consumer: string): void {
    const after = this.sortedConsumers.findIndex(
      (other) => this.compareConsumers(consumer, other) < 0,
    );
    this.sortedConsumers.splice(after === -1 ? this.sortedConsumers.length : after, 0, consumer);
  }

  /** Each partition goes to the consumer with least that may have it, near ones first. */
  private assignRest(unassigned: readonly TopicPartition[]): void {
    let rest = unassigned;
    if (this.input.racks.areUsed) {
      rest = rest.filter((partition) => !this.assignToLeast(partition, true));
    }
    for (const partition of rest) this.assignToLeast(partition, false);
  }

  private assignToLeast(partition: TopicPartition, onlyNear: boolean): boolean {
    const consumer = this.sortedConsumers.find(
      (candidate) =>
        this.topicsByConsumer.get(candidate)?.has(partition.topic) === true &&
        !(onlyNear && this.input.racks.isMismatch(candidate, partition)),
    );
    if (consumer === undefined) return false;
    removeFrom(this.sortedConsumers, consumer);
    this.partitionsAssignedTo(consumer).push(partition);
    this.ownerOf.set(partition, consumer);
    this.insertConsumer(consumer);
    return true;
  }

  private improveBalance(
    all: readonly TopicPartition[],
    unassigned: readonly TopicPartition[],
    isInitial: boolean,
  ): void {
    const isMovable = (partition: TopicPartition): boolean => this.canTopicMove(partition.topic);
    const fixed = this.setFixedConsumersAside();
    const before = copyOf(this.assignment);
    // Unless something must be revoked anyway, first try with new partitions only.
    if (!this.isRevocationRequired) this.reassign(unassigned.filter(isMovable));
    const isMoved = this.reassign(all.filter(isMovable));
    if (!isInitial && isMoved && balanceScore(this.assignment) >= balanceScore(before)) {
      for (const [consumer, partitions] of before) this.assignment.set(consumer, partitions);
    }
    for (const [consumer, partitions] of fixed) this.assignment.set(consumer, partitions);
  }

  /** A topic that only one consumer may have stays where it is. */
  private canTopicMove(topic: string): boolean {
    return (this.consumersByTopic.get(topic)?.length ?? 0) >= 2;
  }

  private canConsumerChange(consumer: string): boolean {
    return (
      this.sizeOf(consumer) < this.mostPossible(consumer) ||
      this.partitionsAssignedTo(consumer).some(({ topic }) => this.canTopicMove(topic))
    );
  }

  private mostPossible(consumer: string): number {
    let sum = 0;
    for (const topic of this.topicsByConsumer.get(consumer) ?? []) {
      sum += this.input.partitionsByTopic.get(topic)?.length ?? 0;
    }
    return sum;
  }

  private setFixedConsumersAside(): Assignment {
    const fixed: Assignment = new Map();
    for (const [consumer, partitions] of this.assignment) {
      if (!this.canConsumerChange(consumer)) fixed.set(consumer, partitions);
    }
    for (const consumer of fixed.keys()) {
      removeFrom(this.sortedConsumers, consumer);
      this.assignment.delete(consumer);
    }
    return fixed;
  }

  /** Goes over the partitions again and again until nothing moves. Returns whether any moved. */
  private reassign(partitions: readonly TopicPartition[]): boolean {
    let isAnyMoved = false;
    for (let isMoved = true; isMoved;) {
      isMoved = false;
      for (const partition of partitions) {
        if (this.isBalanced()) break;
        if (this.reassignOne(partition)) isMoved = isAnyMoved = true;
      }
    }
    return isAnyMoved;
  }

  /** Moves a partition if someone with at least two less may have it. */
  private reassignOne(partition: TopicPartition): boolean {
    const owner = this.ownerOf.get(partition) as string;
    const hasMuchLess = (other: string): boolean =>
      (this.assignment.get(other)?.length ?? Infinity) + 1 < this.sizeOf(owner);
    const previous = this.previousOwners.get(partition);
    if (previous !== undefined && hasMuchLess(previous.consumer)) {
      this.moveTo(partition, previous.consumer);
      return true;
    }
    // Kafka looks for a candidate within the rack first, but then moves to whoever has least.
    if (!this.consumersOf(partition).some(hasMuchLess)) return false;
    const least = this.sortedConsumers.find(
      (consumer) => this.topicsByConsumer.get(consumer)?.has(partition.topic) === true,
    );
    this.moveTo(partition, least as string);
    return true;
  }

  private moveTo(wanted: TopicPartition, newConsumer: string): void {
    const wantedOwner = this.ownerOf.get(wanted) as string;
    const partition = this.movements.partitionToMove(wanted, wantedOwner, newConsumer);
    const oldConsumer = this.ownerOf.get(partition) as string;
    removeFrom(this.sortedConsumers, oldConsumer);
    removeFrom(this.sortedConsumers, newConsumer);
    this.movements.move(partition, oldConsumer, newConsumer);
    removeFrom(this.partitionsAssignedTo(oldConsumer), partition);
    this.partitionsAssignedTo(newConsumer).push(partition);
    this.ownerOf.set(partition, newConsumer);
    this.insertConsumer(newConsumer);
    this.insertConsumer(oldConsumer);
  }

  /** Whether no consumer could take a partition from one that has at least two more. */
  private isBalanced(): boolean {
    const [least] = this.sortedConsumers;
    const most = this.sortedConsumers[this.sortedConsumers.length - 1];
    if (least === undefined || most === undefined) return true;
    if (this.sizeOf(least) >= this.sizeOf(most) - 1) return true;
    const owners = new Map<TopicPartition, string>();
    for (const [consumer, partitions] of this.assignment) {
      for (const partition of partitions) owners.set(partition, consumer);
    }
    return this.sortedConsumers.every((consumer) => {
      const size = this.sizeOf(consumer);
      if (size === this.mostPossible(consumer)) return true;
      const mine = new Set(this.partitionsAssignedTo(consumer));
      return [...(this.topicsByConsumer.get(consumer) ?? [])].every((topic) =>
        (this.input.partitionsByTopic.get(topic) ?? []).every((partition) => {
          const owner = owners.get(partition);
          return mine.has(partition) || owner === undefined || size + 1 >= this.sizeOf(owner);
        }),
      );
    });
  }
}

/** Who claimed a partition in a generation before the last one: it may go back there. */
function previousOwnersOf(input: StickyInput): ReadonlyMap<TopicPartition, PreviousOwner> {
  const owners = new Map<TopicPartition, PreviousOwner>();
  for (const { memberId, claimed, claimedGeneration } of input.members) {
    const generation = claimedGeneration ?? NO_GENERATION;
    if (generation >= input.maxGeneration) continue;
    for (const partition of claimed) {
      const known = owners.get(partition);
      if (known === undefined || generation > known.generation) {
        owners.set(partition, { consumer: memberId, generation });
      }
    }
  }
  return owners;
}

function copyOf(assignment: Assignment): Assignment {
  return new Map([...assignment].map(([consumer, partitions]) => [consumer, [...partitions]]));
}

/** Sum of the differences in size between all pairs of consumers: 0 is perfect. */
function balanceScore(assignment: Assignment): number {
  const sizes = [...assignment.values()].map((partitions) => partitions.length);
  let score = 0;
  sizes.forEach((size, index) => {
    for (const other of sizes.slice(index + 1)) score += Math.abs(size - other);
  });
  return score;
}
