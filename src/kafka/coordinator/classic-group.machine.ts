// The states of a classic group. Follows `ClassicGroupState` of Apache Kafka 4.3, with its legal
// transitions; what leads from one to the next is decided in join-phase.ts and sync-phase.ts.
import { setup } from 'xstate';

export type ClassicGroupState =
  'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

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
    | 'removed';
};

export const classicGroupMachine = setup({
  types: {} as { context: object; events: ClassicGroupEvent },
}).createMachine({
  id: 'classic group',
  initial: 'Empty',
  context: {},
  on: { removed: '.Dead' },
  states: {
    Empty: { on: { 'prepare rebalance': 'PreparingRebalance' } },
    PreparingRebalance: {
      on: { 'all joined': 'CompletingRebalance', 'nobody left': 'Empty' },
    },
    CompletingRebalance: {
      on: { 'prepare rebalance': 'PreparingRebalance', 'assignment stored': 'Stable' },
    },
    Stable: { on: { 'prepare rebalance': 'PreparingRebalance' } },
    Dead: {},
  },
});
