// The heartbeats of a member by the classic protocol. Follows `AbstractCoordinator.HeartbeatThread`
// and `HeartbeatResponseHandler` of Apache Kafka 4.3.
import { msToUs } from '#base/time.ts';
import { defaultMessage } from '#kafka/protocol/error-messages.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { requestRejoin, resetGeneration, startHeartbeats } from './generation.ts';
import {
  type Consumer,
  groupOf,
  instanceId,
  isJoining,
  numberConfig,
} from '#kafka/client/consumer/state.ts';
import {
  findCoordinator,
  loseCoordinator,
  sendToCoordinator,
} from '#kafka/client/consumer/coordinator-lookup.ts';

/** The heartbeat thread: independent of poll(), except that it watches it. */
export function heartbeat(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  if (memory.generationId === -1) return;
  startHeartbeats(consumer);
  // While a JoinGroup waits, the coordinator knows that this member lives (`hasNotJoinedGroup`).
  if (hasNotJoined(consumer)) return;
  const sessionUs = msToUs(numberConfig(consumer, 'session.timeout.ms'));
  if (port.nowUs - memory.lastHeartbeatUs > sessionUs) {
    loseCoordinator(consumer);
    memory.lastHeartbeatUs = port.nowUs;
    return;
  }
  if (memory.coordinator === -1) {
    findCoordinator(consumer);
    return;
  }
  if (memory.heartbeatRequest !== -1) return;
  memory.heartbeatRequest = sendToCoordinator(consumer, {
    api: 'Heartbeat',
    groupId: groupOf(consumer),
    generationId: memory.generationId,
    memberId: memory.memberId,
    groupInstanceId: instanceId(disk.spec.configs),
  });
}

function hasNotJoined({ memory }: Consumer): boolean {
  const { value } = memory.classic.machine;
  return value === 'UNJOINED' || value === 'PREPARING_REBALANCE';
}

export function handleHeartbeat(consumer: Consumer, errorCode: ErrorName): void {
  const { memory, port } = consumer;
  memory.heartbeatRequest = -1;
  switch (errorCode) {
    case 'NONE':
      memory.lastHeartbeatUs = port.nowUs;
      return;
    case 'REBALANCE_IN_PROGRESS':
      memory.lastHeartbeatUs = port.nowUs;
      if (memory.classic.machine.value === 'STABLE') requestRejoin(consumer);
      return;
    case 'ILLEGAL_GENERATION':
    case 'UNKNOWN_MEMBER_ID':
      if (!isJoining(consumer)) resetGeneration(consumer, errorCode);
      return;
    case 'FENCED_INSTANCE_ID':
      if (isJoining(consumer)) return;
      resetGeneration(consumer, errorCode);
      memory.fatalError ??= Object.freeze({ errorCode, message: defaultMessage(errorCode) });
      return;
    default:
      loseCoordinator(consumer);
  }
}
