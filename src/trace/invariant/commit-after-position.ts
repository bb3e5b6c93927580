// A group commits no further than its members have read: no committed offset lies beyond every
// position that a member of the group has had in the partition, by polling, by seeking or by a reset.
// Offsets that an application or a tool names itself may be any.
import type { RequestBody } from '#kafka/protocol/api.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { KafkaCommandMap } from '#kafka/commands.ts';
import type { TraceEvent } from '#kafka/events.ts';
import type { Invariant } from './invariant.ts';

export const commitAfterPosition: Invariant = {
  name: 'a group commits no further than its members have read',
  start: () => {
    const groups = new Groups();
    return (event) => groups.watch(event);
  },
};

class Groups {
  /** Consumer → its group; the positions of one without a group are nobody's. */
  private readonly groupOf = new Map<string, string>();
  /** Group → partition → the furthest position. */
  private readonly furthest = new Map<string, Map<string, number>>();

  watch(event: TraceEvent): string | null {
    switch (event.type) {
      case 'consumer.added':
      case 'consumer.altered':
        this.groupOf.set(event.data.id, event.data.group ?? '');
        return null;
      case 'offset.reset': {
        const { consumer, topic, partition, offset } = event.data;
        this.reach(this.groupOf.get(consumer) ?? '', partitionKey(topic, partition), offset);
        return null;
      }
      case 'records.polled':
        for (const { topic, partition, position } of event.data.partitions) {
          this.reach(event.data.group, partitionKey(topic, partition), position);
        }
        return null;
      case 'command.applied':
        if (event.data.command === 'consumer.commit') this.allow(event.data.data);
        return null;
      case 'request.sent': {
        const body = event.data.body as RequestBody;
        if (body.api !== 'OffsetCommit' || event.node.startsWith('consumer-')) return null;
        for (const { topic, partition, committedOffset } of body.partitions) {
          this.reach(body.groupId, partitionKey(topic, partition), committedOffset);
        }
        return null;
      }
      case 'offset.committed': {
        const { group, topic, partition, offset } = event.data;
        const key = partitionKey(topic, partition);
        const furthest = this.furthest.get(group)?.get(key) ?? -1;
        return offset > furthest
          ? `${group} committed ${offset} of ${key}; its members were at ${furthest} at most`
          : null;
      }
      default:
        return null;
    }
  }

  /** commitAsync(offsets). */
  private allow(data: unknown): void {
    const { consumer, offsets } = data as KafkaCommandMap['consumer.commit'];
    for (const { topic, partition, offset } of offsets ?? []) {
      this.reach(this.groupOf.get(consumer) ?? '', partitionKey(topic, partition), offset);
    }
  }

  private reach(group: string, key: string, position: number): void {
    let positions = this.furthest.get(group);
    if (positions === undefined) {
      positions = new Map();
      this.furthest.set(group, positions);
    }
    positions.set(key, Math.max(positions.get(key) ?? -1, position));
  }
}
