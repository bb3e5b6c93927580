// The KRaft protocol of one voter: elections by Vote, replication of the metadata log by fetch, the
// high watermark. Follows `org.apache.kafka.raft.KafkaRaftClient`; what the records mean is for
// the active controller (controller-node.ts), which is told of changes through QuorumListener.
import { nodeIds } from '#kafka/commands.ts';
import { emit, respond, send } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { type Configs, readNumber } from '#kafka/protocol/configs.ts';
import type { MetadataBatch, MetadataRecord } from '#kafka/protocol/metadata-record.ts';
import { msToUs } from '#base/time.ts';
import { startMachine, stepMachine } from '#sim/machine.ts';
import type { NodePort, RequestDelivery } from '#sim/node.ts';
import type { SnapshotFrom } from 'xstate';
import {
  appendMetadata,
  createMetadataLog,
  endOffsetOf,
  endOfEpoch,
  lastEpochOf,
  type MetadataLog,
  readMetadata,
  truncateMetadata,
} from './metadata-log.ts';
import {
  type QuorumVoterEvent,
  quorumVoterMachine,
  type QuorumVoterState,
} from './quorum-voter.machine.ts';

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

/** What the leader knows of a voter that fetches from it. */
interface VoterProgress {
  endOffset: number;
  lastFetchUs: number;
}

interface ParkedFetch {
  readonly request: RequestDelivery;
  readonly fetch: RequestBody<'FetchMetadata'>;
  readonly deadlineUs: number;
}

export interface QuorumMemory {
  voter: SnapshotFrom<typeof quorumVoterMachine>;
  highWatermark: number;
  /** Voters that said yes or no in the current round. */
  readonly granted: Set<number>;
  readonly rejected: Set<number>;
  /** Whether this follower has fetched from its leader: then it grants no pre-vote. */
  hasFetched: boolean;
  /** Request id of the fetch under way; -1. */
  fetchRequest: number;
  /** Of the leader. */
  epochStartOffset: number;
  readonly progress: Map<number, VoterProgress>;
  parked: ParkedFetch[];
}

/** What the active controller wants to know. */
export interface QuorumListener {
  onInactive(): void;
  onCommitted(highWatermark: number): void;
}

/** One call's view of a voter. */
export interface Quorum {
  readonly disk: QuorumDisk;
  readonly memory: QuorumMemory;
  readonly port: NodePort;
  readonly listener: QuorumListener;
}

/** A fetch waits at most so long for news (`KafkaRaftClient.MAX_FETCH_WAIT_MS`). */
const FETCH_MAX_WAIT_MS = 500;
/** A leader without fetches from a majority for 1.5 fetch timeouts resigns. */
const CHECK_QUORUM_FACTOR = 1.5;

export function createQuorumDisk(
  id: number,
  voters: readonly number[],
  configs: Configs,
): QuorumDisk {
  return { id, voters, configs, log: createMetadataLog(), epoch: 0, votedId: -1, leaderId: -1 };
}

/** Memory of a voter that starts; `startQuorum` brings it where its disk says that it was. */
export function bootQuorum(): QuorumMemory {
  return {
    voter: startMachine(quorumVoterMachine),
    highWatermark: 0,
    granted: new Set(),
    rejected: new Set(),
    hasFetched: false,
    fetchRequest: -1,
    epochStartOffset: 0,
    progress: new Map(),
    parked: [],
  };
}

/**
 * Starts the clocks of a voter that has booted, in the epoch that it remembers. A single voter elects
 * itself at once. One that led has resigned, since its log may have lost what it had promised.
 */
export function startQuorum(quorum: Quorum): void {
  const { id, voters, leaderId } = quorum.disk;
  if (voters.length > 1 && leaderId !== -1) {
    change(quorum, { type: leaderId === id ? 'resign' : 'found leader' });
    return;
  }
  announce(quorum);
  if (voters.length === 1) change(quorum, { type: 'timed out' });
  else setElectionTimer(quorum);
}

export function stateOf({ voter }: QuorumMemory): QuorumVoterState {
  return voter.value;
}

export function isLeader(memory: QuorumMemory): boolean {
  return memory.voter.value === 'Leader';
}

function configMs({ disk }: Quorum, name: string): number {
  return readNumber('broker', disk.configs, name);
}

