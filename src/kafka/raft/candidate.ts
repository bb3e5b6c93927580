// A voter that asks for votes: one round of them, and how it ends. Follows `CandidateState`,
// `ProspectiveState` and `EpochElection` of `org.apache.kafka.raft`.
import { endOffsetOf, lastEpochOf } from './metadata-log.ts';
import { majorityOf, type Quorum, sendToOthers, setElectionTimer } from './quorum.ts';

/** A voter grants itself what it asks for. */
export function voteForItself({ memory, disk }: Quorum): void {
  memory.granted.clear();
  memory.rejected.clear();
  memory.granted.add(disk.id);
}

export function askForVotes(quorum: Quorum, preVote: boolean): void {
  const { disk } = quorum;
  setElectionTimer(quorum);
  sendToOthers(quorum, {
    api: 'Vote',
    candidateId: disk.id,
    candidateEpoch: disk.epoch,
    lastEpoch: lastEpochOf(disk.log),
    lastEpochEndOffset: endOffsetOf(disk.log),
    preVote,
  });
}

export function hasWon(quorum: Quorum): boolean {
  return quorum.memory.granted.size >= majorityOf(quorum);
}

/** So many said no that a majority cannot be reached any more. */
export function hasLost(quorum: Quorum): boolean {
  return quorum.memory.rejected.size > quorum.disk.voters.length - majorityOf(quorum);
}
