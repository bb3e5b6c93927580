// Deals all partitions of all topics to the members, one by one.
// Follows Apache Kafka 4.3 `RoundRobinAssignor`.
import { compareText, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import {
  type ConsumerPartitionAssignor,
  type GroupAssignment,
  type GroupMember,
  partitionsOf,
  sortMemberIds,
  type TopicMetadata,
} from './assignor.ts';

function assignRoundRobin(
  topics: ReadonlyMap<string, TopicMetadata>,
  members: readonly GroupMember[],
): GroupAssignment {
  const assignment = new Map<string, TopicPartition[]>(
    members.map(({ memberId }) => [memberId, []]),
  );
  const subscriptions = new Map(
    members.map(({ memberId, metadata }) => [memberId, new Set(metadata.topics)]),
  );
  const memberIds = sortMemberIds(members);
  const allTopics = new Set(members.flatMap(({ metadata }) => metadata.topics));
  let turn = 0;
  for (const topic of [...allTopics].sort(compareText)) {
    for (const partition of partitionsOf(topic, topics.get(topic)?.partitionCount ?? 0)) {
      // A member that did not subscribe to the topic loses its turn.
      while (subscriptions.get(memberIds[turn] as string)?.has(topic) !== true) {
        turn = (turn + 1) % memberIds.length;
      }
      assignment.get(memberIds[turn] as string)?.push(partition);
      turn = (turn + 1) % memberIds.length;
    }
  }
  return assignment;
}

export const roundRobinAssignor: ConsumerPartitionAssignor = {
  name: 'roundrobin',
  supportedProtocols: ['EAGER'],
  subscriptionUserData: () => null,
  assign: (topics, members, state) => ({ assignment: assignRoundRobin(topics, members), state }),
  onAssignment: (_assigned, _generationId, state) => state,
};
