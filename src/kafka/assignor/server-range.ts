// The server-side range assignor: each topic in contiguous ranges over its sorted subscribers. It
// forgets what was before. Follows Apache Kafka 4.3 `o.a.k.coordinator.group.assignor.RangeAssignor`.
import type { Uuid } from '#kafka/protocol/uuid.ts';
import { compareMembers } from './assignor.ts';
import {
  type GroupSpec,
  type PartitionCounts,
  type TargetAssignment,
  TargetBuilder,
} from './group-spec.ts';

export function assignServerRange(
  spec: GroupSpec,
  partitionCounts: PartitionCounts,
): TargetAssignment {
  const subscribers = new Map<Uuid, string[]>();
  for (const { memberId, subscribedTopicIds } of [...spec.members].sort(compareMembers)) {
    for (const topicId of subscribedTopicIds) {
      subscribers.set(topicId, [...(subscribers.get(topicId) ?? []), memberId]);
    }
  }
  const targets = new TargetBuilder(spec);
  for (const [topicId, memberIds] of subscribers) {
    const partitionCount = partitionCounts.get(topicId) ?? 0;
    const quota = Math.floor(partitionCount / memberIds.length);
    const extras = partitionCount % memberIds.length;
    let next = 0;
    memberIds.forEach((memberId, index) => {
      const end = next + quota + (index < extras ? 1 : 0);
      targets.addTopic(memberId, topicId);
      for (; next < end; next += 1) targets.add(memberId, topicId, next);
    });
  }
  return targets.build();
}
