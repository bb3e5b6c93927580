// Two traces side by side: where they part, and what came of each in the end. For two branches of
// one run: what would have happened without that command?
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { TraceEvent } from '#kafka/events.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import { Ledger } from './ledger.ts';
import { Lag } from './lag.ts';
import type { TraceStore } from './store.ts';

/** The first events that differ; undefined on the side that has ended there. */
export interface Parting {
  /** Events with a smaller id are the same in both. */
  readonly eventId: number;
  readonly atUs: number;
  readonly left: TraceEvent | undefined;
  readonly right: TraceEvent | undefined;
}

/** What came of a trace, up to a moment. Records of internal topics do not count. */
export interface Outcome {
  readonly created: number;
  readonly acknowledged: number;
  /** Given up by the producer. */
  readonly failed: number;
  /** Acknowledged, and on no replica any more. */
  readonly lost: number;
  /** In a log more than once. */
  readonly duplicated: number;
  /** Records that some consumer got, and those that a group got more than once. */
  readonly delivered: number;
  readonly deliveredAgain: number;
  /** Records between committed offsets and high watermarks, over all groups. */
  readonly lag: number;
  /** `orders-0` → broker id; -1: none. */
  readonly leaders: ReadonlyMap<string, number>;
}

export interface Comparison {
  /** null: they are the same. */
  readonly parting: Parting | null;
  readonly left: Outcome;
  readonly right: Outcome;
}

/** Compares what happened up to `atUs`. */
export function compareTraces(left: TraceStore, right: TraceStore, atUs = Infinity): Comparison {
  return {
    parting: findParting(left, right, atUs),
    left: outcomeOf(left, atUs),
    right: outcomeOf(right, atUs),
  };
}

function isSame(one: TraceEvent, other: TraceEvent): boolean {
  // Branches of one engine share their past, event by event.
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function findParting(left: TraceStore, right: TraceStore, atUs: number): Parting | null {
  const ends = [left.countUntil(atUs), right.countUntil(atUs)] as const;
  for (let eventId = 0; eventId < Math.max(...ends); eventId += 1) {
    const one = eventId < ends[0] ? left.at(eventId) : undefined;
    const other = eventId < ends[1] ? right.at(eventId) : undefined;
    if (one !== undefined && other !== undefined && isSame(one, other)) continue;
    const firstUs = Math.min(one?.atUs ?? Infinity, other?.atUs ?? Infinity);
    return { eventId, atUs: firstUs, left: one, right: other };
  }
  return null;
}

/** What came of a trace up to `atUs`. */
export function outcomeOf(trace: TraceStore, atUs = Infinity): Outcome {
  const ledger = new Ledger();
  const groupLag = new Lag();
  const leaders = new Map<string, number>();
  const past = trace.fork();
  past.truncate(trace.countUntil(atUs));
  groupLag.update(past);
  for (const event of past) {
    ledger.add(event);
    if (event.type !== 'partition.changed') continue;
    const { topic, partition, leader } = event.data.state;
    if (!isInternalTopic(topic)) leaders.set(partitionKey(topic, partition), leader);
  }
  const counts = { created: 0, acknowledged: 0, failed: 0, lost: 0, duplicated: 0 };
  let delivered = 0;
  let deliveredAgain = 0;
  for (const { recordId, outcome, lostAtUs, deliveries } of ledger.records()) {
    counts.created += 1;
    if (outcome === 'acknowledged') counts.acknowledged += 1;
    if (outcome === 'failed') counts.failed += 1;
    if (outcome === 'acknowledged' && lostAtUs !== null) counts.lost += 1;
    if (ledger.copiesOf(recordId) > 1) counts.duplicated += 1;
    if (deliveries.length > 0) delivered += 1;
    const groups = deliveries.map(({ group, consumer }) => group || consumer);
    if (new Set(groups).size < groups.length) deliveredAgain += 1;
  }
  const lag = groupLag.samples.at(-1)?.uncommitted ?? 0;
  return { ...counts, delivered, deliveredAgain, lag, leaders };
}
