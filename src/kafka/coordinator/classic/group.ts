// What a classic group knows about its members: order, leader, protocols, errors. No requests, no
// timers. Follows `ClassicGroup` of Apache Kafka 4.3.
import { stringsInJavaHashOrder } from '#base/java-collections.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { advance } from '#kafka/machine.ts';
import type { ClassicGroupState } from '#kafka/protocol/states.ts';
import { startMachine } from '#sim/machine.ts';
import { type ClassicGroupEvent, classicGroupMachine } from './group.machine.ts';
import type { ClassicGroup, ClassicHost, ClassicMember, MemberProtocol } from './state.ts';
import type { GroupSnapshot } from '#kafka/coordinator/offsets/offsets-topic.ts';

export const EMPTY_ASSIGNMENT = Object.freeze({ partitions: Object.freeze([]) });

export function createGroup(id: string, offsetsPartition: number): ClassicGroup {
  return {
    type: 'classic',
    id,
    offsetsPartition,
    machine: startMachine(classicGroupMachine),
    currentStateMs: 0,
    generationId: 0,
    protocolType: '',
    protocolName: '',
    leaderId: '',
    members: new Map(),
    staticMembers: new Map(),
    pendingJoins: new Set(),
    pendingSyncs: new Set(),
    newMemberAdded: false,
  };
}

export function stateOf(group: ClassicGroup): ClassicGroupState {
  return group.machine.value;
}

/** The rebalance that a group begins with: it waits for more members. */
export function isInitialRebalance(group: ClassicGroup): boolean {
  const { value, context } = group.machine;
  return value === 'PreparingRebalance' && context.previousState === 'Empty';
}

/** Members in the order of Kafka's HashMap: leaders see it, and so do assignors. */
export function membersInOrder(group: ClassicGroup): readonly ClassicMember[] {
  return stringsInJavaHashOrder(group.members.keys()).flatMap(
    (memberId) => group.members.get(memberId) ?? [],
  );
}

/** Changes the state and tells the trace. */
export function changeState(
  group: ClassicGroup,
  type: ClassicGroupEvent['type'],
  host: ClassicHost,
): void {
  const before = stateOf(group);
  group.machine = advance(host, classicGroupMachine, group.id, group.machine, { type }).snapshot;
  if (stateOf(group) !== before) group.currentStateMs = host.nowMs;
}

/** Tells the trace how the group stands now. */
export function announce(group: ClassicGroup, reason: string, host: ClassicHost): void {
  host.emit('group.changed', {
    group: group.id,
    coordinator: host.brokerId,
    protocol: 'classic',
    state: stateOf(group),
    generation: group.generationId,
    assignmentEpoch: null,
    assignor: group.protocolName,
    leader: group.leaderId,
    members: Object.freeze(
      membersInOrder(group).map((member) =>
        Object.freeze({
          memberId: member.memberId,
          clientId: member.clientId,
          groupInstanceId: member.groupInstanceId,
          assignment: member.assignment.partitions,
          memberEpoch: null,
          memberState: null,
          target: [],
          toRevoke: [],
        }),
      ),
    ),
    reason,
  });
}

export function rebalanceTimeoutOf(group: ClassicGroup): number {
  let longest = 0;
  for (const { rebalanceTimeoutMs } of group.members.values()) {
    longest = Math.max(longest, rebalanceTimeoutMs);
  }
  return longest;
}

export function haveAllJoined(group: ClassicGroup): boolean {
  if (group.pendingJoins.size > 0) return false;
  for (const member of group.members.values()) if (member.awaitingJoin === null) return false;
  return true;
}

/** A request of a member: is it known, and is it the present holder of its instance id? */
export function validateMember(
  group: ClassicGroup,
  memberId: string,
  groupInstanceId: string | null,
): ErrorName {
  if (groupInstanceId !== null) {
    const known = group.staticMembers.get(groupInstanceId);
    if (known === undefined) return 'UNKNOWN_MEMBER_ID';
    if (known !== memberId) return 'FENCED_INSTANCE_ID';
  }
  return group.members.has(memberId) ? 'NONE' : 'UNKNOWN_MEMBER_ID';
}

