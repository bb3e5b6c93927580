// What makes one coordinator differ from another: the topic that keeps its state, and what its
// requests, records and timers mean. Follows `CoordinatorShard` and `CoordinatorResult`.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { RequestDelivery } from '#sim/node.ts';
import type { CoordinatorRecord, CoordinatorSurroundings } from './host.ts';

/** An answer, and the request that it is for. */
export interface Answer {
  readonly request: RequestDelivery;
  readonly body: ResponseBody;
}

/** What a request or a timer comes to. */
export interface CoordinatorResult<Then = never> {
  /** Written together; none: nothing changes. */
  readonly records: readonly CoordinatorRecord[];
  /** What they change in memory, as soon as the log has taken them. */
  readonly replay?: () => void;
  /** Given once the records are replicated; with an error if the log does not take them. */
  readonly answer?: Answer | null;
  /** What else is done then, before the answer. It waits in memory, so it is plain data. */
  readonly then?: Then | null;
}

/** What a shard may do, for one call. */
export interface ShardHost<Timer, Then = never> extends CoordinatorSurroundings {
  /** Writes to a partition of the shard's topic. Gives the log's error if it does not take it. */
  write(partition: number, result: CoordinatorResult<Then>): ErrorName;
  /** (Re)starts the timer of that key. */
  setTimer(key: string, afterMs: number, timer: Timer): void;
}

/** How an internal topic is made when it is first needed. */
export interface InternalTopicSettings {
  readonly numPartitions: number;
  readonly replicationFactor: number;
  readonly configs: Readonly<Record<string, string>>;
}

/** The coordinators that there are. */
export type CoordinatorName = 'group';

/** A coordinator. `State` is plain data: what it remembers of the partitions that it owns. */
export interface CoordinatorShard<State = unknown, Timer = unknown, Then = unknown> {
  readonly name: CoordinatorName;
  /** The internal topic that keeps its state. */
  readonly topic: string;
  /** By what FindCoordinator asks for it. */
  readonly keyType: 'GROUP' | 'TRANSACTION';
  topicSettings(configs: Configs): InternalTopicSettings;
  /** The partition where the state of a group or transactional id is kept. */
  partitionFor(key: string, partitionCount: number): number;
  createState(): State;
  /** The first partition is about to be loaded. */
  start(host: ShardHost<Timer, Then>): void;
  /** This broker leads a partition of the topic now, and has read its records. */
  load(
    state: State,
    partition: number,
    records: Iterable<CoordinatorRecord>,
    host: ShardHost<Timer, Then>,
  ): void;
  /** Another broker leads it now. */
  unload(state: State, partition: number, host: ShardHost<Timer, Then>): void;
  /** Topics are gone, as this broker's metadata has it now. */
  onTopicsDeleted(state: State, topics: ReadonlySet<string>, host: ShardHost<Timer, Then>): void;
  /** What was to be done once records are replicated. */
  carryOut(state: State, then: Then, host: ShardHost<Timer, Then>): void;
  /** They were not replicated in time: nobody waits for it any more. `carryOut` may yet follow. */
  abandon(state: State, then: Then, errorCode: ErrorName, host: ShardHost<Timer, Then>): void;
  /** A timer has run out. An error: what it wanted to write was not taken, so it runs again. */
  onTimer(state: State, timer: Timer, host: ShardHost<Timer, Then>): ErrorName;
}
