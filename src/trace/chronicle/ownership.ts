// For how long each partition of a group was owned by nobody: what a rebalance costs. A partition
// counts from the moment at which somebody owned it for the first time. Grows with the trace.
import type { TraceEvent } from '#kafka/events.ts';
import { type TopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';

/** A stretch in which no consumer of the group owned a partition. */
export interface Gap {
  readonly fromUs: number;
  /** null: it lasts. */
  readonly untilUs: number | null;
}

interface Owned {
  readonly owners: Set<string>;
  readonly gaps: Gap[];
}

const CONSUMER = 'consumer-';

export class Ownership {
  /** Group → partition key → who owned it when. */
  private readonly groups = new Map<string, Map<string, Owned>>();
  private readonly groupByConsumer = new Map<string, string>();

  /** Stretches in which nobody owned a partition, in order. */
  gapsOf(group: string, partition: string): readonly Gap[] {
    return this.groups.get(group)?.get(partition)?.gaps ?? [];
  }

  /** The stretch without an owner in which a moment lies; null: somebody owned it, or nobody ever did. */
  gapAt(group: string, partition: string, atUs: number): Gap | null {
    const gaps = this.gapsOf(group, partition);
    return (
      gaps.find(({ fromUs, untilUs }) => fromUs <= atUs && (untilUs ?? Infinity) > atUs) ?? null
    );
  }

  /** Partition-µs without an owner up to a moment, over all partitions of a group. */
  unownedUs(group: string, atUs: number): number {
    let sum = 0;
    for (const { gaps } of this.groups.get(group)?.values() ?? []) {
      for (const { fromUs, untilUs } of gaps) {
        sum += Math.max(0, Math.min(untilUs ?? atUs, atUs) - fromUs);
      }
    }
    return sum;
  }

  add(event: TraceEvent): void {
    switch (event.type) {
      case 'partitions.assigned':
      case 'partitions.revoked': {
        const { group, consumer, owned } = event.data;
        this.groupByConsumer.set(consumer, group);
        this.settle(group, consumer, owned, event.atUs);
        return;
      }
      case 'node.crashed':
      case 'node.stopped': {
        const consumer = event.node.slice(CONSUMER.length);
        const group = event.node.startsWith(CONSUMER)
          ? this.groupByConsumer.get(consumer)
          : undefined;
        if (group !== undefined) this.settle(group, consumer, [], event.atUs);
        return;
      }
      default:
        return;
    }
  }

  /** From now on a consumer owns just these partitions. */
  private settle(
    group: string,
    consumer: string,
    owned: readonly TopicPartition[],
    atUs: number,
  ): void {
    let partitions = this.groups.get(group);
    if (partitions === undefined) {
      partitions = new Map();
      this.groups.set(group, partitions);
    }
    const keys = new Set(owned.map(topicPartitionKey));
    for (const key of keys) {
      const known = partitions.get(key);
      if (known === undefined) partitions.set(key, { owners: new Set([consumer]), gaps: [] });
      else take(known, consumer, atUs);
    }
    for (const [key, one] of partitions) if (!keys.has(key)) release(one, consumer, atUs);
  }
}

function take({ owners, gaps }: Owned, consumer: string, atUs: number): void {
  const gap = gaps.at(-1);
  if (owners.size === 0 && gap !== undefined) gaps[gaps.length - 1] = { ...gap, untilUs: atUs };
  owners.add(consumer);
}

function release({ owners, gaps }: Owned, consumer: string, atUs: number): void {
  if (owners.delete(consumer) && owners.size === 0) gaps.push({ fromUs: atUs, untilUs: null });
}
