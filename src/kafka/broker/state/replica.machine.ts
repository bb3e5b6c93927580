// The role of one replica on its broker, decided anew in each leader epoch. Follows
// `kafka.cluster.Partition` (makeLeader, makeFollower) and ReplicaManager's hosted partitions; what a
// role begins and ends with is carried out by partition-role.ts.
import { setup } from 'xstate';

export interface ReplicaEvent {
  readonly type: 'new leader epoch';
  /** The broker that the replica lives on. */
  readonly broker: number;
  /** Who leads in the new epoch; -1: nobody. */
  readonly leader: number;
}

export const replicaMachine = setup({
  types: {} as { context: object; events: ReplicaEvent },
  guards: {
    'it leads': ({ event }) => event.leader === event.broker,
    'another leads': ({ event }) => event.leader !== event.broker && event.leader !== -1,
  },
  actions: {
    lead: () => undefined,
    'stop leading': () => undefined,
    follow: () => undefined,
    'wait for a leader': () => undefined,
  },
}).createMachine({
  id: 'replica role',
  initial: 'NoLeader',
  context: {},
  on: {
    'new leader epoch': [
      { guard: 'it leads', target: '.Leader' },
      { guard: 'another leads', target: '.Follower' },
      // The replica keeps its log.
      { target: '.NoLeader' },
    ],
  },
  states: {
    NoLeader: { entry: 'wait for a leader' },
    Follower: { entry: 'follow' },
    Leader: {
      entry: 'lead',
      exit: 'stop leading',
      // Elected once more: whoever waits for this leader goes on waiting.
      on: { 'new leader epoch': { guard: 'it leads', actions: 'lead' } },
    },
  },
});
