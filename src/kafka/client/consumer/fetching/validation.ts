// Validates positions against a new leader: does its log hold what was read before them? Follows
// `OffsetsForLeaderEpochUtils` and `SubscriptionState.maybeCompleteValidation` (KIP-320).
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { send } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import {
  type Consumer,
  fail,
  requestTimeoutMs,
  retryBackoffUs,
} from '#kafka/client/consumer/state.ts';
import { offsetAndMetadata } from './commit.ts';
import { hasResetPolicy, resetOffsets, setPosition } from './offsets.ts';
import { requestMetadata } from '#kafka/client/metadata/metadata-cache.ts';
import { knownPartition } from '#kafka/client/metadata/known-cluster.ts';
import { confirmPosition, update } from './owned-partitions.ts';
import type { OwnedPartition } from './owned-partition.ts';

type AskedPartition = RequestBody<'OffsetForLeaderEpoch'>['partitions'][number];

const RETRY_TIMER = 'validation';

/** Asks the new leaders of partitions how far the epochs of their positions reach. */
export function validatePositions(consumer: Consumer): void {
  const { memory, port } = consumer;
  if (memory.unvalidated.size === 0 || port.hasTimer(RETRY_TIMER)) return;
  const byLeader = new Map<number, AskedPartition[]>();
  for (const one of [...memory.unvalidated].flatMap((key) => memory.owned.get(key) ?? [])) {
    const { topic, partition, offsetEpoch: leaderEpoch } = one;
    const known = knownPartition(memory.metadata, topic, partition);
    if (known === undefined || known.leader === -1) continue;
    update(consumer, one, { isAsked: true });
    const asked = { topic, partition, currentLeaderEpoch: known.leaderEpoch, leaderEpoch };
    const others = byLeader.get(known.leader);
    if (others === undefined) byLeader.set(known.leader, [asked]);
    else others.push(asked);
  }
  for (const [leader, partitions] of byLeader) {
    send(
      port,
      nodeIds.broker(leader),
      { api: 'OffsetForLeaderEpoch', replicaId: -1, partitions },
      requestTimeoutMs(consumer),
    );
  }
}

export function handleValidation(
  consumer: Consumer,
  asked: RequestBody<'OffsetForLeaderEpoch'>,
  body: ResponseBody<'OffsetForLeaderEpoch'>,
): void {
  const { memory, port } = consumer;
  for (const [index, answer] of body.partitions.entries()) {
    const { topic, partition, errorCode, endOffset, leaderEpoch } = answer;
    const one = memory.owned.get(partitionKey(topic, partition));
    const validatedEpoch = asked.partitions[index]?.currentLeaderEpoch ?? -1;
    if (one === undefined || !isBeingValidated(one)) continue;
    if (errorCode !== 'NONE') {
      requestMetadata(memory.metadata, port, `${errorCode} while a position was validated`);
      retryLater(consumer);
    } else if (endOffset === -1 || endOffset < (one.position ?? 0)) {
      handleTruncation(consumer, one, endOffset, leaderEpoch);
    } else confirmPosition(consumer, one, validatedEpoch);
  }
}

/** The leader does not have what was read: records were lost, by an unclean election most likely. */
function handleTruncation(
  consumer: Consumer,
  one: OwnedPartition,
  endOffset: number,
  leaderEpoch: number,
): void {
  if (!hasResetPolicy(consumer)) {
    // poll() throws until the application seeks: the position stays in doubt.
    const end = offsetAndMetadata(endOffset, leaderEpoch);
    const where = endOffset === -1 ? '' : `${one.key}=${end}`;
    const message = `Truncated partitions detected with divergent offsets {${where}}`;
    fail(consumer, 'UNKNOWN_SERVER_ERROR', message);
  } else if (endOffset === -1) {
    resetOffsets(consumer, [one]);
  } else setPosition(consumer, one, endOffset, 'truncation');
}

function isBeingValidated({ fetchState, isAsked }: OwnedPartition): boolean {
  return fetchState.value === 'AWAIT_VALIDATION' && isAsked;
}

/** Requests that were lost: all begins anew after a backoff. */
export function retryLater(consumer: Consumer): void {
  for (const one of consumer.memory.owned.values()) {
    if (isBeingValidated(one)) update(consumer, one, { isAsked: false });
  }
  consumer.port.setTimer(RETRY_TIMER, retryBackoffUs(consumer));
}
