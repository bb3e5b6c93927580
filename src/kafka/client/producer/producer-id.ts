// The producer id of an idempotent producer, and its epochs. Follows `TransactionManager`
// (`bumpIdempotentEpochAndResetIdIfNeeded`, `maybeResolveSequences`) without transactions.
import { anyBroker, sendingTo } from '#kafka/client/metadata/any-broker.ts';
import { send } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { PartitionQueue } from './producer-batch.ts';
import { drawBackoff } from './ready.ts';
import { changeTransactionManager, numberConfig, type Producer } from './state.ts';
import { resolveExpired, restartSequences } from './sequences.ts';

export const PRODUCER_ID_TIMER = 'producer id';

/** An idempotent producer asks for one as soon as it starts, and sends nothing before it has one. */
export function initProducerId(producer: Producer): void {
  const { memory, port } = producer;
  if (memory.producerIdRequest !== -1 || port.hasTimer(PRODUCER_ID_TIMER)) return;
  const asked = anyBroker(memory.metadata, port, 'producer id broker');
  if (asked === null) {
    retryInitProducerId(producer);
    return;
  }
  if (memory.transactionManager.value === 'UNINITIALIZED') {
    changeTransactionManager(producer, 'initialize');
  }
  memory.producerIdRequest = send(
    port,
    asked.node,
    { api: 'InitProducerId', producerId: -1, producerEpoch: -1 },
    numberConfig(producer, 'request.timeout.ms'),
    sendingTo(asked),
  );
}

export function handleInitProducerId(
  producer: Producer,
  { errorCode, producerId, producerEpoch }: ResponseBody<'InitProducerId'>,
): void {
  const { memory } = producer;
  if (errorCode !== 'NONE') {
    retryInitProducerId(producer);
    return;
  }
  memory.producerIdRequest = -1;
  memory.producerId = producerId;
  memory.producerEpoch = producerEpoch;
  changeTransactionManager(producer, 'initialized');
}

export function retryInitProducerId(producer: Producer): void {
  producer.memory.producerIdRequest = -1;
  producer.port.setTimer(PRODUCER_ID_TIMER, drawBackoff(producer, 1));
}

/** A sequence of this partition is lost: the next epoch begins before anything else is sent. */
export function requestEpochBump({ memory }: Producer, { key }: PartitionQueue): void {
  memory.bumpFor.add(key);
}

/** A new epoch needs no request: the partitions that asked for it count from 0 again. */
export function bumpEpochIfNeeded(producer: Producer): void {
  const { memory } = producer;
  const { queues } = memory.accumulator;
  for (const key of [...memory.unresolved]) {
    const queue = queues.get(key);
    const fate = queue === undefined ? 'written' : resolveExpired(queue);
    if (fate === 'open') continue;
    memory.unresolved.delete(key);
    if (fate === 'gap') memory.bumpFor.add(key);
  }
  if (memory.bumpFor.size === 0) return;
  memory.producerEpoch += 1;
  for (const key of memory.bumpFor) {
    const queue = queues.get(key);
    if (queue !== undefined) restartSequences(queue, memory.producerEpoch);
  }
  memory.bumpFor.clear();
}