function majorityOf({ disk }: Quorum): number {
  return Math.floor(disk.voters.length / 2) + 1;
}

function others({ disk }: Quorum): readonly number[] {
  return disk.voters.filter((voter) => voter !== disk.id);
}

/** `controller.quorum.election.timeout.ms` and up to as much again, drawn anew for each round. */
function setElectionTimer(quorum: Quorum): void {
  const timeoutMs = configMs(quorum, 'controller.quorum.election.timeout.ms');
  const { port } = quorum;
  port.setTimer('election', msToUs(timeoutMs + port.random('election').nextInt(timeoutMs)));
}

function setFetchTimer(quorum: Quorum): void {
  quorum.port.setTimer('election', msToUs(configMs(quorum, 'controller.quorum.fetch.timeout.ms')));
}

function announce({ disk, memory, port }: Quorum): void {
  emit(port, 'quorum.changed', {
    controller: disk.id,
    state: memory.voter.value,
    epoch: disk.epoch,
    leaderId: disk.leaderId,
    votedId: disk.votedId,
  });
}

/** Sends an event into the machine and does what the new state's entry asks for. */
function change(quorum: Quorum, event: QuorumVoterEvent): void {
  const { memory, port, disk } = quorum;
  const from = memory.voter.value;
  const step = stepMachine(quorumVoterMachine, memory.voter, event);
  // A round that begins anew keeps the snapshot but has deeds to do.
  if (step.snapshot === memory.voter && step.actions.length === 0) return;
  memory.voter = step.snapshot;
  if (from !== step.snapshot.value) {
    emit(port, 'machine.transitioned', {
      machine: quorumVoterMachine.id,
      subject: port.id,
      from,
      to: step.snapshot.value,
      event: event.type,
    });
  }
  if (from === 'Leader') leaveLeadership(quorum);
  for (const action of step.actions) {
    switch (action.type) {
      case 'wait for a leader':
        setElectionTimer(quorum);
        break;
      case 'ask for pre-votes':
        beginRound(quorum, true);
        break;
      case 'ask for votes':
        disk.epoch += 1;
        disk.votedId = disk.id;
        disk.leaderId = -1;
        beginRound(quorum, false);
        break;
      case 'begin the epoch':
        beginEpoch(quorum);
        break;
      case 'fetch from the leader':
        memory.hasFetched = false;
        setFetchTimer(quorum);
        fetchFromLeader(quorum);
        break;
      case 'give up the epoch':
        setElectionTimer(quorum);
        break;
    }
  }
  announce(quorum);
}

function leaveLeadership(quorum: Quorum): void {
  const { memory, port, disk } = quorum;
  port.clearTimer('check quorum');
  emit(port, 'controller.deactivated', { controller: disk.id, epoch: disk.epoch });
  answerParked(quorum);
  memory.progress.clear();
  quorum.listener.onInactive();
}

// ── Elections ───────────────────────────────────────────────────────────────────────────────

function beginRound(quorum: Quorum, preVote: boolean): void {
  const { memory, disk, port } = quorum;
  memory.granted.clear();
  memory.rejected.clear();
  memory.granted.add(disk.id);
  if (memory.granted.size >= majorityOf(quorum)) {
    change(quorum, { type: 'won' });
    return;
  }
  setElectionTimer(quorum);
  for (const voter of others(quorum)) {
    send(
      port,
      nodeIds.controller(voter),
      {
        api: 'Vote',
        candidateId: disk.id,
        candidateEpoch: disk.epoch,
        lastEpoch: lastEpochOf(disk.log),
        lastEpochEndOffset: endOffsetOf(disk.log),
        preVote,
      },
      configMs(quorum, 'controller.quorum.request.timeout.ms'),
    );
  }
}

