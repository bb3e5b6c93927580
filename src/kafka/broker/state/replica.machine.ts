// The role of one replica on its broker. Follows `kafka.cluster.Partition` (makeLeader,
// makeFollower) and ReplicaManager's hosted partitions; driven by the metadata that is applied.
import { setup } from 'xstate';

export type ReplicaRole = 'Offline' | 'Follower' | 'Leader';

export type ReplicaEvent = {
  readonly type: 'make leader' | 'make follower' | 'lose leader';
};

export const replicaMachine = setup({
  types: {} as { context: object; events: ReplicaEvent },
}).createMachine({
  id: 'replica role',
  initial: 'Offline',
  context: {},
  on: {
    'make leader': '.Leader',
    'make follower': '.Follower',
    /** Nobody leads: the replica keeps its log and waits. */
    'lose leader': '.Offline',
  },
  states: { Offline: {}, Follower: {}, Leader: {} },
});
