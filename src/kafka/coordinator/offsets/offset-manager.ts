// Committed offsets: OffsetCommit and OffsetFetch. Follows `OffsetMetadataManager` of Apache Kafka
// 4.3; who may commit is for the group to say (`validateOffsetCommit`).
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import { parseTopicPartition, partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { RequestDelivery } from '#sim/node.ts';
import type { CoordinatorRecord } from '#kafka/coordinator/runtime/host.ts';
import type { CoordinatorResult } from '#kafka/coordinator/runtime/shard.ts';
import type { OffsetsHost, OffsetsThen } from './host.ts';
import { type CommittedOffset, offsetRecord } from './offsets-topic.ts';

/** Group → partition key → committed offset. */
export type CommittedOffsets = Map<string, Map<string, CommittedOffset>>;

/** What a commit comes to, once its group has nothing against it. */
export function commitOffsets(
  request: RequestDelivery,
  body: RequestBody<'OffsetCommit'>,
  host: OffsetsHost,
): CoordinatorResult<OffsetsThen> {
  const mostBytes = readNumber('broker', host.configs, 'offset.metadata.max.bytes');
  const records: CoordinatorRecord[] = [];
  const offsets: OffsetsThen['offsets'][number][] = [];
  const partitions = body.partitions.map((one) => {
    const { topic, partition } = one;
    if (partition >= (host.topicOf(topic)?.partitionCount ?? 0)) {
      return { topic, partition, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' as const };
    }
    if (one.committedMetadata.length > mostBytes) {
      return { topic, partition, errorCode: 'OFFSET_METADATA_TOO_LARGE' as const };
    }
    const value = Object.freeze({
      offset: one.committedOffset,
      leaderEpoch: one.committedLeaderEpoch,
      metadata: one.committedMetadata,
      commitMs: host.nowMs,
    });
    records.push(offsetRecord(body.groupId, topic, partition, value));
    offsets.push({ group: body.groupId, memberId: body.memberId, topic, partition, value });
    return { topic, partition, errorCode: 'NONE' as const };
  });
  return {
    records,
    answer: { request, body: { api: 'OffsetCommit', partitions } },
    then: Object.freeze({ type: 'offsets', offsets }),
  };
}

/** The offsets are stored: others see them. */
export function publishOffsets(
  committed: CommittedOffsets,
  { offsets }: OffsetsThen,
  host: OffsetsHost,
): void {
  for (const { group, memberId, topic, partition, value } of offsets) {
    storeOffset(committed, group, partitionKey(topic, partition), value);
    host.emit('offset.committed', { group, memberId, topic, partition, offset: value.offset });
  }
}

/** Keeps an offset in memory, where OffsetFetch finds it. */
export function storeOffset(
  committed: CommittedOffsets,
  group: string,
  key: string,
  value: CommittedOffset,
): void {
  const offsets = committed.get(group) ?? new Map<string, CommittedOffset>();
  committed.set(group, offsets.set(key, value));
}

/** The offsets that a group has committed, of the partitions named or of all. */
export function fetchOffsets(
  committed: CommittedOffsets,
  body: RequestBody<'OffsetFetch'>,
): ResponseBody<'OffsetFetch'> {
  const offsets = committed.get(body.groupId);
  const wanted = body.partitions ?? [...(offsets?.keys() ?? [])].map(parseTopicPartition);
  const partitions = wanted.map(({ topic, partition }) => {
    const found = offsets?.get(partitionKey(topic, partition));
    return {
      topic,
      partition,
      errorCode: 'NONE' as const,
      committedOffset: found?.offset ?? -1,
      committedLeaderEpoch: found?.leaderEpoch ?? -1,
      metadata: found?.metadata ?? '',
    };
  });
  return { api: 'OffsetFetch', errorCode: 'NONE', partitions };
}