/** Answers a Vote: a log that is up to date, and at most one vote in an epoch. */
export function handleVote(
  quorum: Quorum,
  request: RequestDelivery,
  vote: RequestBody<'Vote'>,
): void {
  const { disk, memory, port } = quorum;
  if (vote.candidateEpoch > disk.epoch) adoptEpoch(quorum, vote.candidateEpoch, -1);
  const isUpToDate =
    vote.lastEpoch > lastEpochOf(disk.log) ||
    (vote.lastEpoch === lastEpochOf(disk.log) && vote.lastEpochEndOffset >= endOffsetOf(disk.log));
  let voteGranted: boolean;
  if (vote.candidateEpoch < disk.epoch) voteGranted = false;
  else if (vote.preVote) {
    const hasLeader = isLeader(memory) || (stateOf(memory) === 'Follower' && memory.hasFetched);
    voteGranted = isUpToDate && !hasLeader;
  } else {
    const isFree = disk.votedId === -1 && disk.leaderId === -1;
    voteGranted = disk.votedId === vote.candidateId || (isFree && isUpToDate);
    if (voteGranted && disk.votedId === -1) {
      disk.votedId = vote.candidateId;
      setElectionTimer(quorum);
      announce(quorum);
    }
  }
  respond(port, request, {
    api: 'Vote',
    errorCode: vote.candidateEpoch < disk.epoch ? 'FENCED_LEADER_EPOCH' : 'NONE',
    leaderId: disk.leaderId,
    leaderEpoch: disk.epoch,
    voteGranted,
  });
}

export function handleVoteResponse(
  quorum: Quorum,
  voter: number,
  asked: RequestBody<'Vote'>,
  answer: ResponseBody<'Vote'>,
): void {
  const { disk, memory } = quorum;
  if (answer.leaderEpoch > disk.epoch) {
    adoptEpoch(quorum, answer.leaderEpoch, answer.leaderId);
    return;
  }
  if (answer.leaderId !== -1 && answer.leaderEpoch === disk.epoch && disk.leaderId === -1) {
    adoptEpoch(quorum, answer.leaderEpoch, answer.leaderId);
    return;
  }
  const isCurrent =
    asked.candidateEpoch === disk.epoch &&
    stateOf(memory) === (asked.preVote ? 'Prospective' : 'Candidate');
  if (!isCurrent) return;
  (answer.voteGranted ? memory.granted : memory.rejected).add(voter);
  if (memory.granted.size >= majorityOf(quorum)) change(quorum, { type: 'won' });
  else if (asked.preVote && memory.rejected.size > disk.voters.length - majorityOf(quorum)) {
    loseRound(quorum);
  }
}

/** Without a majority for it, one that knew a leader goes back to that; others wait for one. */
function loseRound(quorum: Quorum): void {
  change(quorum, { type: quorum.disk.leaderId === -1 ? 'lost' : 'found leader' });
}

function handleElectionTimeout(quorum: Quorum): void {
  const { disk, memory } = quorum;
  switch (stateOf(memory)) {
    case 'Prospective':
      loseRound(quorum);
      return;
    case 'Resigned':
      // Never again a follower of itself.
      adoptEpoch(quorum, disk.epoch + 1, -1);
      return;
    default:
      change(quorum, { type: 'timed out' });
  }
}

/** Takes over a newer epoch, or the leader of the present one. */
function adoptEpoch(quorum: Quorum, epoch: number, leaderId: number): void {
  const { disk } = quorum;
  if (epoch < disk.epoch || leaderId === disk.id) return;
  if (epoch === disk.epoch && (leaderId === -1 || disk.leaderId === leaderId)) return;
  if (epoch > disk.epoch) {
    disk.epoch = epoch;
    disk.votedId = -1;
  }
  disk.leaderId = leaderId;
  change(quorum, { type: leaderId === -1 ? 'newer epoch' : 'found leader' });
}

// ── Leader ──────────────────────────────────────────────────────────────────────────────────

function beginEpoch(quorum: Quorum): void {
  const { disk, memory, port } = quorum;
  disk.leaderId = disk.id;
  memory.progress.clear();
  for (const voter of others(quorum)) {
    memory.progress.set(voter, { endOffset: -1, lastFetchUs: port.nowUs });
  }
  port.clearTimer('election');
  memory.epochStartOffset = endOffsetOf(disk.log);
  appendAsLeader(quorum, [{ type: 'LeaderChangeMessage', leaderId: disk.id, epoch: disk.epoch }]);
  for (const voter of others(quorum)) {
    send(
      port,
      nodeIds.controller(voter),
      { api: 'BeginQuorumEpoch', leaderId: disk.id, leaderEpoch: disk.epoch },
      configMs(quorum, 'controller.quorum.request.timeout.ms'),
    );
  }
  if (disk.voters.length > 1) setCheckQuorumTimer(quorum);
}

