// Queries about consumers and their groups.
import {
  type ConsumerFrame,
  type Frame,
  isRunning,
  partitionKey,
  partitionLag,
} from '#trace/frame.ts';
import type { Value } from '#lesson/expression.ts';
import {
  groupOf,
  NO_NUMBER,
  partitionOf,
  partitionsOf,
  partitionsOfAny,
  query,
  type QueryTable,
} from './query.ts';

function lagOf(frame: Frame, id: Value): number {
  const group = groupOf(frame, id);
  if (group === undefined) return -1;
  return partitionsOfAny(frame, null).reduce(
    (total, partition) => total + (partitionLag(partition, group) ?? 0),
    0,
  );
}

function lagOn(frame: Frame, id: Value, topic: Value, partition: Value): number {
  const group = groupOf(frame, id);
  const one = partitionOf(frame, topic, partition);
  return group === undefined || one === undefined ? -1 : (partitionLag(one, group) ?? -1);
}

function consumerOf(frame: Frame, id: Value): ConsumerFrame | undefined {
  return frame.consumers.get(String(id));
}

function ownedCount(frame: Frame, consumer: Value): number {
  return consumerOf(frame, consumer)?.owned.length ?? 0;
}

function consumersIn(frame: Frame, group: Value): readonly ConsumerFrame[] {
  return [...frame.consumers.values()].filter(({ spec }) => spec.group === group);
}

function ownerOf(frame: Frame, group: Value, topic: Value, partition: Value): string {
  const owner = consumersIn(frame, group).find(({ owned }) =>
    owned.some((one) => one.topic === topic && one.partition === partition),
  );
  return owner?.spec.id ?? '';
}

function unowned(frame: Frame, group: Value): number {
  const members = consumersIn(frame, group);
  const topics = new Set(members.flatMap(({ spec }) => spec.topics));
  let count = 0;
  for (const topic of topics) {
    for (const { partition } of partitionsOf(frame, topic)) {
      if (ownerOf(frame, group, topic, partition) === '') count += 1;
    }
  }
  return count;
}

/** What the coordinator knows of the member that a consumer is. */
function memberOf(frame: Frame, consumer: Value) {
  const spec = consumerOf(frame, consumer)?.spec;
  return groupOf(frame, spec?.group ?? '')?.members.find(({ clientId }) => clientId === consumer);
}

export const GROUP_QUERIES = {
  groupExists: query('group', 'Whether a coordinator knows the group.', ({ frame }, group) =>
    frame.groups.has(String(group)),
  ),
  groupState: query(
    'group',
    'State of the group as the coordinator has it, such as "Stable"; "" without a group.',
    ({ frame }, group) => groupOf(frame, group)?.state ?? '',
  ),
  coordinator: query(
    'group',
    `Broker that coordinates the group; ${NO_NUMBER}`,
    ({ frame }, group) => groupOf(frame, group)?.coordinator ?? -1,
  ),
  generation: query(
    'group',
    `Generation of a classic group, group epoch of a consumer group; ${NO_NUMBER}`,
    ({ frame }, group) => groupOf(frame, group)?.generation ?? -1,
  ),
  members: query(
    'group',
    'Members that the coordinator knows.',
    ({ frame }, group) => groupOf(frame, group)?.members.length ?? 0,
  ),
  groupLeader: query(
    'group',
    'Consumer that leads a classic group; "" when nobody does.',
    ({ frame }, id) => {
      const group = groupOf(frame, id);
      return group?.members.find(({ memberId }) => memberId === group.leader)?.clientId ?? '';
    },
  ),
  rebalances: query(
    'group',
    'Rebalances of the group that began since the step did.',
    ({ tally }, group = null) => tally.deeds.rebalancesOf(String(group)),
  ),
  epochCount: query(
    'group',
    'By how much the generation or group epoch has grown since the step began.',
    ({ frame, before }, group = null) => epochOf(frame, group) - epochOf(before, group),
  ),
  committed: query(
    'group, topic, partition?',
    `Offset that the group has committed for the partition (0 when it is left out); ${NO_NUMBER}`,
    ({ frame }, group, topic, partition = 0) =>
      groupOf(frame, group)?.committed.get(partitionKey(String(topic), Number(partition))) ?? -1,
  ),
  lag: query(
    'group',
    'Records between the group’s committed offsets and the high watermarks; -1 without a group.',
    ({ frame }, group = null) => lagOf(frame, group),
  ),
  lagOn: query(
    'group, topic, partition',
    'The same for one partition; -1 when the group has committed nothing there.',
    ({ frame }, group = null, topic = null, partition = null) =>
      lagOn(frame, group, topic, partition),
  ),
  owner: query(
    'group, topic, partition?',
    'Consumer of the group that owns the partition (0 when it is left out); "" when nobody does.',
    ({ frame }, group = null, topic = null, partition = 0) =>
      ownerOf(frame, group, topic, partition),
  ),
  unowned: query(
    'group',
    'Partitions of the group’s topics that none of its consumers owns.',
    ({ frame }, group = null) => unowned(frame, group),
  ),
  idleMembers: query(
    'group',
    'Running consumers of the group that own nothing.',
    ({ frame }, group = null) =>
      consumersIn(frame, group).filter((one) => isRunning(one) && one.owned.length === 0).length,
  ),
  // One consumer.
  owned: query('consumer', 'Partitions that the consumer owns.', ({ frame }, consumer = null) =>
    ownedCount(frame, consumer),
  ),
  membership: query(
    'consumer',
    'State of the consumer’s membership, such as "STABLE"; "" without a consumer.',
    ({ frame }, consumer = null) => consumerOf(frame, consumer)?.membership ?? '',
  ),
  memberEpoch: query(
    'consumer',
    `Epoch of the member in a group of the new protocol; ${NO_NUMBER}`,
    ({ frame }, consumer = null) => memberOf(frame, consumer)?.memberEpoch ?? -1,
  ),
  polled: query(
    'consumer',
    'Records that poll() has handed to the consumer’s application.',
    ({ frame }, consumer = null) => consumerOf(frame, consumer)?.polledCount ?? 0,
  ),
  position: query(
    'consumer, topic, partition?',
    `Next offset that the consumer fetches of the partition (0 when it is left out); ${NO_NUMBER}`,
    ({ frame }, consumer = null, topic = null, partition = 0) =>
      consumerOf(frame, consumer)?.positions.get(partitionKey(String(topic), Number(partition))) ??
      -1,
  ),
} satisfies QueryTable;

function epochOf(frame: Frame, group: Value): number {
  return groupOf(frame, group)?.generation ?? 0;
}
