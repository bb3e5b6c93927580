// A voter changes state: the machine decides where to, and here is what each new state begins with.
// Follows the `transitionTo…` and `onBecome…` methods of `QuorumState` and `KafkaRaftClient`.
import { emit } from '#kafka/port.ts';
import { stepMachine } from '#sim/machine.ts';
import { askForVotes, hasWon, voteForItself } from './candidate.ts';
import { beginToFollow } from './follower.ts';
import { beginEpoch, endLeadership } from './leader.ts';
import { type QuorumVoterEvent, quorumVoterMachine } from './quorum-voter.machine.ts';
import { announce, type Quorum, setElectionTimer } from './quorum.ts';

/** Takes an event to the machine and does what the new state's entry asks for. */
export function transition(quorum: Quorum, event: QuorumVoterEvent): void {
  const { memory, port } = quorum;
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
  if (from === 'Leader') endLeadership(quorum);
  for (const { type } of step.actions) enter(quorum, type);
  announce(quorum);
}

function enter(quorum: Quorum, action: string): void {
  const { disk } = quorum;
  switch (action) {
    case 'wait for a leader':
    case 'give up the epoch':
      setElectionTimer(quorum);
      return;
    case 'ask for pre-votes':
      beginRound(quorum, true);
      return;
    case 'ask for votes':
      disk.epoch += 1;
      disk.votedId = disk.id;
      disk.leaderId = -1;
      beginRound(quorum, false);
      return;
    case 'begin the epoch':
      beginEpoch(quorum);
      return;
    case 'fetch from the leader':
      beginToFollow(quorum);
      return;
  }
}

function beginRound(quorum: Quorum, preVote: boolean): void {
  voteForItself(quorum);
  if (hasWon(quorum)) transition(quorum, { type: 'won' });
  else askForVotes(quorum, preVote);
}

/** Takes over a newer epoch, or the leader of the present one (`KafkaRaftClient.maybeTransition`). */
export function maybeTransition(quorum: Quorum, epoch: number, leaderId: number): void {
  const { disk } = quorum;
  if (epoch < disk.epoch || leaderId === disk.id) return;
  if (epoch === disk.epoch && (leaderId === -1 || disk.leaderId === leaderId)) return;
  if (epoch > disk.epoch) {
    disk.epoch = epoch;
    disk.votedId = -1;
  }
  disk.leaderId = leaderId;
  transition(quorum, { type: leaderId === -1 ? 'newer epoch' : 'found leader' });
}