function setCheckQuorumTimer(quorum: Quorum): void {
  const timeoutMs = configMs(quorum, 'controller.quorum.fetch.timeout.ms') * CHECK_QUORUM_FACTOR;
  quorum.port.setTimer('check quorum', msToUs(timeoutMs));
}

function checkQuorum(quorum: Quorum): void {
  const { memory, port } = quorum;
  const timeoutMs = configMs(quorum, 'controller.quorum.fetch.timeout.ms') * CHECK_QUORUM_FACTOR;
  let inTouch = 1;
  for (const { lastFetchUs } of memory.progress.values()) {
    if (port.nowUs - lastFetchUs < msToUs(timeoutMs)) inTouch += 1;
  }
  if (inTouch >= majorityOf(quorum)) setCheckQuorumTimer(quorum);
  else change(quorum, { type: 'resign' });
}

/** Appends records to the leader's log; they are committed once a majority has fetched them. */
export function appendAsLeader(quorum: Quorum, records: readonly MetadataRecord[]): MetadataBatch {
  const { disk, port } = quorum;
  const batch = appendMetadata(disk.log, disk.epoch, Object.freeze(records));
  emit(port, 'metadata.appended', { controller: disk.id, batch });
  advanceHighWatermark(quorum);
  answerParked(quorum);
  return batch;
}

/** The end offset that a majority of voters has, once it lies in the leader's own epoch. */
function advanceHighWatermark(quorum: Quorum): void {
  const { disk, memory } = quorum;
  const offsets = [endOffsetOf(disk.log)];
  for (const { endOffset } of memory.progress.values()) offsets.push(endOffset);
  offsets.sort((a, b) => b - a);
  const candidate = offsets[majorityOf(quorum) - 1] ?? -1;
  if (candidate <= memory.epochStartOffset || candidate <= memory.highWatermark) return;
  commit(quorum, candidate);
  answerParked(quorum);
}

function commit(quorum: Quorum, highWatermark: number): void {
  const { memory, disk, port } = quorum;
  memory.highWatermark = highWatermark;
  emit(port, 'metadata.committed', { controller: disk.id, highWatermark });
  quorum.listener.onCommitted(highWatermark);
}

function isVoter({ disk }: Quorum, replicaId: number): boolean {
  return disk.voters.includes(replicaId);
}

/** Voters are named controller-N, brokers broker-N; in a combined process both have the id N. */
function isFromVoter(quorum: Quorum, request: RequestDelivery, replicaId: number): boolean {
  return isVoter(quorum, replicaId) && request.from === nodeIds.controller(replicaId);
}

function readableEnd(quorum: Quorum, fetchesAsVoter: boolean): number {
  return fetchesAsVoter ? endOffsetOf(quorum.disk.log) : quorum.memory.highWatermark;
}

export function handleFetchMetadata(
  quorum: Quorum,
  request: RequestDelivery,
  fetch: RequestBody<'FetchMetadata'>,
): void {
  const { disk, memory, port } = quorum;
  if (fetch.currentLeaderEpoch > disk.epoch) adoptEpoch(quorum, fetch.currentLeaderEpoch, -1);
  if (!isLeader(memory)) {
    answerFetch(quorum, request, fetch, 'NOT_LEADER_OR_FOLLOWER');
    return;
  }
  if (fetch.currentLeaderEpoch < disk.epoch && fetch.currentLeaderEpoch !== -1) {
    answerFetch(quorum, request, fetch, 'FENCED_LEADER_EPOCH');
    return;
  }
  const fetchesAsVoter = isFromVoter(quorum, request, fetch.replicaId);
  const isDiverged = divergence(quorum, fetch) !== null;
  if (fetchesAsVoter && !isDiverged) {
    memory.progress.set(fetch.replicaId, {
      endOffset: fetch.fetchOffset,
      lastFetchUs: port.nowUs,
    });
    advanceHighWatermark(quorum);
  }
  const canAnswer = isDiverged || isWorthAnswering(quorum, fetchesAsVoter, fetch);
  if (canAnswer || fetch.maxWaitMs === 0) {
    answerFetch(quorum, request, fetch, 'NONE');
    return;
  }
  memory.parked.push(
    Object.freeze({ request, fetch, deadlineUs: port.nowUs + msToUs(fetch.maxWaitMs) }),
  );
  if (!port.hasTimer('parked fetches')) port.setTimer('parked fetches', msToUs(fetch.maxWaitMs));
}

