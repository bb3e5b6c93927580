// Tells the trace how the states of a consumer group and of its members changed, in steps that their
// machines have.
import type { AnyStateMachine } from 'xstate';
import { assert } from '#base/assert.ts';
import { advance } from '#kafka/machine.ts';
import type { ConsumerGroupState, GroupMemberState } from '#kafka/protocol/states.ts';
import {
  type ConsumerGroupEvent,
  consumerGroupMachine,
  type GroupMemberEvent,
  groupMemberMachine,
} from './group.machine.ts';
import { type ConsumerGroup, consumerGroupStateOf } from './group.ts';
import type { ConsumerHost } from './host.ts';

const GROUP_EVENTS: Readonly<Record<ConsumerGroupState, ConsumerGroupEvent['type']>> = {
  Empty: 'last member left',
  Assigning: 'group epoch raised',
  Reconciling: 'members to reconcile',
  Stable: 'all reconciled',
  Dead: 'deleted',
};

const MEMBER_EVENTS: Readonly<Record<GroupMemberState, GroupMemberEvent['type']>> = {
  STABLE: 'reconciled',
  UNREVOKED_PARTITIONS: 'partitions to revoke',
  UNRELEASED_PARTITIONS: 'partitions to wait for',
};

/** `before` is undefined for a group that is new here. */
export function tellStates(
  before: ConsumerGroup | undefined,
  group: ConsumerGroup,
  host: ConsumerHost,
): void {
  const from = before === undefined ? 'Empty' : consumerGroupStateOf(before);
  const to = consumerGroupStateOf(group);
  tell(consumerGroupMachine, group.id, from, to, GROUP_EVENTS[to], host);
  for (const member of group.members.values()) {
    const was = before?.members.get(member.memberId)?.state ?? 'STABLE';
    const event = MEMBER_EVENTS[member.state];
    tell(groupMemberMachine, member.clientId, was, member.state, event, host);
  }
}

/** A group without members and offsets is deleted. */
export function tellDeleted(group: ConsumerGroup, host: ConsumerHost): void {
  tell(consumerGroupMachine, group.id, consumerGroupStateOf(group), 'Dead', 'deleted', host);
}

function tell(
  machine: typeof consumerGroupMachine | typeof groupMemberMachine,
  subject: string,
  from: string,
  to: string,
  event: string,
  host: ConsumerHost,
): void {
  if (from === to) return;
  const start = Object.freeze(machine.resolveState({ value: from, context: {} }));
  const { snapshot } = advance(host, machine as AnyStateMachine, subject, start, { type: event });
  assert(
    snapshot.value === to,
    `${machine.id} of ${subject} came to ${snapshot.value}, not to ${to}`,
  );
}
