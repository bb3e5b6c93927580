// The leader of the quorum: it appends, counts how far the others have fetched, and moves the high
// watermark. Follows `LeaderState`, `BatchAccumulator` and `KafkaRaftClient` (`pollLeader`).
import { msToUs } from '#base/time.ts';
import { emit } from '#kafka/port.ts';
import type { MetadataBatch, MetadataRecord } from '#kafka/protocol/metadata-record.ts';
import { appendMetadata, endOffsetOf } from './metadata-log.ts';
import { answerParked } from './fetch-answer.ts';
import {
  commit,
  configMs,
  majorityOf,
  others,
  type Quorum,
  type ReplicaProgress,
  sendToVoter,
} from './quorum.ts';

/** A leader without fetches from a majority for 1.5 fetch timeouts resigns. */
const CHECK_QUORUM_FACTOR = 1.5;

/** A new leader begins its epoch in the log, and tells the others of it. */
export function beginEpoch(quorum: Quorum): void {
  const { disk, memory, port } = quorum;
  disk.leaderId = disk.id;
  memory.progress.clear();
  for (const voter of others(quorum)) {
    memory.progress.set(voter, {
      endOffset: -1,
      lastFetchUs: port.nowUs,
      lastCaughtUpUs: port.nowUs,
    });
  }
  memory.observers.clear();
  port.clearTimer('election');
  memory.epochStartOffset = endOffsetOf(disk.log);
  appendAsLeader(quorum, [{ type: 'LeaderChangeMessage', leaderId: disk.id, epoch: disk.epoch }]);
  sendBeginQuorumEpoch(quorum, others(quorum));
  if (disk.voters.length > 1) setCheckQuorumTimer(quorum);
}

function sendBeginQuorumEpoch(quorum: Quorum, voters: readonly number[]): void {
  const { id: leaderId, epoch: leaderEpoch } = quorum.disk;
  for (const voter of voters) {
    sendToVoter(quorum, voter, { api: 'BeginQuorumEpoch', leaderId, leaderEpoch });
  }
  quorum.port.setTimer('begin quorum epoch', beginQuorumEpochTimeoutUs(quorum));
}

function beginQuorumEpochTimeoutUs(quorum: Quorum): number {
  return msToUs(Math.floor(configMs(quorum, 'controller.quorum.fetch.timeout.ms') / 2));
}

/** Who has not fetched for half a fetch timeout is told again who leads. */
export function repeatBeginQuorumEpoch(quorum: Quorum): void {
  const { memory, port } = quorum;
  const timeoutUs = beginQuorumEpochTimeoutUs(quorum);
  const silent = [...memory.progress].filter(
    ([, { lastFetchUs }]) => port.nowUs - lastFetchUs >= timeoutUs,
  );
  sendBeginQuorumEpoch(
    quorum,
    silent.map(([voter]) => voter),
  );
}

/**
 * Takes records that belong together. They get their offsets now, and go to the log with what else
 * comes within `controller.quorum.append.linger.ms`.
 */
export function accumulate(quorum: Quorum, records: readonly MetadataRecord[]): MetadataBatch {
  const { disk, memory, port } = quorum;
  const baseOffset = endOffsetOf(disk.log) + memory.accumulated.length;
  memory.accumulated.push(...records);
  if (!port.hasTimer('append linger')) {
    port.setTimer('append linger', msToUs(configMs(quorum, 'controller.quorum.append.linger.ms')));
  }
  return Object.freeze({ baseOffset, epoch: disk.epoch, records: Object.freeze(records) });
}

/** What has lingered long enough goes to the log, in one batch. */
export function drain(quorum: Quorum): void {
  const { accumulated } = quorum.memory;
  quorum.memory.accumulated = [];
  appendAsLeader(quorum, accumulated);
}

/** Appends records to the leader's log; they are committed once a majority has fetched them. */
function appendAsLeader(quorum: Quorum, records: readonly MetadataRecord[]): void {
  const { disk, port } = quorum;
  const batch = appendMetadata(disk.log, disk.epoch, Object.freeze(records));
  emit(port, 'metadata.appended', { controller: disk.id, batch });
  maybeUpdateHighWatermark(quorum);
  answerParked(quorum);
}

/** A voter fetched at `endOffset`: it has everything before. */
export function updateVoter(quorum: Quorum, voter: number, endOffset: number): void {
  const { progress } = quorum.memory;
  progress.set(voter, progressTo(quorum, endOffset, progress.get(voter)));
  maybeUpdateHighWatermark(quorum);
}

/** A broker fetched at `endOffset`. */
export function updateObserver(quorum: Quorum, broker: number, endOffset: number): void {
  const { observers } = quorum.memory;
  observers.set(broker, progressTo(quorum, endOffset, observers.get(broker)));
}

function progressTo(
  { disk, port }: Quorum,
  endOffset: number,
  before: ReplicaProgress | undefined,
): ReplicaProgress {
  const isCaughtUp = endOffset >= endOffsetOf(disk.log);
  const lastCaughtUpUs = isCaughtUp ? port.nowUs : (before?.lastCaughtUpUs ?? -1_000);
  return Object.freeze({ endOffset, lastFetchUs: port.nowUs, lastCaughtUpUs });
}

/** The end offset that a majority of voters has, once it lies in the leader's own epoch. */
function maybeUpdateHighWatermark(quorum: Quorum): void {
  const { disk, memory } = quorum;
  const offsets = [endOffsetOf(disk.log)];
  for (const { endOffset } of memory.progress.values()) offsets.push(endOffset);
  offsets.sort((a, b) => b - a);
  const candidate = offsets[majorityOf(quorum) - 1] ?? -1;
  if (candidate <= memory.epochStartOffset || candidate <= memory.highWatermark) return;
  commit(quorum, candidate);
  answerParked(quorum);
}

/** Voters by how far they have fetched: who has most is to succeed (`nonLeaderVotersByDescendingFetchOffset`). */
function preferredSuccessors({ memory }: Quorum): readonly number[] {
  return [...memory.progress]
    .sort(([idA, a], [idB, b]) => b.endOffset - a.endOffset || idA - idB)
    .map(([id]) => id);
}

export function setCheckQuorumTimer(quorum: Quorum): void {
  quorum.port.setTimer('check quorum', checkQuorumTimeoutUs(quorum));
}

/** Whether a majority, itself counted in, has fetched within the timeout. */
export function isInTouch(quorum: Quorum): boolean {
  const { memory, port } = quorum;
  const timeoutUs = checkQuorumTimeoutUs(quorum);
  let inTouch = 1;
  for (const { lastFetchUs } of memory.progress.values()) {
    if (port.nowUs - lastFetchUs < timeoutUs) inTouch += 1;
  }
  return inTouch >= majorityOf(quorum);
}

function checkQuorumTimeoutUs(quorum: Quorum): number {
  return msToUs(configMs(quorum, 'controller.quorum.fetch.timeout.ms') * CHECK_QUORUM_FACTOR);
}

/** Forgets what only a leader knows, and says so to those who counted on it. */
export function endLeadership(quorum: Quorum): void {
  const { memory, port, disk, listener } = quorum;
  memory.preferredSuccessors = preferredSuccessors(quorum);
  memory.accumulated = [];
  port.clearTimer('append linger');
  port.clearTimer('begin quorum epoch');
  port.clearTimer('check quorum');
  emit(port, 'controller.deactivated', { controller: disk.id, epoch: disk.epoch });
  answerParked(quorum);
  memory.progress.clear();
  memory.observers.clear();
  listener.onInactive();
}
