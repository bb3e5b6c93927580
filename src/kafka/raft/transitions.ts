// A voter changes state: the machine decides where to, and here is what each state begins and ends with.
// Follows the `transitionTo…` and `onBecome…` methods of `QuorumState` and `KafkaRaftClient`.
import { advance } from '#kafka/machine.ts';
import type { MachineAction } from '#sim/machine.ts';
import { askForVotes, hasLost, hasWon, voteForItself } from './candidate.ts';
import { beginToFollow } from './follower.ts';
import { beginEpoch, endLeadership } from './leader.ts';
import { type QuorumVoterEvent, quorumVoterMachine } from './quorum-voter.machine.ts';
import { announce, type Quorum, setElectionTimer, stateOf } from './quorum.ts';
import { giveUpEpoch } from './resigned.ts';

/** Takes an event to the machine and does what it asks for. */
export function transition(quorum: Quorum, event: QuorumVoterEvent): void {
  const { memory, port } = quorum;
  const keepsTimer = mayKeepElectionTimer(quorum);
  const step = advance(port, quorumVoterMachine, port.id, memory.voter, event);
  memory.voter = step.snapshot;
  for (const { type } of step.actions) perform(quorum, type, keepsTimer);
  announce(quorum);
  if (memory.isShuttingDown) maybeCompleteShutdown(quorum);
}

/** Whether the election timer that runs would go on if it had to wait for a leader now. */
function mayKeepElectionTimer(quorum: Quorum): boolean {
  switch (stateOf(quorum.memory)) {
    case 'Unattached':
    case 'Candidate':
    case 'Resigned':
      return true;
    case 'Prospective':
      return !hasLost(quorum);
    case 'Leader':
    case 'Follower':
      return false;
  }
}

/** Asked to end, and another voter leads or there is none that could: nothing holds it any more. */
export function maybeCompleteShutdown({ disk, port }: Quorum): void {
  const hasRemoteLeader = disk.leaderId !== -1 && disk.leaderId !== disk.id;
  if (hasRemoteLeader || disk.voters.length === 1) port.setTimer('graceful shutdown', 0);
}

function perform(
  quorum: Quorum,
  action: MachineAction<typeof quorumVoterMachine>['type'],
  keepsTimer: boolean,
): void {
  const { disk, port } = quorum;
  switch (action) {
    case 'wait for a leader':
      if (!keepsTimer) setElectionTimer(quorum);
      // Its time was over: it waits no longer.
      else if (!port.hasTimer('election')) port.setTimer('election', 0);
      return;
    case 'give up the epoch':
      giveUpEpoch(quorum);
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
    case 'end the leadership':
      endLeadership(quorum);
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
