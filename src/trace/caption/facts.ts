// What captions ask of a Frame: who has a record, whose bookmark stands where, what was promised.
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import { type TopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import {
  type ConsumerFrame,
  type Frame,
  type GroupFrame,
  isRunning,
  partitionAt,
  type PartitionFrame,
  type ReplicaFrame,
} from '#trace/frame.ts';
import type { CaptionMoment } from './rule.ts';

/** `partition:orders-1`, as the stage names it. */
export function partitionName(partition: TopicPartition): string {
  return `partition:${topicPartitionKey(partition)}`;
}

/** Whether people made the topic. */
export function isPeoples({ topic }: { readonly topic: string }): boolean {
  return !isInternalTopic(topic);
}

export function findPartition(frame: Frame, one: TopicPartition): PartitionFrame | undefined {
  return partitionAt(frame, topicPartitionKey(one));
}

export function leaderOf({ state, replicas }: PartitionFrame): ReplicaFrame | undefined {
  return replicas.get(state.leader);
}

/** Members of the ISR but the leader. */
export function followersOf({ state }: PartitionFrame): readonly number[] {
  return state.isr.filter((broker) => broker !== state.leader);
}

/** Members of the ISR, but the leader, that have not written an offset yet. */
export function withoutOffset(partition: PartitionFrame, offset: number): readonly number[] {
  return followersOf(partition).filter(
    (broker) => (partition.replicas.get(broker)?.logEndOffset ?? 0) <= offset,
  );
}

/** Members of the ISR that do not run. */
export function silentInIsr(frame: Frame, { state }: PartitionFrame): readonly number[] {
  return state.isr.filter((broker) => !isRunning(frame.brokers.get(broker)));
}

/** The member of a group with that id at its coordinator. */
export function memberNamed(group: GroupFrame | undefined, memberId: string): string | null {
  return group?.members.find((member) => member.memberId === memberId)?.clientId ?? null;
}

export function groupOf(frame: Frame, { spec }: ConsumerFrame): GroupFrame | undefined {
  return spec.group === null ? undefined : frame.groups.get(spec.group);
}

/** All consumers that belong to a group and run. */
export function consumersOf(frame: Frame, group: string): readonly ConsumerFrame[] {
  return [...frame.consumers.values()].filter((one) => one.spec.group === group && isRunning(one));
}

/** Records that a producer was told are safe, and that no running broker has. */
export interface Loss {
  readonly producers: readonly string[];
  readonly offsets: readonly number[];
}

/** So many events back, acknowledgements are looked for. */
const SEARCH_DEPTH = 20_000;

/** What was acknowledged at `fromOffset` or after it, and is in the log of no running broker. */
export function lossOf(
  { trace, frame }: CaptionMoment,
  partition: PartitionFrame,
  fromOffset: number,
): Loss | null {
  const living = [...partition.replicas.values()].filter(({ broker }) =>
    isRunning(frame.brokers.get(broker)),
  );
  const producers = new Set<string>();
  const offsets: number[] = [];
  const oldest = Math.max(0, frame.nextEventId - SEARCH_DEPTH);
  for (let id = frame.nextEventId - 1; id >= oldest; id -= 1) {
    const event = trace.at(id);
    if (event?.type !== 'batch.completed' || event.data.errorCode !== 'NONE') continue;
    const { data } = event;
    if (data.topic !== partition.topic || data.partition !== partition.partition) continue;
    if (data.baseOffset < 0) continue;
    for (const [index, recordId] of data.recordIds.entries()) {
      const offset = data.baseOffset + index;
      if (offset < fromOffset) continue;
      if (living.some(({ log }) => log.at(offset)?.id === recordId)) continue;
      producers.add(data.producer);
      offsets.push(offset);
    }
  }
  if (offsets.length === 0) return null;
  return { producers: [...producers].sort(), offsets: offsets.sort((a, b) => a - b) };
}
