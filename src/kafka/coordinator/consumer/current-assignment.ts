// How a member comes from what it has to what it is to have: first it gives up, then it waits until
// others have given up, then it takes. Follows `CurrentAssignmentBuilder` of Apache Kafka 4.3.
import type { MemberTarget } from '#kafka/assignor/group-spec.ts';
import { parseTopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';
import { type ConsumerGroupMember, namesOf, NO_PARTITIONS, type PartitionEpochs } from './group.ts';

/** What a heartbeat brings, and what the group knows. */
export interface Reconciliation {
  readonly targetEpoch: number;
  readonly target: MemberTarget;
  /** In this very heartbeat. */
  readonly hasSubscriptionChanged: boolean;
  readonly isSubscribedTo: (topicId: Uuid) => boolean;
  readonly isOwnedByOthers: (partition: string) => boolean;
  /** What the member says that it has; null: it says nothing. */
  readonly owned: ReadonlySet<string> | null;
}

/** The member as it is after this heartbeat. */
export function reconcile(member: ConsumerGroupMember, to: Reconciliation): ConsumerGroupMember {
  const { memberEpoch, state, pendingRevocation } = member;
  switch (state) {
    case 'STABLE':
      if (memberEpoch !== to.targetEpoch) return computeNext(member, to);
      return to.hasSubscriptionChanged ? dropUnsubscribed(member, to) : member;
    case 'UNREVOKED_PARTITIONS':
      if (mayStillOwn(pendingRevocation, to)) {
        return to.hasSubscriptionChanged ? dropUnsubscribed(member, to) : member;
      }
      return computeNext(member, to);
    case 'UNRELEASED_PARTITIONS':
      return computeNext(member, to);
  }
}

/** A member that does not say what it has may have all of it. */
function mayStillOwn(partitions: PartitionEpochs, { owned }: Reconciliation): boolean {
  if (owned === null) return true;
  for (const partition of owned) if (partitions.has(partition)) return true;
  return false;
}

/** The target may not know yet of topics that the member has no use for any more. */
function dropUnsubscribed(member: ConsumerGroupMember, to: Reconciliation): ConsumerGroupMember {
  const kept = new Map<string, number>();
  const revoked = new Map(member.pendingRevocation);
  for (const [partition, epoch] of member.assigned) {
    const isKept = to.isSubscribedTo(parseTopicPartition(partition).topic);
    (isKept ? kept : revoked).set(partition, epoch);
  }
  if (kept.size === member.assigned.size) return member;
  const assigned = Object.freeze(kept);
  return mayStillOwn(revoked, to)
    ? Object.freeze({
        ...member,
        state: 'UNREVOKED_PARTITIONS',
        assigned,
        pendingRevocation: Object.freeze(revoked),
      })
    : Object.freeze({ ...member, assigned });
}

function computeNext(member: ConsumerGroupMember, to: Reconciliation): ConsumerGroupMember {
  const target = new Set(
    namesOf(
      [...to.target].map(([topicId, partitions]) => ({
        topicId,
        partitions: to.isSubscribedTo(topicId) ? partitions : [],
      })),
    ),
  );
  const assigned = new Map<string, number>();
  const revoked = new Map<string, number>();
  for (const [partition, epoch] of member.assigned) {
    (target.has(partition) ? assigned : revoked).set(partition, epoch);
  }
  if (revoked.size > 0 && mayStillOwn(revoked, to)) {
    // It stays in its epoch: so no two members have a partition in the same one.
    return Object.freeze({
      ...member,
      state: 'UNREVOKED_PARTITIONS',
      previousMemberEpoch: member.memberEpoch,
      assigned: Object.freeze(assigned),
      pendingRevocation: Object.freeze(revoked),
    });
  }
  let isWaiting = false;
  for (const partition of target) {
    if (assigned.has(partition)) continue;
    if (to.isOwnedByOthers(partition)) isWaiting = true;
    else assigned.set(partition, to.targetEpoch);
  }
  return Object.freeze({
    ...member,
    state: isWaiting ? 'UNRELEASED_PARTITIONS' : 'STABLE',
    memberEpoch: to.targetEpoch,
    previousMemberEpoch: member.memberEpoch,
    assigned: Object.freeze(assigned),
    pendingRevocation: NO_PARTITIONS,
  });
}
