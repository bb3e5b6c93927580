// What a member by the classic protocol holds in its group: a generation, until it must join again
// or is thrown out. Follows `AbstractCoordinator` (`requestRejoin`, `resetStateAndGeneration`).
import { msToUs } from '#base/time.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { changeMembership, type Consumer, number } from '#kafka/client/consumer/state.ts';

export function requestRejoin({ memory }: Consumer): void {
  if (memory.needsJoin) return;
  memory.needsJoin = true;
  memory.isPrepared = false;
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
  memory.assignedBy = '';
  memory.needsJoin = true;
  memory.isPrepared = false;
  stopHeartbeats(consumer);
}

export function startHeartbeats(consumer: Consumer): void {
  consumer.port.setTimer('heartbeat', msToUs(number(consumer, 'heartbeat.interval.ms')));
}

function stopHeartbeats({ port, memory }: Consumer): void {
  port.clearTimer('heartbeat');
  memory.heartbeatRequest = -1;
}
