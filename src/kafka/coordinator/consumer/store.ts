// How a consumer group lies in the offsets topic, and how a coordinator stores and reads it. Kafka
// writes a record for each thing that changed; here the group as a whole is one record.
import type { MemberTarget } from '#kafka/assignor/group-spec.ts';
import {
  announceConsumerGroup,
  type ConsumerGroup,
  type ConsumerGroupMember,
  consumerGroupStateOf,
} from './group.ts';
import { tellStates } from './states.ts';
import { clearMemberTimers, restartConsumerSession, watchRevocation } from './timers.ts';
import type { ConsumerHost } from './host.ts';
import {
  type ConsumerGroupSnapshot,
  consumerGroupRecord,
} from '#kafka/coordinator/offsets/offsets-topic.ts';
import type { CoordinatorRecord } from '#kafka/coordinator/runtime/host.ts';
import { assignorOf } from './target-assignment.ts';

function snapshotOf(group: ConsumerGroup): ConsumerGroupSnapshot {
  return {
    protocol: 'consumer',
    groupEpoch: group.groupEpoch,
    assignmentEpoch: group.assignmentEpoch,
    assignmentMs: group.assignmentMs,
    metadataHash: group.metadataHash,
    members: [...group.members.values()].map(({ assigned, pendingRevocation, ...fields }) => ({
      ...fields,
      assigned: [...assigned],
      pendingRevocation: [...pendingRevocation],
    })),
    target: [...group.target].map(([memberId, target]) => [memberId, [...target]]),
    regexes: [...group.regexes],
  };
}

/** What a draft adds to the log; nothing, when it is as the group was. */
export function recordsOf(
  before: ConsumerGroup | undefined,
  draft: ConsumerGroup,
): readonly CoordinatorRecord[] {
  const record = consumerGroupRecord(draft.id, snapshotOf(draft));
  const isSame =
    before !== undefined &&
    record.value === consumerGroupRecord(before.id, snapshotOf(before)).value;
  return isSame ? [] : [record];
}

/** Tells the trace how a group has changed. */
export function tellChange(
  before: ConsumerGroup | undefined,
  group: ConsumerGroup,
  reason: string,
  host: ConsumerHost,
): void {
  tellStates(before, group, host);
  announceConsumerGroup(group, assignorOf(group, null, host), reason, host);
  const wasStable = before !== undefined && consumerGroupStateOf(before) === 'Stable';
  const isStable = consumerGroupStateOf(group) === 'Stable';
  if (before === undefined || group.groupEpoch !== before.groupEpoch) {
    host.emit('rebalance.started', { group: group.id, reason });
  }
  const isNewTarget = group.assignmentEpoch !== before?.assignmentEpoch;
  if (isStable && (!wasStable || isNewTarget)) {
    host.emit('rebalance.completed', {
      group: group.id,
      protocol: 'consumer',
      generation: group.groupEpoch,
    });
  }
}

/** The group as another coordinator left it; all sessions start anew. */
export function restoreConsumerGroup(
  id: string,
  offsetsPartition: number,
  snapshot: ConsumerGroupSnapshot,
  host: ConsumerHost,
): ConsumerGroup {
  const { protocol: _protocol, members, target, regexes, ...fields } = snapshot;
  const group: ConsumerGroup = {
    type: 'consumer',
    id,
    offsetsPartition,
    ...fields,
    members: new Map(),
    target: new Map(
      target.map(([memberId, topics]): [string, MemberTarget] => [
        memberId,
        Object.freeze(new Map(topics)),
      ]),
    ),
    regexes: new Map(regexes),
    awaitedJoins: new Set(),
  };
  for (const { assigned, pendingRevocation, ...member } of members) {
    const restored = {
      ...(member as Omit<ConsumerGroupMember, 'assigned' | 'pendingRevocation'>),
      assigned: Object.freeze(new Map(assigned)),
      pendingRevocation: Object.freeze(new Map(pendingRevocation)),
    };
    group.members.set(restored.memberId, Object.freeze(restored));
    restartConsumerSession(group, restored.memberId, host);
    watchRevocation(group, restored, host);
  }
  const reason = 'the coordinator has read the group from __consumer_offsets';
  tellStates(undefined, group, host);
  announceConsumerGroup(group, assignorOf(group, null, host), reason, host);
  return group;
}

/** Another broker is its coordinator now. */
export function unloadConsumerGroup(group: ConsumerGroup, host: ConsumerHost): void {
  for (const memberId of group.members.keys()) clearMemberTimers(group, memberId, host);
}
