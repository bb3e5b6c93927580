// What a request asks and an answer says, in a few words: what stands on an arrow between two nodes.
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import { lastOffsetOf } from '#kafka/protocol/record.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { errorOf } from '#trace/project/errors.ts';

const MOST_NAMES = 3;

function namesOf(partitions: readonly TopicPartition[]): string {
  if (partitions.length === 0) return 'no partitions';
  if (partitions.length > MOST_NAMES) return `${partitions.length} partitions`;
  return partitions.map(topicPartitionKey).join(', ');
}

function one(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${count} ${thing}s`;
}

/** `Produce, sequence 6`: the API, and what tells this request from others. */
export function requestWords(body: RequestBody): string {
  const fact = requestFact(body);
  return fact === '' ? body.api : `${body.api}${fact}`;
}

function requestFact(body: RequestBody): string {
  switch (body.api) {
    case 'Produce': {
      const [first] = body.partitions;
      if (first === undefined) return '';
      if (body.partitions.length > 1) return `, ${body.partitions.length} batches`;
      const { baseSequence, records } = first.batch;
      return baseSequence < 0 ? `, ${one(records.length, 'record')}` : `, sequence ${baseSequence}`;
    }
    case 'Fetch': {
      const [first] = body.partitions;
      if (first === undefined) return '';
      return body.partitions.length === 1 ? ` from ${first.fetchOffset}` : '';
    }
    case 'FetchMetadata':
      return ` from ${body.fetchOffset}`;
    case 'JoinGroup':
      return body.memberId === '' ? ', no member id' : '';
    case 'SyncGroup':
      return body.assignments.length > 0 ? ': the assignment' : '';
    case 'OffsetCommit':
      return body.partitions.length === 1
        ? ` ${body.partitions[0]?.committedOffset ?? ''}`
        : `, ${body.partitions.length} partitions`;
    case 'ConsumerGroupHeartbeat':
      if (body.memberEpoch === 0) return ', joins';
      if (body.memberEpoch < 0) return ', leaves';
      if (body.topicPartitions !== null) return `, owns ${namesOf(body.topicPartitions)}`;
      return `, epoch ${body.memberEpoch}`;
    case 'Heartbeat':
      return `, generation ${body.generationId}`;
    case 'AlterPartition': {
      const [first] = body.partitions;
      return first === undefined
        ? ''
        : `, ISR {${first.newIsr.map(({ brokerId }) => brokerId).join(', ')}}`;
    }
    case 'Vote':
      return `${body.preVote ? ', before' : ', in'} epoch ${body.candidateEpoch}`;
    case 'BeginQuorumEpoch':
    case 'EndQuorumEpoch':
      return `, epoch ${body.leaderEpoch}`;
    case 'BrokerHeartbeat':
      return body.wantShutDown ? ', wants to stop' : '';
    case 'FindCoordinator':
      return ` of ${body.key}`;
    default:
      return '';
  }
}

/** `offset 24`, or the error. */
export function responseWords(body: ResponseBody): string {
  const error = errorOf(body);
  if (error !== 'NONE') return error;
  switch (body.api) {
    case 'Produce': {
      const [first] = body.partitions;
      return first === undefined || body.partitions.length > 1
        ? 'written'
        : `offset ${first.baseOffset}`;
    }
    case 'Fetch':
      return fetchWords(body);
    case 'JoinGroup':
      return `generation ${body.generationId}${body.leader === body.memberId ? ', you lead' : ''}`;
    case 'SyncGroup':
      return namesOf(body.assignment.partitions);
    case 'OffsetFetch': {
      const [first] = body.partitions;
      if (first === undefined || body.partitions.length > 1) return 'committed offsets';
      return first.committedOffset < 0 ? 'none committed' : `committed ${first.committedOffset}`;
    }
    case 'ListOffsets':
      return body.partitions.length === 1
        ? `offset ${body.partitions[0]?.offset ?? ''}`
        : 'offsets';
    case 'FindCoordinator':
      return `broker ${body.nodeId}`;
    case 'InitProducerId':
      return `producer id ${body.producerId}`;
    case 'ConsumerGroupHeartbeat':
      return body.assignment === null
        ? `epoch ${body.memberEpoch}`
        : `epoch ${body.memberEpoch}: ${namesOf(body.assignment)}`;
    case 'Vote':
      return body.voteGranted ? 'granted' : 'refused';
    case 'FetchMetadata':
      return body.batches.length === 0 ? 'nothing new' : one(body.batches.length, 'batch');
    case 'BrokerHeartbeat':
      return body.isFenced ? 'fenced' : '';
    default:
      return '';
  }
}

function fetchWords(body: Extract<ResponseBody, { api: 'Fetch' }>): string {
  const batches = body.partitions
    .filter(({ topic }) => !isInternalTopic(topic))
    .flatMap((partition) => partition.batches);
  const [first] = batches;
  const last = batches.at(-1);
  if (first === undefined || last === undefined) return 'nothing new';
  const count = batches.reduce((sum, batch) => sum + batch.records.length, 0);
  const isOne = body.partitions.filter((partition) => partition.batches.length > 0).length === 1;
  if (!isOne) return `${count} records`;
  if (count === 1) return `record ${first.baseOffset}`;
  return `records ${first.baseOffset} to ${lastOffsetOf(last)}`;
}

/** A record that a message carries, as a tile on its arrow. */
export interface Aboard {
  readonly key: string | null;
}

/** Records aboard a message, the first few of them. */
export function aboard(body: RequestBody | ResponseBody, most: number): readonly Aboard[] {
  if (body.api !== 'Produce' && body.api !== 'Fetch') return [];
  const records: Aboard[] = [];
  for (const partition of body.partitions) {
    if (isInternalTopic(partition.topic)) continue;
    const batches =
      'batch' in partition ? [partition.batch] : 'batches' in partition ? partition.batches : [];
    for (const batch of batches) {
      for (const { key } of batch.records) {
        if (records.length === most) return records;
        records.push({ key: key?.text ?? null });
      }
    }
  }
  return records;
}
