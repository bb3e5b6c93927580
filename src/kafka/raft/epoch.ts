// An epoch begins and ends: the leader tells the others, or notices that it has lost them. Follows
// `KafkaRaftClient` (`handleBeginQuorumEpochRequest`, `handleEndQuorumEpochRequest`, `resign`).
import { msToUs } from '#base/time.ts';
import { respond } from '#kafka/port.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { isInTouch, preferredSuccessors, setCheckQuorumTimer } from './leader.ts';
import { configMs, isLeader, type Quorum, sendToOthers, stateOf } from './quorum.ts';
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

/** The leader ends in good order: the first successor need not wait for its fetch timeout. */
export function handleEndQuorumEpoch(
  quorum: Quorum,
  request: RequestDelivery,
  { leaderId, leaderEpoch, preferredSuccessors: successors }: RequestBody<'EndQuorumEpoch'>,
): void {
  const { disk, memory, port } = quorum;
  maybeTransition(quorum, leaderEpoch, leaderId);
  if (stateOf(memory) === 'Follower' && disk.leaderId === leaderId) {
    const rank = Math.max(0, successors.indexOf(disk.id));
    port.setTimer('election', msToUs(successorDelayMs(quorum, rank, successors.length)));
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
export function resign(quorum: Quorum): void {
  const { disk, memory } = quorum;
  if (!isLeader(memory)) return;
  sendToOthers(quorum, {
    api: 'EndQuorumEpoch',
    leaderId: disk.id,
    leaderEpoch: disk.epoch,
    preferredSuccessors: preferredSuccessors(quorum),
  });
  transition(quorum, { type: 'resign' });
}

/** A leader that no majority fetches from any more leads nobody. */
export function checkQuorum(quorum: Quorum): void {
  if (isInTouch(quorum)) setCheckQuorumTimer(quorum);
  else transition(quorum, { type: 'resign' });
}
