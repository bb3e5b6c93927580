// Golden data of the assignors that a classic group's leader runs.
import {
  type ConsumerPartitionAssignor,
  createSubscription,
  type GroupAssignment,
  type GroupMember,
  INITIAL_ASSIGNOR_STATE,
  type TopicMetadata,
} from '#kafka/assignor/assignor.ts';
import { cooperativeStickyAssignor } from '#kafka/assignor/cooperative-sticky.ts';
import { rangeAssignor } from '#kafka/assignor/range.ts';
import { roundRobinAssignor } from '#kafka/assignor/round-robin.ts';
import { stickyAssignor } from '#kafka/assignor/sticky.ts';
import { parseTopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { type ConformRunner, createRunner } from './runner.ts';

interface TopicInput {
  readonly name: string;
  readonly partitions: number;
  readonly replicaRacks?: readonly (readonly (string | null)[])[];
}

interface MemberInput {
  readonly id: string;
  readonly topics?: readonly string[];
  readonly instanceId?: string;
  readonly rack?: string;
  readonly owned?: readonly string[];
  readonly generation?: number;
  readonly subscriptionGeneration?: number;
}

type ShownAssignment = Readonly<Record<string, readonly string[]>>;

interface SingleCase {
  readonly input: {
    readonly topics: readonly TopicInput[];
    readonly members: readonly MemberInput[];
  };
  readonly expected: { readonly assignment: ShownAssignment };
}

function topicsOf(topics: readonly TopicInput[]): ReadonlyMap<string, TopicMetadata> {
  return new Map(
    topics.map(({ name, partitions, replicaRacks }) => [
      name,
      { partitionCount: partitions, ...(replicaRacks !== undefined && { replicaRacks }) },
    ]),
  );
}

/** A member as the leader gets it: topics are sorted on the wire. */
function memberOf(input: MemberInput, topics: readonly TopicInput[]): GroupMember {
  const partitions = (input.owned ?? []).map(parseTopicPartition);
  const generation = input.generation ?? -1;
  return {
    memberId: input.id,
    groupInstanceId: input.instanceId ?? null,
    metadata: createSubscription({
      topics: input.topics ?? topics.map(({ name }) => name),
      ownedPartitions: partitions,
      generationId: input.subscriptionGeneration ?? generation,
      rackId: input.rack ?? null,
      userData: { partitions, generation },
    }),
  };
}

function show(assignment: GroupAssignment): ShownAssignment {
  return Object.fromEntries(
    [...assignment].map(([memberId, partitions]) => [memberId, partitions.map(topicPartitionKey)]),
  );
}

function createSingleRunner(name: string, assignor: ConsumerPartitionAssignor): ConformRunner {
  return createRunner<SingleCase>(name, ({ input, expected }) => {
    const members = input.members.map((member) => memberOf(member, input.topics));
    const { assignment } = assignor.assign(topicsOf(input.topics), members, INITIAL_ASSIGNOR_STATE);
    return { got: { assignment: show(assignment) }, expected };
  });
}

export const rangeRunner = createSingleRunner('assignor-range', rangeAssignor);
export const roundRobinRunner = createSingleRunner('assignor-roundrobin', roundRobinAssignor);

interface RebalanceStep {
  /** Absent: as in the step before. */
  readonly topics?: readonly TopicInput[];
  readonly members: readonly MemberInput[];
  readonly leaderMaxGenerationBefore?: number;
  readonly expected: { readonly assignment: ShownAssignment };
}

interface RebalanceCase {
  readonly steps: readonly RebalanceStep[];
}

/** Each step gives all that the leader knows, so that one wrong step does not spoil the next. */
function createRebalanceRunner(name: string, assignor: ConsumerPartitionAssignor): ConformRunner {
  return createRunner<RebalanceCase>(name, ({ steps }) => {
    let topics: readonly TopicInput[] = [];
    const got = steps.map((step) => {
      topics = step.topics ?? topics;
      const members = step.members.map((member) => memberOf(member, topics));
      const maxGeneration = step.leaderMaxGenerationBefore ?? INITIAL_ASSIGNOR_STATE.maxGeneration;
      const state = { ...INITIAL_ASSIGNOR_STATE, maxGeneration };
      return show(assignor.assign(topicsOf(topics), members, state).assignment);
    });
    return { got, expected: steps.map(({ expected }) => expected.assignment) };
  });
}

export const stickyRunner = createRebalanceRunner('assignor-sticky', stickyAssignor);
export const cooperativeStickyRunner = createRebalanceRunner(
  'assignor-cooperative-sticky',
  cooperativeStickyAssignor,
);
