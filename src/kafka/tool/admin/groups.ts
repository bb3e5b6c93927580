// Groups as the admin client describes them, whichever protocol they speak: first it asks by the new
// API, then by the old one. Follows `DescribeConsumerGroupsHandler`.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { GroupType } from '#kafka/protocol/api/describe.ts';
import type { GroupState } from '#kafka/protocol/states.ts';
import { partitionKey, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { Run } from '#kafka/tool/tool.ts';
import { type Admin, check, failure } from './client.ts';

export interface GroupMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  readonly assignment: readonly TopicPartition[];
  /** null here and below: a classic group has none. */
  readonly target: readonly TopicPartition[] | null;
  readonly epoch: number | null;
  /** Whether it speaks the consumer protocol already; null: in no upgrade. */
  readonly isUpgraded: boolean | null;
}

export interface GroupDescription {
  readonly groupId: string;
  readonly type: GroupType;
  readonly state: GroupState;
  /** '' for none. */
  readonly assignor: string;
  readonly coordinator: number;
  readonly groupEpoch: number | null;
  readonly targetEpoch: number | null;
  readonly members: readonly GroupMember[];
}

/** One group; fails with GROUP_ID_NOT_FOUND when there is none. */
export function* describeGroup(admin: Admin, groupId: string): Run<GroupDescription> {
  const { answer, coordinator } = yield* admin.askCoordinator<'ConsumerGroupDescribe'>(
    groupId,
    { api: 'ConsumerGroupDescribe', groupIds: [groupId] },
    ({ groups }) => groups[0]?.errorCode ?? 'NONE',
  );
  const [group] = answer.groups;
  if (group?.errorCode === 'NONE') return consumerGroup(group, coordinator);
  if (group !== undefined && group.errorCode !== 'GROUP_ID_NOT_FOUND') check(group);
  return yield* describeClassic(admin, groupId, coordinator);
}

function consumerGroup(
  group: ResponseBody<'ConsumerGroupDescribe'>['groups'][number],
  coordinator: number,
): GroupDescription {
  const isMixed = group.members.some(({ memberType }) => memberType === 0);
  return {
    groupId: group.groupId,
    type: 'consumer',
    state: group.groupState,
    assignor: group.assignorName,
    coordinator,
    groupEpoch: group.groupEpoch,
    targetEpoch: group.assignmentEpoch,
    members: group.members.map((member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId,
      clientId: member.clientId,
      host: member.clientHost,
      assignment: member.assignment,
      target: member.targetAssignment,
      epoch: member.memberEpoch,
      isUpgraded: isMixed ? member.memberType === 1 : null,
    })),
  };
}

function* describeClassic(
  admin: Admin,
  groupId: string,
  coordinator: number,
): Run<GroupDescription> {
  const answer: ResponseBody<'DescribeGroups'> = yield* admin.askBroker<'DescribeGroups'>(
    coordinator,
    { api: 'DescribeGroups', groups: [groupId] },
  );
  const [group] = answer.groups;
  if (group === undefined) throw failure('GROUP_ID_NOT_FOUND');
  check(group);
  return {
    groupId,
    type: 'classic',
    state: group.groupState,
    assignor: group.protocolData,
    coordinator,
    groupEpoch: null,
    targetEpoch: null,
    members: group.members.map((member) => ({
      memberId: member.memberId,
      instanceId: member.groupInstanceId,
      clientId: member.clientId,
      host: member.clientHost,
      assignment: member.memberAssignment.partitions,
      target: null,
      epoch: null,
      isUpgraded: null,
    })),
  };
}

export type GroupListing = ResponseBody<'ListGroups'>['groups'][number];

/** All groups of all brokers, in the order in which the brokers answer. */
export function* listGroups(admin: Admin): Run<readonly GroupListing[]> {
  const cluster: ResponseBody<'Metadata'> = yield* admin.ask<'Metadata'>({
    api: 'Metadata',
    topics: [],
    allowAutoTopicCreation: false,
  });
  const groups: GroupListing[] = [];
  for (const { nodeId } of cluster.brokers) {
    const answer: ResponseBody<'ListGroups'> = yield* admin.askBroker<'ListGroups'>(nodeId, {
      api: 'ListGroups',
    });
    check(answer);
    groups.push(...answer.groups);
  }
  return groups;
}

export interface Committed {
  readonly offset: number;
  /** null: not known. */
  readonly leaderEpoch: number | null;
}

/** What a group has committed, by partition. */
export type CommittedOffsets = ReadonlyMap<string, TopicPartition & Committed>;

export function* committedOffsets(admin: Admin, groupId: string): Run<CommittedOffsets> {
  const { answer } = yield* admin.askCoordinator<'OffsetFetch'>(
    groupId,
    { api: 'OffsetFetch', groupId, partitions: null, requireStable: false },
    ({ errorCode }) => errorCode,
  );
  check(answer);
  return new Map(
    answer.partitions
      .filter(({ committedOffset }) => committedOffset >= 0)
      .map(({ topic, partition, committedOffset: offset, committedLeaderEpoch }) => [
        partitionKey(topic, partition),
        {
          topic,
          partition,
          offset,
          leaderEpoch: committedLeaderEpoch === -1 ? null : committedLeaderEpoch,
        },
      ]),
  );
}
