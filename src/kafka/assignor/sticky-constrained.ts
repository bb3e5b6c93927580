// The sticky assignment when all members want the same topics: everyone gets the minimum quota, and
// as few as possible one more. Follows `AbstractStickyAssignor.ConstrainedAssignmentBuilder`.
import {
  compareText,
  compareTopicPartitions,
  type TopicPartition,
} from '#kafka/protocol/topic-partition.ts';
import { AssignorError } from './assignor.ts';
import {
  comparePartitionsFirst,
  removeFrom,
  type StickyInput,
  withoutAssigned,
} from './sticky-input.ts';

export interface ConstrainedAssignment {
  readonly assignment: ReadonlyMap<string, TopicPartition[]>;
  /** Of partitions that someone else may still hold. */
  readonly newOwners: ReadonlyMap<TopicPartition, string>;
}

export function assignConstrained(input: StickyInput): ConstrainedAssignment {
  return new ConstrainedBuilder(input).build();
}

class ConstrainedBuilder {
  private readonly assignment: ReadonlyMap<string, TopicPartition[]>;
  private readonly newOwners = new Map<TopicPartition, string>();
  /** Taken from a member at first; it may still get them back. */
  private readonly maybeRevoked = new Map<TopicPartition, string>();
  private readonly minQuota: number;
  private readonly maxQuota: number;
  /** How many members get more than the minimum; zero when the quotas are equal. */
  private readonly expectedOverMin: number;
  private overMin = 0;
  /** Members with less than the minimum. */
  private readonly underMin: string[] = [];
  /** Members with exactly the minimum, who may become one of those with more. */
  private exactlyMin: string[] = [];

  constructor(private readonly input: StickyInput) {
    const { members, partitionCount } = input;
    this.assignment = new Map(members.map(({ memberId }) => [memberId, []]));
    this.minQuota = Math.floor(partitionCount / members.length);
    this.maxQuota = Math.ceil(partitionCount / members.length);
    this.expectedOverMin = partitionCount % members.length;
  }

  build(): ConstrainedAssignment {
    const kept: TopicPartition[] = [];
    for (const [memberId, owned] of this.input.owned) kept.push(...this.keepOwned(memberId, owned));
    this.underMin.sort(compareText);
    this.exactlyMin.sort(compareText);
    const unassigned = this.input.racks.sortByNearConsumers(this.unassignedWithout(kept));
    this.fillRoundRobin(this.fillWithinRacks(unassigned));
    return { assignment: this.assignment, newOwners: this.newOwners };
  }

  /** Lets a member keep what its quota allows. Returns what it keeps. */
  private keepOwned(memberId: string, owned: readonly TopicPartition[]): TopicPartition[] {
    const { racks, doublyClaimed } = this.input;
    const isFar = (partition: TopicPartition): boolean => racks.isMismatch(memberId, partition);
    for (const partition of owned.filter(isFar)) this.maybeRevoked.set(partition, memberId);
    const mine = owned
      .filter((partition) => !isFar(partition) && !doublyClaimed.has(partition))
      .sort(comparePartitionsFirst);
    let quota = this.minQuota;
    if (mine.length < this.minQuota) {
      this.underMin.push(memberId);
    } else if (mine.length >= this.maxQuota && this.overMin < this.expectedOverMin) {
      quota = this.maxQuota;
      this.countOverMin();
    } else if (this.overMin < this.expectedOverMin) {
      this.exactlyMin.push(memberId);
    }
    const kept = mine.slice(0, quota);
    this.partitionsAssignedTo(memberId).push(...kept);
    for (const partition of mine.slice(quota)) this.maybeRevoked.set(partition, memberId);
    return kept;
  }

  private countOverMin(): void {
    this.overMin += 1;
    if (this.overMin === this.expectedOverMin) this.exactlyMin = [];
  }

