// DeleteGroups and OffsetDelete: a group that nobody is in goes with its offsets; of a group that lives,
// offsets of topics that it does not read. Follows `GroupCoordinatorShard.deleteGroups` and
// `OffsetMetadataManager.deleteOffsets`.
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import {
  parseTopicPartition,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { groupTombstone, offsetTombstone } from '#kafka/coordinator/offsets/offsets-topic.ts';
import { deleteGroup, isEmpty, policyOf } from './group-expiration.ts';
import type { GroupHost, GroupState, GroupThen, GroupTimer } from './groups.ts';
import { type Coordinator, operationError, ownPartitionFor, shardHost } from './runtime/runtime.ts';

type GroupCoordinator = Coordinator<GroupState, GroupTimer, GroupThen>;

/** Each group stands or falls alone; the answer comes when all that was written is replicated. */
export function deleteGroups(
  coordinator: GroupCoordinator,
  request: RequestDelivery,
  { groupsNames }: RequestBody<'DeleteGroups'>,
): void {
  const host = shardHost(coordinator);
  const { state } = coordinator.memory;
  let lastPartition = -1;
  const results = groupsNames.map((groupId) => {
    const partition = ownPartitionFor(coordinator, groupId);
    if (typeof partition === 'string') return { groupId, errorCode: partition };
    const error = deletionError(state, groupId);
    if (error !== 'NONE') return { groupId, errorCode: error };
    lastPartition = partition;
    return { groupId, errorCode: operationError(writeDeletion(state, groupId, partition, host)) };
  });
  const body = { api: 'DeleteGroups', results } as const;
  if (lastPartition === -1) host.respond(request, body);
  else host.write(lastPartition, { records: [], answer: { request, body } });
}

function deletionError({ groups, offsets }: GroupState, id: string): ErrorName {
  const group = groups.get(id);
  if (group === undefined) return offsets.has(id) ? 'NONE' : 'GROUP_ID_NOT_FOUND';
  return isEmpty(group) ? 'NONE' : 'NON_EMPTY_GROUP';
}

function writeDeletion(
  state: GroupState,
  id: string,
  partition: number,
  host: GroupHost,
): ErrorName {
  const group = state.groups.get(id);
  const committed = [...(state.offsets.get(id)?.keys() ?? [])].map(parseTopicPartition);
  return host.write(partition, {
    records: [...committed.map((one) => tombstoneOf(id, one)), groupTombstone(id)],
    replay() {
      forget(state, id, committed, host);
      if (group !== undefined) deleteGroup(state, group, 'an administrator deleted it', host);
    },
  });
}

function tombstoneOf(id: string, { topic, partition }: TopicPartition) {
  return offsetTombstone(id, topic, partition);
}

function forget(
  { offsets }: GroupState,
  id: string,
  partitions: readonly TopicPartition[],
  host: GroupHost,
): void {
  const committed = offsets.get(id);
  if (committed === undefined) return;
  for (const one of partitions) {
    if (!committed.delete(topicPartitionKey(one))) continue;
    host.emit('offset.deleted', { group: id, topic: one.topic, partition: one.partition });
  }
  if (committed.size === 0) offsets.delete(id);
}

/** What one group's OffsetDelete comes to. */
export function deleteOffsets(
  state: GroupState,
  request: RequestDelivery,
  { groupId, partitions: named }: RequestBody<'OffsetDelete'>,
  partition: number,
  host: GroupHost,
): void {
  const group = state.groups.get(groupId);
  if (group === undefined && !state.offsets.has(groupId)) {
    const refusal = { errorCode: 'GROUP_ID_NOT_FOUND', partitions: [] } as const;
    host.respond(request, { api: 'OffsetDelete', ...refusal });
    return;
  }
  const policy = policyOf(group);
  // In the midst of a rebalance nobody knows what will be read.
  const isRead = (topic: string): boolean => policy?.isSubscribedTo(topic) ?? true;
  const free = named.filter(({ topic }) => !isRead(topic));
  const committed = state.offsets.get(groupId);
  const known = free.filter((one) => committed?.has(topicPartitionKey(one)) === true);
  const partitions = named.map(({ topic, partition: index }) => ({
    topic,
    partition: index,
    errorCode: isRead(topic) ? ('GROUP_SUBSCRIBED_TO_TOPIC' as const) : ('NONE' as const),
  }));
  host.write(partition, {
    records: known.map((one) => tombstoneOf(groupId, one)),
    replay: () => forget(state, groupId, known, host),
    answer: { request, body: { api: 'OffsetDelete', errorCode: 'NONE', partitions } },
  });
}
