// Who is to have what: the group's assignor on all members. Follows `TargetAssignmentBuilder` and
// `ConsumerGroup#computePreferredServerAssignor` of Apache Kafka 4.3.
import {
  changedMembers,
  createGroupSpec,
  type GroupSpec,
  type TargetAssignment,
} from '#kafka/assignor/group-spec.ts';
import { assignServerRange } from '#kafka/assignor/server-range.ts';
import { assignServerUniform } from '#kafka/assignor/server-uniform.ts';
import { readList, readGroupNumber } from '#kafka/protocol/configs.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';
import { type ConsumerGroup, subscriptionOf } from './group.ts';
import type { ConsumerHost } from './host.ts';

const ASSIGNORS: ReadonlyMap<string, typeof assignServerUniform> = new Map([
  ['uniform', assignServerUniform],
  ['range', assignServerRange],
]);

/** `group.consumer.assignors`; the first is the default. */
export function supportedAssignors({ configs }: ConsumerHost): readonly string[] {
  return readList('broker', configs, 'group.consumer.assignors');
}

/**
 * The assignor that most members prefer. Of two, it is the one that `memberId` alone asks for, whose
 * heartbeat is being handled: `uniform` and `range` fall into one bucket of Java's small HashMaps,
 * and what is counted last stands first in it.
 */
export function assignorOf(
  group: ConsumerGroup,
  memberId: string | null,
  host: ConsumerHost,
): string {
  const votes = new Map<string, number>();
  for (const { serverAssignor } of group.members.values()) {
    if (serverAssignor !== null) votes.set(serverAssignor, (votes.get(serverAssignor) ?? 0) + 1);
  }
  const votesFor = (name: string): number => votes.get(name) ?? 0;
  const own = group.members.get(memberId ?? '')?.serverAssignor ?? '';
  const candidates = votesFor(own) === 1 ? [own, ...ASSIGNORS.keys()] : [...ASSIGNORS.keys()];
  const most = Math.max(...votes.values());
  const winner = candidates.find((name) => votesFor(name) === most);
  return winner ?? supportedAssignors(host)[0] ?? 'uniform';
}

/** Makes a new target for the present group epoch, unless the last one is too young (KIP-1263). */
export function maybeUpdateTarget(
  group: ConsumerGroup,
  memberId: string,
  host: ConsumerHost,
): void {
  if (group.groupEpoch <= group.assignmentEpoch) return;
  const intervalMs = assignmentIntervalMs(group, host);
  if (group.assignmentMs !== null && host.nowMs < group.assignmentMs + intervalMs) return;
  const { spec, targets } = computeTarget(group, memberId, host);
  // A target that is as it was is not written again: it keeps its order.
  for (const memberId of changedMembers(spec, targets)) {
    group.target.set(memberId, Object.freeze(targets.get(memberId) ?? new Map()));
  }
  group.assignmentEpoch = group.groupEpoch;
  group.assignmentMs = host.nowMs;
}

function assignmentIntervalMs(group: ConsumerGroup, host: ConsumerHost): number {
  const own = host.groupConfigsOf(group.id);
  return readGroupNumber(own, host.configs, 'consumer.assignment.interval.ms');
}

function computeTarget(
  group: ConsumerGroup,
  memberId: string,
  host: ConsumerHost,
): { readonly spec: GroupSpec; readonly targets: TargetAssignment } {
  const topicIds = new Map<string, Uuid>();
  const partitionCounts = new Map<Uuid, number>();
  const members = [...group.members.values()].map((member) => {
    const subscribedTopicNames = subscriptionOf(group, member);
    for (const name of subscribedTopicNames) {
      const topic = host.topicOf(name);
      if (topic === null) continue;
      topicIds.set(name, topic.topicId);
      partitionCounts.set(topic.topicId, topic.partitionCount);
    }
    const { memberId, instanceId } = member;
    const known = group.target.get(memberId);
    const target =
      known === undefined
        ? null
        : [...known].map(([topicId, partitions]) => ({ topicId, partitions }));
    return { memberId, instanceId, subscribedTopicNames, target };
  });
  const byNames = createGroupSpec(members, topicIds);
  const spec = { ...byNames, subscriptionType: subscriptionType(group, byNames) };
  const assign = ASSIGNORS.get(assignorOf(group, memberId, host)) ?? assignServerUniform;
  return { spec, targets: assign(spec, partitionCounts) };
}

/** With regular expressions a group is homogeneous only if all have the same one, and no names. */
function subscriptionType(group: ConsumerGroup, spec: GroupSpec): GroupSpec['subscriptionType'] {
  const members = [...group.members.values()];
  const regexes = new Set(members.map(({ subscribedTopicRegex }) => subscribedTopicRegex));
  if (regexes.size === 1 && regexes.has('')) return spec.subscriptionType;
  const hasNames = members.some(({ subscribedTopicNames }) => subscribedTopicNames.length > 0);
  return regexes.size === 1 && !hasNames ? 'HOMOGENEOUS' : 'HETEROGENEOUS';
}
