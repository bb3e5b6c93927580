// What a commit has come to, and how those go on who waited for it: the application, a rebalance,
// close(). Follows `ConsumerCoordinator` and `CommitRequestManager` of Apache Kafka 4.3.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { finishClose } from './close.ts';
import {
  attemptCommit,
  endCommit,
  onAutoCommitFailed,
  onCommitTimer,
  repeatCommit,
  sendUnsent,
  tellAsync,
} from '#kafka/client/consumer/fetching/commit.ts';
import { membershipOf } from './group-protocol.ts';
import { poll } from './poll-loop.ts';
import {
  applicationOf,
  type AwaitedCommit,
  changeApplication,
  type Consumer,
  type SentCommit,
} from './state.ts';
import { resumeWork } from './work.ts';
import type { CommitFailure } from '#kafka/client/consumer/fetching/commit-failure.ts';

/** The coordinator's word on a commit, or that there will be none. */
export function handleCommit(consumer: Consumer, request: number, error: ErrorName): void {
  const { memory } = consumer;
  const sent = memory.commitRequests.get(request);
  if (sent === undefined) return;
  memory.commitRequests.delete(request);
  const failure =
    error === 'NONE' ? null : membershipOf(consumer).onCommitError(consumer, error, sent);
  endUnlessRepeated(consumer, sent, failure);
  poll(consumer);
}

function endUnlessRepeated(
  consumer: Consumer,
  { purpose }: SentCommit,
  failure: CommitFailure | null,
): void {
  noteFencing(consumer, failure);
  if (purpose === 'auto' || purpose === 'async') {
    if (failure === null) return;
    if (purpose === 'auto') onAutoCommitFailed(consumer, failure);
    else if (consumer.memory.fatalError === null) tellAsync(consumer, failure);
    return;
  }
  // An answer that nobody has waited for any longer.
  if (consumer.memory.awaitedCommits.get(purpose)?.waitsFor !== 'answer') return;
  if (failure === null) endCommit(consumer, purpose);
  else if (repeatCommit(consumer, purpose, failure)) return;
  goOn(consumer, purpose);
}

/** A fenced static member learns so from its commit, too: the next poll() throws. */
function noteFencing({ memory }: Consumer, failure: CommitFailure | null): void {
  if (failure?.errorCode !== 'FENCED_INSTANCE_ID') return;
  memory.fatalError ??= Object.freeze({ errorCode: failure.errorCode, message: failure.message });
}

/** The coordinator was found: what waits for it goes out. */
export function resumeCommits(consumer: Consumer): void {
  sendUnsent(consumer);
  for (const [purpose, { waitsFor }] of [...consumer.memory.awaitedCommits]) {
    if (waitsFor === 'coordinator' && !attemptCommit(consumer, purpose)) goOn(consumer, purpose);
  }
}

/** The timer of a commit that somebody waits for. */
export function handleCommitTimer(consumer: Consumer, purpose: AwaitedCommit): void {
  if (!onCommitTimer(consumer, purpose)) goOn(consumer, purpose);
  poll(consumer);
}

function goOn(consumer: Consumer, purpose: AwaitedCommit): void {
  switch (purpose) {
    case 'prepare':
      membershipOf(consumer).onPrepared(consumer);
      return;
    case 'sync':
      if (applicationOf(consumer) !== 'COMMITTING') return;
      if (!resumeWork(consumer)) changeApplication(consumer, 'committed');
      return;
    case 'close':
      finishClose(consumer);
  }
}
