// The machine of a producer's transactions makes the steps that Kafka allows, all of them and no other.
import { expect, test } from 'vitest';
import type { TransactionState } from '#kafka/protocol/states.ts';
import { transactionManagerMachine } from '#kafka/client/producer/transaction-manager.machine.ts';
import { chartOf } from '#sim/chart.ts';

/** `TransactionManager.State.isTransitionValid` of Apache Kafka 4.3.1: target → sources. */
const VALID: Readonly<Record<TransactionState, readonly TransactionState[]>> = {
  UNINITIALIZED: ['READY', 'ABORTABLE_ERROR'],
  INITIALIZING: ['UNINITIALIZED', 'COMMITTING_TRANSACTION', 'ABORTING_TRANSACTION'],
  READY: ['INITIALIZING', 'COMMITTING_TRANSACTION', 'ABORTING_TRANSACTION'],
  IN_TRANSACTION: ['READY'],
  PREPARED_TRANSACTION: ['IN_TRANSACTION', 'INITIALIZING'],
  COMMITTING_TRANSACTION: ['IN_TRANSACTION', 'PREPARED_TRANSACTION'],
  ABORTING_TRANSACTION: ['IN_TRANSACTION', 'PREPARED_TRANSACTION', 'ABORTABLE_ERROR'],
  ABORTABLE_ERROR: ['IN_TRANSACTION', 'COMMITTING_TRANSACTION', 'INITIALIZING'],
  FATAL_ERROR: [],
};

test('its steps are those of TransactionManager', () => {
  const steps = chartOf(transactionManagerMachine)
    .transitions.filter(({ from, to }) => from !== to && to !== 'FATAL_ERROR')
    .map(({ from, to }) => `${from} to ${to}`);
  const valid = Object.entries(VALID).flatMap(([to, sources]) =>
    sources.map((from) => `${from} to ${to}`),
  );
  expect([...new Set(steps)].sort()).toEqual(valid.sort());
});
