// Vote and pre-vote (KIP-996), asked and answered. Follows `KafkaRaftClient` (`handleVoteRequest`,
// `handleVoteResponse`) and `canGrantVote` of the states of `org.apache.kafka.raft`.
import { respond } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { hasLost, hasWon } from './candidate.ts';
import { endOffsetOf, lastEpochOf } from './metadata-log.ts';
import { announce, isLeader, type Quorum, setElectionTimer, stateOf } from './quorum.ts';
import { maybeTransition, transition } from './transitions.ts';

type Vote = RequestBody<'Vote'>;

export function handleVoteRequest(quorum: Quorum, request: RequestDelivery, vote: Vote): void {
  const { disk, port } = quorum;
  if (vote.candidateEpoch > disk.epoch) maybeTransition(quorum, vote.candidateEpoch, -1);
  const isFenced = vote.candidateEpoch < disk.epoch;
  const voteGranted = !isFenced && canGrantVote(quorum, vote);
  if (voteGranted && !vote.preVote && disk.votedId === -1) {
    disk.votedId = vote.candidateId;
    setElectionTimer(quorum);
    announce(quorum);
  }
  respond(port, request, {
    api: 'Vote',
    errorCode: isFenced ? 'FENCED_LEADER_EPOCH' : 'NONE',
    leaderId: disk.leaderId,
    leaderEpoch: disk.epoch,
    voteGranted,
  });
}

/** For a log that is up to date: at most one vote in an epoch, no pre-vote next to a leader. */
function canGrantVote(quorum: Quorum, vote: Vote): boolean {
  const { disk, memory } = quorum;
  if (vote.preVote) {
    const hasLeader = isLeader(memory) || (stateOf(memory) === 'Follower' && memory.hasFetched);
    return isUpToDate(quorum, vote) && !hasLeader;
  }
  if (disk.votedId === vote.candidateId) return true;
  return disk.votedId === -1 && disk.leaderId === -1 && isUpToDate(quorum, vote);
}

function isUpToDate({ disk }: Quorum, { lastEpoch, lastEpochEndOffset }: Vote): boolean {
  const ownEpoch = lastEpochOf(disk.log);
  return (
    lastEpoch > ownEpoch || (lastEpoch === ownEpoch && lastEpochEndOffset >= endOffsetOf(disk.log))
  );
}

export function handleVoteResponse(
  quorum: Quorum,
  voter: number,
  asked: Vote,
  { leaderId, leaderEpoch, voteGranted }: ResponseBody<'Vote'>,
): void {
  const { disk, memory } = quorum;
  const tellsLeader = leaderEpoch === disk.epoch && leaderId !== -1 && disk.leaderId === -1;
  if (leaderEpoch > disk.epoch || tellsLeader) {
    maybeTransition(quorum, leaderEpoch, leaderId);
    return;
  }
  const isCurrent =
    asked.candidateEpoch === disk.epoch &&
    stateOf(memory) === (asked.preVote ? 'Prospective' : 'Candidate');
  if (!isCurrent) return;
  (voteGranted ? memory.granted : memory.rejected).add(voter);
  if (hasWon(quorum)) transition(quorum, { type: 'won' });
  else if (asked.preVote && hasLost(quorum)) loseRound(quorum);
}

/** Without a majority for it, one that knew a leader goes back to that; others wait for one. */
function loseRound(quorum: Quorum): void {
  transition(quorum, { type: quorum.disk.leaderId === -1 ? 'lost' : 'found leader' });
}

/** The election timer fired, which for a follower is its fetch timeout. */
export function handleElectionTimeout(quorum: Quorum): void {
  const { disk, memory } = quorum;
  // One that is to end seeks no election of its own any more.
  if (memory.isShuttingDown) return;
  switch (stateOf(memory)) {
    case 'Prospective':
      loseRound(quorum);
      return;
    case 'Resigned':
      // Never again a follower of itself.
      maybeTransition(quorum, disk.epoch + 1, -1);
      return;
    default:
      transition(quorum, { type: 'timed out' });
  }
}
