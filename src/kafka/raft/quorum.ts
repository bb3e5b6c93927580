// What a KRaft voter has on disk and in memory: plain data. The other files of this folder work on
// it, each on its own part. Follows `org.apache.kafka.raft.QuorumState` and the states it holds.
import type { SnapshotFrom } from 'xstate';
import { msToUs } from '#base/time.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { emit, type KafkaPort, send } from '#kafka/port.ts';
import type { ApiName, RequestBody } from '#kafka/protocol/api.ts';
import { type Configs, readNumber } from '#kafka/protocol/configs.ts';
import type { ModelledConfig } from '#kafka/protocol/modelled-configs.ts';
import type { MetadataRecord } from '#kafka/protocol/metadata-record.ts';
import type { QuorumVoterState } from '#kafka/protocol/states.ts';
import { startMachine } from '#sim/machine.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { createMetadataLog, type MetadataLog } from './metadata-log.ts';
import { quorumVoterMachine } from './quorum-voter.machine.ts';

/** What a voter keeps on disk: its log and the quorum-state file. */
export interface QuorumDisk {
  readonly id: number;
  readonly voters: readonly number[];
  readonly configs: Configs;
  readonly log: MetadataLog;
  epoch: number;
  /** For whom it voted in `epoch`; -1. */
  votedId: number;
  /** Who leads `epoch`, as far as it knows; -1. */
  leaderId: number;
}

/** What the leader knows of a voter or broker that fetches from it. */
export interface ReplicaProgress {
  readonly endOffset: number;
  readonly lastFetchUs: number;
  /** When it last had all that there was. */
  readonly lastCaughtUpUs: number;
}

/** A fetch that waits at the leader for news. */
export interface ParkedFetch {
  readonly request: RequestDelivery;
  readonly fetch: RequestBody<'FetchMetadata'>;
  readonly deadlineUs: number;
}

export interface QuorumMemory {
  voter: SnapshotFrom<typeof quorumVoterMachine>;
  highWatermark: number;
  // Of a candidate, or one that would like to be: who said yes or no in the current round.
  readonly granted: Set<number>;
  readonly rejected: Set<number>;
  // Of a follower.
  /** Whether it has fetched from its leader: then it grants no pre-vote. */
  hasFetched: boolean;
  /** Request id of the fetch under way; -1. */
  fetchRequest: number;
  // Of the leader.
  epochStartOffset: number;
  /** Records that linger before they go to the log together (`BatchAccumulator`). */
  accumulated: MetadataRecord[];
  readonly progress: Map<number, ReplicaProgress>;
  /** Of the brokers, which read what is committed. */
  readonly observers: Map<number, ReplicaProgress>;
  parked: ParkedFetch[];
  // Of one that resigned.
  /** Who should lead next, the best first. */
  preferredSuccessors: readonly number[];
  /** Who has not acknowledged EndQuorumEpoch. */
  readonly unacknowledged: Set<number>;
  /** The process has been asked to end (`GracefulShutdown`). */
  isShuttingDown: boolean;
}

/** What the active controller wants to know (`RaftClient.Listener`). */
export interface QuorumListener {
  onInactive(): void;
  onCommitted(highWatermark: number): void;
  /** The voter was asked to end, and nothing holds it any more. */
  onShutdownComplete(): void;
}

/** A request to that voter has failed, and is to be sent again. */
export type RetryTimer = `retry ${number}`;

/** What a voter sets timers for. */
export type QuorumTimer =
  | 'election'
  | 'check quorum'
  | 'parked fetches'
  | 'fetch again'
  | 'append linger'
  | 'begin quorum epoch'
  | 'graceful shutdown'
  | RetryTimer;

/** One call's view of a voter. */
export interface Quorum {
  readonly disk: QuorumDisk;
  readonly memory: QuorumMemory;
  readonly port: KafkaPort<QuorumTimer>;
  readonly listener: QuorumListener;
}

export function createQuorumDisk(
  id: number,
  voters: readonly number[],
  configs: Configs,
): QuorumDisk {
  return { id, voters, configs, log: createMetadataLog(), epoch: 0, votedId: -1, leaderId: -1 };
}

export function createQuorumMemory(): QuorumMemory {
  return {
    voter: startMachine(quorumVoterMachine),
    highWatermark: 0,
    granted: new Set(),
    rejected: new Set(),
    hasFetched: false,
    fetchRequest: -1,
    epochStartOffset: 0,
    accumulated: [],
    progress: new Map(),
    observers: new Map(),
    parked: [],
    preferredSuccessors: [],
    unacknowledged: new Set(),
    isShuttingDown: false,
  };
}

export function stateOf({ voter }: QuorumMemory): QuorumVoterState {
  return voter.value;
}

export function isLeader(memory: QuorumMemory): boolean {
  return stateOf(memory) === 'Leader';
}

export function configMs({ disk }: Quorum, name: ModelledConfig<'broker'>): number {
  return readNumber('broker', disk.configs, name);
}

export function majorityOf({ disk }: Quorum): number {
  return Math.floor(disk.voters.length / 2) + 1;
}

export function others({ disk }: Quorum): readonly number[] {
  return disk.voters.filter((voter) => voter !== disk.id);
}

/** Sends a request of the quorum to a voter. Returns the request id. */
export function sendToVoter<A extends ApiName>(
  quorum: Quorum,
  voter: number,
  body: RequestBody<A>,
): number {
  const timeoutMs = configMs(quorum, 'controller.quorum.request.timeout.ms');
  return send(quorum.port, nodeIds.controller(voter), body, timeoutMs);
}

/** A request to a voter has failed: another one after `controller.quorum.retry.backoff.ms`. */
export function retryLater(quorum: Quorum, voter: number): void {
  const backoffUs = msToUs(configMs(quorum, 'controller.quorum.retry.backoff.ms'));
  quorum.port.setTimer(`retry ${voter}`, backoffUs);
}

/** `controller.quorum.election.timeout.ms` and up to as much again, drawn anew for each round. */
export function setElectionTimer(quorum: Quorum): void {
  const timeoutMs = configMs(quorum, 'controller.quorum.election.timeout.ms');
  const { port } = quorum;
  port.setTimer('election', msToUs(timeoutMs + port.random('election').nextInt(timeoutMs)));
}

/** Moves the high watermark: what lies below it is committed. */
export function commit({ memory, disk, port, listener }: Quorum, highWatermark: number): void {
  memory.highWatermark = highWatermark;
  emit(port, 'metadata.committed', { controller: disk.id, highWatermark });
  listener.onCommitted(highWatermark);
}

/** Tells the trace where this voter stands. */
export function announce({ disk, memory, port }: Quorum): void {
  emit(port, 'quorum.changed', {
    controller: disk.id,
    state: stateOf(memory),
    epoch: disk.epoch,
    leaderId: disk.leaderId,
    votedId: disk.votedId,
  });
}
