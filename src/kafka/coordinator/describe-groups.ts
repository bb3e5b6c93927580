// What an administrator reads of groups: which there are, and how one stands. Follows
// `GroupMetadataManager.listGroups`, `describeGroups` and `consumerGroupDescribe`.
import { stringsInJavaHashOrder } from '#base/java-collections.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { GroupType } from '#kafka/protocol/api/describe.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { GroupState as StateName } from '#kafka/protocol/states.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { membersInOrder, stateOf } from '#kafka/coordinator/classic/group.ts';
import type { ConsumerGroup } from '#kafka/coordinator/consumer/group.ts';
import { consumerGroups } from './consumer-groups.ts';
import {
  classicGroupOf,
  consumerGroupOf,
  type Group,
  type GroupHost,
  type GroupState,
  type GroupThen,
  type GroupTimer,
} from './groups.ts';
import { type Coordinator, ownPartitionFor, shardHost } from './runtime/runtime.ts';

type GroupCoordinator = Coordinator<GroupState, GroupTimer, GroupThen>;
type ClassicDescription = ResponseBody<'DescribeGroups'>['groups'][number];
type ConsumerDescription = ResponseBody<'ConsumerGroupDescribe'>['groups'][number];

/** Addresses are not simulated: all clients seem to run on the brokers' own machine. */
const CLIENT_HOST = '/127.0.0.1';

/** A group that nobody has joined, whose offsets consumers on their own have stored. */
const ONLY_OFFSETS = { groupType: 'classic', protocolType: '', groupState: 'Empty' } as const;

/** What both kinds of group say of their kind, type and state. */
function kindOf(group: Group): {
  readonly groupType: GroupType;
  readonly protocolType: string;
  readonly groupState: StateName;
} {
  return group.type === 'classic'
    ? { groupType: 'classic', protocolType: group.protocolType, groupState: stateOf(group) }
    : {
        groupType: 'consumer',
        protocolType: 'consumer',
        groupState: consumerGroups().consumerGroupStateOf(group),
      };
}

export function listGroups({ memory, host }: GroupCoordinator, request: RequestDelivery): void {
  const { groups, offsets } = memory.state;
  const ids = new Set([...groups.keys(), ...offsets.keys()]);
  const listed = stringsInJavaHashOrder(ids).map((groupId) => {
    const group = groups.get(groupId);
    return { groupId, ...(group === undefined ? ONLY_OFFSETS : kindOf(group)) };
  });
  host.respond(request, { api: 'ListGroups', errorCode: 'NONE', groups: listed });
}

// ── Classic groups ──────────────────────────────────────────────────────────────────────────

export function describeClassicGroups(
  coordinator: GroupCoordinator,
  request: RequestDelivery,
  body: RequestBody<'DescribeGroups'>,
): void {
  const { state } = coordinator.memory;
  const groups = body.groups.map((groupId): ClassicDescription => {
    const partition = ownPartitionFor(coordinator, groupId);
    if (typeof partition === 'string') return deadClassic(groupId, partition, null);
    const group = classicGroupOf(state, groupId);
    if (group === undefined && !state.groups.has(groupId) && state.offsets.has(groupId)) {
      return { ...deadClassic(groupId, 'NONE', null), groupState: 'Empty' };
    }
    if (group === undefined) {
      return deadClassic(groupId, 'GROUP_ID_NOT_FOUND', `Group ${groupId} not found.`);
    }
    const isSettled = stateOf(group) === 'Stable';
    return {
      groupId,
      errorCode: 'NONE',
      errorMessage: null,
      groupState: stateOf(group),
      protocolType: group.protocolType,
      protocolData: isSettled ? group.protocolName : '',
      members: membersInOrder(group).map((member) => ({
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId,
        clientId: member.clientId,
        clientHost: CLIENT_HOST,
        memberAssignment: isSettled ? member.assignment : { partitions: [] },
      })),
    };
  });
  coordinator.host.respond(request, { api: 'DescribeGroups', groups });
}

function deadClassic(
  groupId: string,
  errorCode: ErrorName,
  errorMessage: string | null,
): ClassicDescription {
  return {
    groupId,
    errorCode,
    errorMessage,
    groupState: 'Dead',
    protocolType: '',
    protocolData: '',
    members: [],
  };
}

// ── Groups by the consumer protocol ─────────────────────────────────────────────────────────

export function describeConsumerGroups(
  coordinator: GroupCoordinator,
  request: RequestDelivery,
  body: RequestBody<'ConsumerGroupDescribe'>,
): void {
  const { state } = coordinator.memory;
  const host = shardHost(coordinator);
  const groups = body.groupIds.map((groupId): ConsumerDescription => {
    const partition = ownPartitionFor(coordinator, groupId);
    if (typeof partition === 'string') return deadConsumer(groupId, partition, null);
    const group = consumerGroupOf(state, groupId);
    if (group !== undefined) return describeConsumerGroup(group, host);
    const message = state.groups.has(groupId)
      ? `Group ${groupId} is not a consumer group.`
      : `Group ${groupId} not found.`;
    return deadConsumer(groupId, 'GROUP_ID_NOT_FOUND', message);
  });
  host.respond(request, { api: 'ConsumerGroupDescribe', groups });
}

function describeConsumerGroup(group: ConsumerGroup, host: GroupHost): ConsumerDescription {
  const { assignorOf, consumerGroupStateOf, withTopicNames } = consumerGroups();
  return {
    groupId: group.id,
    errorCode: 'NONE',
    errorMessage: null,
    groupState: consumerGroupStateOf(group),
    groupEpoch: group.groupEpoch,
    assignmentEpoch: group.assignmentEpoch,
    assignorName: assignorOf(group, null, host),
    members: [...group.members.values()].map((member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId,
      memberEpoch: member.memberEpoch,
      clientId: member.clientId,
      clientHost: CLIENT_HOST,
      assignment: withTopicNames(member.assigned.keys(), host),
      targetAssignment: withTopicNames(targetNamesOf(group, member.memberId), host),
      memberType: 1,
    })),
  };
}

function targetNamesOf(group: ConsumerGroup, memberId: string): readonly string[] {
  const { namesOf, targetOf } = consumerGroups();
  const target = [...targetOf(group, memberId)];
  return namesOf(target.map(([topicId, partitions]) => ({ topicId, partitions })));
}

function deadConsumer(
  groupId: string,
  errorCode: ErrorName,
  errorMessage: string | null,
): ConsumerDescription {
  return {
    groupId,
    errorCode,
    errorMessage,
    groupState: 'Dead',
    groupEpoch: 0,
    assignmentEpoch: 0,
    assignorName: '',
    members: [],
  };
}
