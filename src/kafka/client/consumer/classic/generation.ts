// What a member by the classic protocol holds in its group: a generation, until it must join again
// or is thrown out. Follows `AbstractCoordinator` (`requestRejoin`, `resetStateAndGeneration`).
import { msToUs } from '#base/time.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { advance } from '#kafka/machine.ts';
import { type Consumer, numberConfig } from '#kafka/client/consumer/state.ts';
import { type ClassicMembershipEvent, classicMembershipMachine } from './membership.machine.ts';

export function changeMembership(
  { memory: { classic }, disk, port }: Consumer,
  type: ClassicMembershipEvent['type'],
): void {
  const subject = disk.spec.id;
  classic.machine = advance(port, classicMembershipMachine, subject, classic.machine, {
    type,
  }).snapshot;
}

/** The next poll() joins again, and keeps what it has until then. */
export function requestRejoin(consumer: Consumer): void {
  changeMembership(consumer, 'rejoin requested');
}

/** Not a member any more: whatever it owned may be somebody else's already. */
export function resetGeneration(
  consumer: Consumer,
  errorCode: ErrorName = 'UNKNOWN_MEMBER_ID',
): void {
  const { memory } = consumer;
  changeMembership(consumer, 'left');
  memory.generationId = -1;
  // A member of an older generation is still known by its id.
  if (errorCode !== 'ILLEGAL_GENERATION') memory.memberId = '';
  memory.classic.assignedBy = '';
  // An answer that is still on its way is for a member that is no more.
  memory.classic.joinRequest = -1;
  memory.classic.toAssign = null;
  stopHeartbeats(consumer);
}

export function startHeartbeats(consumer: Consumer): void {
  consumer.port.setTimer('heartbeat', msToUs(numberConfig(consumer, 'heartbeat.interval.ms')));
}

function stopHeartbeats({ port, memory }: Consumer): void {
  port.clearTimer('heartbeat');
  memory.heartbeatRequest = -1;
}
