// An idempotent producer's id, and its transactions if it has any. States and transitions follow
// `TransactionManager.State` of Apache Kafka 4.3. A producer without a transactional id goes no further
// than READY, unless it fails.
import { setup } from 'xstate';
import { IGNORED } from '#sim/machine.ts';

interface TransactionManagerContext {
  /** It has a `transactional.id`. */
  readonly isTransactional: boolean;
}

export type TransactionManagerEvent = {
  readonly type:
    /** InitProducerId is sent, for an id or for another epoch. */
    | 'initialize'
    /** It has its id and epoch. */
    | 'initialized'
    /** Its id is good no more: the next batch needs another one (`resetIdempotentProducerId`). */
    | 'id reset'
    /** beginTransaction() */
    | 'begin'
    /** prepareTransaction(), or found prepared by initTransactions() (KIP-939). */
    | 'prepared'
    /** commitTransaction() */
    | 'commit'
    /** abortTransaction() */
    | 'abort'
    /** EndTxn is answered. */
    | 'ended'
    /** An error that the application mends by abortTransaction(). */
    | 'abortable error'
    /** An error that nothing mends: the producer can only be closed. */
    | 'fatal error';
};

export const transactionManagerMachine = setup({
  types: {} as {
    context: TransactionManagerContext;
    events: TransactionManagerEvent;
    input: TransactionManagerContext;
  },
  guards: { 'is transactional': ({ context }) => context.isTransactional },
}).createMachine({
  id: 'transaction manager',
  initial: 'UNINITIALIZED',
  context: ({ input }) => input,
  on: { 'fatal error': '.FATAL_ERROR' },
  states: {
    UNINITIALIZED: { on: { initialize: 'INITIALIZING' } },
    INITIALIZING: {
      on: {
        initialized: 'READY',
        prepared: { guard: 'is transactional', target: 'PREPARED_TRANSACTION' },
        'abortable error': { guard: 'is transactional', target: 'ABORTABLE_ERROR' },
      },
    },
    READY: {
      on: {
        'id reset': 'UNINITIALIZED',
        begin: { guard: 'is transactional', target: 'IN_TRANSACTION' },
      },
    },
    IN_TRANSACTION: {
      on: {
        prepared: 'PREPARED_TRANSACTION',
        commit: 'COMMITTING_TRANSACTION',
        abort: 'ABORTING_TRANSACTION',
        'abortable error': 'ABORTABLE_ERROR',
      },
    },
    PREPARED_TRANSACTION: {
      on: { commit: 'COMMITTING_TRANSACTION', abort: 'ABORTING_TRANSACTION' },
    },
    COMMITTING_TRANSACTION: {
      on: { ended: 'READY', initialize: 'INITIALIZING', 'abortable error': 'ABORTABLE_ERROR' },
    },
    ABORTING_TRANSACTION: { on: { ended: 'READY', initialize: 'INITIALIZING' } },
    ABORTABLE_ERROR: {
      on: {
        abort: 'ABORTING_TRANSACTION',
        'id reset': 'UNINITIALIZED',
        'abortable error': IGNORED,
      },
    },
    FATAL_ERROR: {},
  },
});
