// Faces of what brokers tell: their replicas and logs, and what waits on them.
import type { BrokerEventMap } from '#kafka/events/broker.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import type { TraceEventOf } from '#kafka/events.ts';
import type { EventMark } from './mark.ts';
import { type Faces, isPartitionOrReplica, type Subject, type Weight } from './face.ts';

/** Of a topic that people made; of Kafka's own nobody wants to hear. */
function unlessInternal(weight: Weight) {
  return ({ data }: { data: { topic: string } }): Weight =>
    isInternalTopic(data.topic) ? 0 : weight;
}

function isReplica(
  { data }: { data: { topic: string; partition: number; broker: number } },
  subject: Subject,
): boolean {
  return isPartitionOrReplica(subject, data);
}

/** Whether the leader appended the record `orders-0#7`. */
function hasRecord({ data }: TraceEventOf<'records.appended'>, id: string): boolean {
  const [key = '', offset = ''] = id.split('#');
  return (
    key === topicPartitionKey(data) &&
    data.role === 'leader' &&
    Number(offset) >= data.batch.baseOffset &&
    Number(offset) < data.logEndOffset
  );
}

/** What was cut off is gone for good, acknowledged or not. */
function truncationMark({ data }: TraceEventOf<'log.truncated'>): EventMark | null {
  const cutCount = data.previousLogEndOffset - data.logEndOffset;
  if (isInternalTopic(data.topic) || cutCount === 0) return null;
  const label = `${topicPartitionKey(data)} on broker ${data.broker}: ${cutCount} cut off`;
  return { kind: 'error', label };
}

export const BROKER_FACES: Faces<keyof BrokerEventMap> = {
  'broker.added': { weight: 0, why: 'reason' },
  'disk.changed': { weight: 2, why: 'reason' },
  'metadata.applied': { weight: 0, why: 'plumbing' },
  'replica.role-changed': { weight: 0, why: 'reason', concerns: isReplica },
  'records.appended': {
    weight: unlessInternal(1),
    why: 'reason',
    concerns: (event, subject) =>
      subject.type === 'record' ? hasRecord(event, subject.id) : isReplica(event, subject),
  },
  'log.truncated': {
    weight: unlessInternal(2),
    why: 'reason',
    concerns: isReplica,
    mark: truncationMark,
  },
  'highWatermark.advanced': { weight: unlessInternal(1), why: 'reason', concerns: isReplica },
  'follower.progressed': { weight: 0, why: 'link' },
  'isr.change-requested': { weight: unlessInternal(2), why: 'reason' },
  'isr.changed': { weight: unlessInternal(2), why: 'reason' },
  'request.parked': { weight: 0, why: 'link' },
};
