// What a group's coordinator writes to `__consumer_offsets`, read from how the trace tells of the
// group. Follows `GroupCoordinatorRecordHelpers` of Apache Kafka 4.3; members go by client id.
import { isDeepStrictEqual } from 'node:util';
import type { EventData, GroupMemberView, TraceEvent } from '#kafka/events.ts';
import {
  compareTopicPartitions,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';

export type GroupRecord =
  /** GroupMetadata: a classic group that has become stable, or has no members any more. */
  | {
      readonly record: 'generation';
      readonly generation: number;
      /** null without members. */
      readonly protocol: string | null;
      readonly leader: string | null;
      /** By client id: its partitions. */
      readonly members: Readonly<Record<string, readonly string[]>>;
    }
  /** ConsumerGroupMemberMetadata: somebody joins; its tombstone: somebody is gone. */
  | { readonly record: 'member' | 'member removed'; readonly client: string }
  /** ConsumerGroupMetadata and ConsumerGroupTargetAssignmentMetadata. */
  | { readonly record: 'group' | 'target epoch'; readonly epoch: number }
  /** ConsumerGroupTargetAssignmentMember: what the assignor wants it to own. */
  | {
      readonly record: 'target';
      readonly client: string;
      readonly partitions: readonly string[];
    }
  /** ConsumerGroupCurrentMemberAssignment. */
  | {
      readonly record: 'current';
      readonly client: string;
      readonly memberEpoch: number;
      readonly state: string;
      readonly assigned: readonly string[];
      readonly pendingRevocation: readonly string[];
    };

type GroupChange = EventData<'group.changed'>;

/** By group: its records, oldest first. */
export function groupRecordsOf(
  events: readonly TraceEvent[],
): Readonly<Record<string, readonly GroupRecord[]>> {
  const records: Record<string, GroupRecord[]> = {};
  const before = new Map<string, GroupChange>();
  const topics = new Map<string, string>();
  for (const { type, data } of events) {
    if (type === 'topic.created') topics.set(data.topicId, data.topic);
    if (type !== 'group.changed') continue;
    const change = withTopicNames(data, topics);
    const written =
      change.protocol === 'classic'
        ? generationRecords(change)
        : consumerGroupRecords(before.get(change.group), change);
    (records[change.group] ??= []).push(...written);
    before.set(change.group, change);
  }
  return records;
}

/**
 * The records of a KIP-848 group hold topic ids, and those of deleted topics stay for a while: their
 * names are known from the metadata log.
 */
function withTopicNames(change: GroupChange, topics: ReadonlyMap<string, string>): GroupChange {
  const named = (partitions: readonly TopicPartition[]): readonly TopicPartition[] =>
    partitions.map(({ topic, partition }) => ({ topic: topics.get(topic) ?? topic, partition }));
  const members = change.members.map((member) => ({
    ...member,
    assignment: named(member.assignment),
    target: named(member.target),
    toRevoke: named(member.toRevoke),
  }));
  return { ...change, members };
}

/** `orders-0` and so on, in order. */
export function namesOf(partitions: readonly TopicPartition[]): readonly string[] {
  return partitions.toSorted(compareTopicPartitions).map(topicPartitionKey);
}

function generationRecords({ state, generation, assignor, leader, members }: GroupChange) {
  if (state !== 'Stable' && state !== 'Empty') return [];
  const record: GroupRecord = {
    record: 'generation',
    generation,
    protocol: assignor === '' ? null : assignor,
    leader: members.find(({ memberId }) => memberId === leader)?.clientId ?? null,
    members: Object.fromEntries(
      members.map(({ clientId, assignment }) => [clientId, namesOf(assignment)]),
    ),
  };
  return [record];
}

/** The trace tells of the group as a whole; what is not as it was has been written. */
function consumerGroupRecords(before: GroupChange | undefined, now: GroupChange): GroupRecord[] {
  const wasConsumerGroup = before?.protocol === 'consumer';
  const known = new Map(
    wasConsumerGroup ? before.members.map((member) => [member.memberId, member]) : [],
  );
  const present = new Set(now.members.map(({ memberId }) => memberId));
  const removed = [...known.values()].filter(({ memberId }) => !present.has(memberId));
  const joined = now.members.filter(({ memberId }) => !known.has(memberId));
  const hasNewEpoch = !wasConsumerGroup || before.generation !== now.generation;
  const targetEpoch = now.assignmentEpoch;
  const hasNewTarget = targetEpoch !== (wasConsumerGroup ? before.assignmentEpoch : null);
  return [
    ...removed.map(({ clientId: client }) => ({ record: 'member removed', client }) as const),
    ...joined.map(({ clientId: client }) => ({ record: 'member', client }) as const),
    ...(hasNewEpoch ? [{ record: 'group', epoch: now.generation } as const] : []),
    ...changedRecords(known, now.members, targetOf),
    ...(hasNewTarget && targetEpoch !== null
      ? [{ record: 'target epoch', epoch: targetEpoch } as const]
      : []),
    ...changedRecords(known, now.members, currentOf),
  ];
}

/** The records of members for whom they are not what they were. */
function changedRecords(
  known: ReadonlyMap<string, GroupMemberView>,
  members: readonly GroupMemberView[],
  recordOf: (member: GroupMemberView) => GroupRecord,
): GroupRecord[] {
  return members.flatMap((member) => {
    const record = recordOf(member);
    const before = known.get(member.memberId);
    return before !== undefined && isDeepStrictEqual(recordOf(before), record) ? [] : [record];
  });
}

function targetOf({ clientId, target }: GroupMemberView): GroupRecord {
  return { record: 'target', client: clientId, partitions: namesOf(target) };
}

function currentOf(member: GroupMemberView): GroupRecord {
  return {
    record: 'current',
    client: member.clientId,
    memberEpoch: member.memberEpoch ?? 0,
    state: member.memberState ?? '',
    assigned: namesOf(member.assignment),
    pendingRevocation: namesOf(member.toRevoke),
  };
}
