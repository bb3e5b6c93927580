// How a consumer ends: for good by close(), or to be replaced by another one with other configs. Follows
// `ClassicKafkaConsumer.close`, `ConsumerCoordinator.close` and `Fetcher.close`. close() runs on the
// thread that polls and processes: whoever is to end is woken up (`wakeup()`), and closes once it is
// done with what it has in hand.
import { msToUs } from '#base/time.ts';
import { emit } from '#kafka/port.ts';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
import { requestMetadata } from '#kafka/client/metadata/metadata-cache.ts';
import { giveUp } from './assignment-changes.ts';
import { closeSessions, forgetSessions } from '#kafka/client/consumer/fetching/fetch.ts';
import { beginCommit, endCommit } from '#kafka/client/consumer/fetching/commit.ts';
import {
  applicationOf,
  changeApplication,
  commitsAutomatically,
  type Consumer,
  fail,
  isJoining,
  isManaged,
  isMember,
  requestTimeoutMs,
} from './state.ts';
import { wantSubscribed } from './subscription.ts';
import { membershipOf } from './group-protocol.ts';

/** `CloseOptions`: how long close() waits for its last commit and for the answers to its farewells. */
const CLOSE_TIMEOUT_MS = 30_000;
/** How long an application takes to start again with another consumer. */
const RESTART_US = 1_000_000;

/** The application is told to end: it closes its consumer as soon as it does nothing else. */
export function askToClose(consumer: Consumer): void {
  const { memory, port } = consumer;
  memory.isToClose = true;
  const hasClosed = port.hasTimer('restarted');
  if (isBusy(consumer) || (applicationOf(consumer) === 'RESTARTING' && !hasClosed)) return;
  if (hasClosed) end(consumer);
  else close(consumer);
}

function isBusy(consumer: Consumer): boolean {
  const state = applicationOf(consumer);
  return state === 'PROCESSING' || state === 'COMMITTING';
}

/** Between two polls: whether the application closes its consumer now instead of polling. */
export function closesInstead(consumer: Consumer): boolean {
  const { memory, disk } = consumer;
  if (memory.isToClose) close(consumer);
  else if (disk.next !== null) restart(consumer);
  else if (memory.fatalError !== null) endByError(consumer);
  else return false;
  return true;
}

/** poll() throws what no other poll() would mend: the application ends, and closes its consumer. */
function endByError(consumer: Consumer): void {
  const { fatalError } = consumer.memory;
  if (fatalError === null) return;
  fail(consumer, fatalError.errorCode, fatalError.message);
  changeApplication(consumer, 'fatal error');
  beginToClose(consumer);
}

/** close(): commits, revokes, leaves the group. */
function close(consumer: Consumer): void {
  if (applicationOf(consumer) === 'CLOSING') return;
  changeApplication(consumer, 'close');
  beginToClose(consumer);
}

/** Other configs mean another client: the application closes the old one and starts anew. */
function restart(consumer: Consumer): void {
  changeApplication(consumer, 'restart');
  beginToClose(consumer);
}

function beginToClose(consumer: Consumer): void {
  const { memory, port } = consumer;
  memory.closingSinceUs = port.nowUs;
  for (const timer of ['processed', 'poll interval', 'auto commit'] as const) {
    port.clearTimer(timer);
  }
  port.setTimer('close', msToUs(Math.min(requestTimeoutMs(consumer), CLOSE_TIMEOUT_MS)));
  if (commitsAutomatically(consumer) && beginCommit(consumer, 'close')) return;
  finishClose(consumer);
}

/** The last commit is answered: it gives up its partitions, says farewell, and waits for the answer. */
export function finishClose(consumer: Consumer): void {
  leave(consumer);
  if (consumer.memory.leaveRequest === -1) endSessions(consumer);
}

/** The group has heard of it: the brokers are told that its fetch sessions are over. */
function endSessions(consumer: Consumer): void {
  const { memory, port } = consumer;
  const leftUs = memory.closingSinceUs + msToUs(CLOSE_TIMEOUT_MS) - port.nowUs;
  if (leftUs > 0) for (const one of closeSessions(consumer)) memory.sessionEnds.add(one);
  if (memory.sessionEnds.size === 0) end(consumer);
  else port.setTimer('close', Math.min(msToUs(requestTimeoutMs(consumer)), leftUs));
}

/** True when it was the answer to the end of a fetch session, or there will be none. */
export function isSessionEnd(consumer: Consumer, request: number): boolean {
  const { sessionEnds } = consumer.memory;
  if (!sessionEnds.delete(request)) return false;
  if (sessionEnds.size === 0) end(consumer);
  return true;
}

/** A step of close() took too long: it waits no longer for it. */
export function onCloseTimeout(consumer: Consumer): void {
  const { memory } = consumer;
  if (memory.sessionEnds.size > 0) {
    memory.sessionEnds.clear();
    end(consumer);
    return;
  }
  endCommit(consumer, 'close');
  if (memory.leaveRequest === -1) leave(consumer);
  memory.leaveRequest = -1;
  endSessions(consumer);
}

/** True when it was the answer to its farewell, or there will be none. */
export function isFarewell(consumer: Consumer, request: number): boolean {
  const { memory } = consumer;
  if (request !== memory.leaveRequest) return false;
  memory.leaveRequest = -1;
  const state = applicationOf(consumer);
  if (state === 'CLOSING' || state === 'RESTARTING') endSessions(consumer);
  return true;
}

function leave(consumer: Consumer): void {
  const isManagedByGroup = isManaged(consumer.disk);
  const isLost = isManagedByGroup && (!isMember(consumer) || isJoining(consumer));
  giveUp(consumer, isLost);
  if (!isManagedByGroup) return;
  membershipOf(consumer).leave(consumer, 'the consumer is being closed', 'close');
}

function end(consumer: Consumer): void {
  const { port, disk, memory } = consumer;
  port.clearTimer('close');
  if (applicationOf(consumer) === 'RESTARTING' && !memory.isToClose) {
    port.closeConnections();
    port.setTimer('restarted', RESTART_US);
    return;
  }
  if (port.hasTimer('ended')) return;
  port.clearTimer('restarted');
  emit(port, 'consumer.closed', { consumer: disk.spec.id });
  port.setTimer('ended', 1);
}

/** The application has made another consumer: nothing of the former one is left but its name. */
export function startAnew(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  disk.spec = disk.next ?? disk.spec;
  disk.next = null;
  memory.metadata.timeouts = readTimeouts('consumer', disk.spec.configs);
  memory.memberId = '';
  memory.fatalError = null;
  memory.hand = [];
  memory.metadata.brokers = [];
  memory.coordinator = -1;
  forgetSessions(consumer);
  memory.classic.assignorStates.clear();
  memory.classic.joinedSubscription = null;
  memory.subscribedBy = null;
  wantSubscribed(consumer);
  memory.subscription = Object.freeze([...disk.spec.topics].sort());
  changeApplication(consumer, 'restarted');
  requestMetadata(memory.metadata, port, 'the client has started');
}
