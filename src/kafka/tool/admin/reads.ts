// What several tools read of a cluster, by the requests that Kafka's admin client makes for it.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import {
  compareTopicPartitions,
  partitionKey,
  type TopicPartition,
} from '#kafka/protocol/topic-partition.ts';
import type { Run } from '#kafka/tool/tool.ts';
import { type Admin, check, failure } from './client.ts';

type Topic = ResponseBody<'DescribeTopicPartitions'>['topics'][number];
type Reassignment = ResponseBody<'ListPartitionReassignments'>['partitions'][number];

/** By partition key. */
export type Reassignments = ReadonlyMap<string, Reassignment>;

/** Topics that must exist, and the brokers that there are (`describeTopics`). */
export function* describeTopics(
  admin: Admin,
  topics: readonly string[],
): Run<{ readonly topics: readonly Topic[]; readonly brokers: readonly number[] }> {
  const cluster: ResponseBody<'DescribeCluster'> = yield* admin.ask<'DescribeCluster'>({
    api: 'DescribeCluster',
  });
  const answer: ResponseBody<'DescribeTopicPartitions'> =
    yield* admin.ask<'DescribeTopicPartitions'>({
      api: 'DescribeTopicPartitions',
      topics,
    });
  for (const topic of answer.topics) check(topic);
  return { topics: answer.topics, brokers: cluster.brokers.map(({ brokerId }) => brokerId) };
}

export function* listReassignments(admin: Admin): Run<Reassignments> {
  const answer: ResponseBody<'ListPartitionReassignments'> =
    yield* admin.ask<'ListPartitionReassignments'>({
      api: 'ListPartitionReassignments',
      partitions: null,
    });
  check(answer);
  return new Map(answer.partitions.map((one) => [partitionKey(one.topic, one.partition), one]));
}

/** Partitions with their leaders; -1: none. */
export type Leaders = ReadonlyMap<string, TopicPartition & { readonly leader: number }>;

/** Who leads the partitions of these topics. */
export function* leadersOf(admin: Admin, topics: readonly string[]): Run<Leaders> {
  const described = topics.length === 0 ? [] : (yield* describeTopics(admin, topics)).topics;
  return new Map(
    described.flatMap(({ name: topic, partitions }) =>
      partitions.map(({ partitionIndex: partition, leaderId: leader }) => [
        partitionKey(topic, partition),
        { topic, partition, leader },
      ]),
    ),
  );
}

type ListedOffset = ResponseBody<'ListOffsets'>['partitions'][number];

/** A partition, and the moment whose offset is asked for. */
export type OffsetQuestion = TopicPartition & {
  /** ms since the start of the run, or one of ListOffsets' own numbers. */
  readonly timestamp: number;
};

/** Offsets by time, asked of each leader; a partition without one has LEADER_NOT_AVAILABLE. */
export function* listOffsets(
  admin: Admin,
  questions: readonly OffsetQuestion[],
  leaders: Leaders,
): Run<readonly ListedOffset[]> {
  const byLeader = new Map<number, OffsetQuestion[]>();
  for (const question of questions) {
    const key = partitionKey(question.topic, question.partition);
    const leader = leaders.get(key)?.leader;
    if (leader === undefined) throw failure('UNKNOWN_TOPIC_OR_PARTITION');
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), question]);
  }
  const listed: ListedOffset[] = [];
  for (const [leader, asked] of byLeader) {
    if (leader === -1) listed.push(...asked.map(leaderless));
    else listed.push(...(yield* askLeader(admin, leader, asked)));
  }
  return listed.sort(compareTopicPartitions);
}

function leaderless({ topic, partition }: TopicPartition): ListedOffset {
  const errorCode = 'LEADER_NOT_AVAILABLE';
  return { topic, partition, errorCode, timestamp: -1, offset: -1, leaderEpoch: -1 };
}

function* askLeader(
  admin: Admin,
  leader: number,
  asked: readonly OffsetQuestion[],
): Run<readonly ListedOffset[]> {
  const answer: ResponseBody<'ListOffsets'> = yield* admin.askBroker<'ListOffsets'>(leader, {
    api: 'ListOffsets',
    replicaId: -1,
    isolationLevel: 'READ_UNCOMMITTED',
    partitions: asked.map((one) => ({ ...one, currentLeaderEpoch: -1 })),
  });
  return answer.partitions;
}
