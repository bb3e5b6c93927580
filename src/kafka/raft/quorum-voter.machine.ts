// The life of a KRaft voter. States and events follow `org.apache.kafka.raft.QuorumState`, with the
// pre-vote of KIP-996; what an entry or an exit asks for is carried out by transitions.ts.
import { setup } from 'xstate';

export type QuorumVoterEvent =
  /** No leader was heard of for the election timeout, or the leader not for the fetch timeout. */
  | { readonly type: 'timed out' }
  /** A majority granted what was asked for: a pre-vote or a vote. */
  | { readonly type: 'won' }
  /** No majority of pre-votes, and no leader to go back to. */
  | { readonly type: 'lost' }
  /** The leader of this voter's epoch, or of a newer one, is known. */
  | { readonly type: 'found leader' }
  /** Somebody has a newer epoch, whose leader is not known. */
  | { readonly type: 'newer epoch' }
  /** The leader lost touch with the majority, ends in good order, or was started again. */
  | { readonly type: 'resign' };

export const quorumVoterMachine = setup({
  types: {} as { context: object; events: QuorumVoterEvent },
  actions: {
    'wait for a leader': () => undefined,
    'ask for pre-votes': () => undefined,
    'ask for votes': () => undefined,
    'begin the epoch': () => undefined,
    'end the leadership': () => undefined,
    'fetch from the leader': () => undefined,
    'give up the epoch': () => undefined,
  },
}).createMachine({
  id: 'quorum voter',
  initial: 'Unattached',
  context: {},
  on: {
    'newer epoch': { target: '.Unattached', reenter: true },
    'found leader': { target: '.Follower', reenter: true },
  },
  states: {
    Unattached: {
      entry: 'wait for a leader',
      on: { 'timed out': 'Prospective', resign: 'Resigned' },
    },
    Prospective: {
      entry: 'ask for pre-votes',
      on: { won: 'Candidate', lost: 'Unattached' },
    },
    Candidate: {
      entry: 'ask for votes',
      // One that has lost waits out its random timeout: others may win meanwhile.
      on: { won: 'Leader', 'timed out': 'Prospective' },
    },
    Leader: {
      entry: 'begin the epoch',
      exit: 'end the leadership',
      on: { resign: 'Resigned' },
    },
    Follower: { entry: 'fetch from the leader', on: { 'timed out': 'Prospective' } },
    Resigned: { entry: 'give up the epoch' },
  },
});
