// The heartbeats of a member by the consumer group protocol (KIP-848): they say whatever the
// coordinator does not know yet. Follows `ConsumerHeartbeatRequestManager` and its HeartbeatState.
import {
  LEAVE_GROUP_MEMBER_EPOCH,
  LEAVE_GROUP_STATIC_MEMBER_EPOCH,
} from '#kafka/protocol/api/consumer-group.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import {
  config,
  type Consumer,
  groupOf,
  instanceId,
  numberConfig,
  ownedList,
  retryBackoffUs,
} from '#kafka/client/consumer/state.ts';
import { findCoordinator, sendToCoordinator } from '#kafka/client/consumer/coordinator-lookup.ts';
import { change, isReconciled, keysOf } from './step.ts';

type Heartbeat = RequestBody<'ConsumerGroupHeartbeat'>;

/** Sends a heartbeat, now that its time has come or there is something to say. */
export function heartbeat(consumer: Consumer): void {
  const { memory } = consumer;
  const state = memory.modern.machine.value;
  if (['UNSUBSCRIBED', 'FENCED', 'FATAL', 'STALE'].includes(state)) return;
  if (memory.coordinator === -1) {
    findCoordinator(consumer);
    heartbeatAgain(consumer);
    return;
  }
  if (memory.heartbeatRequest !== -1) return;
  memory.heartbeatRequest = sendToCoordinator(consumer, news(consumer));
  if (state !== 'ACKNOWLEDGING') return;
  change(consumer, 'acknowledged');
  // Some of it has a name that is not known yet.
  if (!isReconciled(consumer)) change(consumer, 'assigned');
}

/** What has not been told, or everything when it joins. */
function news(consumer: Consumer): Heartbeat {
  const { memory, disk } = consumer;
  const { told, machine } = memory.modern;
  const isJoining = machine.value === 'JOINING';
  const owned = ownedList(consumer);
  const now = {
    topics: memory.subscription.join(),
    regex: disk.spec.pattern ?? '',
    assignor: config(consumer, 'group.remote.assignor'),
    owned: keysOf(owned),
  };
  memory.modern.told = Object.freeze(now);
  const isNew = (field: keyof typeof now): boolean => isJoining || now[field] !== told?.[field];
  const saysRegex = isNew('regex') && (now.regex !== '' || (told?.regex ?? '') !== '');
  // What was reconciled is acknowledged even if it changed nothing.
  const saysOwned = isNew('owned') || machine.value === 'ACKNOWLEDGING';
  return {
    ...greeting(consumer, memory.generationId),
    rackId: isJoining ? disk.spec.rack : null,
    rebalanceTimeoutMs: isJoining ? numberConfig(consumer, 'max.poll.interval.ms') : -1,
    subscribedTopicNames: isNew('topics') ? memory.subscription : null,
    subscribedTopicRegex: saysRegex ? now.regex : null,
    serverAssignor: isNew('assignor') ? now.assignor || null : null,
    topicPartitions: saysOwned ? owned : null,
  };
}

/** Who speaks, without news. */
function greeting(consumer: Consumer, memberEpoch: number): Heartbeat {
  const { memory, disk } = consumer;
  return {
    api: 'ConsumerGroupHeartbeat',
    groupId: groupOf(consumer),
    memberId: memory.memberId,
    memberEpoch,
    clientId: disk.spec.id,
    instanceId: instanceId(disk.spec.configs),
    rackId: null,
    rebalanceTimeoutMs: -1,
    subscribedTopicNames: null,
    subscribedTopicRegex: null,
    serverAssignor: null,
    topicPartitions: null,
  };
}

/**
 * Says that it leaves: a static member so that its place is kept, whether it closes or its application
 * has not polled (`leaveGroupEpoch`). Returns the request.
 */
export function sayFarewell(consumer: Consumer): number {
  const isStatic = instanceId(consumer.disk.spec.configs) !== null;
  const epoch = isStatic ? LEAVE_GROUP_STATIC_MEMBER_EPOCH : LEAVE_GROUP_MEMBER_EPOCH;
  return sendToCoordinator(consumer, greeting(consumer, epoch));
}

/**
 * A member without a coordinator goes on trying, whether its application polls or works: whoever is
 * silent gets thrown out.
 */
export function heartbeatAgain(consumer: Consumer): void {
  const { memory, port } = consumer;
  if (!['STABLE', 'RECONCILING'].includes(memory.modern.machine.value)) return;
  port.setTimer('heartbeat', retryBackoffUs(consumer));
}

/** The next heartbeat says everything anew. */
export function forgetWhatWasTold({ memory }: Consumer): void {
  memory.modern.told = null;
}
