// Why a record is in its partition: by its key, or by the producer's turn. Follows
// `BuiltInPartitioner` and, for librdkafka, its `consistent` partitioner.
import type { Bytes } from '#base/bytes.ts';
import { consistentPartition } from '#kafka/partitioner/crc32.ts';
import { murmur2, partitionForKey, toPositive } from '#kafka/partitioner/murmur2.ts';
import type { TraceEventOf } from '#kafka/events.ts';
import type { Frame } from '#trace/frame.ts';

/** In a sentence, from what `record.created` says and the record's key. */
export function partitionReason(
  frame: Frame,
  { data }: TraceEventOf<'record.created'>,
  key: Bytes | null,
): string {
  const { producer, topic, partition, by } = data;
  const where = `It is in ${topic}-${partition}`;
  switch (by) {
    case 'key':
      return key === null ? `${where} by its key.` : keyReason(frame, data, key);
    case 'sticky':
      return `${where} because it has no key that counts: ${producer} fills a batch for one partition, then chooses another.`;
    case 'round robin':
      return `${where} because ${producer} takes the partitions in turn (RoundRobinPartitioner).`;
    case 'random':
      return `${where} because it has no key: ${producer} takes any partition.`;
    case 'hand':
      return `${where} because the application named the partition.`;
  }
}

function keyReason(
  frame: Frame,
  { producer, topic, partition }: TraceEventOf<'record.created'>['data'],
  key: Bytes,
): string {
  const count = frame.topics.get(topic)?.partitions.length ?? 0;
  const isCrc32 = frame.producers.get(producer)?.spec.partitioner === 'crc32';
  if (count === 1) return `It is in ${topic}-${partition}, the only partition.`;
  const bytes = key.toArray();
  const remainder = (isCrc32 ? consistentPartition : partitionForKey)(bytes, Math.max(1, count));
  const hash = isCrc32
    ? `crc32("${key.text}")`
    : `murmur2("${key.text}") = ${toPositive(murmur2(bytes))}`;
  if (remainder === partition) {
    return `It is in ${topic}-${partition} because ${hash}, modulo ${count} partitions, is ${partition}.`;
  }
  return `It is in ${topic}-${partition} because ${hash}, modulo the number of partitions that ${producer} knew of then, is ${partition}; modulo the ${count} of now it is ${remainder}.`;
}
