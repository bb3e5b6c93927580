// Sentences for what brokers tell: their replicas and logs, and what waits on them.
import type { TraceEventOf } from '#kafka/events.ts';
import type { BrokerEventMap } from '#kafka/events/broker.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { nameOf } from '#trace/name.ts';
import { type Sentences, set } from './words.ts';

function roleSentence({ data }: TraceEventOf<'replica.role-changed'>): string {
  const { broker, role, leaderEpoch } = data;
  const key = topicPartitionKey(data);
  switch (role) {
    case 'no leader':
      return `Broker ${broker} has no leader to follow in ${key}.`;
    case 'none':
      return `Broker ${broker} has no replica of ${key} any more.`;
    default:
      return `Broker ${broker} is ${role} of ${key} in leader epoch ${leaderEpoch}.`;
  }
}

function appendSentence({ data }: TraceEventOf<'records.appended'>): string {
  const { broker, batch, logEndOffset, role } = data;
  const range =
    batch.records.length === 1
      ? `offset ${batch.baseOffset}`
      : `offsets ${batch.baseOffset} to ${logEndOffset - 1}`;
  return role === 'leader'
    ? `Broker ${broker}, the leader, appended ${range} to ${topicPartitionKey(data)}.`
    : `Broker ${broker}, a follower, copied ${range} of ${topicPartitionKey(data)}.`;
}

export const BROKER_SENTENCES: Sentences<keyof BrokerEventMap> = {
  'broker.added': ({ data: { id } }) => `Broker ${id} was added.`,
  'disk.changed': ({ data: { broker, appendLatencyUs } }) =>
    appendLatencyUs === 0
      ? `The disk of broker ${broker} is healthy again.`
      : `The disk of broker ${broker} is slow: each append takes ${appendLatencyUs / 1_000} ms.`,
  'metadata.applied': ({ data: { broker, offset } }) =>
    `Broker ${broker} applied the metadata log up to ${offset}.`,
  'replica.role-changed': roleSentence,
  'records.appended': appendSentence,
  'log.truncated': ({ data }) =>
    `Broker ${data.broker} cut its log of ${topicPartitionKey(data)} from ${data.previousLogEndOffset} back to ${data.logEndOffset}: the leader does not have those records.`,
  'highWatermark.advanced': ({ data }) =>
    `The high watermark of ${topicPartitionKey(data)} on broker ${data.broker} went from ${data.previous} to ${data.highWatermark}.`,
  'follower.progressed': ({ data }) =>
    `The leader of ${topicPartitionKey(data)} learned that broker ${data.follower} has fetched up to ${data.logEndOffset}.`,
  'isr.change-requested': ({ data }) =>
    `The leader of ${topicPartitionKey(data)} asked for the ISR ${set(data.newIsr)}: ${data.reason}.`,
  'isr.changed': ({ data }) =>
    `The leader of ${topicPartitionKey(data)} works with the ISR ${set(data.isr)}.`,
  'request.parked': ({ node, data: { api, waitsFor } }) =>
    `A ${api} waits on ${nameOf(node)} for ${waitsFor}.`,
};
