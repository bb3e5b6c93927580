// Partitions and groups at the end of a run, as Admin describes them: describeTopics, listOffsets,
// describeClassicGroups, describeConsumerGroups, listConsumerGroupOffsets.
import type { Frame, GroupFrame, PartitionFrame } from '#trace/frame.ts';
import { leaderReplica } from '#trace/frame.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { namesOf } from './group-records.ts';

export interface PartitionEnd {
  /** -1: nobody leads. */
  readonly leader: number;
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
  /** Of the leader; null when nobody leads. */
  readonly highWatermark: number | null;
  readonly logStartOffset: number | null;
}

export interface MemberEnd {
  readonly groupInstanceId: string | null;
  /** KIP-848; null in a classic group, as are the epochs of the group. */
  readonly memberEpoch: number | null;
  readonly assignment: readonly string[];
  /** KIP-848: where it is to come; null in a classic group. */
  readonly target: readonly string[] | null;
}

export interface GroupEnd {
  readonly type: 'Classic' | 'Consumer';
  readonly state: string;
  /** '' in a classic group that is not stable: the coordinator does not tell it then. */
  readonly assignor: string;
  readonly groupEpoch: number | null;
  readonly targetAssignmentEpoch: number | null;
  /** By client id. */
  readonly members: Readonly<Record<string, MemberEnd>>;
  /** By partition: the committed offset. */
  readonly committed: Readonly<Record<string, number>>;
}

export interface End {
  /** By partition; internal topics are left out. */
  readonly topics: Readonly<Record<string, PartitionEnd>>;
  readonly groups: Readonly<Record<string, GroupEnd>>;
}

export function endOf(frame: Frame): End {
  const partitions = [...frame.topics.values()]
    .filter(({ isInternal }) => !isInternal)
    .flatMap((topic) => topic.partitions);
  return {
    topics: Object.fromEntries(
      partitions.map((partition) => [topicPartitionKey(partition), partitionEnd(partition)]),
    ),
    groups: Object.fromEntries(
      [...frame.groups.values()].map((group) => [group.id, groupEnd(group)]),
    ),
  };
}

function partitionEnd(partition: PartitionFrame): PartitionEnd {
  const { leader, isr, elr, lastKnownElr } = partition.state;
  const replica = leaderReplica(partition);
  return {
    ...{ leader, isr, elr, lastKnownElr },
    highWatermark: replica?.highWatermark ?? null,
    logStartOffset: replica?.log.startOffset ?? null,
  };
}

function groupEnd(group: GroupFrame): GroupEnd {
  const isClassic = group.protocol === 'classic';
  const members = group.members.map((member): [string, MemberEnd] => {
    const { clientId, groupInstanceId, memberEpoch, assignment, target } = member;
    return [
      clientId,
      {
        ...{ groupInstanceId, memberEpoch },
        assignment: namesOf(assignment),
        target: isClassic ? null : namesOf(target),
      },
    ];
  });
  return {
    type: isClassic ? 'Classic' : 'Consumer',
    state: group.state,
    assignor: isClassic && group.state !== 'Stable' ? '' : group.assignor,
    groupEpoch: isClassic ? null : group.generation,
    targetAssignmentEpoch: group.assignmentEpoch,
    members: Object.fromEntries(members),
    committed: Object.fromEntries(group.committed),
  };
}
