// Offsets by time and by epoch, for clients that look for a position or confirm one. Follows `KafkaApis`
// (ListOffsets, OffsetForLeaderEpoch) and `Partition.fetchOffsetForTimestamp`.
import {
  offsetForTimestamp,
  offsetOfMaxTimestamp,
  type TimestampOffset,
} from '#kafka/log/partition-log.ts';
import { respond } from '#kafka/port.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { partitionOf } from '#kafka/protocol/metadata-image.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { type Broker, type HostedPartition, isLeading } from '#kafka/broker/state/broker-state.ts';
import { logOf } from '#kafka/broker/partition/high-watermark.ts';

/** Timestamps that ask for something else than a time (`ListOffsetsRequest`). */
const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;
/** There is no tiered storage: nothing lies elsewhere, and nothing waits to be copied there. */
const TIERED = [-5, -6];

export function handleListOffsets(
  broker: Broker,
  request: RequestDelivery,
  body: RequestBody<'ListOffsets'>,
): void {
  const partitions = body.partitions.map(({ topic, partition, currentLeaderEpoch, timestamp }) => {
    const hosted = leaderFor(broker, topic, partition, currentLeaderEpoch);
    if (typeof hosted === 'string') {
      return { topic, partition, errorCode: hosted, timestamp: -1, offset: -1, leaderEpoch: -1 };
    }
    const found = offsetFor(broker, hosted, timestamp);
    if (isLagging(hosted) && (timestamp === LATEST || (timestamp >= 0 && found.offset === -1))) {
      const errorCode = 'OFFSET_NOT_AVAILABLE' as const;
      return { topic, partition, errorCode, timestamp: -1, offset: -1, leaderEpoch: -1 };
    }
    return { topic, partition, errorCode: 'NONE' as const, ...found };
  });
  respond(broker.port, request, { api: 'ListOffsets', partitions });
}

/** A new leader may not know yet how far its predecessor's high watermark was (KIP-207). */
function isLagging({ highWatermark, epochStartOffset }: HostedPartition): boolean {
  return highWatermark < epochStartOffset;
}

function offsetFor(
  broker: Broker,
  hosted: HostedPartition,
  timestamp: number,
): { readonly timestamp: number; readonly offset: number; readonly leaderEpoch: number } {
  const log = logOf(broker, hosted);
  const { leaderEpoch, highWatermark } = hosted;
  if (TIERED.includes(timestamp)) return answerOf(null);
  switch (timestamp) {
    case LATEST:
      return { timestamp: -1, offset: highWatermark, leaderEpoch };
    case EARLIEST:
    case EARLIEST_LOCAL:
      return { timestamp: -1, offset: log.logStartOffset, leaderEpoch };
    case MAX_TIMESTAMP:
      return answerOf(offsetOfMaxTimestamp(log, highWatermark));
    default:
      return answerOf(offsetForTimestamp(log, timestamp, highWatermark));
  }
}

function answerOf(found: TimestampOffset | null): ReturnType<typeof offsetFor> {
  if (found === null) return { timestamp: -1, offset: -1, leaderEpoch: -1 };
  return { timestamp: found.timestampMs, offset: found.offset, leaderEpoch: found.epoch };
}

export function handleOffsetForLeaderEpoch(
  broker: Broker,
  request: RequestDelivery,
  body: RequestBody<'OffsetForLeaderEpoch'>,
): void {
  const partitions = body.partitions.map((asked) => {
    const { topic, partition, currentLeaderEpoch } = asked;
    const hosted = leaderFor(broker, topic, partition, currentLeaderEpoch);
    if (typeof hosted === 'string') {
      return { topic, partition, errorCode: hosted, leaderEpoch: -1, endOffset: -1 };
    }
    const log = logOf(broker, hosted);
    const { epoch, endOffset } = log.epochs.endOffsetFor(asked.leaderEpoch, log.logEndOffset);
    return { topic, partition, errorCode: 'NONE' as const, leaderEpoch: epoch, endOffset };
  });
  respond(broker.port, request, { api: 'OffsetForLeaderEpoch', partitions });
}

/** The partition if this broker leads it in the epoch that the client knows, else the error. */
function leaderFor(
  broker: Broker,
  topic: string,
  partition: number,
  currentLeaderEpoch: number,
): HostedPartition | ErrorName {
  const hosted = broker.memory.partitions.get(partitionKey(topic, partition));
  if (hosted === undefined) {
    const known = partitionOf(broker.memory.image, topic, partition);
    return known === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'NOT_LEADER_OR_FOLLOWER';
  }
  if (currentLeaderEpoch !== -1 && currentLeaderEpoch !== hosted.leaderEpoch) {
    return currentLeaderEpoch < hosted.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH';
  }
  return isLeading(hosted) ? hosted : 'NOT_LEADER_OR_FOLLOWER';
}