  private unassignedWithout(kept: readonly TopicPartition[]): TopicPartition[] {
    const topics = [...this.input.partitionsByTopic].sort(([a], [b]) => compareText(a, b));
    const all = topics.flatMap(([, partitions]) => partitions);
    return withoutAssigned(all, [...kept].sort(compareTopicPartitions));
  }

  /** Gives partitions to members near to a replica, within the quotas. Returns those left. */
  private fillWithinRacks(unassigned: readonly TopicPartition[]): readonly TopicPartition[] {
    if (!this.input.racks.areUsed) return unassigned;
    let turn = 0;
    return unassigned.filter((partition) => {
      const index = this.nearMember(partition, this.underMin, turn);
      if (index !== -1) {
        turn = this.fillUnderMin(partition, index);
        return false;
      }
      const nearAtMin = this.nearMember(partition, this.exactlyMin, 0);
      if (nearAtMin === -1) return true;
      this.fillExactlyMin(partition, nearAtMin);
      return false;
    });
  }

  /** Gives the partition to the member at `index` below the minimum. Returns whose turn is next. */
  private fillUnderMin(partition: TopicPartition, index: number): number {
    const memberId = this.underMin[index] as string;
    const count = this.give(partition, memberId);
    let turn = index + 1;
    if (count >= this.minQuota) {
      this.underMin.splice(index, 1);
      turn = index;
      if (count < this.maxQuota && this.overMin < this.expectedOverMin) {
        this.exactlyMin.push(memberId);
      }
    }
    return this.underMin.length === 0 ? 0 : turn % this.underMin.length;
  }

  private fillExactlyMin(partition: TopicPartition, index: number): void {
    const memberId = this.exactlyMin[index] as string;
    if (this.give(partition, memberId) !== this.maxQuota) return;
    this.exactlyMin.splice(index, 1);
    this.countOverMin();
  }

  /** Index of the first member near to a replica, looking in a circle from `from`; -1: none. */
  private nearMember(
    partition: TopicPartition,
    memberIds: readonly string[],
    from: number,
  ): number {
    for (let step = 0; step < memberIds.length; step += 1) {
      const index = (from + step) % memberIds.length;
      if (this.input.racks.isMatch(memberIds[index] as string, partition)) return index;
    }
    return -1;
  }

  /** Deals the rest: first to those below the minimum, in circles, then to those at it. */
  private fillRoundRobin(unassigned: readonly TopicPartition[]): void {
    let turn = 0;
    for (const partition of unassigned) {
      if (this.underMin.length === 0) {
        const memberId = this.exactlyMin.shift();
        // Partitions that members own and that are no more count for their quotas, as in Kafka.
        if (memberId === undefined) {
          throw new AssignorError('No more unfilled consumers to be assigned.');
        }
        this.giveAndQueue(partition, memberId);
        continue;
      }
      turn %= this.underMin.length;
      const memberId = this.underMin[turn] as string;
      if (this.giveAndQueue(partition, memberId)) removeFrom(this.underMin, memberId);
      else turn += 1;
    }
  }

  /** Gives a partition; a member that now has the minimum queues for one more. */
  private giveAndQueue(partition: TopicPartition, memberId: string): boolean {
    const isAtMin = this.give(partition, memberId) === this.minQuota;
    if (isAtMin) this.exactlyMin.push(memberId);
    return isAtMin;
  }

  /** Assigns a partition that its new owner did not keep. Returns how many it has now. */
  private give(partition: TopicPartition, memberId: string): number {
    const previous = this.maybeRevoked.get(partition);
    const wasElsewhere = previous !== undefined && previous !== memberId;
    if (wasElsewhere || this.input.doublyClaimed.has(partition)) {
      this.newOwners.set(partition, memberId);
    }
    return this.partitionsAssignedTo(memberId).push(partition);
  }

  private partitionsAssignedTo(memberId: string): TopicPartition[] {
    return this.assignment.get(memberId) as TopicPartition[];
  }
}
