// A leader that leads no more in its own epoch, because it ends, has lost the majority, or was started
// again: it tells every voter until each has heard it. Follows `ResignedState` and
// `KafkaRaftClient.pollResigned`.
import { others, type Quorum, sendToVoter, setElectionTimer } from './quorum.ts';

export function giveUpEpoch(quorum: Quorum): void {
  const { unacknowledged } = quorum.memory;
  setElectionTimer(quorum);
  unacknowledged.clear();
  for (const voter of others(quorum)) {
    unacknowledged.add(voter);
    sendEndQuorumEpoch(quorum, voter);
  }
}

export function sendEndQuorumEpoch(quorum: Quorum, voter: number): void {
  const { disk, memory } = quorum;
  sendToVoter(quorum, voter, {
    api: 'EndQuorumEpoch',
    leaderId: disk.id,
    leaderEpoch: disk.epoch,
    preferredSuccessors: memory.preferredSuccessors,
  });
}
