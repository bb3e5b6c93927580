// The states of a classic group. Follows `ClassicGroupState` of Apache Kafka 4.3, with its legal
// transitions; what leads from one to the next is decided in join-phase.ts and sync-phase.ts.
import { assign, setup } from 'xstate';
import type { ClassicGroupState } from '#kafka/protocol/states.ts';

export type ClassicGroupEvent = {
  readonly type:
    /** Members must join anew: one came, went, or changed. */
    | 'prepare rebalance'
    /** All that are left have joined: a new generation. */
    | 'all joined'
    /** The join phase ended and nobody is left. */
    | 'nobody left'
    /** The leader's assignment is stored. */
    | 'assignment stored'
    /** Read from the offsets topic, with members. */
    | 'loaded'
    /** This broker is not its coordinator any more. */
    | 'unloaded';
};

interface ClassicGroupContext {
  /** What it was before: a rebalance that began in Empty is the initial one, which is delayed. */
  readonly previousState: ClassicGroupState;
}

export const classicGroupMachine = setup({
  types: {} as { context: ClassicGroupContext; events: ClassicGroupEvent },
  actions: {
    remember: assign((_, { previousState }: ClassicGroupContext) => ({ previousState })),
  },
}).createMachine({
  id: 'classic group',
  initial: 'Empty',
  context: { previousState: 'Dead' },
  on: { unloaded: '.Dead' },
  states: {
    Empty: {
      exit: { type: 'remember', params: { previousState: 'Empty' } },
      on: { 'prepare rebalance': 'PreparingRebalance', loaded: 'Stable' },
    },
    PreparingRebalance: {
      exit: { type: 'remember', params: { previousState: 'PreparingRebalance' } },
      on: { 'all joined': 'CompletingRebalance', 'nobody left': 'Empty' },
    },
    CompletingRebalance: {
      exit: { type: 'remember', params: { previousState: 'CompletingRebalance' } },
      on: { 'prepare rebalance': 'PreparingRebalance', 'assignment stored': 'Stable' },
    },
    Stable: {
      exit: { type: 'remember', params: { previousState: 'Stable' } },
      on: { 'prepare rebalance': 'PreparingRebalance' },
    },
    Dead: {},
  },
});
