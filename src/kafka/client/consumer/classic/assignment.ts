// The client-side assignors of a member by the classic protocol: what it proposes, and what the leader
// assigns. Follows `ConsumerCoordinator` (`metadata`, `onLeaderElected`, `MetadataSnapshot`).
import { assert } from '#base/assert.ts';
import {
  type AssignorState,
  type ConsumerPartitionAssignor,
  createSubscription,
  INITIAL_ASSIGNOR_STATE,
} from '#kafka/assignor/assignor.ts';
import { assignorByName } from '#kafka/assignor/assignors.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { assignorNameOf } from '#kafka/protocol/assignor-name.ts';
import { readList } from '#kafka/protocol/configs.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { subscribeForGroup } from '#kafka/client/consumer/subscription.ts';
import { type Consumer, ownedList } from '#kafka/client/consumer/state.ts';

/** The assignors of partition.assignment.strategy, by class or by name, in order of preference. */
function assignors({ disk }: Consumer): readonly ConsumerPartitionAssignor[] {
  const names = readList('consumer', disk.spec.configs, 'partition.assignment.strategy');
  return names.map((item) => {
    const name = assignorNameOf(item);
    assert(name !== null, () => `no assignor ${item}: the scenario was not checked`);
    return assignorByName(name);
  });
}

/** COOPERATIVE only if every assignor in the list can do it. */
export function isCooperative(consumer: Consumer): boolean {
  return assignors(consumer).every((one) => one.supportedProtocols.includes('COOPERATIVE'));
}

function assignorStateOf({ memory }: Consumer, name: string): AssignorState {
  return memory.classic.assignorStates.get(name) ?? INITIAL_ASSIGNOR_STATE;
}

/** What a JoinGroup says of each assignor, in order of preference. */
export function protocolsOf(consumer: Consumer): RequestBody<'JoinGroup'>['protocols'] {
  const { memory, disk } = consumer;
  const owned = ownedList(consumer);
  return assignors(consumer).map((assignor) => ({
    name: assignor.name,
    metadata: createSubscription({
      topics: memory.subscription,
      ownedPartitions: owned,
      generationId: memory.generationId,
      rackId: disk.spec.rack,
      userData: assignor.subscriptionUserData(assignorStateOf(consumer, assignor.name)),
    }),
  }));
}

/** The group's leader runs the assignor for all members. */
export function assign(
  consumer: Consumer,
  body: ResponseBody<'JoinGroup'>,
): RequestBody<'SyncGroup'>['assignments'] {
  const { memory } = consumer;
  const topics = new Map<string, { readonly partitionCount: number }>();
  for (const { metadata } of body.members) {
    for (const topic of metadata.topics) {
      const known = memory.metadata.topics.get(topic);
      if (known !== undefined) topics.set(topic, { partitionCount: known.length });
    }
  }
  const assignor = assignorByName(body.protocolName as Parameters<typeof assignorByName>[0]);
  const { assignment, state } = assignor.assign(
    topics,
    body.members,
    assignorStateOf(consumer, assignor.name),
  );
  memory.classic.assignorStates.set(assignor.name, state);
  return [...assignment].map(([memberId, partitions]) => ({
    memberId,
    assignment: Object.freeze({ partitions: Object.freeze(partitions.slice()) }),
  }));
}

/** Tells the assignor that won what this member got of it. */
export function onAssignment(consumer: Consumer, partitions: readonly TopicPartition[]): void {
  const { memory } = consumer;
  const assignor = assignors(consumer).find((one) => one.name === memory.classic.protocolName);
  if (assignor === undefined) return;
  const state = assignorStateOf(consumer, assignor.name);
  const next = assignor.onAssignment(partitions, memory.generationId, state);
  memory.classic.assignorStates.set(assignor.name, next);
}

/**
 * The leader learns of every topic of its group before it assigns, and watches them all from then on
 * (`updateGroupSubscription`). True while it waits for metadata.
 */
export function awaitsGroupTopics(consumer: Consumer, body: ResponseBody<'JoinGroup'>): boolean {
  const topics = new Set(body.members.flatMap((member) => member.metadata.topics));
  return subscribeForGroup(consumer, [...topics].sort());
}

/** What the leader watches: the numbers of partitions of the topics of its group. */
export function partitionCounts({ memory }: Consumer): string {
  return memory.classic.groupSubscription
    .map((topic) => `${topic}:${memory.metadata.topics.get(topic)?.length ?? 0}`)
    .join(',');
}

/** Of the leader: a topic of its group has other partitions than when it assigned them. */
export function hasOtherPartitions(consumer: Consumer): boolean {
  const { memory } = consumer;
  const isLeader = memory.classic.assignedBy !== '' && memory.classic.machine.value === 'STABLE';
  return isLeader && memory.classic.assignedBy !== partitionCounts(consumer);
}
