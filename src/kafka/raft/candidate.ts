// A voter that asks for votes: one round of them, and how it ends. Follows `CandidateState`,
// `ProspectiveState` and `EpochElection` of `org.apache.kafka.raft`.
import { endOffsetOf, lastEpochOf } from './metadata-log.ts';
import { majorityOf, others, type Quorum, sendToVoter, setElectionTimer } from './quorum.ts';

/** A voter grants itself what it asks for. */
export function voteForItself({ memory, disk }: Quorum): void {
  memory.granted.clear();
  memory.rejected.clear();
  memory.granted.add(disk.id);
}

export function askForVotes(quorum: Quorum, preVote: boolean): void {
  setElectionTimer(quorum);
  for (const voter of others(quorum)) askForVote(quorum, voter, preVote);
}

/** Asks one voter who has not yet said yes or no, while the round can still be won. */
export function askForVote(quorum: Quorum, voter: number, preVote: boolean): void {
  const { disk, memory } = quorum;
  if (memory.granted.has(voter) || memory.rejected.has(voter) || hasLost(quorum)) return;
  sendToVoter(quorum, voter, {
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
