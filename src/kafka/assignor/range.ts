// Gives each member a contiguous range of every topic, so that equal topics are split alike.
// Follows Apache Kafka 4.3 `RangeAssignor`, with its rack-aware pass (KIP-881).
import {
  compareTopicPartitions,
  partitionKey,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import {
  type ConsumerPartitionAssignor,
  type GroupAssignment,
  type GroupMember,
  membersInJavaOrder,
  partitionsOf,
  sortMemberIds,
  subscribedTopics,
  type TopicMetadata,
} from './assignor.ts';
import {
  isRackAwarenessUseful,
  type PartitionRacks,
  racksOfConsumers,
  racksOfPartitions,
} from './racks.ts';

type MutableAssignment = ReadonlyMap<string, TopicPartition[]>;

/** One topic while it is being divided. */
class TopicDivision {
  readonly needsRacks: boolean;
  unassigned: TopicPartition[];
  private readonly partitionRacks: PartitionRacks;
  private readonly assignedCounts: Map<string, number>;
  private readonly quota: number;
  /** Members that may still get one partition above the quota. */
  private extrasLeft: number;

  /** Consumers: the topic's subscribers, sorted. */
  constructor(
    readonly topic: string,
    metadata: TopicMetadata,
    readonly consumers: readonly string[],
    private readonly consumerRacks: ReadonlyMap<string, string>,
  ) {
    this.unassigned = partitionsOf(topic, metadata.partitionCount);
    this.assignedCounts = new Map(consumers.map((consumer) => [consumer, 0]));
    this.quota = Math.floor(metadata.partitionCount / consumers.length);
    this.extrasLeft = metadata.partitionCount % consumers.length;
    const racks = consumers.flatMap((consumer) => consumerRacks.get(consumer) ?? []);
    this.partitionRacks =
      racks.length === 0 ? new Map() : racksOfPartitions(new Map([[topic, metadata]]));
    this.needsRacks = isRackAwarenessUseful(racks, this.partitionRacks);
  }

  /** Partitions whose racks are known: all of them, or none when no subscriber has a rack. */
  get rackedPartitionCount(): number {
    return this.partitionRacks.size;
  }

  isRackMatch(consumer: string, partition: number): boolean {
    const rack = this.consumerRacks.get(consumer);
    if (rack === undefined) return true;
    return this.partitionRacks.get(partitionKey(this.topic, partition))?.has(rack) === true;
  }

  maxAssignable(consumer: string): number {
    const most = this.quota + (this.extrasLeft > 0 ? 1 : 0);
    return Math.max(0, most - (this.assignedCounts.get(consumer) ?? 0));
  }

  assign(consumer: string, partitions: readonly TopicPartition[], to: MutableAssignment): void {
    to.get(consumer)?.push(...partitions);
    const count = (this.assignedCounts.get(consumer) ?? 0) + partitions.length;
    this.assignedCounts.set(consumer, count);
    if (count > this.quota) this.extrasLeft -= 1;
    const taken = new Set(partitions.map(topicPartitionKey));
    this.unassigned = this.unassigned.filter((one) => !taken.has(topicPartitionKey(one)));
  }

  /** Gives each consumer, in turn, the first partitions left that it may have. */
  assignRanges(
    mayAssign: (consumer: string, partition: number) => boolean,
    to: MutableAssignment,
  ): void {
    for (const consumer of this.consumers) {
      const range = this.unassigned
        .filter(({ partition }) => mayAssign(consumer, partition))
        .slice(0, this.maxAssignable(consumer));
      if (range.length > 0) this.assign(consumer, range, to);
    }
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** Topics with the same subscribers and as many partitions are divided alike, rack by rack. */
function assignWithRackMatching(divisions: readonly TopicDivision[], to: MutableAssignment): void {
  const coPartitioned = groupBy(divisions, ({ consumers, rackedPartitionCount }) =>
    JSON.stringify([consumers, rackedPartitionCount]),
  );
  for (const group of coPartitioned) {
    const [division] = group;
    if (division === undefined) continue;
    if (group.length > 1) {
      assignCoPartitioned(group, division.consumers, division.rackedPartitionCount, to);
    } else if (division.needsRacks) {
      division.assignRanges((consumer, partition) => division.isRackMatch(consumer, partition), to);
    }
  }
}

/** Partition p of all these topics goes to the first consumer whose rack has a replica of each. */
function assignCoPartitioned(
  divisions: readonly TopicDivision[],
  consumers: readonly string[],
  partitionCount: number,
  to: MutableAssignment,
): void {
  let remaining = consumers;
  for (let partition = 0; partition < partitionCount; partition += 1) {
    const match = remaining.find((consumer) =>
      divisions.every(
        (division) =>
          division.isRackMatch(consumer, partition) && division.maxAssignable(consumer) > 0,
      ),
    );
    if (match === undefined) continue;
    for (const division of divisions) {
      division.assign(match, [{ topic: division.topic, partition }], to);
    }
    if (divisions.every((division) => division.maxAssignable(match) === 0)) {
      remaining = remaining.filter((consumer) => consumer !== match);
    }
  }
}

function assignRange(
  topics: ReadonlyMap<string, TopicMetadata>,
  groupMembers: readonly GroupMember[],
): GroupAssignment {
  const members = membersInJavaOrder(groupMembers);
  const consumerRacks = racksOfConsumers(members);
  const divisions = [...subscribedTopics(topics, members)].map(([topic, metadata]) => {
    const subscribers = members.filter((member) => member.metadata.topics.includes(topic));
    return new TopicDivision(topic, metadata, sortMemberIds(subscribers), consumerRacks);
  });
  const assignment = new Map<string, TopicPartition[]>(
    members.map(({ memberId }) => [memberId, []]),
  );
  const isRackAware = divisions.some(({ needsRacks }) => needsRacks);
  if (isRackAware) assignWithRackMatching(divisions, assignment);
  for (const division of divisions) division.assignRanges(() => true, assignment);
  if (isRackAware) {
    for (const partitions of assignment.values()) partitions.sort(compareTopicPartitions);
  }
  return assignment;
}

export const rangeAssignor: ConsumerPartitionAssignor = {
  name: 'range',
  supportedProtocols: ['EAGER'],
  subscriptionUserData: () => null,
  assign: (topics, members, state) => ({ assignment: assignRange(topics, members), state }),
  onAssignment: (_assigned, _generationId, state) => state,
};
