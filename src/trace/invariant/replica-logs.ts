// What a trace says of every replica's log: its records, its role, its ISR. Several invariants look
// at it. Logs that a broker may have dropped without a word are unknown rather than guessed.
import type { TraceEvent } from '#kafka/events.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { LogState } from '#trace/log-frame.ts';

interface ReplicaField {
  readonly topic: string;
  readonly partition: number;
  readonly broker: number;
}

/** One replica as its broker has it. */
export interface ReplicaLog {
  role: 'leader' | 'follower' | 'no leader';
  leaderEpoch: number;
  /** -1: unknown until the next append. */
  logEndOffset: number;
  readonly records: LogState;
  /** The committed ISR that it works with as a leader. */
  isr: readonly number[];
}

export class ReplicaLogs {
  /** Topic → partition key → broker → log. */
  private readonly topics = new Map<string, Map<string, Map<number, ReplicaLog>>>();
  private readonly isrs = new Map<string, readonly number[]>();
  /** `orders-0@1`: was taken off the broker while nobody may have looked. */
  private readonly strays = new Set<string>();

  /** The log that an event speaks of; undefined when it is not to be trusted. */
  get({ topic, partition, broker }: ReplicaField): ReplicaLog | undefined {
    return this.of(topic, partition).get(broker);
  }

  of(topic: string, partition: number): ReadonlyMap<number, ReplicaLog> {
    return this.topics.get(topic)?.get(partitionKey(topic, partition)) ?? new Map();
  }

  fold(event: TraceEvent): void {
    switch (event.type) {
      case 'topic.deleted':
        for (const [key, replicas] of this.topics.get(event.data.topic) ?? []) {
          for (const broker of replicas.keys()) this.strays.add(`${key}@${broker}`);
        }
        this.topics.delete(event.data.topic);
        return;
      case 'partition.changed': {
        const { topic, partition, replicas, isr } = event.data.state;
        const key = partitionKey(topic, partition);
        this.isrs.set(key, isr);
        const known = this.topics.get(topic)?.get(key);
        for (const broker of known?.keys() ?? []) {
          if (replicas.includes(broker)) continue;
          known?.delete(broker);
          this.strays.add(`${key}@${broker}`);
        }
        return;
      }
      case 'replica.role-changed':
        this.changeRole(event);
        return;
      case 'isr.changed': {
        const log = this.get(event.data);
        if (log !== undefined) log.isr = event.data.isr;
        return;
      }
      case 'records.appended': {
        const log = this.get(event.data);
        if (log === undefined) return;
        const { batch, logEndOffset } = event.data;
        log.records.append(batch, logEndOffset);
        log.logEndOffset = logEndOffset;
        return;
      }
      case 'log.truncated': {
        const log = this.get(event.data);
        if (log === undefined) return;
        const { logEndOffset } = event.data;
        log.logEndOffset = logEndOffset;
        log.records.truncate(logEndOffset);
        return;
      }
      default:
        return;
    }
  }

  private changeRole({ data }: Extract<TraceEvent, { type: 'replica.role-changed' }>): void {
    const { topic, partition, broker, role, leaderEpoch } = data;
    const key = partitionKey(topic, partition);
    let partitions = this.topics.get(topic);
    if (partitions === undefined) {
      partitions = new Map();
      this.topics.set(topic, partitions);
    }
    let replicas = partitions.get(key);
    if (replicas === undefined) {
      replicas = new Map();
      partitions.set(key, replicas);
    }
    const replicaKey = `${key}@${broker}`;
    if (role === 'none') {
      replicas.delete(broker);
      this.strays.delete(replicaKey);
      return;
    }
    let log = replicas.get(broker);
    if (log === undefined) {
      const logEndOffset = this.strays.delete(replicaKey) ? -1 : 0;
      log = { role, leaderEpoch, logEndOffset, records: LogState.empty(), isr: [] };
      replicas.set(broker, log);
    }
    log.role = role;
    log.leaderEpoch = leaderEpoch;
    if (role === 'leader') log.isr = this.isrs.get(key) ?? [];
  }
}
