// An epoch begins and ends: the leader tells the others, or notices that it has lost them. Follows
// `KafkaRaftClient` (`handleBeginQuorumEpochRequest`, `handleEndQuorumEpochRequest`, `resign`).
import { respond } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { overrideFetchTimeout } from './follower.ts';
import { isInTouch, setCheckQuorumTimer } from './leader.ts';
import { configMs, type Quorum, stateOf } from './quorum.ts';
import { maybeTransition, transition } from './transitions.ts';

export function handleBeginQuorumEpoch(
  quorum: Quorum,
  request: RequestDelivery,
  { leaderId, leaderEpoch }: RequestBody<'BeginQuorumEpoch'>,
): void {
  const { disk, port } = quorum;
  maybeTransition(quorum, leaderEpoch, leaderId);
  respond(port, request, {
    api: 'BeginQuorumEpoch',
    errorCode: leaderEpoch < disk.epoch ? 'FENCED_LEADER_EPOCH' : 'NONE',
    leaderId: disk.leaderId,
    leaderEpoch: disk.epoch,
  });
}

/** Another voter knows a newer epoch than this leader. */
export function handleBeginQuorumEpochResponse(
  quorum: Quorum,
  { leaderId, leaderEpoch }: ResponseBody<'BeginQuorumEpoch'>,
): void {
  if (leaderEpoch > quorum.disk.epoch) maybeTransition(quorum, leaderEpoch, leaderId);
}

/** The leader ends in good order: the first successor need not wait for its fetch timeout. */
export function handleEndQuorumEpoch(
  quorum: Quorum,
  request: RequestDelivery,
  { leaderId, leaderEpoch, preferredSuccessors: successors }: RequestBody<'EndQuorumEpoch'>,
): void {
  const { disk, memory, port } = quorum;
  maybeTransition(quorum, leaderEpoch, leaderId);
  if (stateOf(memory) === 'Follower' && disk.leaderId === leaderId && disk.epoch === leaderEpoch) {
    const rank = successors.indexOf(disk.id);
    const position = rank === -1 ? successors.length : rank;
    overrideFetchTimeout(quorum, successorDelayMs(quorum, position, successors.length));
  }
  respond(port, request, {
    api: 'EndQuorumEpoch',
    errorCode: leaderEpoch < disk.epoch ? 'FENCED_LEADER_EPOCH' : 'NONE',
    leaderId: disk.leaderId,
    leaderEpoch: disk.epoch,
  });
}

/** Follows `KafkaRaftClient.strictExponentialElectionBackoffMs`. */
function successorDelayMs(quorum: Quorum, position: number, count: number): number {
  if (position === 0) return 0;
  const mostMs = configMs(quorum, 'controller.quorum.election.backoff.max.ms');
  if (position >= count) return mostMs;
  return Math.min(mostMs, (mostMs >> (count - 1)) << (position - 1));
}

/** A voter has heard that this one resigned: it need not be told again. */
export function handleEndQuorumEpochResponse(
  quorum: Quorum,
  voter: number,
  { errorCode, leaderId, leaderEpoch }: ResponseBody<'EndQuorumEpoch'>,
): void {
  const { disk, memory } = quorum;
  if (leaderEpoch > disk.epoch) maybeTransition(quorum, leaderEpoch, leaderId);
  else if (leaderEpoch === disk.epoch && errorCode === 'NONE') memory.unacknowledged.delete(voter);
}

/** A leader that no majority fetches from any more leads nobody. */
export function checkQuorum(quorum: Quorum): void {
  if (isInTouch(quorum)) setCheckQuorumTimer(quorum);
  else transition(quorum, { type: 'resign' });
}
