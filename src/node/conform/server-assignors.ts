// Golden data of the assignors that the group coordinator runs (KIP-848).
import {
  changedMembers,
  createGroupSpec,
  type GroupSpec,
  type PartitionCounts,
  type TargetAssignment,
} from '#kafka/assignor/group-spec.ts';
import { assignServerRange } from '#kafka/assignor/server-range.ts';
import { assignServerUniform } from '#kafka/assignor/server-uniform.ts';
import {
  compareTopicPartitions,
  parseTopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import { type ConformRunner, createRunner } from './runner.ts';

interface TopicInput {
  readonly name: string;
  readonly id: string;
  readonly partitions: number;
}

interface MemberInput {
  readonly id: string;
  readonly instanceId?: string;
  readonly topics?: readonly string[];
  readonly target: readonly string[];
}

interface TargetStep {
  readonly subscriptionType: GroupSpec['subscriptionType'];
  /** Absent: as in the step before. */
  readonly topics?: readonly TopicInput[];
  readonly members: readonly MemberInput[];
  readonly expected: {
    readonly assignment: Readonly<Record<string, readonly string[]>>;
    readonly changed: readonly string[];
  };
}

interface TargetCase {
  readonly steps: readonly TargetStep[];
}

/** Names and ids of all topics that the case ever had: a deleted one may still be in a target. */
class TopicNames {
  private readonly ids = new Map<string, string>();
  private readonly names = new Map<string, string>();

  learn(topics: readonly TopicInput[]): void {
    for (const { name, id } of topics) {
      this.ids.set(name, id);
      this.names.set(id, name);
    }
  }

  idOf(name: string): string {
    return this.ids.get(name) ?? name;
  }

  nameOf(id: string): string {
    return this.names.get(id) ?? id;
  }
}

function targetRecord(
  target: readonly string[],
  names: TopicNames,
): { readonly topicId: string; readonly partitions: readonly number[] }[] {
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of target.map(parseTopicPartition)) {
    const topicId = names.idOf(topic);
    byTopic.set(topicId, [...(byTopic.get(topicId) ?? []), partition]);
  }
  return [...byTopic].map(([topicId, partitions]) => ({ topicId, partitions }));
}

function showTargets(
  targets: TargetAssignment,
  names: TopicNames,
): Record<string, readonly string[]> {
  return Object.fromEntries(
    [...targets].map(([memberId, target]) => {
      const partitions = [...target].flatMap(([topicId, numbers]) =>
        numbers.map((partition) => ({ topic: names.nameOf(topicId), partition })),
      );
      return [memberId, partitions.sort(compareTopicPartitions).map(topicPartitionKey)];
    }),
  );
}

function createTargetRunner(
  name: string,
  assign: (spec: GroupSpec, partitionCounts: PartitionCounts) => TargetAssignment,
): ConformRunner {
  return createRunner<TargetCase>(name, ({ steps }) => {
    const names = new TopicNames();
    let topics: readonly TopicInput[] = [];
    let knownMembers: ReadonlySet<string> = new Set();
    const got = steps.map((step) => {
      topics = step.topics ?? topics;
      names.learn(topics);
      const spec = createGroupSpec(
        step.members.map((member) => ({
          memberId: member.id,
          instanceId: member.instanceId ?? null,
          subscribedTopicNames: member.topics ?? topics.map((topic) => topic.name),
          target: knownMembers.has(member.id) ? targetRecord(member.target, names) : null,
        })),
        new Map(topics.map((topic) => [topic.name, topic.id])),
      );
      knownMembers = new Set(step.members.map(({ id }) => id));
      const targets = assign(spec, new Map(topics.map(({ id, partitions }) => [id, partitions])));
      return {
        order: spec.members.map(({ memberId }) => memberId),
        subscriptionType: spec.subscriptionType,
        assignment: showTargets(targets, names),
        changed: changedMembers(spec, targets),
      };
    });
    const expected = steps.map(
      ({ members, subscriptionType, expected: { assignment, changed } }) => ({
        order: members.map(({ id }) => id),
        subscriptionType,
        assignment,
        changed,
      }),
    );
    return { got, expected };
  });
}

export const serverRangeRunner = createTargetRunner('server-assignor-range', assignServerRange);
export const serverUniformRunner = createTargetRunner(
  'server-assignor-uniform',
  assignServerUniform,
);
