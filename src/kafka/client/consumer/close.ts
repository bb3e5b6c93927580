// How a consumer ends: for good by close(), or to be replaced by another one with other configs or
// topics. Follows `ClassicKafkaConsumer.close` and `ConsumerCoordinator.close`.
import { emit } from '#kafka/port.ts';
import { giveUp } from './assignment-changes.ts';
import { commit } from '#kafka/client/consumer/fetching/commit.ts';
import {
  applicationOf,
  changeApplication,
  commitsAutomatically,
  type Consumer,
  groupOf,
  isManaged,
} from './state.ts';
import { membershipOf } from './group-protocol.ts';

/** How long a closing consumer waits for the answer to its last commit. */
const CLOSE_TIMEOUT_US = 1_000_000;
/** How long an application takes to start again with another consumer. */
const RESTART_US = 1_000_000;

/** close(): commits, revokes, leaves the group. */
export function close(consumer: Consumer): void {
  const { port } = consumer;
  if (applicationOf(consumer) === 'CLOSING') return;
  changeApplication(consumer, 'close');
  stopPolling(consumer);
  if (commitsAutomatically(consumer) && commit(consumer, 'close')) {
    port.setTimer('close', CLOSE_TIMEOUT_US);
  } else finishClose(consumer);
}

/** The last commit is answered, or is waited for no more. */
export function finishClose(consumer: Consumer): void {
  const { port, disk } = consumer;
  if (port.hasTimer('ended')) return;
  leave(consumer, 'the consumer is being closed');
  emit(port, 'consumer.closed', { consumer: disk.spec.id });
  port.setTimer('ended', 1);
}

/** Other configs or topics mean another client: the application closes the old one and starts anew. */
export function restart(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  if (applicationOf(consumer) === 'CLOSING') return;
  if (applicationOf(consumer) === 'PROCESSING') {
    emit(port, 'records.processed', { consumer: disk.spec.id, group: groupOf(consumer) });
    memory.recordsInHand = 0;
  }
  stopPolling(consumer);
  if (commitsAutomatically(consumer)) commit(consumer, 'async');
  leave(consumer, 'the application changes its consumer');
  memory.classic.assignorStates.clear();
  changeApplication(consumer, 'restart');
  port.setTimer('restarted', RESTART_US);
}

function stopPolling({ port }: Consumer): void {
  for (const timer of ['processed', 'poll interval', 'auto commit'] as const)
    port.clearTimer(timer);
}

function leave(consumer: Consumer, reason: string): void {
  giveUp(consumer, false);
  if (isManaged(consumer.disk)) membershipOf(consumer).leave(consumer, reason, 'close');
}