function isWorthAnswering(
  quorum: Quorum,
  fetchesAsVoter: boolean,
  fetch: RequestBody<'FetchMetadata'>,
): boolean {
  return (
    readableEnd(quorum, fetchesAsVoter) > fetch.fetchOffset ||
    (fetchesAsVoter && quorum.memory.highWatermark > fetch.highWatermark)
  );
}

function divergence(
  { disk }: Quorum,
  fetch: RequestBody<'FetchMetadata'>,
): { readonly epoch: number; readonly endOffset: number } | null {
  if (fetch.fetchOffset === 0) return null;
  const end = endOfEpoch(disk.log, fetch.lastFetchedEpoch);
  return end.epoch === fetch.lastFetchedEpoch && end.endOffset >= fetch.fetchOffset ? null : end;
}

function answerFetch(
  { disk, memory, port }: Quorum,
  request: RequestDelivery,
  fetch: RequestBody<'FetchMetadata'>,
  errorCode: 'NONE' | 'NOT_LEADER_OR_FOLLOWER' | 'FENCED_LEADER_EPOCH',
): void {
  const quorum = { disk, memory, port } as Quorum;
  const divergingEpoch = errorCode === 'NONE' ? divergence(quorum, fetch) : null;
  const isReadable = errorCode === 'NONE' && divergingEpoch === null;
  const fetchesAsVoter = isFromVoter(quorum, request, fetch.replicaId);
  respond(port, request, {
    api: 'FetchMetadata',
    errorCode,
    leaderId: disk.leaderId,
    leaderEpoch: disk.epoch,
    highWatermark: memory.highWatermark,
    divergingEpoch,
    batches: isReadable
      ? readMetadata(disk.log, fetch.fetchOffset, readableEnd(quorum, fetchesAsVoter))
      : [],
  });
}

/** Answers the parked fetches that there is news for; all of them once it leads no more. */
function answerParked(quorum: Quorum): void {
  const { memory } = quorum;
  if (memory.parked.length === 0) return;
  const due: ParkedFetch[] = [];
  const waiting: ParkedFetch[] = [];
  for (const parked of memory.parked) {
    const { fetch, request } = parked;
    const fetchesAsVoter = isFromVoter(quorum, request, fetch.replicaId);
    const isReady = !isLeader(memory) || isWorthAnswering(quorum, fetchesAsVoter, fetch);
    (isReady ? due : waiting).push(parked);
  }
  memory.parked = waiting;
  for (const { request, fetch } of due) {
    answerFetch(quorum, request, fetch, isLeader(memory) ? 'NONE' : 'NOT_LEADER_OR_FOLLOWER');
  }
}

function expireParked(quorum: Quorum): void {
  const { memory, port } = quorum;
  const due = memory.parked.filter((parked) => parked.deadlineUs <= port.nowUs);
  memory.parked = memory.parked.filter((parked) => parked.deadlineUs > port.nowUs);
  for (const { request, fetch } of due) answerFetch(quorum, request, fetch, 'NONE');
  const next = memory.parked[0];
  if (next !== undefined) port.setTimer('parked fetches', next.deadlineUs - port.nowUs);
}

// ── Follower ────────────────────────────────────────────────────────────────────────────────

function fetchFromLeader(quorum: Quorum): void {
  const { disk, memory, port } = quorum;
  if (stateOf(memory) !== 'Follower' || disk.leaderId === -1) return;
  memory.fetchRequest = send(
    port,
    nodeIds.controller(disk.leaderId),
    {
      api: 'FetchMetadata',
      replicaId: disk.id,
      currentLeaderEpoch: disk.epoch,
      fetchOffset: endOffsetOf(disk.log),
      lastFetchedEpoch: lastEpochOf(disk.log),
      highWatermark: memory.highWatermark,
      maxWaitMs: FETCH_MAX_WAIT_MS,
    },
    configMs(quorum, 'controller.quorum.request.timeout.ms'),
  );
}

