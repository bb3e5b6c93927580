// What a consumer group (KIP-848) is: its epochs, its members with their current assignment, and the
// target that they move to. Follows `ConsumerGroup`, `ConsumerGroupMember` and `ModernGroup` of
// Apache Kafka 4.3.
import { JOIN_GROUP_MEMBER_EPOCH } from '#kafka/protocol/api/consumer-group.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { MemberTarget } from '#kafka/assignor/group-spec.ts';
import {
  compareText,
  compareTopicPartitions,
  parseTopicPartition,
  partitionKey,
  type TopicPartition,
} from '#kafka/protocol/topic-partition.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';
import type { ConsumerGroupState, GroupMemberState } from '#kafka/protocol/states.ts';
import type { ConsumerHost } from './host.ts';

/** Group and assignment epoch of a new group: the first target has epoch 2. */
const INITIAL_EPOCH = 1;

/** `<topic id>-<partition>` → the member epoch in which it was assigned (KIP-1251). */
export type PartitionEpochs = ReadonlyMap<string, number>;

/** What a member that speaks the classic protocol has said of itself (`ClassicMemberMetadata`). */
export interface ClassicMemberMetadata {
  readonly sessionTimeoutMs: number;
  readonly protocols: RequestBody<'JoinGroup'>['protocols'];
}

/** A member; a change makes another one. */
export interface ConsumerGroupMember {
  readonly memberId: string;
  readonly memberEpoch: number;
  /** Accepted, too: the answer with the present one may be lost. */
  readonly previousMemberEpoch: number;
  readonly state: GroupMemberState;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly rebalanceTimeoutMs: number;
  readonly serverAssignor: string | null;
  /** Sorted, each once. */
  readonly subscribedTopicNames: readonly string[];
  /** '' for none. */
  readonly subscribedTopicRegex: string;
  /** null: it speaks the consumer protocol. */
  readonly classic: ClassicMemberMetadata | null;
  readonly assigned: PartitionEpochs;
  /** What it is to give up. */
  readonly pendingRevocation: PartitionEpochs;
}

/** What the topics' names gave for a regular expression. */
export interface ResolvedRegex {
  readonly topics: readonly string[];
  readonly resolvedMs: number;
}

export interface ConsumerGroup {
  readonly type: 'consumer';
  readonly id: string;
  readonly offsetsPartition: number;
  groupEpoch: number;
  /** The group epoch that the target was made for. */
  assignmentEpoch: number;
  /** When the target was made; null: never. */
  assignmentMs: number | null;
  /** The subscribed topics as they were; '' if there was none of them. */
  metadataHash: string;
  readonly members: Map<string, ConsumerGroupMember>;
  readonly target: Map<string, MemberTarget>;
  readonly regexes: Map<string, ResolvedRegex>;
  /** Members by the classic protocol that have been told to join again. A draft shares it. */
  readonly awaitedJoins: Set<string>;
}

export const NO_PARTITIONS: PartitionEpochs = Object.freeze(new Map<string, number>());
const NO_TARGET: MemberTarget = Object.freeze(new Map<Uuid, readonly number[]>());

export function createConsumerGroup(id: string, offsetsPartition: number): ConsumerGroup {
  return {
    type: 'consumer',
    id,
    offsetsPartition,
    groupEpoch: INITIAL_EPOCH,
    assignmentEpoch: INITIAL_EPOCH,
    assignmentMs: null,
    metadataHash: '',
    members: new Map(),
    target: new Map(),
    regexes: new Map(),
    awaitedJoins: new Set(),
  };
}

/** A copy to work on, which becomes the group if all goes well. */
export function draftOf(group: ConsumerGroup): ConsumerGroup {
  return {
    ...group,
    members: new Map(group.members),
    target: new Map(group.target),
    regexes: new Map(group.regexes),
  };
}

export function createMember(memberId: string): ConsumerGroupMember {
  return Object.freeze({
    memberId,
    memberEpoch: JOIN_GROUP_MEMBER_EPOCH,
    previousMemberEpoch: JOIN_GROUP_MEMBER_EPOCH,
    state: 'STABLE',
    instanceId: null,
    rackId: null,
    clientId: '',
    rebalanceTimeoutMs: -1,
    serverAssignor: null,
    subscribedTopicNames: [],
    subscribedTopicRegex: '',
    classic: null,
    assigned: NO_PARTITIONS,
    pendingRevocation: NO_PARTITIONS,
  });
}

/** Follows from members and epochs (`maybeUpdateGroupState`). */
export function consumerGroupStateOf(group: ConsumerGroup): ConsumerGroupState {
  const { members, groupEpoch, assignmentEpoch } = group;
  if (members.size === 0) return 'Empty';
  if (groupEpoch > assignmentEpoch) return 'Assigning';
  for (const member of members.values()) {
    if (!isReconciledTo(member, assignmentEpoch)) return 'Reconciling';
  }
  return 'Stable';
}

export function isReconciledTo(
  { state, memberEpoch }: ConsumerGroupMember,
  epoch: number,
): boolean {
  return state === 'STABLE' && memberEpoch === epoch;
}

