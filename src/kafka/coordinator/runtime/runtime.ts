// Runs a coordinator over the partitions of its internal topic that this broker leads: loads them,
// writes to them, answers once the records are replicated, keeps timers, and lets go of them again.
// Follows `CoordinatorRuntime`. The controller does the like for itself, by the quorum's own log.
import { requestOf } from '#kafka/port.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import { errorResponse } from '#kafka/protocol/error-response.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { CoordinatorHost, CoordinatorRecord } from './host.ts';
import type { Answer, CoordinatorResult, CoordinatorShard, ShardHost } from './shard.ts';

/** A timer whose change could not be written runs again after this. */
const TIMER_RETRY_BACKOFF_MS = 500;
/** The runtime's own timer: the first write that waits has waited long enough. */
const WRITE_TIMEOUT = 'write timeout';

/** What waits until the records before `endOffset` of a partition are replicated. */
interface Deferred<Then> {
  readonly partition: number;
  readonly endOffset: number;
  /** After this the asker is told that it took too long; Infinity: told already. */
  readonly deadlineMs: number;
  readonly answer: Answer | null;
  readonly then: Then | null;
}

/** What a coordinator remembers: plain data in the broker's memory. */
export interface CoordinatorMemory<State = unknown, Then = unknown> {
  readonly state: State;
  /** Partitions of its topic that this broker leads. */
  readonly owned: Set<number>;
  deferred: Deferred<Then>[];
}

/** One call's view of a coordinator. */
export interface Coordinator<State = unknown, Timer = unknown, Then = unknown> {
  readonly shard: CoordinatorShard<State, Timer, Then>;
  readonly memory: CoordinatorMemory<State, Then>;
  readonly host: CoordinatorHost;
}

export function createCoordinatorMemory<State, Timer, Then>(
  shard: CoordinatorShard<State, Timer, Then>,
): CoordinatorMemory<State, Then> {
  return { state: shard.createState(), owned: new Set(), deferred: [] };
}

/** The host as the shard sees it: what it writes goes through the runtime. */
export function shardHost<State, Timer, Then>(
  coordinator: Coordinator<State, Timer, Then>,
): ShardHost<Timer, Then> {
  return {
    ...coordinator.host,
    write: (partition, result) => write(coordinator, partition, result),
  };
}

/** The partition that keeps this key's state, if it is this broker's to answer; else the error. */
export function ownPartitionFor(
  { shard, memory, host }: Coordinator,
  key: string,
): number | ErrorName {
  const partitionCount = host.topicOf(shard.topic)?.partitionCount;
  if (partitionCount === undefined) return 'COORDINATOR_NOT_AVAILABLE';
  const partition = shard.partitionFor(key, partitionCount);
  return memory.owned.has(partition) ? partition : 'NOT_COORDINATOR';
}

/** What a failed write means to a client (`CoordinatorOperationExceptionHelper`). */
export function operationError(error: ErrorName): ErrorName {
  switch (error) {
    case 'NOT_LEADER_OR_FOLLOWER':
      return 'NOT_COORDINATOR';
    case 'NOT_ENOUGH_REPLICAS':
    case 'REQUEST_TIMED_OUT':
      return 'COORDINATOR_NOT_AVAILABLE';
    default:
      return error;
  }
}

// ── Writing ─────────────────────────────────────────────────────────────────────────────────

function write<State, Timer, Then>(
  coordinator: Coordinator<State, Timer, Then>,
  partition: number,
  { records, replay, answer = null, then = null }: CoordinatorResult<Then>,
): ErrorName {
  const { host } = coordinator;
  if (records.length === 0) {
    completeInTurn(coordinator, partition, answer, then);
    return 'NONE';
  }
  const { errorCode, endOffset } = host.append(partition, records);
  if (errorCode !== 'NONE') {
    if (answer !== null) refuse(answer, operationError(errorCode), host);
    return errorCode;
  }
  replay?.();
  if (answer !== null || then !== null) defer(coordinator, { partition, endOffset, answer, then });
  host.flush(partition);
  return 'NONE';
}

/** What writes nothing waits for what was written before: its answer may tell of it. */
function completeInTurn<State, Timer, Then>(
  coordinator: Coordinator<State, Timer, Then>,
  partition: number,
  answer: Answer | null,
  then: Then | null,
): void {
  const last = coordinator.memory.deferred.findLast((one) => one.partition === partition);
  if (last === undefined) complete(coordinator, { answer, then });
  else defer(coordinator, { partition, endOffset: last.endOffset, answer, then });
}

/** Lets something wait for its records, but its asker no longer than `offsets.commit.timeout.ms`. */
function defer<State, Timer, Then>(
  { memory, host }: Coordinator<State, Timer, Then>,
  waiting: Omit<Deferred<Then>, 'deadlineMs'>,
): void {
  const timeoutMs = readNumber('broker', host.configs, 'offsets.commit.timeout.ms');
  const deadlineMs = host.nowMs + timeoutMs;
  if (!memory.deferred.some((one) => one.deadlineMs < Infinity)) {
    host.setTimer(WRITE_TIMEOUT, timeoutMs, null);
  }
  memory.deferred.push(Object.freeze({ ...waiting, deadlineMs }));
}

