// A live group that changes from one protocol to the other, as far as `group.consumer.migration.policy`
// allows: with the first member that joins by the consumer protocol, and when the last one of these has
// gone. Follows `GroupMetadataManager` (convertToConsumerGroup, convertToClassicGroup) of Apache Kafka 4.3.
import { readNumber } from '#kafka/protocol/configs.ts';
import { joinRefusal, syncRefusal } from '#kafka/protocol/error-response.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';
import type { RequestDelivery } from '#sim/node.ts';
import {
  announce,
  changeState,
  createGroup,
  selectProtocol,
  snapshotOf,
} from '#kafka/coordinator/classic/group.ts';
import { prepareRebalance } from '#kafka/coordinator/classic/join-phase.ts';
import { clearAllTimers, restartSession } from '#kafka/coordinator/classic/timers.ts';
import type { ClassicGroup, ClassicMember } from '#kafka/coordinator/classic/state.ts';
import { type Refusal, refuse } from '#kafka/coordinator/consumer/checks.ts';
import { migrationPolicy } from '#kafka/coordinator/consumer/classic-member.ts';
import {
  type ConsumerGroup,
  type ConsumerGroupMember,
  createConsumerGroup,
  createMember,
  metadataHashOf,
  namesOf,
  targetOf,
  withTopicNames,
} from '#kafka/coordinator/consumer/group.ts';
import type { Outcome } from '#kafka/coordinator/consumer/outcome.ts';
import { recordsOf, tellChange } from '#kafka/coordinator/consumer/store.ts';
import { clearMemberTimers, restartConsumerSession } from '#kafka/coordinator/consumer/timers.ts';
import { groupRecord } from '#kafka/coordinator/offsets/offsets-topic.ts';
import {
  classicGroupOf,
  consumerGroupOf,
  type GroupHost,
  type GroupState,
  placeGroup,
} from './groups.ts';

/** Writes what a call of a consumer group has come to; the group may be of another kind after it. */
export function writeGroup(
  state: GroupState,
  outcome: Outcome,
  request: RequestDelivery | null,
  host: GroupHost,
): ErrorName {
  const before = consumerGroupOf(state, outcome.draft.id);
  if (before !== undefined && isDowngrade(before, outcome.draft, host)) {
    return downgrade(state, before, outcome, request, host);
  }
  const classic = classicGroupOf(state, outcome.draft.id);
  const errorCode = writeConsumerGroup(state, outcome, request, host);
  if (errorCode === 'NONE' && classic !== undefined && classic.members.size > 0) {
    endClassicGroup(classic, outcome.draft, host);
  }
  return errorCode;
}

/** Makes a draft the group, once the log has taken it. Gives the log's error if it does not. */
export function writeConsumerGroup(
  state: GroupState,
  { draft, answer, reason, afterwards }: Outcome,
  request: RequestDelivery | null,
  host: GroupHost,
): ErrorName {
  const before = consumerGroupOf(state, draft.id);
  const errorCode = host.write(draft.offsetsPartition, {
    records: recordsOf(before, draft),
    replay() {
      placeGroup(state, draft);
      tellChange(before, draft, reason, host);
    },
    answer: request !== null && answer !== null ? { request, body: answer } : null,
  });
  if (errorCode === 'NONE') afterwards();
  return errorCode;
}

// ── To the consumer protocol ────────────────────────────────────────────────────────────────

/** The group as it will be once the member that speaks the consumer protocol is in. */
export function upgraded(classic: ClassicGroup, host: GroupHost): ConsumerGroup | Refusal {
  const policy = migrationPolicy(host);
  const why =
    policy !== 'upgrade' && policy !== 'bidirectional'
      ? 'online upgrade is disabled'
      : classic.protocolType !== 'consumer'
        ? 'the group does not use the consumer embedded protocol'
        : classic.members.size > readNumber('broker', host.configs, 'group.consumer.max.size')
          ? 'the group size exceeds the consumer group maximum size'
          : null;
  if (why !== null) {
    return refuse(
      'GROUP_ID_NOT_FOUND',
      `Cannot upgrade classic group ${classic.id} to consumer group because ${why}.`,
    );
  }
  const group = createConsumerGroup(classic.id, classic.offsetsPartition);
  group.groupEpoch = classic.generationId;
  group.assignmentEpoch = classic.generationId;
  for (const member of classic.members.values()) {
    const { target, assigned } = assignmentOf(member, classic.generationId, host);
    group.members.set(member.memberId, toConsumerMember(member, classic.generationId, assigned));
    group.target.set(member.memberId, target);
  }
  group.metadataHash = metadataHashOf(group, host);
  return group;
}

function toConsumerMember(
  member: ClassicMember,
  epoch: number,
  assigned: ReadonlyMap<string, number>,
): ConsumerGroupMember {
  const metadata = member.protocols[0]?.metadata;
  return Object.freeze({
    ...createMember(member.memberId),
    memberEpoch: epoch,
    previousMemberEpoch: epoch,
    instanceId: member.groupInstanceId,
    rackId: metadata?.rackId ?? null,
    clientId: member.clientId,
    rebalanceTimeoutMs: member.rebalanceTimeoutMs,
    subscribedTopicNames: Object.freeze([...(metadata?.topics ?? [])]),
    classic: Object.freeze({
      sessionTimeoutMs: member.sessionTimeoutMs,
      protocols: member.protocols,
    }),
    assigned,
  });
}

