// Sentences for what clients tell: producers, consumers, the administrator.
import type { TraceEventOf } from '#kafka/events.ts';
import type { ClientEventMap } from '#kafka/events/client.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { errorOf } from '#trace/project/errors.ts';
import { count, keysOf, type Sentences } from './words.ts';

function completionSentence({ data }: TraceEventOf<'batch.completed'>): string {
  const { producer, recordIds, errorCode, baseOffset } = data;
  const records = `${count(recordIds.length, 'record')} for ${topicPartitionKey(data)}`;
  if (errorCode !== 'NONE') return `${producer} gave up ${records}: ${errorCode}.`;
  const where = baseOffset === -1 ? '' : `, from offset ${baseOffset}`;
  return `${producer} has the acknowledgement of ${records}${where}.`;
}

function pollSentence({ data }: TraceEventOf<'records.polled'>): string {
  const { consumer, partitions, skipped } = data;
  const total = partitions.reduce((sum, one) => sum + one.recordIds.length, 0);
  const dropped = skipped === 0 ? '' : `, of which its filter drops ${skipped}`;
  return `${consumer} got ${count(total, 'record')} from poll(): ${keysOf(partitions)}${dropped}.`;
}

export function handledSentence({ data }: TraceEventOf<'record.handled'>): string {
  const { consumer, offset, outcome, attempt } = data;
  const what = `offset ${offset} of ${topicPartitionKey(data)}`;
  switch (outcome) {
    case 'done':
      return `${consumer} handled ${what}.`;
    case 'retry':
      return `${consumer} could not handle ${what} (attempt ${attempt}), and tries it again.`;
    case 'skipped':
      return `${consumer} could not handle ${what}, and goes on with the next one.`;
    case 'set aside':
      return `${consumer} could not handle ${what}, and sent it to a dead letter topic.`;
    case 'crash':
      return `${consumer} could not handle ${what}: the exception ends its process.`;
  }
}

export const CLIENT_SENTENCES: Sentences<keyof ClientEventMap> = {
  // ── Any client ────────────────────────────────────────────────────────────────────────────
  'metadata.refreshed': ({ data: { client, reason } }) => `${client} has new metadata: ${reason}.`,
  'client.answered': ({ data: { client, errorCode, body } }) =>
    body === null
      ? `${client} was not answered: ${errorCode}.`
      : `${client} was answered: ${body.api}, ${errorOf(body)}.`,
  'client.failed': ({ data: { client, errorCode, errorMessage } }) =>
    `${client}: ${errorCode}. ${errorMessage}`,
  'command.refused': ({ data: { command, errorCode, errorMessage } }) =>
    `Kafka refused ${command}: ${errorCode}: ${errorMessage}`,

  // ── Producer ──────────────────────────────────────────────────────────────────────────────
  'producer.added': ({ data: { id } }) => `${id} started.`,
  'producer.altered': ({ data: { id } }) => `${id} has new settings.`,
  'producer.closed': ({ data: { producer } }) => `${producer} closed.`,
  'record.created': ({ data }) => {
    const how = data.by === 'key' ? `murmur2 of key “${data.key ?? ''}”` : data.by;
    return `${data.producer} made a record for ${topicPartitionKey(data)} (${how}).`;
  },
  'batch.completed': completionSentence,
  'batch.retried': ({ data }) =>
    `${data.producer} will send to ${topicPartitionKey(data)} again in ${data.backoffMs} ms: ${data.errorCode} (attempt ${data.attempt}).`,
  'partitioner.switched': ({ data }) =>
    `${data.producer} fills batches for ${topicPartitionKey(data)} now: batch.size bytes went to the one before.`,

  // ── Consumer ──────────────────────────────────────────────────────────────────────────────
  'consumer.added': ({ data: { id } }) => `${id} started.`,
  'consumer.altered': ({ data: { id } }) => `${id} has new settings.`,
  'consumer.closed': ({ data: { consumer } }) => `${consumer} closed.`,
  'partitions.assigned': ({ data: { consumer, partitions, owned } }) =>
    partitions.length === 0
      ? `${consumer} got no new partition; it owns ${keysOf(owned)}.`
      : `${consumer} was assigned ${keysOf(partitions)}.`,
  'partitions.revoked': ({ data: { consumer, partitions, isLost } }) =>
    isLost
      ? `${consumer} lost ${keysOf(partitions)}: others may own them already.`
      : `${consumer} gave up ${keysOf(partitions)}.`,
  'offset.reset': ({ data }) =>
    `${data.consumer} reads ${topicPartitionKey(data)} from offset ${data.offset} (${data.by}).`,
  'partition.paused': ({ data }) =>
    data.isPaused
      ? `${data.consumer} paused ${topicPartitionKey(data)}: it stays assigned and is not fetched.`
      : `${data.consumer} resumed ${topicPartitionKey(data)}.`,
  'read-replica.changed': ({ data }) =>
    data.broker === null
      ? `${data.consumer} reads ${topicPartitionKey(data)} from its leader again.`
      : `${data.consumer} reads ${topicPartitionKey(data)} from broker ${data.broker}, in its own rack, as the leader advised.`,
  'records.polled': pollSentence,
  'record.handled': handledSentence,
  'records.processed': ({ data: { consumer } }) => `${consumer} is done with its records.`,
};
