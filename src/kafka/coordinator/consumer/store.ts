// How a consumer group lies in the offsets topic, and how a coordinator stores and reads it. Kafka
// writes a record for each thing that changed; here the group as a whole is one record.
import type { MemberTarget } from '#kafka/assignor/group-spec.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { RequestDelivery } from '#sim/node.ts';
import {
  announceConsumerGroup,
  type ConsumerGroup,
  type ConsumerGroupMember,
  consumerGroupStateOf,
} from './group.ts';
import { tellStates } from './states.ts';
import { clearMemberTimers, restartConsumerSession, watchRevocation } from './timers.ts';
import type { CoordinatorState, Deferred } from '#kafka/coordinator/coordinator-state.ts';
import type { CoordinatorHost } from '#kafka/coordinator/host.ts';
import { appendError } from '#kafka/coordinator/group-answers.ts';
import {
  type ConsumerGroupSnapshot,
  consumerGroupRecord,
} from '#kafka/coordinator/offsets/offsets-topic.ts';
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

/**
 * Makes the draft the group, once the offsets topic has taken it, and answers when that is
 * replicated. A draft that changes nothing is not stored. Returns why it failed.
 */
export function storeConsumerGroup(
  state: CoordinatorState,
  draft: ConsumerGroup,
  answer: { readonly request: RequestDelivery; readonly body: ResponseBody } | null,
  reason: string,
  host: CoordinatorHost,
): ErrorName {
  const { id, offsetsPartition } = draft;
  const before = state.consumerGroups.get(id);
  const record = consumerGroupRecord(id, snapshotOf(draft));
  const isSame =
    before !== undefined && record.value === consumerGroupRecord(id, snapshotOf(before)).value;
  if (isSame) {
    if (answer !== null) answerInTurn(state, offsetsPartition, answer, host);
    return 'NONE';
  }
  const { errorCode, endOffset } = host.append(offsetsPartition, [record]);
  if (errorCode !== 'NONE') return appendError(errorCode);
  // An empty classic group of that name makes way.
  state.groups.delete(id);
  state.consumerGroups.set(id, draft);
  tellChange(before, draft, reason, host);
  if (answer !== null) {
    const deferred: Deferred = { offsetsPartition, endOffset, type: 'answer', ...answer };
    state.deferred.push(Object.freeze(deferred));
  }
  host.flush(offsetsPartition);
  return 'NONE';
}

/** An answer without a record of its own waits for those before it: it tells what they say. */
function answerInTurn(
  state: CoordinatorState,
  offsetsPartition: number,
  answer: { readonly request: RequestDelivery; readonly body: ResponseBody },
  host: CoordinatorHost,
): void {
  const last = state.deferred.findLast((one) => one.offsetsPartition === offsetsPartition);
  if (last === undefined) host.respond(answer.request, answer.body);
  else {
    const { endOffset } = last;
    const deferred: Deferred = { offsetsPartition, endOffset, type: 'answer', ...answer };
    state.deferred.push(Object.freeze(deferred));
  }
}

function tellChange(
  before: ConsumerGroup | undefined,
  group: ConsumerGroup,
  reason: string,
  host: CoordinatorHost,
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
    host.emit('rebalance.completed', { group: group.id, generation: group.groupEpoch });
  }
}

/** The group as another coordinator left it; all sessions start anew. */
export function restoreConsumerGroup(
  id: string,
  offsetsPartition: number,
  snapshot: ConsumerGroupSnapshot,
  host: CoordinatorHost,
): ConsumerGroup {
  const { protocol: _protocol, members, target, regexes, ...fields } = snapshot;
  const group: ConsumerGroup = {
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
export function unloadConsumerGroup(group: ConsumerGroup, host: CoordinatorHost): void {
  for (const memberId of group.members.keys()) clearMemberTimers(group, memberId, host);
}