/** Sets the timer for the first that waits; those before it wait no more. */
function watchDeadline({ memory, host }: Coordinator): void {
  const next = memory.deferred.find((one) => one.deadlineMs < Infinity);
  if (next === undefined) host.clearTimer(WRITE_TIMEOUT);
  else host.setTimer(WRITE_TIMEOUT, next.deadlineMs - host.nowMs, null);
}

/**
 * The records of some writes were not replicated in time: their askers are told so. The records stay
 * in the log, and once they are replicated they count (`CoordinatorRuntime.OperationTimeout`).
 */
function expireWrites(coordinator: Coordinator): void {
  const { shard, memory, host } = coordinator;
  const due = memory.deferred.filter((one) => one.deadlineMs <= host.nowMs);
  memory.deferred = memory.deferred.map((one) =>
    one.deadlineMs > host.nowMs
      ? one
      : Object.freeze({ ...one, answer: null, deadlineMs: Infinity }),
  );
  watchDeadline(coordinator);
  const errorCode = operationError('REQUEST_TIMED_OUT');
  for (const { answer, then } of due) {
    if (answer !== null) refuse(answer, errorCode, host);
    if (then !== null) shard.abandon(memory.state, then, errorCode, shardHost(coordinator));
  }
}

function complete<State, Timer, Then>(
  coordinator: Coordinator<State, Timer, Then>,
  { answer, then }: Pick<Deferred<Then>, 'answer' | 'then'>,
): void {
  const { shard, memory, host } = coordinator;
  if (then !== null) shard.carryOut(memory.state, then, shardHost(coordinator));
  if (answer !== null) host.respond(answer.request, answer.body);
}

function refuse({ request }: Answer, errorCode: ErrorName, host: CoordinatorHost): void {
  host.respond(request, errorResponse(requestOf(request), errorCode));
}

// ── What the broker tells ───────────────────────────────────────────────────────────────────

/** Records of a partition are replicated up to `highWatermark`. */
export function onHighWatermark(
  coordinator: Coordinator,
  partition: number,
  highWatermark: number,
): void {
  const { memory } = coordinator;
  if (memory.deferred.length === 0) return;
  const isDue = (one: Deferred<unknown>): boolean =>
    one.partition === partition && one.endOffset <= highWatermark;
  const due = memory.deferred.filter(isDue);
  if (due.length === 0) return;
  memory.deferred = memory.deferred.filter((one) => !isDue(one));
  watchDeadline(coordinator);
  for (const deferred of due) complete(coordinator, deferred);
}

/** This broker leads a partition: the coordinator reads what is in it. */
export function onElected(
  coordinator: Coordinator,
  partition: number,
  records: Iterable<CoordinatorRecord>,
): void {
  const { shard, memory } = coordinator;
  // Elected again in a new leader epoch: it knows all of this already, and who waits besides.
  if (memory.owned.has(partition)) return;
  const host = shardHost(coordinator);
  if (memory.owned.size === 0) shard.start(host);
  memory.owned.add(partition);
  shard.load(memory.state, partition, records, host);
}

/** Another broker leads the partition now: who waits is sent there. */
export function onResigned(coordinator: Coordinator, partition: number): void {
  const { shard, memory, host } = coordinator;
  memory.owned.delete(partition);
  const isOver = (one: Deferred<unknown>): boolean => one.partition === partition;
  for (const { answer } of memory.deferred.filter(isOver)) {
    if (answer !== null) refuse(answer, 'NOT_COORDINATOR', host);
  }
  memory.deferred = memory.deferred.filter((one) => !isOver(one));
  watchDeadline(coordinator);
  shard.unload(memory.state, partition, shardHost(coordinator));
}

/** Topics are gone, as this broker's metadata has it now (`onMetadataUpdate`). */
export function onTopicsDeleted(coordinator: Coordinator, topics: ReadonlySet<string>): void {
  const { shard, memory } = coordinator;
  if (memory.owned.size === 0) return;
  shard.onTopicsDeleted(memory.state, topics, shardHost(coordinator));
}

/** A timer of that key has run out. One that outlives the last partition has nothing to do. */
export function onTimer(coordinator: Coordinator, key: string, timer: unknown): void {
  const { shard, memory, host } = coordinator;
  if (memory.owned.size === 0) return;
  if (key === WRITE_TIMEOUT) {
    expireWrites(coordinator);
    return;
  }
  const errorCode = shard.onTimer(memory.state, timer, shardHost(coordinator));
  if (errorCode !== 'NONE') host.setTimer(key, TIMER_RETRY_BACKOFF_MS, timer);
}