export function handleFetchMetadataResponse(
  quorum: Quorum,
  request: number,
  answer: ResponseBody<'FetchMetadata'>,
): void {
  const { disk, memory } = quorum;
  if (request !== memory.fetchRequest) return;
  memory.fetchRequest = -1;
  if (answer.leaderEpoch > disk.epoch) {
    adoptEpoch(quorum, answer.leaderEpoch, answer.leaderId);
    return;
  }
  if (stateOf(memory) !== 'Follower') return;
  if (answer.errorCode !== 'NONE') {
    retryFetch(quorum);
    return;
  }
  memory.hasFetched = true;
  setFetchTimer(quorum);
  if (answer.divergingEpoch !== null) {
    const own = endOfEpoch(disk.log, answer.divergingEpoch.epoch);
    truncateMetadata(disk.log, Math.min(answer.divergingEpoch.endOffset, own.endOffset));
  }
  for (const batch of answer.batches) disk.log.push(batch);
  const committed = Math.min(answer.highWatermark, endOffsetOf(disk.log));
  if (committed > memory.highWatermark) commit(quorum, committed);
  fetchFromLeader(quorum);
}

/** After a failure the follower tries again, until its fetch timeout makes it Prospective. */
export function handleQuorumFailure(quorum: Quorum, request: number): void {
  if (request !== quorum.memory.fetchRequest) return;
  quorum.memory.fetchRequest = -1;
  retryFetch(quorum);
}

function retryFetch(quorum: Quorum): void {
  quorum.port.setTimer(
    'fetch again',
    msToUs(configMs(quorum, 'controller.quorum.retry.backoff.ms')),
  );
}

export function handleBeginQuorumEpoch(
  quorum: Quorum,
  request: RequestDelivery,
  begin: RequestBody<'BeginQuorumEpoch'>,
): void {
  const { disk, port } = quorum;
  adoptEpoch(quorum, begin.leaderEpoch, begin.leaderId);
  respond(port, request, {
    api: 'BeginQuorumEpoch',
    errorCode: begin.leaderEpoch < disk.epoch ? 'FENCED_LEADER_EPOCH' : 'NONE',
    leaderId: disk.leaderId,
    leaderEpoch: disk.epoch,
  });
}

/** The leader ends in good order: the first successor need not wait for its fetch timeout. */
export function handleEndQuorumEpoch(
  quorum: Quorum,
  request: RequestDelivery,
  end: RequestBody<'EndQuorumEpoch'>,
): void {
  const { disk, memory, port } = quorum;
  adoptEpoch(quorum, end.leaderEpoch, end.leaderId);
  if (stateOf(memory) === 'Follower' && disk.leaderId === end.leaderId) {
    const rank = Math.max(0, end.preferredSuccessors.indexOf(disk.id));
    port.setTimer(
      'election',
      msToUs(successorDelayMs(quorum, rank, end.preferredSuccessors.length)),
    );
  }
  respond(port, request, {
    api: 'EndQuorumEpoch',
    errorCode: 'NONE',
    leaderId: disk.leaderId,
    leaderEpoch: disk.epoch,
  });
}

/** Follows `KafkaRaftClient.endEpochElectionBackoff`. */
function successorDelayMs(quorum: Quorum, rank: number, count: number): number {
  if (rank === 0) return 1;
  const mostMs = configMs(quorum, 'controller.quorum.election.backoff.max.ms');
  return Math.min(mostMs, (mostMs >> (count - 1)) << (rank - 1));
}

/** Steps down before the process ends. */
export function resignQuorum(quorum: Quorum): void {
  const { disk, memory, port } = quorum;
  if (!isLeader(memory)) return;
  const successors = [...memory.progress]
    .sort(([idA, a], [idB, b]) => b.endOffset - a.endOffset || idA - idB)
    .map(([id]) => id);
  for (const voter of others(quorum)) {
    send(
      port,
      nodeIds.controller(voter),
      {
        api: 'EndQuorumEpoch',
        leaderId: disk.id,
        leaderEpoch: disk.epoch,
        preferredSuccessors: successors,
      },
      configMs(quorum, 'controller.quorum.request.timeout.ms'),
    );
  }
  change(quorum, { type: 'resign' });
}

/** True when the timer was one of the quorum's. */
export function handleQuorumTimer(quorum: Quorum, timer: string): boolean {
  switch (timer) {
    case 'election':
      handleElectionTimeout(quorum);
      return true;
    case 'check quorum':
      checkQuorum(quorum);
      return true;
    case 'parked fetches':
      expireParked(quorum);
      return true;
    case 'fetch again':
      fetchFromLeader(quorum);
      return true;
    default:
      return false;
  }
}
