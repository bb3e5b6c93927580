// The partitioner that gives each record the next partition, keyed or not.
// Follows `org.apache.kafka.clients.producer.RoundRobinPartitioner`.
import { toPositive } from './murmur2.ts';
import type { PartitionsOfTopic } from './sticky.ts';

/** The partition of the `counter`th call for a topic (from 0; the caller counts). */
export function nextRoundRobinPartition(
  counter: number,
  { partitionCount, available }: PartitionsOfTopic,
): number {
  const turn = toPositive(counter);
  return available[turn % available.length] ?? turn % partitionCount;
}
