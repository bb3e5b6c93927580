// The client-side assignors that come with Kafka, by their names and by the class names that configs
// use.

/** As a group calls it (`ConsumerPartitionAssignor.name`). */
export type AssignorName = 'range' | 'roundrobin' | 'sticky' | 'cooperative-sticky';

const CLASS_NAMES: ReadonlyMap<string, AssignorName> = new Map([
  ['org.apache.kafka.clients.consumer.RangeAssignor', 'range'],
  ['org.apache.kafka.clients.consumer.RoundRobinAssignor', 'roundrobin'],
  ['org.apache.kafka.clients.consumer.StickyAssignor', 'sticky'],
  ['org.apache.kafka.clients.consumer.CooperativeStickyAssignor', 'cooperative-sticky'],
]);

const NAMES: ReadonlySet<string> = new Set(CLASS_NAMES.values());

/**
 * Reads one item of `partition.assignment.strategy`: a class, with or without Kafka's leading
 * `class `, or in short the name that groups use. null: no such assignor comes with Kafka.
 */
export function assignorNameOf(item: string): AssignorName | null {
  const name = item.trim().replace(/^class /, '');
  return NAMES.has(name) ? (name as AssignorName) : (CLASS_NAMES.get(name) ?? null);
}
