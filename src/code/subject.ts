// What a program is written for: what is selected on the stage, as the Frame has it now.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import { parseTopicPartition, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { Frame, PartitionFrame } from '#trace/frame.ts';

/** What helps against what a broker's end has left behind. */
export interface Remedy {
  /**
   * `unclean`: partitions have no leader, and none comes back while the broker is down. `preferred`: the
   * broker is there again, and others still lead in its place. `watch`: nothing to do but to look on.
   */
  readonly type: 'unclean' | 'preferred' | 'watch';
  /** The partitions that it is about. */
  readonly partitions: readonly TopicPartition[];
}

export type Subject =
  | { readonly type: 'producer'; readonly spec: ProducerSpec }
  /** One program that each member of the group runs. */
  | {
      readonly type: 'consumer';
      readonly spec: ConsumerSpec;
      readonly members: readonly ConsumerSpec[];
    }
  | {
      readonly type: 'topic';
      readonly name: string;
      readonly partitions: number;
      readonly replicationFactor: number;
      readonly configs: Configs;
    }
  | { readonly type: 'broker'; readonly broker: number; readonly remedy: Remedy };

/** What may be selected, in the words of the stage. */
export interface Selection {
  readonly type: string;
  /** `p1`, `orders-0`, `orders-0@1`, `orders-0#17`, `2`. */
  readonly id: string;
}

/** What a program is written for when this is selected; null: nothing of a program's. */
export function subjectOf(frame: Frame, { type, id }: Selection): Subject | null {
  switch (type) {
    case 'producer': {
      const spec = frame.producers.get(id)?.spec;
      return spec === undefined ? null : { type: 'producer', spec };
    }
    case 'consumer': {
      const spec = frame.consumers.get(id)?.spec;
      return spec === undefined ? null : { type: 'consumer', spec, members: [spec] };
    }
    case 'group':
      return groupSubject(frame, id);
    case 'topic':
      return topicSubject(frame, id);
    case 'partition':
    case 'replica':
    case 'record':
      return topicSubject(frame, parseTopicPartition(id.replace(/[@#].*$/, '')).topic);
    case 'broker':
      return brokerSubject(frame, Number(id));
    default:
      return null;
  }
}

/** What to begin with, when nothing is selected: what runs. */
export function firstSubject(frame: Frame): Subject | null {
  for (const { spec, status } of frame.producers.values()) {
    if (status === 'running') return { type: 'producer', spec };
  }
  for (const { spec, status } of frame.consumers.values()) {
    if (status === 'running') return { type: 'consumer', spec, members: [spec] };
  }
  for (const { name, isInternal } of frame.topics.values()) {
    if (!isInternal) return topicSubject(frame, name);
  }
  return null;
}

function groupSubject(frame: Frame, group: string): Subject | null {
  const all = [...frame.consumers.values()].filter(({ spec }) => spec.group === group);
  const living = all.filter(({ status }) => status !== 'stopped');
  const members = (living.length === 0 ? all : living).map(({ spec }) => spec);
  const [spec] = members;
  return spec === undefined ? null : { type: 'consumer', spec, members };
}

function topicSubject(frame: Frame, name: string): Subject | null {
  const topic = frame.topics.get(name);
  if (topic === undefined || topic.isInternal) return null;
  const { partitions, configs } = topic;
  const replicationFactor = partitions[0]?.state.replicas.length ?? 1;
  return { type: 'topic', name, partitions: partitions.length, replicationFactor, configs };
}

function brokerSubject(frame: Frame, id: number): Subject | null {
  const broker = frame.brokers.get(id);
  if (broker === undefined) return null;
  const partitions = [...frame.topics.values()]
    .flatMap((topic) => topic.partitions)
    .filter(({ state }) => state.replicas.includes(id));
  return { type: 'broker', broker: id, remedy: remedyOf(partitions, id) };
}

function remedyOf(partitions: readonly PartitionFrame[], broker: number): Remedy {
  const leaderless = partitions.filter(({ state }) => state.leader === -1);
  if (leaderless.length > 0) return { type: 'unclean', partitions: leaderless.map(placeOf) };
  const usurped = partitions.filter(
    ({ state }) =>
      state.replicas[0] === broker && state.leader !== broker && state.isr.includes(broker),
  );
  if (usurped.length > 0) return { type: 'preferred', partitions: usurped.map(placeOf) };
  return { type: 'watch', partitions: partitions.map(placeOf) };
}

function placeOf({ topic, partition }: PartitionFrame): TopicPartition {
  return { topic, partition };
}
