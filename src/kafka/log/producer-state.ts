// What a log remembers of idempotent producers, to recognise duplicates and gaps. Follows
// `ProducerStateManager` and `ProducerAppendInfo` of Apache Kafka 4.3.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { lastOffsetDeltaOf, lastOffsetOf, type RecordBatch } from '#kafka/protocol/record.ts';

interface ProducerEntry {
  readonly epoch: number;
  /** The last five batches, oldest first: these are recognised when they come again. */
  readonly batches: RecordBatch[];
}

/** By producer id. Plain data. */
export type ProducerStates = Map<number, ProducerEntry>;

/** `ProducerStateEntry.NUM_BATCHES_TO_RETAIN`. */
const BATCHES_KEPT = 5;
const SEQUENCE_MODULUS = 2_147_483_648;

/** What to do with a batch from a client. */
export type AppendCheck =
  | { readonly type: 'append' }
  /** It is in the log already, at this offset: answered as success, not appended. */
  | { readonly type: 'duplicate'; readonly baseOffset: number }
  | { readonly type: 'refused'; readonly errorCode: ErrorName; readonly errorMessage: string };

function lastSequenceOf(batch: RecordBatch): number {
  return (batch.baseSequence + lastOffsetDeltaOf(batch)) % SEQUENCE_MODULUS;
}

/** Checks a client's batch against what its producer sent before; `partition` is for messages. */
export function checkProducer(
  states: ProducerStates,
  batch: RecordBatch,
  partition: string,
  logEndOffset: number,
): AppendCheck {
  if (batch.producerId === -1) return { type: 'append' };
  const entry = states.get(batch.producerId);
  if (entry === undefined) return { type: 'append' };
  const { producerId, producerEpoch, baseSequence } = batch;
  if (producerEpoch < entry.epoch) {
    return {
      type: 'refused',
      errorCode: 'INVALID_PRODUCER_EPOCH',
      errorMessage: `Epoch of producer ${producerId} at offset ${logEndOffset} in ${partition} is ${producerEpoch}, which is < the last seen epoch ${entry.epoch} (TV-1)`,
    };
  }
  if (producerEpoch > entry.epoch) {
    if (baseSequence === 0) return { type: 'append' };
    return {
      type: 'refused',
      errorCode: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
      errorMessage: `Invalid sequence number for new epoch of producer ${producerId}at offset ${logEndOffset} in partition ${partition}: ${producerEpoch} (request epoch), ${baseSequence} (seq. number), ${entry.epoch} (current producer epoch)`,
    };
  }
  const lastBatch = entry.batches.at(-1);
  const last = lastBatch === undefined ? -1 : lastSequenceOf(lastBatch);
  // What is next in line cannot be a duplicate.
  if (last === -1 || baseSequence === (last + 1) % SEQUENCE_MODULUS) return { type: 'append' };
  const lastSequence = lastSequenceOf(batch);
  const known = entry.batches.find(
    (one) => one.baseSequence === baseSequence && lastSequenceOf(one) === lastSequence,
  );
  if (known !== undefined) return { type: 'duplicate', baseOffset: known.baseOffset };
  return {
    type: 'refused',
    errorCode: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
    errorMessage: `Out of order sequence number for producer ${producerId} at offset ${logEndOffset} in partition ${partition}: ${baseSequence} (incoming seq. number), ${last} (current end sequence number)`,
  };
}

/** Remembers a batch that was appended. */
export function rememberBatch(states: ProducerStates, batch: RecordBatch): void {
  if (batch.producerId === -1) return;
  const entry = states.get(batch.producerId);
  if (entry === undefined || entry.epoch !== batch.producerEpoch) {
    states.set(batch.producerId, { epoch: batch.producerEpoch, batches: [batch] });
    return;
  }
  entry.batches.push(batch);
  if (entry.batches.length > BATCHES_KEPT) entry.batches.shift();
}

/**
 * Builds the states anew from what is left of a log after it lost its tail. What it remembers of
 * batches before its start still holds, as a snapshot does in `ProducerStateManager.truncateAndReload`.
 */
export function rebuildStates(
  before: ProducerStates,
  batches: Iterable<RecordBatch>,
  logStartOffset: number,
): ProducerStates {
  const states: ProducerStates = new Map();
  for (const entry of before.values()) {
    for (const batch of entry.batches) {
      if (lastOffsetOf(batch) < logStartOffset) rememberBatch(states, batch);
    }
  }
  for (const batch of batches) rememberBatch(states, batch);
  return states;
}
