// The ledger against a second account of the same trace, made the slow way: whole logs, looked at again
// after every event that can change a record's fate.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TraceEvent } from '#kafka/events.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { Ledger } from '#trace/ledger.ts';
import { clusterPlans } from './cluster-plan.ts';
import { runPlan } from './cluster-run.ts';

const PLANS = 4;
const SEED = 2_024;

/** One replica's log: record ids by offset. */
interface Log {
  readonly ids: Map<number, string>;
  isLeader: boolean;
}

/** Who has what, by partition and broker; a topic that is deleted takes its logs with it. */
class Logs {
  private readonly partitions = new Map<string, Map<number, Log>>();
  /** Partition → the broker that leads in the latest leader epoch, and that epoch. */
  readonly leaders = new Map<string, { readonly broker: number; readonly epoch: number }>();

  of(key: string): ReadonlyMap<number, Log> {
    return this.partitions.get(key) ?? new Map<number, Log>();
  }

  at(key: string, broker: number): Log {
    const logs = this.partitions.get(key) ?? new Map<number, Log>();
    this.partitions.set(key, logs);
    const log = logs.get(broker) ?? { ids: new Map(), isLeader: false };
    logs.set(broker, log);
    return log;
  }

  remove(key: string, broker: number): void {
    this.partitions.get(key)?.delete(broker);
    if (this.leaders.get(key)?.broker === broker) {
      this.leaders.set(key, { broker: -1, epoch: this.leaders.get(key)?.epoch ?? -1 });
    }
  }

  forget(topic: string): void {
    for (const key of [...this.partitions.keys()]) {
      if (key.replace(/-\d+$/, '') !== topic) continue;
      this.partitions.delete(key);
      this.leaders.delete(key);
    }
  }

  add(event: TraceEvent): void {
    switch (event.type) {
      case 'replica.role-changed': {
        const { topic, partition, broker, role, leaderEpoch } = event.data;
        const key = partitionKey(topic, partition);
        if (role === 'none') {
          this.remove(key, broker);
          return;
        }
        this.at(key, broker).isLeader = role === 'leader';
        const { epoch = -1 } = this.leaders.get(key) ?? {};
        if (role === 'leader' && leaderEpoch >= epoch) {
          this.leaders.set(key, { broker, epoch: leaderEpoch });
        }
        return;
      }
      case 'records.appended': {
        const { topic, partition, broker, batch } = event.data;
        const { ids } = this.at(partitionKey(topic, partition), broker);
        for (const offset of ids.keys()) if (offset >= batch.baseOffset) ids.delete(offset);
        for (const { id, offset } of batch.records) ids.set(offset, id);
        return;
      }
      case 'log.truncated': {
        const { topic, partition, broker, logEndOffset } = event.data;
        const { ids } = this.at(partitionKey(topic, partition), broker);
        for (const offset of ids.keys()) if (offset >= logEndOffset) ids.delete(offset);
        return;
      }
      case 'topic.deleted':
        this.forget(event.data.topic);
        return;
      default:
        return;
    }
  }
}

interface Account {
  readonly visibleAtUs: ReadonlyMap<string, number>;
  readonly logs: Logs;
}

function accountOf(trace: Iterable<TraceEvent>): Account {
  const logs = new Logs();
  const visibleAtUs = new Map<string, number>();
  for (const event of trace) {
    logs.add(event);
    if (event.type !== 'highWatermark.advanced') continue;
    const { topic, partition, broker, highWatermark } = event.data;
    const { ids, isLeader } = logs.at(partitionKey(topic, partition), broker);
    if (!isLeader) continue;
    for (const [offset, id] of ids) {
      if (offset < highWatermark && !visibleAtUs.has(id)) visibleAtUs.set(id, event.atUs);
    }
  }
  return { visibleAtUs, logs };
}

test('a record is visible from the first high watermark that passed it on, and lost as its leader has it', () => {
  for (const plan of fc.sample(clusterPlans, { numRuns: PLANS, seed: SEED })) {
    const { trace } = runPlan(plan);
    const ledger = new Ledger();
    for (const event of trace) ledger.add(event);
    const { visibleAtUs, logs } = accountOf(trace);
    let visible = 0;
    let lost = 0;
    for (const fate of ledger.records()) {
      const key = partitionKey(fate.topic, fate.partition);
      expect([fate.recordId, fate.visibleAtUs]).toEqual([
        fate.recordId,
        visibleAtUs.get(fate.recordId) ?? null,
      ]);
      const holders = [...logs.of(key)].filter(([, { ids }]) =>
        [...ids.values()].includes(fate.recordId),
      );
      const brokers = holders.map(([broker]) => broker).sort();
      expect([fate.recordId, [...fate.brokers].sort()]).toEqual([fate.recordId, brokers]);
      const leader = logs.leaders.get(key)?.broker ?? -1;
      const isKept = leader === -1 ? brokers.length > 0 : brokers.includes(leader);
      const isLost = fate.appends.length > 0 && !isKept;
      expect([fate.recordId, fate.lostAtUs !== null]).toEqual([fate.recordId, isLost]);
      if (fate.visibleAtUs !== null) visible += 1;
      if (fate.outcome === 'acknowledged' && isLost) lost += 1;
    }
    expect([ledger.totals.visible, ledger.totals.lost]).toEqual([visible, lost]);
  }
});
