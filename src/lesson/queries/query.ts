// What a query is, and what queries are asked of.
import type { KafkaCommand } from '#kafka/commands.ts';
import {
  type Frame,
  type GroupFrame,
  leaderReplica,
  type PartitionFrame,
  type ReplicaFrame,
} from '#trace/frame.ts';
import type { Ledger } from '#trace/ledger.ts';
import type { Value } from '#lesson/expression.ts';
import type { Tally } from '#lesson/tally.ts';

/** What the queries of a moment are asked of. */
export interface Situation {
  readonly frame: Frame;
  /** Frame at the beginning of the step. */
  readonly before: Frame;
  readonly ledger: Ledger;
  readonly tally: Tally;
  /** What was done by hand since the step began. */
  readonly commands: readonly KafkaCommand[];
}

export interface Query {
  /** As an author writes them; those with a `?` may be left out, `…` stands for any number. */
  readonly args: readonly string[];
  /** What it says, for authors. */
  readonly doc: string;
  readonly ask: (situation: Situation, ...args: Value[]) => Value;
}

/** Name → query. */
export type QueryTable = Readonly<Record<string, Query>>;

/** An entry of a table: arguments as in `topic, partition?`, a sentence, and what answers. */
export function query(args: string, doc: string, ask: Query['ask']): Query {
  return { args: args === '' ? [] : args.split(', '), doc, ask };
}

export const NO_NUMBER = '-1 when there is none.';

/** Partitions of a topic; none when there is no such topic. */
export function partitionsOf(frame: Frame, topic: Value | undefined): readonly PartitionFrame[] {
  return frame.topics.get(String(topic))?.partitions ?? [];
}

/** Partitions of a topic, or of all topics that are not Kafka's own when none is named. */
export function partitionsOfAny(frame: Frame, topic: Value | undefined): readonly PartitionFrame[] {
  if (topic !== undefined && topic !== null) return partitionsOf(frame, topic);
  return [...frame.topics.values()]
    .filter(({ isInternal }) => !isInternal)
    .flatMap(({ partitions }) => partitions);
}

/** A partition; the first when none is named. */
export function partitionOf(
  frame: Frame,
  topic: Value | undefined,
  partition: Value | undefined,
): PartitionFrame | undefined {
  return partitionsOf(frame, topic)[Number(partition ?? 0)];
}

/** The record at an offset of the leader’s log; undefined when there is none. */
export function recordAt(frame: Frame, topic: Value, partition: Value, offset: Value) {
  const one = partitionOf(frame, topic, partition);
  return one === undefined ? undefined : leaderReplica(one)?.log.at(Number(offset));
}

/** One partition's number, or the sum over the topic; -1 when there is no such partition. */
export function sumOver(
  frame: Frame,
  topic: Value | undefined,
  partition: Value | undefined,
  read: (leader: ReplicaFrame | undefined, partition: PartitionFrame) => number,
): number {
  if (partition !== undefined && partition !== null) {
    const one = partitionOf(frame, topic, partition);
    return one === undefined ? -1 : read(leaderReplica(one), one);
  }
  return partitionsOf(frame, topic).reduce((sum, one) => sum + read(leaderReplica(one), one), 0);
}

export function groupOf(frame: Frame, id: Value | undefined): GroupFrame | undefined {
  return frame.groups.get(String(id));
}

/** Ids as a lesson writes a set: `1 2 3`. */
export function listed(ids: Iterable<string | number>): string {
  return [...ids].join(' ');
}

/** The value below which so many per cent of the values lie; -1 without values. */
export function percentileOf(values: readonly number[], percent: number): number {
  if (values.length === 0) return -1;
  // Sorted as numbers, without a function to compare them.
  const sorted = Float64Array.from(values).sort();
  const rank = Math.ceil((percent / 100) * sorted.length) - 1;
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank))] ?? -1;
}
