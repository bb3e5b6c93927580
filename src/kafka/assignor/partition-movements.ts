// Remembers which partitions moved between which consumers during one assignment, so that two
// partitions of a topic do not simply swap places. Follows `AbstractStickyAssignor.PartitionMovements`.
import { JavaHashSet } from '#base/java-collections.ts';
import { type TopicPartition, topicPartitionKeys } from '#kafka/protocol/topic-partition.ts';

interface ConsumerPair {
  readonly source: string;
  readonly destination: string;
}

export class PartitionMovements {
  private readonly pairs = new Map<TopicPartition, ConsumerPair>();
  /** By topic, source and destination: what moved so. A consumer's id can hold no line break. */
  private readonly moved = new Map<string, JavaHashSet<TopicPartition>>();

  /** Notes a move; moving on shortens the way, moving back erases it. */
  move(partition: TopicPartition, oldConsumer: string, newConsumer: string): void {
    const before = this.pairs.get(partition);
    if (before === undefined) {
      this.add(partition, { source: oldConsumer, destination: newConsumer });
      return;
    }
    this.remove(partition, before);
    if (before.source !== newConsumer) {
      this.add(partition, { source: before.source, destination: newConsumer });
    }
  }

  /**
   * The partition to move instead of this one: one of the same topic that came the opposite way,
   * and so goes home, if there is any.
   */
  partitionToMove(
    partition: TopicPartition,
    oldConsumer: string,
    newConsumer: string,
  ): TopicPartition {
    const origin = this.pairs.get(partition)?.source ?? oldConsumer;
    const opposite = { source: newConsumer, destination: origin };
    const [goingHome] = this.moved.get(movementKey(partition.topic, opposite)) ?? [];
    return goingHome ?? partition;
  }

  private add(partition: TopicPartition, pair: ConsumerPair): void {
    this.pairs.set(partition, pair);
    const key = movementKey(partition.topic, pair);
    const moved = this.moved.get(key) ?? new JavaHashSet(topicPartitionKeys);
    this.moved.set(key, moved.add(partition));
  }

  private remove(partition: TopicPartition, pair: ConsumerPair): void {
    this.pairs.delete(partition);
    const key = movementKey(partition.topic, pair);
    const moved = this.moved.get(key);
    moved?.delete(partition);
    // A set that was emptied is forgotten with its table: the next one starts small again.
    if (moved?.size === 0) this.moved.delete(key);
  }
}

function movementKey(topic: string, { source, destination }: ConsumerPair): string {
  return `${topic}\n${source}\n${destination}`;
}