/** What the leader gave it last, of topics that there are. */
function assignmentOf(
  { assignment }: ClassicMember,
  epoch: number,
  host: GroupHost,
): {
  readonly target: ReturnType<typeof targetOf>;
  readonly assigned: ReadonlyMap<string, number>;
} {
  const target = new Map<Uuid, number[]>();
  const assigned = new Map<string, number>();
  for (const { topic, partition } of assignment.partitions) {
    const topicId = host.topicOf(topic)?.topicId;
    if (topicId === undefined) continue;
    assigned.set(partitionKey(topicId, partition), epoch);
    const partitions = target.get(topicId);
    if (partitions === undefined) target.set(topicId, [partition]);
    else partitions.push(partition);
  }
  return { target: Object.freeze(target), assigned: Object.freeze(assigned) };
}

/** Whoever waits for an answer of the classic group joins again: there is a new rebalance. */
function endClassicGroup(classic: ClassicGroup, group: ConsumerGroup, host: GroupHost): void {
  clearAllTimers(classic, host);
  changeState(classic, 'unloaded', host);
  for (const { memberId, awaitingJoin, awaitingSync } of classic.members.values()) {
    const error = 'REBALANCE_IN_PROGRESS';
    if (awaitingJoin !== null) host.respond(awaitingJoin, joinRefusal(error, memberId));
    if (awaitingSync !== null) host.respond(awaitingSync, syncRefusal(error));
    if (group.members.has(memberId)) restartConsumerSession(group, memberId, host);
  }
}

// ── To the classic protocol ─────────────────────────────────────────────────────────────────

/** The last member that spoke the consumer protocol goes, or is replaced by a classic one. */
function isDowngrade(before: ConsumerGroup, draft: ConsumerGroup, host: GroupHost): boolean {
  const policy = migrationPolicy(host);
  if (policy !== 'downgrade' && policy !== 'bidirectional') return false;
  const staying = [...draft.members.values()];
  const isAllClassic = staying.length > 0 && staying.every(({ classic }) => classic !== null);
  if (!isAllClassic) return false;
  if (staying.length > readNumber('broker', host.configs, 'group.max.size')) return false;
  return [...before.members.values()].some(({ classic }) => classic === null);
}

function downgrade(
  state: GroupState,
  before: ConsumerGroup,
  { draft, answer, reason, afterwards }: Outcome,
  request: RequestDelivery | null,
  host: GroupHost,
): ErrorName {
  const group = downgraded(before, draft, host);
  const record = groupRecord(
    group.id,
    snapshotOf(group, ({ assignment }) => assignment),
  );
  const errorCode = host.write(group.offsetsPartition, {
    records: [record],
    replay: () => placeGroup(state, group),
    answer: request !== null && answer !== null ? { request, body: answer } : null,
  });
  if (errorCode !== 'NONE') return errorCode;
  afterwards();
  for (const memberId of [...before.members.keys(), ...draft.members.keys()]) {
    clearMemberTimers(before, memberId, host);
  }
  changeState(group, 'loaded', host);
  for (const member of group.members.values()) restartSession(group, member, host);
  announce(group, `${reason}: all members speak the classic protocol`, host);
  // Only a static member that took its predecessor's place without a change disturbs nobody.
  const isSameSize = before.members.size === draft.members.size;
  if (!isSameSize || draft.groupEpoch > before.assignmentEpoch) {
    prepareRebalance(group, `${reason}: the group is a classic one again`, host);
  }
  return errorCode;
}

/** The classic group, stable in a generation that is the epoch of the group that it was. */
function downgraded(before: ConsumerGroup, draft: ConsumerGroup, host: GroupHost): ClassicGroup {
  const group = createGroup(before.id, before.offsetsPartition);
  group.generationId = before.groupEpoch;
  group.protocolType = 'consumer';
  group.currentStateMs = host.nowMs;
  for (const member of draft.members.values()) {
    const { memberId, instanceId } = member;
    group.members.set(memberId, toClassicMember(draft, member, host));
    if (instanceId !== null) group.staticMembers.set(instanceId, memberId);
    if (group.leaderId === '') group.leaderId = memberId;
  }
  group.protocolName = selectProtocol(group);
  return group;
}

function toClassicMember(
  group: ConsumerGroup,
  member: ConsumerGroupMember,
  host: GroupHost,
): ClassicMember {
  const target = [...targetOf(group, member.memberId)];
  const names = namesOf(target.map(([topicId, partitions]) => ({ topicId, partitions })));
  return {
    memberId: member.memberId,
    groupInstanceId: member.instanceId,
    clientId: member.clientId,
    rebalanceTimeoutMs: member.rebalanceTimeoutMs,
    sessionTimeoutMs: member.classic?.sessionTimeoutMs ?? 0,
    protocolType: 'consumer',
    protocols: member.classic?.protocols ?? [],
    assignment: Object.freeze({ partitions: withTopicNames(names, host) }),
    awaitingJoin: null,
    awaitingSync: null,
    isNew: false,
  };
}
