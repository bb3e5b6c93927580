// The client-side assignors by their names and by the class names that configs use.
import type { AssignorName, ConsumerPartitionAssignor } from './assignor.ts';
import { cooperativeStickyAssignor } from './cooperative-sticky.ts';
import { rangeAssignor } from './range.ts';
import { roundRobinAssignor } from './round-robin.ts';
import { stickyAssignor } from './sticky.ts';

const ASSIGNORS: Readonly<Record<AssignorName, ConsumerPartitionAssignor>> = {
  range: rangeAssignor,
  roundrobin: roundRobinAssignor,
  sticky: stickyAssignor,
  'cooperative-sticky': cooperativeStickyAssignor,
};

const CLASS_NAMES: ReadonlyMap<string, AssignorName> = new Map([
  ['org.apache.kafka.clients.consumer.RangeAssignor', 'range'],
  ['org.apache.kafka.clients.consumer.RoundRobinAssignor', 'roundrobin'],
  ['org.apache.kafka.clients.consumer.StickyAssignor', 'sticky'],
  ['org.apache.kafka.clients.consumer.CooperativeStickyAssignor', 'cooperative-sticky'],
]);

/** The assignor that a group calls by this name. */
export function assignorByName(name: AssignorName): ConsumerPartitionAssignor {
  return ASSIGNORS[name];
}

/**
 * Reads one item of `partition.assignment.strategy`, with or without Kafka's leading `class `.
 * null: no such assignor here.
 */
export function assignorNameOfClass(className: string): AssignorName | null {
  return CLASS_NAMES.get(className.trim().replace(/^class /, '')) ?? null;
}
