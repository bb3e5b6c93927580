// When an assignor looks at racks: shared by the range and the sticky assignors.
// Follows `AbstractPartitionAssignor.useRackAwareAssignment` (KIP-881).
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { GroupMember, TopicMetadata } from './assignor.ts';

/** Racks that hold a replica of a partition, by partition key. */
export type PartitionRacks = ReadonlyMap<string, ReadonlySet<string>>;

/** Rack of each consumer that told one, by member id. */
export function racksOfConsumers(members: readonly GroupMember[]): ReadonlyMap<string, string> {
  const racks = new Map<string, string>();
  for (const { memberId, metadata } of members) {
    if (metadata.rackId !== null && metadata.rackId !== '') racks.set(memberId, metadata.rackId);
  }
  return racks;
}

export function racksOfPartitions(topics: ReadonlyMap<string, TopicMetadata>): PartitionRacks {
  const racks = new Map<string, ReadonlySet<string>>();
  for (const [topic, { partitionCount, replicaRacks }] of topics) {
    for (let partition = 0; partition < partitionCount; partition += 1) {
      const known = (replicaRacks?.[partition] ?? []).filter((rack) => rack !== null);
      racks.set(partitionKey(topic, partition), new Set(known));
    }
  }
  return racks;
}

/**
 * Racks matter when a consumer shares one with a replica, and when not every partition has replicas
 * in all of them (then any assignment would match).
 */
export function isRackAwarenessUseful(
  consumerRacks: Iterable<string>,
  partitionRacks: PartitionRacks,
): boolean {
  const all = new Set([...partitionRacks.values()].flatMap((racks) => [...racks]));
  if (![...consumerRacks].some((rack) => all.has(rack))) return false;
  return [...partitionRacks.values()].some((racks) => racks.size !== all.size);
}