export function staticMemberOf(
  group: ConsumerGroup,
  instanceId: string,
): ConsumerGroupMember | null {
  for (const member of group.members.values()) if (member.instanceId === instanceId) return member;
  return null;
}

export function targetOf(group: ConsumerGroup, memberId: string): MemberTarget {
  return group.target.get(memberId) ?? NO_TARGET;
}

/** Whether a member other than this one has the partition or is still to give it up. */
export function isOwnedByOthers(
  group: ConsumerGroup,
  memberId: string,
  partition: string,
): boolean {
  for (const other of group.members.values()) {
    if (other.memberId === memberId) continue;
    if (other.assigned.has(partition) || other.pendingRevocation.has(partition)) return true;
  }
  return false;
}

/** Names that a member subscribes to, by itself or by its regular expression. */
export function subscriptionOf(
  group: ConsumerGroup,
  { subscribedTopicNames, subscribedTopicRegex }: ConsumerGroupMember,
): readonly string[] {
  const resolved = group.regexes.get(subscribedTopicRegex)?.topics ?? [];
  return resolved.length === 0
    ? subscribedTopicNames
    : [...new Set([...subscribedTopicNames, ...resolved])];
}

/** The subscribed topics as they are now: another hash is another group epoch. */
export function metadataHashOf(group: ConsumerGroup, host: ConsumerHost): string {
  const names = new Set<string>();
  for (const member of group.members.values()) {
    for (const name of subscriptionOf(group, member)) names.add(name);
  }
  const topics = [...names].sort(compareText).flatMap((name) => {
    const topic = host.topicOf(name);
    return topic === null ? [] : [[name, topic.topicId, topic.partitionCount, topic.racks]];
  });
  return topics.length === 0 ? '' : JSON.stringify(topics);
}

/** A new epoch if one is due, or if the topics are not as they were. */
export function bumpGroupEpoch(draft: ConsumerGroup, isDue: boolean, host: ConsumerHost): void {
  const hash = metadataHashOf(draft, host);
  if (isDue || hash !== draft.metadataHash) draft.groupEpoch += 1;
  draft.metadataHash = hash;
}

/** Partitions as requests and answers have them; a topic that is gone has only its id. */
export function withTopicNames(
  partitions: Iterable<string>,
  host: ConsumerHost,
): readonly TopicPartition[] {
  const names = topicNamesById(host);
  return [...partitions]
    .map(parseTopicPartition)
    .map(({ topic, partition }) => Object.freeze({ topic: names.get(topic) ?? topic, partition }))
    .sort(compareTopicPartitions);
}

/** As Admin describes a group: topics that are gone are left out (`ConsumerGroupMember`). */
function describedPartitions(
  partitions: Iterable<string>,
  host: ConsumerHost,
): readonly TopicPartition[] {
  const names = topicNamesById(host);
  const known = [...partitions].filter((one) => names.has(parseTopicPartition(one).topic));
  return Object.freeze(withTopicNames(known, host));
}

function topicNamesById(host: ConsumerHost): ReadonlyMap<Uuid, string> {
  return new Map(
    host.topicNames().flatMap((name) => {
      const topic = host.topicOf(name);
      return topic === null ? [] : [[topic.topicId, name] as const];
    }),
  );
}

/** The same the other way round: the coordinator knows topics by their ids. */
export function withTopicIds(
  partitions: readonly TopicPartition[],
  host: ConsumerHost,
): ReadonlySet<string> {
  return new Set(
    partitions.map(({ topic, partition }) =>
      partitionKey(host.topicOf(topic)?.topicId ?? topic, partition),
    ),
  );
}

/** Names of partitions, `<topic id>-<partition>`. */
export function namesOf(
  topics: Iterable<{ readonly topicId: Uuid; readonly partitions: readonly number[] }>,
): string[] {
  return [...topics].flatMap(({ topicId, partitions }) =>
    partitions.map((partition) => partitionKey(topicId, partition)),
  );
}

function targetNamesOf(group: ConsumerGroup, memberId: string): string[] {
  const target = [...targetOf(group, memberId)];
  return namesOf(target.map(([topicId, partitions]) => ({ topicId, partitions })));
}

/** Tells the trace how the group stands now. */
export function announceConsumerGroup(
  group: ConsumerGroup,
  assignor: string,
  reason: string,
  host: ConsumerHost,
): void {
  host.emit('group.changed', {
    group: group.id,
    coordinator: host.brokerId,
    protocol: 'consumer',
    state: consumerGroupStateOf(group),
    generation: group.groupEpoch,
    assignmentEpoch: group.assignmentEpoch,
    assignor,
    leader: '',
    members: Object.freeze(
      [...group.members.values()].map((member) =>
        Object.freeze({
          memberId: member.memberId,
          clientId: member.clientId,
          groupInstanceId: member.instanceId,
          assignment: describedPartitions(member.assigned.keys(), host),
          memberEpoch: member.memberEpoch,
          memberState: member.state,
          target: describedPartitions(targetNamesOf(group, member.memberId), host),
          toRevoke: Object.freeze(withTopicNames(member.pendingRevocation.keys(), host)),
        }),
      ),
    ),
    reason,
  });
}
