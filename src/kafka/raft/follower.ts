// A follower of the quorum: it fetches from its leader, again and again, and keeps what it gets.
// Follows `FollowerState` and `KafkaRaftClient` (`pollFollowerAsVoter`, `appendAsFollower`).
import { msToUs } from '#base/time.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { endOffsetOf, endOfEpoch, lastEpochOf, truncateMetadata } from './metadata-log.ts';
import { commit, configMs, type Quorum, sendToVoter, stateOf } from './quorum.ts';

/** A fetch waits at most so long for news (`KafkaRaftClient.MAX_FETCH_WAIT_MS`). */
const FETCH_MAX_WAIT_MS = 500;

/**
 * A thread wakes up when its turn comes, not to the microsecond. Two followers whose fetch timers run
 * from the same record were seen to become Prospective 6 to 21 ms apart; would both at once, each
 * would vote for itself.
 */
const MOST_LATE_MS = 25;

export function beginToFollow(quorum: Quorum): void {
  quorum.memory.hasFetched = false;
  setFetchTimer(quorum);
  fetchFromLeader(quorum);
}

/** Without a good answer for `controller.quorum.fetch.timeout.ms` the leader is taken for gone. */
function setFetchTimer(quorum: Quorum): void {
  overrideFetchTimeout(quorum, configMs(quorum, 'controller.quorum.fetch.timeout.ms'));
}

/** Gives the leader so long to answer a fetch, and as much longer as the poll loop is late. */
export function overrideFetchTimeout({ port }: Quorum, timeoutMs: number): void {
  const lateMs = port.random('poll loop').nextInt(MOST_LATE_MS + 1);
  port.setTimer('election', msToUs(timeoutMs + lateMs));
}

export function fetchFromLeader(quorum: Quorum): void {
  const { disk, memory } = quorum;
  if (stateOf(memory) !== 'Follower' || disk.leaderId === -1) return;
  memory.fetchRequest = sendToVoter(quorum, disk.leaderId, {
    api: 'FetchMetadata',
    replicaId: disk.id,
    currentLeaderEpoch: disk.epoch,
    fetchOffset: endOffsetOf(disk.log),
    lastFetchedEpoch: lastEpochOf(disk.log),
    highWatermark: memory.highWatermark,
    maxWaitMs: FETCH_MAX_WAIT_MS,
  });
}

/** After a failure it tries again, until its fetch timeout makes it Prospective. */
export function fetchAgain(quorum: Quorum): void {
  const { port } = quorum;
  port.setTimer('fetch again', msToUs(configMs(quorum, 'controller.quorum.retry.backoff.ms')));
}

/** The leader answered: cut off what it does not have, append what is new, commit with it. */
export function appendAsFollower(
  quorum: Quorum,
  { divergingEpoch, batches, highWatermark }: ResponseBody<'FetchMetadata'>,
): void {
  const { disk, memory } = quorum;
  memory.hasFetched = true;
  setFetchTimer(quorum);
  if (divergingEpoch !== null) {
    const own = endOfEpoch(disk.log, divergingEpoch.epoch);
    truncateMetadata(disk.log, Math.min(divergingEpoch.endOffset, own.endOffset));
  }
  for (const batch of batches) disk.log.push(batch);
  const committed = Math.min(highWatermark, endOffsetOf(disk.log));
  if (committed > memory.highWatermark) commit(quorum, committed);
}