/** Protocols that all members support. */
function candidateProtocols(group: ClassicGroup): Set<string> {
  const counts = new Map<string, number>();
  for (const member of group.members.values()) {
    for (const { name } of member.protocols) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const candidates = new Set<string>();
  for (const [name, count] of counts) if (count === group.members.size) candidates.add(name);
  return candidates;
}

/** Each member votes for the first of its protocols that all support; most votes win. */
export function selectProtocol(group: ClassicGroup): string {
  const candidates = candidateProtocols(group);
  const votes = new Map<string, number>();
  for (const member of membersInOrder(group)) {
    const vote = member.protocols.find(({ name }) => candidates.has(name))?.name;
    if (vote !== undefined) votes.set(vote, (votes.get(vote) ?? 0) + 1);
  }
  let winner = '';
  for (const name of stringsInJavaHashOrder(votes.keys())) {
    if ((votes.get(name) ?? 0) > (votes.get(winner) ?? 0)) winner = name;
  }
  return winner;
}

/** Whether a member with these protocols could join the others. */
export function supportsProtocols(
  group: ClassicGroup,
  protocolType: string,
  protocols: readonly MemberProtocol[],
): boolean {
  if (stateOf(group) === 'Empty') return protocolType !== '' && protocols.length > 0;
  if (group.protocolType !== protocolType) return false;
  if (group.members.size === 0) return protocols.length > 0;
  const candidates = candidateProtocols(group);
  return protocols.some(({ name }) => candidates.has(name));
}

export function metadataOf(member: ClassicMember, protocol: string): MemberProtocol['metadata'] {
  const found = member.protocols.find(({ name }) => name === protocol) ?? member.protocols[0];
  if (found === undefined) throw new Error(`member ${member.memberId} has no protocols`);
  return found.metadata;
}

/** Same protocols with the same metadata, in the same order. */
export function haveSameProtocols(
  a: readonly MemberProtocol[],
  b: readonly MemberProtocol[],
): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return other?.name === one.name && fingerprint(one) === fingerprint(other);
    })
  );
}

function fingerprint({ metadata }: MemberProtocol): string {
  const { topics, ownedPartitions, generationId, rackId, userData } = metadata;
  const owned = ownedPartitions.map(({ topic, partition }) => partitionKey(topic, partition));
  return JSON.stringify([topics, owned, generationId, rackId, userData]);
}

/** The leader stays if it has joined; else the first member that has. False: nobody has. */
export function electJoinedLeader(group: ClassicGroup): boolean {
  if (group.members.get(group.leaderId)?.awaitingJoin != null) return true;
  const joined = membersInOrder(group).find((member) => member.awaitingJoin !== null);
  if (joined === undefined) return false;
  group.leaderId = joined.memberId;
  return true;
}

/** Takes out whoever has this id, pending or not; the leadership goes to the next in order. */
export function removeMember(group: ClassicGroup, memberId: string): void {
  const instanceId = group.members.get(memberId)?.groupInstanceId ?? null;
  group.members.delete(memberId);
  if (instanceId !== null) group.staticMembers.delete(instanceId);
  if (group.leaderId === memberId) group.leaderId = membersInOrder(group)[0]?.memberId ?? '';
  group.pendingJoins.delete(memberId);
  group.pendingSyncs.delete(memberId);
}

export function snapshotOf(
  group: ClassicGroup,
  assignmentOf: (member: ClassicMember) => ClassicMember['assignment'],
): GroupSnapshot {
  return {
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leaderId: group.leaderId,
    currentStateMs: group.currentStateMs,
    members: membersInOrder(group).map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      rebalanceTimeoutMs: member.rebalanceTimeoutMs,
      sessionTimeoutMs: member.sessionTimeoutMs,
      protocols: member.protocols,
      assignment: assignmentOf(member),
    })),
  };
}

/** The group as another coordinator left it: Stable when it had members. */
export function restoreGroup(
  id: string,
  offsetsPartition: number,
  snapshot: GroupSnapshot,
  host: ClassicHost,
): ClassicGroup {
  const group = createGroup(id, offsetsPartition);
  group.generationId = snapshot.generationId;
  group.protocolType = snapshot.protocolType;
  group.protocolName = snapshot.protocolName;
  group.leaderId = snapshot.leaderId;
  for (const one of snapshot.members) {
    group.members.set(one.memberId, {
      memberId: one.memberId,
      groupInstanceId: one.groupInstanceId,
      clientId: one.clientId,
      rebalanceTimeoutMs: one.rebalanceTimeoutMs,
      sessionTimeoutMs: one.sessionTimeoutMs,
      protocolType: snapshot.protocolType,
      protocols: one.protocols as readonly MemberProtocol[],
      assignment: one.assignment as ClassicMember['assignment'],
      awaitingJoin: null,
      awaitingSync: null,
      isNew: false,
    });
    if (one.groupInstanceId !== null) group.staticMembers.set(one.groupInstanceId, one.memberId);
  }
  if (group.members.size > 0) changeState(group, 'loaded', host);
  group.currentStateMs = snapshot.currentStateMs;
  announce(group, 'the coordinator has read the group from __consumer_offsets', host);
  return group;
}
