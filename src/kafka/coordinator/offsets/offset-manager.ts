// Committed offsets: OffsetCommit and OffsetFetch. Follows `OffsetMetadataManager` of Apache Kafka
// 4.3; who may commit is for the group to say (`validateOffsetCommit`).
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { parseTopicPartition, partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { stateOf, validateMember } from '#kafka/coordinator/classic/group.ts';
import { restartSession } from '#kafka/coordinator/classic/timers.ts';
import { commitErrorOf } from '#kafka/coordinator/consumer/checks.ts';
import type {
  ClassicGroup,
  CoordinatorState,
  Deferred,
} from '#kafka/coordinator/coordinator-state.ts';
import type { CoordinatorRecord } from './offsets-topic.ts';
import type { CoordinatorHost } from '#kafka/coordinator/host.ts';
import { appendError, refusal } from '#kafka/coordinator/group-answers.ts';
import { type CommittedOffset, offsetRecord } from './offsets-topic.ts';

type DeferredOffsets = Extract<Deferred, { type: 'offsets' }>;

function commitError(
  state: CoordinatorState,
  body: RequestBody<'OffsetCommit'>,
  host: CoordinatorHost,
): ErrorName {
  const consumerGroup = state.consumerGroups.get(body.groupId);
  return consumerGroup === undefined
    ? classicCommitError(state.groups.get(body.groupId), body)
    : commitErrorOf(consumerGroup, body, host);
}

function classicCommitError(
  group: ClassicGroup | undefined,
  body: RequestBody<'OffsetCommit'>,
): ErrorName {
  const { memberId, groupInstanceId, generationIdOrMemberEpoch: generationId } = body;
  if (group === undefined) return generationId < 0 ? 'NONE' : 'ILLEGAL_GENERATION';
  const state = stateOf(group);
  if (state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  if (generationId < 0 && state === 'Empty') return 'NONE';
  if (generationId < 0 && memberId === '' && groupInstanceId === null) return 'UNKNOWN_MEMBER_ID';
  const error = validateMember(group, memberId, groupInstanceId);
  if (error !== 'NONE') return error;
  if (generationId !== group.generationId) return 'ILLEGAL_GENERATION';
  return state === 'CompletingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

export function handleOffsetCommit(
  state: CoordinatorState,
  request: RequestDelivery,
  body: RequestBody<'OffsetCommit'>,
  offsetsPartition: number,
  host: CoordinatorHost,
): void {
  const group = state.groups.get(body.groupId);
  const error = commitError(state, body, host);
  if (error !== 'NONE') {
    host.respond(request, refusal(body, error));
    return;
  }
  const member = group?.members.get(body.memberId);
  const isLive = group !== undefined && ['Stable', 'PreparingRebalance'].includes(stateOf(group));
  if (isLive && member !== undefined) restartSession(group, member, host);
  const mostBytes = readNumber('broker', host.configs, 'offset.metadata.max.bytes');
  const records: CoordinatorRecord[] = [];
  const offsets: DeferredOffsets['offsets'][number][] = [];
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
  const answer: ResponseBody = { api: 'OffsetCommit', partitions };
  if (records.length === 0) {
    host.respond(request, answer);
    return;
  }
  const { errorCode, endOffset } = host.append(offsetsPartition, records);
  if (errorCode !== 'NONE') {
    host.respond(request, refusal(body, appendError(errorCode)));
    return;
  }
  const deferred: Deferred = {
    offsetsPartition,
    endOffset,
    type: 'offsets',
    request,
    body: Object.freeze(answer),
    offsets,
  };
  state.deferred.push(Object.freeze(deferred));
  host.flush(offsetsPartition);
}

/** The offsets are stored: others see them, and the committer is answered. */
export function publishOffsets(
  state: CoordinatorState,
  { request, body, offsets }: DeferredOffsets,
  host: CoordinatorHost,
): void {
  for (const { group, memberId, topic, partition, value } of offsets) {
    storeOffset(state, group, partitionKey(topic, partition), value);
    host.emit('offset.committed', { group, memberId, topic, partition, offset: value.offset });
  }
  host.respond(request, body);
}

/** Keeps an offset in memory, where OffsetFetch finds it. */
export function storeOffset(
  state: CoordinatorState,
  group: string,
  key: string,
  value: CommittedOffset,
): void {
  const offsets = state.offsets.get(group) ?? new Map<string, CommittedOffset>();
  state.offsets.set(group, offsets.set(key, value));
}

export function handleOffsetFetch(
  state: CoordinatorState,
  request: RequestDelivery,
  body: RequestBody<'OffsetFetch'>,
  host: CoordinatorHost,
): void {
  const offsets = state.offsets.get(body.groupId);
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
  host.respond(request, { api: 'OffsetFetch', errorCode: 'NONE', partitions });
}
