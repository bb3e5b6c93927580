// How much the groups have still to read and to commit, over time. Folded once along the trace.
import type { TraceEvent } from '#kafka/events.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { TraceStore } from './store.ts';

export interface LagSample {
  readonly atUs: number;
  /** Records between the positions of the groups' consumers and the high watermarks. */
  readonly unread: number;
  /** Records between the groups' committed offsets and the high watermarks: what Kafka's tools call lag. */
  readonly uncommitted: number;
}

/** Offsets of all groups, by group and partition, and how far they are behind together. */
class Behind {
  total = 0;
  private readonly offsets = new Map<string, Map<string, number>>();

  set(group: string, key: string, offset: number, highWatermark: number): void {
    const offsets = this.offsets.get(group) ?? new Map<string, number>();
    this.offsets.set(group, offsets);
    const before = offsets.get(key);
    if (before !== undefined) this.total -= Math.max(0, highWatermark - before);
    this.total += Math.max(0, highWatermark - offset);
    offsets.set(key, offset);
  }

  /** A high watermark rose: whoever stands below it has more to do. */
  rise(key: string, before: number, after: number): void {
    for (const offsets of this.offsets.values()) {
      const offset = offsets.get(key);
      if (offset === undefined) continue;
      this.total += Math.max(0, after - offset) - Math.max(0, before - offset);
    }
  }
}

export class Lag {
  /** Its changes, in order of time. */
  readonly samples: LagSample[] = [];
  private foldedUntil = 0;
  private readonly highWatermarks = new Map<string, number>();
  private readonly leaders = new Map<string, number>();
  private readonly groups = new Map<string, string | null>();
  /** A partition that nobody owns keeps the position that was read last. */
  private readonly read = new Behind();
  private readonly committed = new Behind();

  /** Folds what is new in the trace. */
  update(trace: TraceStore): void {
    while (this.foldedUntil < trace.length) {
      const event = trace.at(this.foldedUntil);
      if (event === undefined) return;
      this.foldedUntil += 1;
      if (this.fold(event)) this.sample(event.atUs);
    }
  }

  /** True when somebody may be further behind, or less so. */
  private fold(event: TraceEvent): boolean {
    switch (event.type) {
      case 'consumer.added':
        this.groups.set(event.data.id, event.data.group);
        return false;
      case 'replica.role-changed':
        if (event.data.role === 'leader') {
          const { topic, partition, broker } = event.data;
          this.leaders.set(partitionKey(topic, partition), broker);
        }
        return false;
      case 'highWatermark.advanced':
        return this.rise(event.data);
      case 'offset.reset': {
        const { topic, partition, consumer, offset } = event.data;
        return this.readTo(consumer, partitionKey(topic, partition), offset);
      }
      case 'records.polled':
        for (const { topic, partition, position } of event.data.partitions) {
          this.readTo(event.data.consumer, partitionKey(topic, partition), position);
        }
        return true;
      case 'offset.committed': {
        const { group, topic, partition, offset } = event.data;
        const key = partitionKey(topic, partition);
        this.committed.set(group, key, offset, this.highWatermarks.get(key) ?? 0);
        return true;
      }
      default:
        return false;
    }
  }

  private rise(data: {
    readonly topic: string;
    readonly partition: number;
    readonly broker: number;
    readonly highWatermark: number;
  }): boolean {
    const key = partitionKey(data.topic, data.partition);
    if (this.leaders.get(key) !== data.broker) return false;
    const before = this.highWatermarks.get(key) ?? 0;
    const after = Math.max(before, data.highWatermark);
    this.highWatermarks.set(key, after);
    this.read.rise(key, before, after);
    this.committed.rise(key, before, after);
    return true;
  }

  private readTo(consumer: string, key: string, offset: number): boolean {
    const group = this.groups.get(consumer) ?? null;
    if (group === null) return false;
    this.read.set(group, key, offset, this.highWatermarks.get(key) ?? 0);
    return true;
  }

  private sample(atUs: number): void {
    const { samples } = this;
    const [unread, uncommitted] = [this.read.total, this.committed.total];
    if (samples.at(-1)?.atUs === atUs) samples.pop();
    const last = samples.at(-1);
    if (last?.unread === unread && last.uncommitted === uncommitted) return;
    samples.push(Object.freeze({ atUs, unread, uncommitted }));
  }
}
