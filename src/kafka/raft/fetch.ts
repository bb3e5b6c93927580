// Fetch of the metadata log, asked and answered: by voters, which vouch for what they have, and by
// brokers, which observe. Follows `KafkaRaftClient` (`handleFetchRequest`, `handleFetchResponse`).
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { appendAsFollower, fetchAgain, fetchFromLeader } from './follower.ts';
import { updateObserver, updateVoter } from './leader.ts';
import { answerFetch, divergence, hasNews, isFromVoter, parkFetch } from './fetch-answer.ts';
import { isLeader, type Quorum, stateOf } from './quorum.ts';
import { maybeTransition } from './transitions.ts';

export function handleFetchRequest(
  quorum: Quorum,
  request: RequestDelivery,
  fetch: RequestBody<'FetchMetadata'>,
): void {
  const { disk, memory } = quorum;
  const { currentLeaderEpoch, replicaId, fetchOffset, maxWaitMs } = fetch;
  if (currentLeaderEpoch > disk.epoch) maybeTransition(quorum, currentLeaderEpoch, -1);
  if (!isLeader(memory)) {
    answerFetch(quorum, request, fetch, 'NOT_LEADER_OR_FOLLOWER');
    return;
  }
  if (currentLeaderEpoch < disk.epoch && currentLeaderEpoch !== -1) {
    answerFetch(quorum, request, fetch, 'FENCED_LEADER_EPOCH');
    return;
  }
  const isDiverged = divergence(quorum, fetch) !== null;
  if (!isDiverged) {
    if (isFromVoter(quorum, request, replicaId)) updateVoter(quorum, replicaId, fetchOffset);
    else updateObserver(quorum, replicaId, fetchOffset);
  }
  if (isDiverged || maxWaitMs === 0 || hasNews(quorum, request, fetch)) {
    answerFetch(quorum, request, fetch, 'NONE');
  } else parkFetch(quorum, request, fetch);
}

export function handleFetchResponse(
  quorum: Quorum,
  request: number,
  answer: ResponseBody<'FetchMetadata'>,
): void {
  const { disk, memory } = quorum;
  if (request !== memory.fetchRequest) return;
  memory.fetchRequest = -1;
  if (answer.leaderEpoch > disk.epoch) {
    maybeTransition(quorum, answer.leaderEpoch, answer.leaderId);
    return;
  }
  if (stateOf(memory) !== 'Follower') return;
  if (answer.errorCode !== 'NONE') {
    fetchAgain(quorum);
    return;
  }
  appendAsFollower(quorum, answer);
  fetchFromLeader(quorum);
}

/** The leader did not answer a fetch. */
export function handleFetchFailure(quorum: Quorum, request: number): void {
  if (request !== quorum.memory.fetchRequest) return;
  quorum.memory.fetchRequest = -1;
  fetchAgain(quorum);
}
